"""The fused operations of fused.c as PyTorch operations with gradients.

They take activations of one type, bfloat16 or float32, on a CPU. `use()`
compiles them with the C compiler at hand; without one, or on an accelerator,
model.py's plain operations do the same, several times slower on a CPU.
"""

import ctypes
import os
import shutil
import subprocess

import torch

FLAGS = ["-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC"]
lib = None  # the compiled operations, or None: plain PyTorch
dtype = None  # of the activations that they take


def use(work, activations):
    """Compiles fused.c for a type into the work folder and switches it on. Says whether it could."""
    global lib, dtype
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        return False
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fused.c")
    target = os.path.join(os.path.abspath(work), "fused.so")
    flags = FLAGS + (["-DFLOAT32"] if activations == torch.float32 else [])
    subprocess.run([compiler, *flags, "-o", target, source, "-lm"], check=True)
    lib, dtype = ctypes.CDLL(target), activations
    return True


def on(x):
    return lib is not None and x.dtype == dtype and x.device.type == "cpu"


def pointer(x):
    assert x.is_contiguous()
    return ctypes.c_void_p(x.data_ptr())


def call(name, *args):
    converted = [pointer(a) if isinstance(a, torch.Tensor) else ctypes.c_long(a) if isinstance(a, int) else a for a in args]
    getattr(lib, name)(*converted)


class Norm(torch.autograd.Function):
    """RMS norm of the last dimension."""

    @staticmethod
    def forward(ctx, x, w):
        x = x.contiguous()
        ctx.save_for_backward(x, w)
        y = torch.empty_like(x)
        call("norm_forward", x.numel() // x.shape[-1], x.shape[-1], x, w, y)
        return y

    @staticmethod
    def backward(ctx, dy):
        x, w = ctx.saved_tensors
        dx, dw = torch.empty_like(x), torch.zeros_like(w)
        call("norm_backward", x.numel() // x.shape[-1], x.shape[-1], x, w, dy.to(x.dtype).contiguous(), dx, dw)
        return dx, dw


class SwiGLU(torch.autograd.Function):
    """silu(gate) * up."""

    @staticmethod
    def forward(ctx, gate, up):
        gate, up = gate.contiguous(), up.contiguous()
        ctx.save_for_backward(gate, up)
        y = torch.empty_like(gate)
        call("swiglu_forward", gate.numel(), gate, up, y)
        return y

    @staticmethod
    def backward(ctx, dy):
        gate, up = ctx.saved_tensors
        dgate, dup = torch.empty_like(gate), torch.empty_like(up)
        call("swiglu_backward", gate.numel(), gate, up, dy.to(gate.dtype).contiguous(), dgate, dup)
        return dgate, dup


class Layer(ctypes.Structure):
    _fields_ = [(n, ctypes.c_long) for n in ("b", "t", "heads", "kv", "hd")] + [
        (n, ctypes.c_void_p) for n in ("q", "k", "v", "q_norm", "k_norm", "cos", "sin", "segments", "out", "log_sums")
    ]


class Attention(torch.autograd.Function):
    """Attention of a packed batch with normed, rotated queries and keys.

    q [b, t, heads, hd], k and v [b, t, kv, hd], cos and sin [b, t, hd/2] in
    float32, segments [b, t] in int32; the result is [b, t, heads * hd].
    """

    @staticmethod
    def forward(ctx, q, k, v, q_norm, k_norm, cos, sin, segments):
        q, k, v = q.contiguous(), k.contiguous(), v.contiguous()
        b, t, heads, hd = q.shape
        out = torch.empty_like(q)
        sums = torch.empty(b, heads, t)
        tensors = q, k, v, q_norm, k_norm, cos, sin, segments, out, sums
        ctx.save_for_backward(*tensors)
        call("attention_forward", ctypes.byref(Attention.layer(tensors)))
        return out.view(b, t, heads * hd)

    @staticmethod
    def backward(ctx, dout):
        tensors = ctx.saved_tensors
        q, k, v, q_norm, k_norm = tensors[:5]
        grads = [torch.empty_like(q), torch.empty_like(k), torch.empty_like(v), torch.zeros_like(q_norm), torch.zeros_like(k_norm)]
        call("attention_backward", ctypes.byref(Attention.layer(tensors)), dout.to(q.dtype).contiguous(), *grads)
        return *grads, None, None, None

    @staticmethod
    def layer(tensors):
        b, t, heads, hd = tensors[0].shape
        return Layer(b, t, heads, tensors[1].shape[2], hd, *[x.data_ptr() for x in tensors])


class CrossEntropy(torch.autograd.Function):
    """Weighted cross entropy of logits, which it overwrites; also the most likely classes."""

    @staticmethod
    def forward(ctx, logits, targets, weights):
        loss, best = torch.empty(len(targets)), torch.empty(len(targets), dtype=torch.long)
        call("cross_entropy", *logits.shape, logits, targets, weights, loss, best)
        ctx.save_for_backward(logits)
        ctx.mark_non_differentiable(best)
        return (loss * weights).sum(), best

    @staticmethod
    def backward(ctx, dloss, _):
        (gradient,) = ctx.saved_tensors
        return gradient.mul_(dloss.to(gradient.dtype)), None, None
