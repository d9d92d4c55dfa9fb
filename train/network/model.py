"""The networks of the nano pair: a Qwen3 decoder, and the compiler on top of one.

The decoder is the ordinary architecture (RMSNorm, RoPE in halves, grouped-query
attention with normalised queries and keys, SwiGLU, tied output), so that the
product's engine and llama.cpp run what is trained here. Tensors carry the names
that they have in the GGUF file.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

import fused

# Modules in the order of the coefficients: sorted by their published names,
# down_proj, gate_proj, k_proj, o_proj, q_proj, up_proj, v_proj.
MODULES = ["ffn_down", "ffn_gate", "attn_k", "attn_output", "attn_q", "ffn_up", "attn_v"]


class Norm(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(dim))

    def forward(self, x):
        if fused.on(x):
            return fused.Norm.apply(x, self.weight)
        scale = torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + 1e-6)
        return self.weight * (x * scale.to(x.dtype))


def rope(x, cos, sin):
    half = x.shape[-1] // 2
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        d, hd = c["dim"], c["head_dim"]
        self.attn_norm, self.ffn_norm = Norm(d), Norm(d)
        self.attn_q_norm, self.attn_k_norm = Norm(hd), Norm(hd)
        for name, (n_in, n_out) in shapes(c).items():
            setattr(self, name, nn.Linear(n_in, n_out, bias=False))

    def forward(self, x, cos, sin, segments, mask, adapter):
        c = self.c
        heads, kv, hd = c["heads"], c["kv_heads"], c["head_dim"]
        b, t, _ = x.shape

        def linear(name, x):
            y = getattr(self, name)(x)
            if adapter is not None:
                down, up, scale = adapter[name]  # [batch, in, rank], [batch, rank, out]
                y = y + torch.matmul(torch.matmul(x, down.to(x.dtype)), up.to(x.dtype)) * scale
            return y

        h = self.attn_norm(x)
        q, k, v = linear("attn_q", h).view(b, t, heads, hd), linear("attn_k", h).view(b, t, kv, hd), linear("attn_v", h).view(b, t, kv, hd)
        if fused.on(q):
            a = fused.Attention.apply(q, k, v, self.attn_q_norm.weight, self.attn_k_norm.weight, cos, sin, segments)
        else:
            a = attention(rope(self.attn_q_norm(q), cos, sin), rope(self.attn_k_norm(k), cos, sin), v, mask)
        x = x + linear("attn_output", a)
        h = self.ffn_norm(x)
        gate, up = linear("ffn_gate", h), linear("ffn_up", h)
        return x + linear("ffn_down", fused.SwiGLU.apply(gate, up) if fused.on(gate) else F.silu(gate) * up)


def attention(q, k, v, mask):
    """[b, t, heads * hd] from queries [b, t, heads, hd], keys and values [b, t, kv, hd]."""
    b, t, heads, hd = q.shape
    kv = k.shape[2]
    q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)
    q = q.reshape(b, kv, heads // kv * t, hd) * hd**-0.5  # the heads of a group stand below each other
    scores = torch.matmul(q, k.transpose(-1, -2)).view(b, kv, heads // kv, t, t) + mask[:, None, None]
    p = F.softmax(scores, -1).view(b, kv, heads // kv * t, t).to(v.dtype)
    return torch.matmul(p, v).view(b, heads, t, hd).transpose(1, 2).reshape(b, t, heads * hd)


def shapes(c):
    """(in, out) of every adapted module."""
    d, hd, ff = c["dim"], c["head_dim"], c["ffn"]
    q, kv = c["heads"] * hd, c["kv_heads"] * hd
    return {
        "attn_q": (d, q), "attn_k": (d, kv), "attn_v": (d, kv), "attn_output": (q, d),
        "ffn_gate": (d, ff), "ffn_up": (d, ff), "ffn_down": (ff, d),
    }  # fmt: skip


class Decoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.c = c = config
        self.token_embd = nn.Embedding(c["vocab"], c["dim"])
        self.blk = nn.ModuleList(Block(c) for _ in range(c["layers"]))
        self.output_norm = Norm(c["dim"])
        nn.init.normal_(self.token_embd.weight, std=c["dim"] ** -0.5)
        for name, p in self.named_parameters():
            if p.dim() == 2 and "token_embd" not in name:
                last = name.endswith(("attn_output.weight", "ffn_down.weight"))
                nn.init.normal_(p, std=0.8 * p.shape[1] ** -0.5 * (0.5 / math.sqrt(c["layers"]) if last else 1))
        half = c["head_dim"] // 2
        self.register_buffer("frequencies", c["theta"] ** (-torch.arange(half).float() / half), persistent=False)

    def forward(self, ids, positions, segments, dtype, adapters=None, states=None):
        """Final-normed hidden states [batch, time, dim]; states collects each block's output.

        segments are 0 for the prompt and count the queries behind it; -1 is padding.
        """
        x = F.embedding(ids, self.token_embd.weight).to(dtype)
        angle = positions[..., None].float() * self.frequencies
        cos, sin, mask = angle.cos(), angle.sin(), None
        if fused.on(x):
            segments = segments.int().contiguous()
        else:
            cos, sin, mask = cos[:, :, None].to(dtype), sin[:, :, None].to(dtype), packed_mask(segments, dtype)
        for i, block in enumerate(self.blk):
            x = block(x, cos, sin, segments, mask, None if adapters is None else adapters[i])
            if states is not None:
                states.append(x)
        x = self.output_norm(x)
        if states is not None:  # the last block's state counts after the final norm, as in the published pipeline
            states[-1] = x
        return x

    def logits(self, h):
        return F.linear(h, self.token_embd.weight.to(h.dtype))


def packed_mask(segments, dtype):
    """Additive mask: causal, and a query sees the prompt (segment 0) and itself."""
    t = segments.shape[1]
    seen = (segments[:, None, :] == 0) | (segments[:, None, :] == segments[:, :, None])
    seen = seen & torch.ones(t, t, dtype=torch.bool, device=segments.device).tril()
    seen = seen | torch.eye(t, dtype=torch.bool, device=segments.device)
    return torch.zeros(seen.shape, dtype=dtype, device=segments.device).masked_fill_(~seen, -1e4)


class Compiler(nn.Module):
    """Spec and pseudo-program in, adapter coefficients out (paper §2-3, appendix G).

    The hidden states of all layers at the prefix positions are averaged; a trunk
    and a head make coefficients [layers, modules, bases, 2] of them; an adapter is
    the mixture of the basis matrices.
    """

    def __init__(self, config, rank, bases, alpha, prefix, prefix_ids, fixed=False):
        super().__init__()
        self.c, self.rank, self.bases, self.scale = config, rank, bases, alpha / rank
        self.register_buffer("prefix_ids", torch.as_tensor(prefix_ids), persistent=False)
        self.prefix, self.fixed = prefix, fixed
        s = shapes(config)
        self.lora_a = nn.ParameterDict({m: nn.Parameter(torch.randn(bases, rank, s[m][0]) * s[m][0] ** -0.5) for m in MODULES})
        self.lora_b = nn.ParameterDict({m: nn.Parameter(torch.zeros(bases, s[m][1], rank)) for m in MODULES})
        n = config["layers"] * len(MODULES) * bases * 2
        if fixed:  # one adapter for every task: the baseline
            self.coefficients = nn.Parameter(torch.randn(n) * bases**-0.5)
            return
        self.decoder = Decoder(config)
        self.trunk = nn.Linear(config["dim"], 2 * config["dim"])
        self.coeff_head = nn.Linear(2 * config["dim"], n)
        nn.init.normal_(self.coeff_head.weight, std=0.5 * (2 * config["dim"]) ** -0.5)
        nn.init.normal_(self.coeff_head.bias, std=bases**-0.5)

    def mix(self, rows, device, dtype):
        """Coefficients [rows, layers, modules, bases, 2] of tasks."""
        shape = (self.c["layers"], len(MODULES), self.bases, 2)
        if self.fixed:
            return self.coefficients.view(1, *shape)
        length = (max(len(r.compiler_prompt) for r in rows) + 7) // 8 * 8
        ids = torch.zeros(len(rows), length, dtype=torch.long)
        ends = torch.zeros(len(rows), self.prefix, dtype=torch.long)
        for i, r in enumerate(rows):
            n = len(r.compiler_prompt)
            ids[i, :n] = torch.from_numpy(r.compiler_prompt)
            ends[i] = torch.arange(n - self.prefix, n)
        ids, ends = ids.to(device), ends.to(device)
        positions = torch.arange(length, device=device)[None].expand(len(rows), length)
        states = []
        self.decoder(ids, positions, torch.zeros_like(ids), dtype, states=states)
        at = ends[..., None].expand(-1, -1, self.c["dim"])
        pooled = torch.stack([s.float().gather(1, at).mean(1) for s in states]).mean(0)
        return self.coeff_head(F.gelu(self.trunk(pooled))).float().view(len(rows), *shape)

    def adapters(self, coefficients):
        """The adapter of every layer and module: (A transposed, B transposed, scale)."""
        n = coefficients.shape[0]
        out = [{} for _ in range(self.c["layers"])]
        for j, m in enumerate(MODULES):
            a, b = self.lora_a[m], self.lora_b[m]
            mixed_a = torch.einsum("nlk,kri->nlir", coefficients[:, :, j, :, 0], a)
            mixed_b = torch.einsum("nlk,kor->nlro", coefficients[:, :, j, :, 1], b)
            for layer in range(self.c["layers"]):
                out[layer][m] = (mixed_a[:, layer], mixed_b[:, layer], self.scale)
        return out
