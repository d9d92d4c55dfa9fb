"""Compares fused.c with the plain operations of model.py in float32.

    python3 train/network/fused_test.py
"""

import tempfile
import unittest

import torch
import torch.nn.functional as F

import fused
from model import attention, packed_mask, rope


def rms(x, w):
    return w * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6))


class Operations:
    """The tests, of activations of one type that may be off by a share of limit."""

    @classmethod
    def setUpClass(cls):
        torch.manual_seed(1)
        with tempfile.TemporaryDirectory() as work:
            assert fused.use(work, cls.dtype), "no C compiler"

    def random(self, *shape):
        return torch.randn(*shape).to(self.dtype)

    def same(self, plain, fast, inputs):
        """Both functions and their gradients agree to the type's precision."""
        inputs = [x.requires_grad_() if x.is_floating_point() else x for x in inputs]
        single = [x.detach().float().requires_grad_() if x.is_floating_point() else x for x in inputs]
        want, got = plain(*single), fast(*inputs)
        towards = torch.randn_like(want)
        want.backward(towards)
        got.backward(towards.to(got.dtype))
        for i, (a, b) in enumerate([(want, got)] + [(x.grad, y.grad) for x, y in zip(single, inputs) if x.is_floating_point()]):
            error = ((a - b.float()).norm() / a.norm()).item()
            self.assertLess(error, self.limit, f"tensor {i} of {plain.__name__}")

    def test_norm(self):
        self.same(rms, fused.Norm.apply, [self.random(7, 33, 128), torch.rand(128) + 0.5])

    def test_swiglu(self):
        def swiglu(g, u):
            return F.silu(g) * u

        self.same(swiglu, fused.SwiGLU.apply, [self.random(5, 300), self.random(5, 300)])

    def test_attention(self):
        b, t, heads, kv, hd = 4, 203, 4, 2, 48
        lengths = [[100, 40, 3, 1, 33], [16, 16, 16], [203], [1, 50, 100, 20]]  # prompt, queries; the rest is padding
        segments = torch.full((b, t), -1)
        for i, row in enumerate(lengths):
            segments[i, : sum(row)] = torch.repeat_interleave(torch.arange(len(row)), torch.tensor(row))
        real = (segments >= 0)[..., None]
        angle = torch.randint(0, 90, (b, t, 1)) * 1e6 ** (-torch.arange(hd // 2) / (hd / 2))
        cos, sin = angle.cos(), angle.sin()
        mask = packed_mask(segments, torch.float32)

        def plain(q, k, v, q_norm, k_norm):
            c, s = cos[:, :, None], sin[:, :, None]
            return attention(rope(rms(q, q_norm), c, s), rope(rms(k, k_norm), c, s), v, mask) * real

        def fast(q, k, v, q_norm, k_norm):
            return fused.Attention.apply(q, k, v, q_norm, k_norm, cos, sin, segments.int()) * real

        shapes = [(b, t, heads, hd), (b, t, kv, hd), (b, t, kv, hd)]
        self.same(plain, fast, [self.random(*s) for s in shapes] + [torch.rand(hd) + 1, torch.rand(hd) + 1])

    def test_cross_entropy(self):
        logits, targets, weights = 3 * self.random(50, 301), torch.randint(0, 301, (50,)), torch.rand(50)
        best = logits.argmax(-1)

        def plain(x):
            return (F.cross_entropy(x, targets, reduction="none") * weights).sum()

        def fast(x):
            loss, found = fused.CrossEntropy.apply(x * 1, targets, weights)
            assert (found == best).all()
            return loss

        self.same(plain, fast, [logits])


class Bfloat16(Operations, unittest.TestCase):
    dtype, limit = torch.bfloat16, 0.01


class Float32(Operations, unittest.TestCase):
    dtype, limit = torch.float32, 1e-4


if __name__ == "__main__":
    unittest.main()
