"""A scale model of the published compilers, and what they make of a spec.

usage: reference.py FOLDER

Writes one folder per snapshot, in the layout of the published ones:

  meta.json               what the mapper is for
  compiler/               a small random Qwen3 as sharded BF16 safetensors, with its tokenizer
  lora_mapper.pt          the mapper, by torch.save
  interpreter.gguf        the model that runs the adapters
  reference.safetensors   what a compilation must give at each step, in float32
  reference.json          the texts it was made from, and checksums

Nothing here shares code with the Go side: BPE, model, mapper, quantiser and
GGUF writer are this file's own. All arithmetic is float32 on the BF16 weights.
The bases are small multiples of 1/256, so that mixtures with the coefficients
"exact.coefficients", multiples of 1/16, are exact in any order of addition:
their adapter must be the same to the byte.
"""

import hashlib
import json
import os
import re
import struct
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

SPEC = "Sort a message by what it asks for.\nRefunds and charges are billing; crashes are support."
PSEUDO = (
    "[PSEUDO_PROGRAM]\nTask: Sort the message: billing for refunds and charges, support for crashes.\n\n"
    "Examples:\nInput: I was charged twice\nOutput: billing\n\nInput: it crashes at 10:30\nOutput: support\n[END_PSEUDO_PROGRAM]"
)
QUESTION = "Which team helps?"
ANSWER_TOKENS = 12

RANK, ALPHA, BASES, STEPS = 32, 16.0, 3, 8
COMPILER = dict(layers=6, dim=32, heads=2, kv=1, head=32, ffn=64, theta=5e6, eps=1e-6)

# Layers, then per module in the mapper's order: name in GGUF, inputs, outputs.
SNAPSHOTS = {
    "qwen3": dict(
        seed=1, snapshot="paw-4b-qwen3-0.6b", model="Qwen/Qwen3-0.6B", layers=4,
        modules={
            "down_proj": ("ffn_down", 64, 32), "gate_proj": ("ffn_gate", 32, 64), "k_proj": ("attn_k", 32, 32),
            "o_proj": ("attn_output", 64, 32), "q_proj": ("attn_q", 32, 64), "up_proj": ("ffn_up", 32, 64),
            "v_proj": ("attn_v", 32, 32)}),
    "gpt2": dict(
        seed=2, snapshot="paw-4b-gpt2", model="gpt2", layers=3,
        modules={
            "attn_c_proj": ("attn_output", 32, 32), "c_attn": ("attn_qkv", 32, 96),
            "c_fc": ("ffn_up", 32, 128), "mlp_c_proj": ("ffn_down", 128, 32)}),
}


# --- Tokens: byte-level BPE over ASCII text ---

WORDS = re.compile(r"'(?i:s|t|re|ve|m|ll|d)|[^\r\nA-Za-z0-9]?[A-Za-z]+|[0-9]| ?[^\sA-Za-z0-9]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def letters():
    keep = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table, extra = {}, 256
    for b in range(256):
        table[b] = chr(b) if b in keep else chr(extra)
        extra += b not in keep
    return table


LETTERS = letters()


def learn(text, n):
    """The n most frequent merges, one after the other; the smallest of equals."""
    words = [[LETTERS[b] for b in w.encode()] for w in WORDS.findall(text)]
    merges = []
    for _ in range(n):
        counts = {}
        for w in words:
            for p in zip(w, w[1:]):
                counts[p] = counts.get(p, 0) + 1
        best = min(counts, key=lambda p: (-counts[p], p))
        merges.append(best)
        words = [join(w, best) for w in words]
    return merges


def join(word, pair):
    out, i = [], 0
    while i < len(word):
        if tuple(word[i : i + 2]) == pair:
            out.append(word[i] + word[i + 1])
            i += 2
        else:
            out.append(word[i])
            i += 1
    return out


class Tokenizer:
    def __init__(self):
        self.merges = learn((SPEC + PSEUDO + " user assistant") * 2, 70)
        names = list(LETTERS.values()) + [a + b for a, b in self.merges]
        self.vocab = {t: i for i, t in enumerate(names)}
        self.added = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] + [f"<prefix_{i + 1}>" for i in range(STEPS)]
        self.ids = {t: len(names) + i for i, t in enumerate(self.added)}
        self.size = len(names) + len(self.added)

    def plain(self, text):
        out = []
        for w in WORDS.findall(text):
            parts = [LETTERS[b] for b in w.encode()]
            for m in self.merges:
                parts = join(parts, m)
            out += [self.vocab[p] for p in parts]
        return out

    def special(self, text):
        out = []
        for part in re.split("(" + "|".join(map(re.escape, self.added)) + ")", text):
            out += [self.ids[part]] if part in self.ids else self.plain(part)
        return out

    def files(self, folder):
        split = (
            r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
        )
        dump(folder, "tokenizer.json", {
            "version": "1.0", "truncation": None, "padding": None,
            "added_tokens": [
                {"id": i, "content": t, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
                for t, i in self.ids.items()],
            "normalizer": {"type": "NFC"},
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": split}, "behavior": "Isolated", "invert": False},
                {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False}]},
            "post_processor": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False},
            "decoder": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False},
            "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "",
                      "end_of_word_suffix": "", "fuse_unk": False, "byte_fallback": False,
                      "vocab": self.vocab, "merges": [" ".join(m) for m in self.merges]}})
        dump(folder, "tokenizer_config.json", {
            "add_bos_token": False, "add_prefix_space": False, "bos_token": None, "eos_token": "<|im_end|>",
            "pad_token": "<|endoftext|>", "model_max_length": 262144, "tokenizer_class": "Qwen2Tokenizer"})


def chat(prompt):
    return f"<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n"


# --- The compiler: Qwen3 in float32 ---


def random_compiler(rng, rows):
    c = COMPILER
    q, kv = c["heads"] * c["head"], c["kv"] * c["head"]

    def matrix(out, inp, gain=1.0):
        return torch.randn(out, inp, generator=rng) * (gain / inp**0.5)

    w = {"model.embed_tokens.weight": torch.randn(rows, c["dim"], generator=rng), "model.norm.weight": near_one(rng, c["dim"])}
    for l in range(c["layers"]):
        at = f"model.layers.{l}."
        w[at + "input_layernorm.weight"] = near_one(rng, c["dim"])
        w[at + "post_attention_layernorm.weight"] = near_one(rng, c["dim"])
        w[at + "self_attn.q_norm.weight"] = near_one(rng, c["head"])
        w[at + "self_attn.k_norm.weight"] = near_one(rng, c["head"])
        w[at + "self_attn.q_proj.weight"] = matrix(q, c["dim"], 2)
        w[at + "self_attn.k_proj.weight"] = matrix(kv, c["dim"], 2)
        w[at + "self_attn.v_proj.weight"] = matrix(kv, c["dim"])
        w[at + "self_attn.o_proj.weight"] = matrix(c["dim"], q)
        w[at + "mlp.gate_proj.weight"] = matrix(c["ffn"], c["dim"])
        w[at + "mlp.up_proj.weight"] = matrix(c["ffn"], c["dim"])
        w[at + "mlp.down_proj.weight"] = matrix(c["dim"], c["ffn"])
    return {k: v.bfloat16() for k, v in w.items()}


def near_one(rng, n):
    return 1 + 0.1 * torch.randn(n, generator=rng)


def rms(x, w):
    return x / (x.pow(2).mean(-1, keepdim=True) + COMPILER["eps"]).sqrt() * w


def rotate(x, theta):
    n, _, d = x.shape
    freq = theta ** (-torch.arange(0, d, 2, dtype=torch.float64) / d)
    angle = torch.arange(n, dtype=torch.float64)[:, None] * freq
    cos, sin = angle.cos().float()[:, None], angle.sin().float()[:, None]
    a, b = x[..., : d // 2], x[..., d // 2 :]
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


def forward(bf16, ids):
    """Each block's output, and the states after the final norm: [layers + 1, tokens, dim]."""
    c, w = COMPILER, {k: v.float() for k, v in bf16.items()}
    x = w["model.embed_tokens.weight"][ids]
    n, states = len(ids), []
    mask = torch.full((n, n), float("-inf")).triu(1)
    for l in range(c["layers"]):
        p = {k.split(f"layers.{l}.")[1][: -len(".weight")]: v for k, v in w.items() if f"layers.{l}." in k}
        h = rms(x, p["input_layernorm"])
        q = rms((h @ p["self_attn.q_proj"].T).view(n, c["heads"], c["head"]), p["self_attn.q_norm"])
        k = rms((h @ p["self_attn.k_proj"].T).view(n, c["kv"], c["head"]), p["self_attn.k_norm"])
        v = (h @ p["self_attn.v_proj"].T).view(n, c["kv"], c["head"])
        q, k = rotate(q, c["theta"]).transpose(0, 1), rotate(k, c["theta"]).transpose(0, 1)
        k = k.repeat_interleave(c["heads"] // c["kv"], 0)
        v = v.transpose(0, 1).repeat_interleave(c["heads"] // c["kv"], 0)
        a = ((q @ k.transpose(1, 2)) / c["head"] ** 0.5 + mask).softmax(-1) @ v
        x = x + a.transpose(0, 1).reshape(n, -1) @ p["self_attn.o_proj"].T
        h = rms(x, p["post_attention_layernorm"])
        x = x + (F.silu(h @ p["mlp.gate_proj"].T) * (h @ p["mlp.up_proj"].T)) @ p["mlp.down_proj"].T
        states.append(x)
    return torch.stack(states + [rms(x, w["model.norm.weight"])])


def greedy(bf16, ids, n):
    """The n likeliest next tokens, and how far each is before the second."""
    out, margin, embedding = [], float("inf"), bf16["model.embed_tokens.weight"].float()
    for _ in range(n):
        top = (forward(bf16, ids + out)[-1][-1] @ embedding.T).topk(2)
        out.append(int(top.indices[0]))
        margin = min(margin, float(top.values[0] - top.values[1]))
    return out, margin


# --- The mapper ---


class Mapper(nn.Module):
    def __init__(self, rng, s):
        super().__init__()
        dim, n = COMPILER["dim"], s["layers"] * len(s["modules"]) * BASES * 2
        self.trunk = nn.Sequential(nn.Linear(dim, dim), nn.GELU())
        self.coeff_head = nn.Linear(dim, n)
        for p in self.parameters():
            p.data = torch.randn(p.shape, generator=rng) * 0.3
        for name in sorted(s["modules"]):
            _, inp, out = s["modules"][name]
            setattr(self, "A_bases_" + name, nn.Parameter(grid(rng, BASES, RANK, inp)))
            setattr(self, "B_bases_" + name, nn.Parameter(grid(rng, BASES, out, RANK)))

    def coefficients(self, pooled, s, residual):
        z = self.trunk(pooled)
        if residual:
            z = pooled + z
        return self.coeff_head(z).view(s["layers"], len(s["modules"]), BASES, 2)

    def mix(self, coefficients, s):
        """The matrices by the names of their tensors, in the order of an adapter's file."""
        out = {}
        for l in range(s["layers"]):
            for m, name in enumerate(sorted(s["modules"])):
                at = f"blk.{l}.{s['modules'][name][0]}.weight.lora_"
                c = coefficients[l, m]
                out[at + "a"] = torch.einsum("n,nri->ri", c[:, 0], getattr(self, "A_bases_" + name))
                out[at + "b"] = torch.einsum("n,nor->or", c[:, 1], getattr(self, "B_bases_" + name))
        return out


def grid(rng, *shape):
    return (torch.randn(*shape, generator=rng) * 16).round().clamp(-60, 60) / 256


# --- Files ---


def dump(folder, name, value):
    with open(os.path.join(folder, name), "w") as f:
        json.dump(value, f, indent=1, ensure_ascii=False)
        f.write("\n")


TYPES = {torch.float32: "F32", torch.bfloat16: "BF16", torch.int64: "I64"}


def raw(t):
    t = t.detach().contiguous()
    return (t.view(torch.int16) if t.dtype == torch.bfloat16 else t).numpy().tobytes()


def write_safetensors(path, tensors):
    header, at = {"__metadata__": {"format": "pt"}}, 0
    for name, t in tensors.items():
        n = len(raw(t))
        header[name] = {"dtype": TYPES[t.dtype], "shape": list(t.shape), "data_offsets": [at, at + n]}
        at += n
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + b"".join(map(raw, tensors.values())))


def write_shards(folder, tensors):
    names = sorted(tensors)
    cut, total = len(names) // 2, sum(len(raw(t)) for t in tensors.values())
    index = {"metadata": {"total_size": total}, "weight_map": {}}
    for i, part in enumerate([names[:cut], names[cut:]]):
        file = f"model-{i + 1:05d}-of-00002.safetensors"
        write_safetensors(os.path.join(folder, file), {n: tensors[n] for n in part})
        index["weight_map"].update({n: file for n in part})
    dump(folder, "model.safetensors.index.json", index)


def q4_0(x):
    """Blocks of 32 along the last dimension, as gguf-py quantises them."""
    b = x.detach().numpy().reshape(-1, 32)
    m = b[np.arange(len(b)), np.abs(b).argmax(-1)]
    d = (m / np.float32(-8)).astype(np.float32)
    with np.errstate(divide="ignore"):
        inverse = np.where(d == 0, np.float32(0), np.float32(1) / d).astype(np.float32)
    q = np.clip(np.trunc(b * inverse[:, None] + np.float32(8.5)), 0, 15).astype(np.uint8)
    packed = q[:, :16] | q[:, 16:] << 4
    return np.concatenate([d.astype(np.float16).view(np.uint8).reshape(-1, 2), packed], 1).tobytes()


def text(s):
    return struct.pack("<Q", len(s.encode())) + s.encode()


def value(v):
    if isinstance(v, str):
        return struct.pack("<I", 8) + text(v)
    if isinstance(v, float):
        return struct.pack("<If", 6, v)
    if isinstance(v, int):
        return struct.pack("<II", 4, v)
    if isinstance(v[0], str):
        return struct.pack("<IIQ", 9, 8, len(v)) + b"".join(map(text, v))
    return struct.pack("<IIQ", 9, 5, len(v)) + b"".join(struct.pack("<i", i) for i in v)


def gguf(keys, tensors):
    """A file; tensors are (type's number, dimensions contiguous first, bytes)."""
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(keys))
    for k, v in keys.items():
        head += text(k) + value(v)
    at = 0
    for name, (kind, dims, data) in tensors.items():
        head += text(name) + struct.pack(f"<I{len(dims)}QIQ", len(dims), *dims, kind, at)
        at += len(data) + -len(data) % 32
    pad = lambda b: b + b"\0" * (-len(b) % 32)
    return pad(head) + b"".join(pad(data) for _, _, data in tensors.values())


def adapter(matrices, arch):
    keys = {"general.architecture": arch, "general.type": "adapter", "adapter.type": "lora", "adapter.lora.alpha": ALPHA}
    return gguf(keys, {k: (2, list(t.shape)[::-1], q4_0(t)) for k, t in matrices.items()})


def interpreter(rng, s, arch, tok):
    dim, layers, context = 32, s["layers"], 512
    tokens = list(LETTERS.values()) + [a + b for a, b in tok.merges] + tok.added
    keys = {"general.architecture": arch, f"{arch}.block_count": layers, f"{arch}.context_length": context,
            f"{arch}.embedding_length": dim, f"{arch}.attention.head_count": 2}
    shared = {"tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "qwen2" if arch == "qwen3" else "gpt-2",
              "tokenizer.ggml.tokens": tokens,
              "tokenizer.ggml.token_type": [1] * (len(tokens) - len(tok.added)) + [3] * len(tok.added),
              "tokenizer.ggml.merges": [" ".join(m) for m in tok.merges],
              "tokenizer.ggml.eos_token_id": tok.ids["<|im_end|>" if arch == "qwen3" else "<|endoftext|>"]}
    norms = {"attn_norm": dim, "ffn_norm": dim}
    if arch == "qwen3":
        keys.update({"qwen3.attention.head_count_kv": 1, "qwen3.attention.key_length": 32, "qwen3.attention.value_length": 32,
                     "qwen3.feed_forward_length": 64, "qwen3.rope.freq_base": 1e6, "qwen3.attention.layer_norm_rms_epsilon": 1e-6})
        norms.update({"attn_q_norm": 32, "attn_k_norm": 32})
    else:
        keys.update({"gpt2.feed_forward_length": 128, "gpt2.attention.layer_norm_epsilon": 1e-5})
    half = lambda *shape: torch.randn(*shape, generator=rng).div(shape[-1] ** 0.5).half()
    tensors = {}
    add = lambda name, t: tensors.update({name: (0 if t.dtype == torch.float32 else 1, list(t.shape)[::-1], raw(t))})
    add("token_embd.weight", half(len(tokens), dim))
    if arch == "gpt2":
        add("position_embd.weight", half(context, dim))
    for l in range(layers):
        for name, n in norms.items():
            add(f"blk.{l}.{name}.weight", near_one(rng, n))
            if arch == "gpt2":
                add(f"blk.{l}.{name}.bias", 0.1 * torch.randn(n, generator=rng))
        for name, inp, out in s["modules"].values():
            add(f"blk.{l}.{name}.weight", half(out, inp))
            if arch == "gpt2":
                add(f"blk.{l}.{name}.bias", 0.1 * torch.randn(out, generator=rng))
    add("output_norm.weight", near_one(rng, dim))
    if arch == "gpt2":
        add("output_norm.bias", 0.1 * torch.randn(dim, generator=rng))
    return gguf({**keys, **shared}, tensors)


# --- A snapshot and its compilation ---


def aligned(layers):
    return [(l + 1) * COMPILER["layers"] // layers - 1 for l in range(layers)]


def make(folder, arch, s):
    os.makedirs(os.path.join(folder, "compiler"), exist_ok=True)
    rng = torch.Generator().manual_seed(s["seed"])
    tok = Tokenizer()
    weights = random_compiler(rng, tok.size)
    mapper = Mapper(rng, s)
    c = COMPILER
    dump(folder + "/compiler", "config.json", {
        "architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "hidden_act": "silu", "attention_bias": False,
        "num_hidden_layers": c["layers"], "hidden_size": c["dim"], "num_attention_heads": c["heads"],
        "num_key_value_heads": c["kv"], "head_dim": c["head"], "intermediate_size": c["ffn"], "rms_norm_eps": c["eps"],
        "rope_theta": c["theta"], "rope_scaling": None, "max_position_embeddings": 512, "tie_word_embeddings": True,
        "torch_dtype": "bfloat16", "vocab_size": tok.size, "eos_token_id": tok.ids["<|im_end|>"]})
    tok.files(folder + "/compiler")
    write_shards(folder + "/compiler", weights)
    dump(folder, "meta.json", {
        "lora_rank": RANK, "lora_alpha": ALPHA, "lora_num_bases": BASES, "prefix_steps": STEPS, "interpreter_model": s["model"],
        "compiler_prompt_style": "minimal", "target_modules": sorted(s["modules"])})
    torch.save(mapper.state_dict(), folder + "/lora_mapper.pt")
    with open(folder + "/interpreter.gguf", "wb") as f:
        f.write(interpreter(rng, s, arch, tok))

    prompt = tok.special(chat(f"[SPEC]\n{SPEC}\n[END_SPEC]\n\n[PSEUDO_PROGRAM]"))
    ids = prompt + tok.plain(PSEUDO) + [tok.ids["<|im_end|>"]] + [tok.ids[f"<prefix_{i + 1}>"] for i in range(STEPS)]
    states = forward(weights, ids)
    last = c["layers"] - 1
    hidden = torch.stack([states[t + 1 if t == last else t][-STEPS:] for t in aligned(s["layers"])])
    pooled = hidden.mean((0, 1))
    plain, skip = mapper.coefficients(pooled, s, False), mapper.coefficients(pooled, s, True)
    exact = torch.randint(-16, 17, plain.shape, generator=rng) / 16
    answer, margin = greedy(weights, tok.special(chat(QUESTION)), ANSWER_TOKENS)
    assert margin > 0.02, margin
    mixed = mapper.mix(plain, s)
    write_safetensors(folder + "/reference.safetensors", {
        "tokens": torch.tensor(ids), "hidden": hidden, "pooled": pooled, "coefficients": plain, "residual.coefficients": skip,
        "exact.coefficients": exact, "answer": torch.tensor(answer), **{k: mixed[k] for k in list(mixed)[:4] + list(mixed)[-4:]}})
    sums = {k: hashlib.sha256(adapter(mapper.mix(v, s), arch)).hexdigest() for k, v in [("exact", exact)]}
    with open(folder + "/adapter.gguf", "wb") as f:
        f.write(adapter(mixed, arch))
    dump(folder, "reference.json", {
        "snapshot": s["snapshot"], "spec": SPEC, "pseudo": PSEUDO, "question": QUESTION, "aligned": aligned(s["layers"]),
        "adapter_sha256": sums})


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    for arch, s in SNAPSHOTS.items():
        make(os.path.join(sys.argv[1], arch), arch, s)
