"""Starting weights with attention heads set by hand.

From random weights a model of this size does not learn to copy within the
tokens that two cores can train on. So layer 0 starts with heads that look one
and two tokens back, and layer 1 with induction heads: they find the place
whose previous token (or the one before) equals the present token. These are
ordinary weights of the ordinary architecture; training goes on from there.

A constant embedding dimension gives heads something to rotate: a query turned
back by k positions' angle meets the keys k places earlier. Fast RoPE pairs say
where, slow pairs, which hardly turn within a prompt, compare what.
"""

import math

import torch

CONSTANT = 0  # the embedding dimension with the same value for every token
SHARP = 2.0  # weight of the query and key norms: how peaked these heads are


def rows(n, dim):
    """n random orthonormal vectors, as rows, that ignore the constant dimension."""
    q, _ = torch.linalg.qr(torch.randn(dim, dim))
    out = q.t()[:n].clone()
    out[:, CONSTANT] = 0
    return out


@torch.no_grad()
def program(model):
    c = model.c
    d, hd, kv_heads, rep = c["dim"], c["head_dim"], c["kv_heads"], c["heads"] // c["kv_heads"]
    half = hd // 2
    fast = [i for i in range(half) if model.frequencies[i] > 0.12]
    slow = [i for i in range(half) if model.frequencies[i] < 0.02]
    slow += [i + half for i in slow]
    model.token_embd.weight[:, CONSTANT] = 3 * d**-0.5
    content = rows(len(slow), d)  # how heads read a token
    first, second = model.blk[0], model.blk[1]

    def head(block, name, h):
        return getattr(block, name).weight[h * hd : (h + 1) * hd]

    # Layer 0, group 0: head k looks k+1 tokens back and writes what stands there into its own subspace.
    key = 0.02 * torch.randn(hd, d)
    for i in fast:
        key[i, CONSTANT] = 1
    head(first, "attn_k", 0).copy_(key)
    value = torch.cat([content, rows(hd - len(slow), d)]) if hd > len(slow) else content[:hd]
    head(first, "attn_v", 0).copy_(value)
    written = []
    for k in range(rep):
        query = 0.02 * torch.randn(hd, d)
        for i in fast:
            angle = -float(model.frequencies[i]) * (k + 1)
            query[i, CONSTANT], query[i + half, CONSTANT] = math.cos(angle), math.sin(angle)
        head(first, "attn_q", k).copy_(query)
        written.append(rows(hd, d))
        first.attn_output.weight[:, k * hd : (k + 1) * hd] = 0.35 * written[k].t()
    for i in fast:
        for w in (first.attn_q_norm.weight, first.attn_k_norm.weight):
            w[i] = w[i + half] = SHARP
    for i in slow:
        first.attn_q_norm.weight[i] = first.attn_k_norm.weight[i] = 0.75 * SHARP
        second.attn_q_norm.weight[i] = second.attn_k_norm.weight[i] = SHARP

    def match(block, group, query_reads, key_reads):
        key = 0.02 * torch.randn(hd, d)
        key[slow] += key_reads
        head(block, "attn_k", group).copy_(key)
        for h in range(group * rep, (group + 1) * rep):
            query = 0.02 * torch.randn(hd, d)
            query[slow] += query_reads
            head(block, "attn_q", h).copy_(query)

    # Layer 0, other groups: equal tokens.
    for group in range(1, kv_heads):
        match(first, group, content, content)
    # Layer 1: induction, one group for each distance that layer 0 looked back.
    for group in range(kv_heads):
        match(second, group, content, written[group % rep][: len(slow)])
        value = rows(hd, d)
        head(second, "attn_v", group).copy_(value)
        for h in range(group * rep, (group + 1) * rep):
            second.attn_output.weight[:, h * hd : (h + 1) * hd] = 0.25 * value.t()
    # Above: queries start out similar to keys.
    for block in model.blk[2:]:
        for h in range(c["heads"]):
            head(block, "attn_q", h).mul_(0.7).add_(head(block, "attn_k", h // rep), alpha=0.7)
