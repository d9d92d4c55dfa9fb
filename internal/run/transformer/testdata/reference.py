"""Reference logits of Llama, Qwen2, Qwen3 and GPT-2 models, independent of the Go engine.

usage: reference.py TOKENS MODEL.gguf [ADAPTER.gguf] > logits.json

Reads GGUF with a parser of its own, decodes all tensors to float32 and
computes the model with PyTorch, as its paper and reference implementation
describe it. Writes one JSON object:

  exact  logits [tokens, vocab] of the decoded weights, in float32
  int8   the same with queries, keys, values and their weights, and the activations that meet quantised weights, rounded as
         the engine defines it: blocks of 32, scale amax/127, ties to even
"""

import json
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
# type: name, elements of a block, bytes of a block
TYPES = {
    0: ("F32", 1, 4),
    1: ("F16", 1, 2),
    2: ("Q4_0", 32, 18),
    3: ("Q4_1", 32, 20),
    6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24),
    8: ("Q8_0", 32, 34),
    12: ("Q4_K", 256, 144),
    13: ("Q5_K", 256, 176),
    14: ("Q6_K", 256, 210),
    20: ("IQ4_NL", 32, 18),
    23: ("IQ4_XS", 256, 136),
    30: ("BF16", 1, 2),
}


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def read(self, form):
        (v,) = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return v

    def text(self):
        n = self.read("Q")
        self.at += n
        return self.data[self.at - n : self.at].decode()

    def value(self, kind):
        if kind == 8:
            return self.text()
        if kind == 9:
            kind, n = self.read("I"), self.read("Q")
            return [self.value(kind) for _ in range(n)]
        return self.read(SCALARS[kind])


def load(path):
    """Returns the keys, and the tensors as (float32 array, whether quantised)."""
    r = Reader(open(path, "rb").read())
    assert r.data[:4] == b"GGUF"
    r.at = 4
    assert r.read("I") == 3
    n_tensors, n_keys = r.read("Q"), r.read("Q")
    keys = {}
    for _ in range(n_keys):
        name = r.text()
        keys[name] = r.value(r.read("I"))
    infos = []
    for _ in range(n_tensors):
        name = r.text()
        dims = [r.read("Q") for _ in range(r.read("I"))]
        infos.append((name, dims, r.read("I"), r.read("Q")))
    start = -(-r.at // 32) * 32
    tensors = {}
    for name, dims, kind, offset in infos:
        label, elements, size = TYPES[kind]
        n = int(np.prod(dims)) // elements * size
        raw = np.frombuffer(r.data, np.uint8, n, start + offset)
        x = decode(label, raw.reshape(-1, size)).reshape(dims[::-1])
        tensors[name] = (torch.from_numpy(x.copy()), "Q" in label)
    return keys, tensors


def halves(raw):
    return np.ascontiguousarray(raw).view(np.float16).astype(np.float32)


def decode(label, raw):
    """Decodes blocks, [blocks, bytes], to float32, [blocks, elements]."""
    raw = np.ascontiguousarray(raw)
    if label == "F32":
        return raw.view(np.float32)
    if label == "F16":
        return halves(raw)
    if label == "BF16":
        return (raw.view(np.uint16).astype(np.uint32) << 16).view(np.float32)
    if label == "Q8_0":
        return halves(raw[:, :2]) * np.ascontiguousarray(raw[:, 2:]).view(np.int8)
    if label == "Q4_0":
        q = np.concatenate([raw[:, 2:] & 15, raw[:, 2:] >> 4], axis=1)
        return halves(raw[:, :2]) * (q.astype(np.float32) - 8)
    if label == "Q4_1":
        return halves(raw[:, :2]) * nibbles(raw[:, 4:]) + halves(raw[:, 2:4])
    if label == "Q5_0":
        return halves(raw[:, :2]) * (nibbles(raw[:, 6:]) + 16 * bits(raw[:, 2:6]) - 16)
    if label == "Q5_1":
        return halves(raw[:, :2]) * (nibbles(raw[:, 8:]) + 16 * bits(raw[:, 4:8])) + halves(raw[:, 2:4])
    if label == "IQ4_NL":
        return halves(raw[:, :2]) * IQ4[nibbles(raw[:, 2:]).astype(int)]
    if label == "IQ4_XS":
        low = np.stack([raw[:, 4:8] & 15, raw[:, 4:8] >> 4], axis=2).reshape(-1, 8).astype(int)
        high = (raw[:, 2].astype(int) + 256 * raw[:, 3].astype(int))[:, None] >> np.arange(0, 16, 2) & 3
        scales = halves(raw[:, :2]) * (low + 16 * high - 32).astype(np.float32)
        q = nibbles(raw[:, 8:].reshape(-1, 16)).astype(int)
        return (IQ4[q].reshape(-1, 8, 32) * scales[:, :, None]).reshape(-1, 256)
    if label in ("Q4_K", "Q5_K"):
        return decode_k(raw, label == "Q5_K")
    assert label == "Q6_K"
    low = raw[:, :128].reshape(-1, 2, 1, 2, 32)  # block, half, -, which 32 bytes, byte
    low = np.concatenate([low & 15, low >> 4], axis=2).reshape(-1, 2, 4, 32)
    high = raw[:, 128:192].reshape(-1, 2, 1, 32) >> np.array([0, 2, 4, 6], np.uint8).reshape(1, 1, 4, 1) & 3
    q = (low + 16 * high).astype(np.float32) - 32
    scales = np.ascontiguousarray(raw[:, 192:208]).view(np.int8).astype(np.float32) * halves(raw[:, 208:])
    return (q.reshape(-1, 16, 16) * scales.reshape(-1, 16, 1)).reshape(-1, 256)


IQ4 = np.array([-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113], np.float32)


def nibbles(raw):
    """The low nibbles of each row of bytes, then the high ones."""
    return np.concatenate([raw & 15, raw >> 4], axis=1).astype(np.float32)


def bits(raw):
    """The bits of each row of bytes, the lowest first."""
    return np.unpackbits(np.ascontiguousarray(raw), axis=1, bitorder="little").astype(np.float32)


def decode_k(raw, fifths):
    s = raw[:, 4:16].astype(np.float32)  # twelve bytes of scales and minima of 6 bits
    low, top, last = s % 64, np.floor(s / 64), raw[:, 12:16]
    scales = np.concatenate([low[:, :4], (last & 15) + 16 * top[:, :4]], axis=1)
    minima = np.concatenate([low[:, 4:8], (last >> 4) + 16 * top[:, 4:8]], axis=1)
    q = nibbles(raw[:, 48 if fifths else 16 :].reshape(-1, 32)).reshape(-1, 8, 32)
    if fifths:
        q = q + 16 * bits(raw[:, 16:48]).reshape(-1, 32, 8).transpose(0, 2, 1)
    scales, minima = halves(raw[:, :2]) * scales, halves(raw[:, 2:4]) * minima
    return (q * scales[:, :, None] - minima[:, :, None]).reshape(-1, 256).astype(np.float32)


def integers(x, most):
    """Rounds each row of x to integers of at most that magnitude; also returns their scales."""
    amax = x.abs().amax(dim=-1, keepdim=True)
    q = torch.round(x * torch.where(amax > 0, most / amax, torch.zeros_like(amax)))
    return q, amax / most


def int8(x):
    """Rounds activations as they are rounded before they meet quantised weights."""
    return torch.cat([torch.mul(*integers(block, 127)) for block in x.split(32, dim=-1)], dim=-1)


def weights(scores, scales):
    """Rounds the weights of values, which have scales; also returns what their sums are multiplied with."""
    e = torch.exp(scores - scores.amax(dim=-1, keepdim=True))
    total = e.sum(dim=-1, keepdim=True)
    seen = torch.arange(1, scores.shape[-1] + 1)[None, :, None]
    limit = torch.clamp((2**24 - seen) / total, max=2**15 - 1)
    largest = scales.cummax(dim=1).values
    q = torch.round(e * torch.where(largest > 0, limit / largest, torch.zeros_like(largest)) * scales.transpose(1, 2))
    return q, largest / limit / total


class Model:
    def __init__(self, model, adapter, rounded):
        self.keys, self.tensors = load(model)
        self.changes, self.rounded = {}, rounded
        if adapter:
            keys, self.changes = load(adapter)
            self.alpha = keys["adapter.lora.alpha"]

    def key(self, name):
        return self.keys[self.keys["general.architecture"] + "." + name]

    def matmul(self, x, weight):
        w, quantised = weight
        return (int8(x) if quantised and self.rounded else x) @ w.T

    def linear(self, x, name):
        y = self.matmul(x, self.tensors[name])
        if name + ".lora_a" in self.changes:
            a, b = self.changes[name + ".lora_a"], self.changes[name + ".lora_b"]
            y = y + self.matmul(self.matmul(x, a) * (self.alpha / a[0].shape[0]), b)
        return y

    def heads(self, x, n):
        return x.reshape(x.shape[0], n, -1).transpose(0, 1)

    def mix(self, q, k, v):  # [heads, tokens, head_dim]
        q = q / q.shape[-1] ** 0.5
        if self.rounded:
            q, k = torch.mul(*integers(q, 2**15 - 1)), int8(k)
        future = torch.ones(q.shape[1], k.shape[1], dtype=torch.bool).triu(1)
        scores = (q @ k.transpose(1, 2)).masked_fill(future, float("-inf"))
        if self.rounded:
            v, scales = integers(v, 127)
            w, scales = weights(scores, scales)
            mixed = w @ v * scales
        else:
            mixed = scores.softmax(-1) @ v
        return mixed.transpose(0, 1).reshape(q.shape[1], -1)

    def logits(self, tokens):
        x = self.embed(tokens)
        for layer in range(self.key("block_count")):
            p = f"blk.{layer}."
            x = x + self.attention(self.norm(x, p + "attn_norm"), p)
            x = x + self.feed_forward(self.norm(x, p + "ffn_norm"), p)
        output = "output.weight" if "output.weight" in self.tensors else "token_embd.weight"
        return self.matmul(self.norm(x, "output_norm"), self.tensors[output])


class Llama(Model):
    """Llama's family: Qwen2 has biases, Qwen3 normalises queries and keys."""

    def embed(self, tokens):
        return self.tensors["token_embd.weight"][0][tokens]

    def norm(self, x, name):
        eps = self.key("attention.layer_norm_rms_epsilon")
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * self.tensors[name + ".weight"][0]

    def affine(self, x, name):
        y = self.linear(x, name + ".weight")
        return y + self.tensors[name + ".bias"][0] if name + ".bias" in self.tensors else y

    def angles(self, tokens, n):
        inv = 1.0 / self.key("rope.freq_base") ** (torch.arange(0, n, 2, dtype=torch.float64) / n)
        if "rope_freqs.weight" in self.tensors:
            inv = inv / self.tensors["rope_freqs.weight"][0].double()
        inv = inv / self.keys.get(self.keys["general.architecture"] + ".rope.scaling.factor", 1)
        return torch.arange(tokens, dtype=torch.float64)[:, None] * inv

    def rope(self, x):  # [heads, tokens, head_dim]
        n = x.shape[-1]
        angle = self.angles(x.shape[1], n)
        if self.keys["general.architecture"] == "llama":  # neighbours are pairs; the engine keeps their halves together
            pairs = x.unflatten(-1, (-1, 2))
            a, b, cos, sin = pairs[..., 0], pairs[..., 1], angle.cos().float(), angle.sin().float()
            return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)
        cos, sin = torch.cat([angle, angle], -1).cos().float(), torch.cat([angle, angle], -1).sin().float()
        turned = torch.cat([-x[..., n // 2 :], x[..., : n // 2]], -1)
        return x * cos + turned * sin

    def attention(self, h, p):
        heads, kv = self.key("attention.head_count"), self.key("attention.head_count_kv")
        q, k, v = (self.heads(self.affine(h, p + name), n) for name, n in (("attn_q", heads), ("attn_k", kv), ("attn_v", kv)))
        if p + "attn_q_norm.weight" in self.tensors:
            q, k = self.norm(q, p + "attn_q_norm"), self.norm(k, p + "attn_k_norm")
        q, k = self.rope(q), self.rope(k)
        k, v = (t.repeat_interleave(heads // kv, dim=0) for t in (k, v))
        return self.affine(self.mix(q, k, v), p + "attn_output")

    def feed_forward(self, h, p):
        h = F.silu(self.affine(h, p + "ffn_gate")) * self.affine(h, p + "ffn_up")
        return self.affine(h, p + "ffn_down")


class GPT2(Model):
    def embed(self, tokens):
        positions = self.tensors["position_embd.weight"][0]
        return self.tensors["token_embd.weight"][0][tokens] + positions[: len(tokens)]

    def norm(self, x, name):
        w, b = self.tensors[name + ".weight"][0], self.tensors[name + ".bias"][0]
        return F.layer_norm(x, x.shape[-1:], w, b, self.key("attention.layer_norm_epsilon"))

    def affine(self, x, name):
        return self.linear(x, name + ".weight") + self.tensors[name + ".bias"][0]

    def attention(self, h, p):
        qkv = self.affine(h, p + "attn_qkv").chunk(3, dim=-1)
        return self.affine(self.mix(*(self.heads(t, self.key("attention.head_count")) for t in qkv)), p + "attn_output")

    def feed_forward(self, h, p):
        return self.affine(F.gelu(self.affine(h, p + "ffn_up"), approximate="tanh"), p + "ffn_down")


def main():
    torch.set_num_threads(1)
    tokens = [int(t) for t in sys.argv[1].split(",")]
    files = sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None
    result = {}
    for name, rounded in ("exact", False), ("int8", True):
        kind = GPT2 if load(files[0])[0]["general.architecture"] == "gpt2" else Llama
        logits = kind(*files, rounded).logits(tokens)
        result[name] = [[float(f"{v:.7g}") for v in row] for row in logits.tolist()]
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
