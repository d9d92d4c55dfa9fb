"""SmolLM2 as plain PyTorch functions: one compiled function for a layer, so that a training step on a CPU is mostly matrix products.

Weights are float32 and cast to bfloat16 where they are used; the residual stream, norms and rotations are computed in float32 within fused loops."""
import torch
import torch.nn.functional as F

WIDTH, LAYERS, HEADS, KV, SIZE, EPS, BASE = 576, 30, 9, 3, 64, 1e-5, 100000.
half = lambda w: w.to(torch.bfloat16)


def norm(x, w):
    x = x.float()
    return half(x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPS) * w)


def rotate(x, cos, sin):
    a, b = x.float().chunk(2, -1)
    return half(torch.cat((a * cos - b * sin, b * cos + a * sin), -1))


def layer(x, cos, sin, n1, q, k, v, o, n2, gate, up, down):
    """One layer; x is [batch, length, width] in bfloat16."""
    B, L, _ = x.shape
    h = norm(x, n1)
    split = lambda t, n: t.view(B, L, n, SIZE).transpose(1, 2)
    qs, ks, vs = rotate(split(h @ half(q).T, HEADS), cos, sin), rotate(split(h @ half(k).T, KV), cos, sin), split(h @ half(v).T, KV)
    ks, vs = ks.repeat_interleave(HEADS // KV, 1), vs.repeat_interleave(HEADS // KV, 1)
    a = F.scaled_dot_product_attention(qs, ks, vs, is_causal=True)
    x = x + a.transpose(1, 2).reshape(B, L, WIDTH) @ half(o).T
    h = norm(x, n2)
    return x + (F.silu(h @ half(gate).T) * (h @ half(up).T)) @ half(down).T


NAMES = ("input_layernorm", "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "post_attention_layernorm", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj")


def hidden(state, ids, layer=layer):
    """The last layer's normed states for token ids [batch, length]; state maps Hugging Face's names to weights."""
    L = ids.shape[1]
    angle = torch.arange(L, dtype=torch.float32)[:, None] * BASE ** (-torch.arange(0, SIZE, 2, dtype=torch.float32) / SIZE)
    cos, sin = angle.cos(), angle.sin()
    x = half(F.embedding(ids, state["model.embed_tokens.weight"]))
    for i in range(LAYERS): x = layer(x, cos, sin, *(state[f"model.layers.{i}.{n}.weight"] for n in NAMES))
    return norm(x, state["model.norm.weight"])
