"""Rounding to GGUF's block formats in PyTorch, so that training sees the weights that ship.

A block is 32 numbers of a row. Both functions give the values that the format's bytes stand for; gguf.quants writes the same bytes (test: python3 quantise.py)."""
import torch


def q5_0(w):
    b = w.detach().float().view(-1, 32)
    top = b.gather(1, b.abs().argmax(1, keepdim=True))
    d = top / -16
    q = torch.clamp(torch.floor(b * torch.where(d == 0, torch.zeros_like(d), 1 / d) + 16.5), 0, 31)
    return ((q - 16) * d.half().float()).view_as(w)


def q8_0(w):
    b = w.detach().float().view(-1, 32)
    d = b.abs().amax(1, keepdim=True) / 127
    q = torch.round(b * torch.where(d == 0, torch.zeros_like(d), 1 / d))
    return (q * d.half().float()).view_as(w)


FORMATS = {"Q5_0": q5_0, "Q8_0": q8_0}


def format_of(name):
    """The shipped format of a weight by its name; None keeps float32. Keys and values are few and worth eight bits."""
    if "norm" in name: return None
    return "Q8_0" if "k_proj" in name or "v_proj" in name else "Q5_0"


if __name__ == "__main__":
    import gguf, numpy as np
    torch.manual_seed(1); w = torch.randn(64, 576); w[3, :32] = 0
    for name, f in FORMATS.items():
        k = gguf.GGMLQuantizationType[name]
        want = gguf.quants.dequantize(gguf.quants.quantize(w.numpy(), k), k)
        same = np.abs(f(w).numpy() - want).max(); print(name, "largest difference", same); assert same == 0
