"""Trains the nano pair on token shards: first the interpreter, then the compiler.

    python3 train/network/train.py interpreter --work DIR --tokens 12e6
    python3 train/network/train.py compiler --work DIR --tokens 3e6 [--fixed]

Each run continues from its checkpoint in DIR and stops after --minutes, so that
a long training can be done in pieces; the schedule depends on tokens alone.
A last step writes DIR/NAME.safetensors for `go run ./train export`.
"""

import argparse
import json
import os
import struct
import time

import numpy as np
import torch
import torch.nn.functional as F

import fused
import heads
from data import Shard, batches
from model import Compiler, Decoder

CONFIG = dict(dim=128, layers=8, heads=4, kv_heads=2, head_dim=48, ffn=384, theta=1e6)
ADAPTER = dict(rank=8, bases=16, alpha=8.0, prefix=16)
LEVELS = ["bare", "sentence", "inflected", "noisy"]
# A level is mastered, and the next one opens, at this share of right answers
# on training tasks, or at the latest at this share of the run.
MASTERED = [(0.93, 0.10), (0.85, 0.30), (0.80, 0.45)]
# Each token of an input is also asked for the answer's first token, the later
# the more. What a keyword's own token can tell, a plain induction head sees;
# from there the answer only has to be carried to the end. Without these
# targets, matching inside sentences stays near chance for millions of tokens.
EARLY = 0.25


class Muon:
    """Momentum with orthogonalised updates, for the matrices of the blocks."""

    def __init__(self, params, lr, decay, dtype):
        self.params, self.lr, self.decay, self.dtype = params, lr, decay, dtype
        self.momentum = [torch.zeros_like(p) for p in params]

    @torch.no_grad()
    def step(self, scale):
        for p, m in zip(self.params, self.momentum):
            m.mul_(0.95).add_(p.grad, alpha=0.05)
            u = (0.05 * p.grad + 0.95 * m).to(self.dtype)
            wide = u if u.shape[0] <= u.shape[1] else u.t()
            x = wide / (wide.float().norm() + 1e-7).to(self.dtype)
            for _ in range(5):  # Newton-Schulz: towards the nearest orthogonal matrix
                a = x @ x.t()
                x = 3.4445 * x + (-4.7750 * a + 2.0315 * (a @ a)) @ x
            u = (x if u.shape[0] <= u.shape[1] else x.t()).float()
            p.mul_(1 - self.lr * scale * self.decay)
            p.add_(u, alpha=-self.lr * scale * max(1, p.shape[0] / p.shape[1]) ** 0.5)


class Curve:
    """A running mean."""

    def __init__(self, keep=0.95):
        self.keep, self.mean = keep, None

    def add(self, x):
        self.mean = x if self.mean is None else self.keep * self.mean + (1 - self.keep) * x


class Run:
    """What both trainings share: shards, checkpoints, schedule, log."""

    def __init__(self, args, name):
        self.args, self.name = args, name
        torch.manual_seed(args.seed)
        if args.threads:
            torch.set_num_threads(args.threads)
        self.device = torch.device(args.device)
        self.dtype = precision(args.device)
        self.shards = {}
        self.tokens = self.step = self.level = 0
        self.accuracy = {}
        self.started = time.time()

    def autocast(self):
        return torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.dtype == torch.bfloat16)

    def path(self, suffix):
        return os.path.join(self.args.work, self.name + suffix)

    def log(self, text):
        print(text, flush=True)
        with open(self.path(".log"), "a") as f:
            f.write(text + "\n")

    def shard(self, name):
        if name not in self.shards:
            self.shards[name] = Shard(os.path.join(self.args.work, name + ".shard"))
        return self.shards[name]

    def done(self):
        return self.tokens / self.args.tokens

    def out_of_time(self):
        return time.time() - self.started > self.args.minutes * 60

    def scale(self):
        """Learning rate factor: warm-up, flat, then linear to zero."""
        return min(1, (self.step + 1) / 30) * min(1, max(0.02, (1 - self.done()) / self.args.decay))

    def draw(self, mix):
        """Rows from shards, {name: share}; each remembers its shard."""
        rng = np.random.default_rng([self.args.seed, self.step])
        names = list(mix)
        p = np.array([mix[n] for n in names])
        rows = []
        for n in rng.choice(len(names), size=self.args.pool, p=p / p.sum()):
            s = self.shard(names[n])
            at = int(rng.integers(len(s)))
            while rng.random() > self.need(names[n], s.family(at)):
                at = int(rng.integers(len(s)))
            row = s.task(at)
            row.shard = names[n]
            rows.append(row)
        out = batches(rows, self.args.batch)
        rng.shuffle(out)
        return out

    def need(self, shard, family):
        """How often a drawn task is kept: families that go well are drawn less."""
        curve = self.accuracy.get(f"{shard}/{family}")
        return 1 if curve is None else min(1, 0.2 + 1.6 * (1 - curve.mean))

    def note(self, batch, right):
        at = 0
        for r in batch.rows:
            n = len(r.answers)
            share = right[at : at + n].float().mean().item()
            for name in (r.shard, f"{r.shard}/{r.family}"):
                self.accuracy.setdefault(name, Curve(0.99 if name == r.shard else 0.95)).add(share)
            at += n

    def restore(self, modules, optimisers):
        if not os.path.exists(self.path(".pt")):
            return
        s = torch.load(self.path(".pt"), map_location=self.device)
        self.tokens, self.step, self.level = s["tokens"], s["step"], s["level"]
        for name, mean in s["accuracy"].items():
            self.accuracy[name] = Curve(0.95 if "/" in name else 0.99)
            self.accuracy[name].mean = mean
        for m, state in zip(modules, s["modules"]):
            m.load_state_dict(state)
        for o, state in zip(optimisers, s["optimisers"]):
            if isinstance(o, Muon):
                o.momentum = [m.to(self.device) for m in state]
            else:
                o.load_state_dict(state)

    def save(self, modules, optimisers):
        state = dict(
            tokens=self.tokens, step=self.step, level=self.level,
            accuracy={k: c.mean for k, c in self.accuracy.items()},
            modules=[m.state_dict() for m in modules],
            optimisers=[o.momentum if isinstance(o, Muon) else o.state_dict() for o in optimisers],
        )  # fmt: skip
        torch.save(state, self.path(".pt.new"))
        os.replace(self.path(".pt.new"), self.path(".pt"))

    def report(self, loss, since):
        rate = (self.tokens - since[1]) / max(1e-9, time.time() - since[0])
        shares = " ".join(f"{k} {c.mean:.2f}" for k, c in sorted(self.accuracy.items()) if "/" not in k)
        self.log(f"step {self.step} Mtok {self.tokens / 1e6:.2f} level {LEVELS[self.level]} loss {loss:.3f} | {shares} | {rate:.0f} tok/s")


def precision(device):
    """bfloat16, but float32 on a CPU without bfloat16 instructions, where PyTorch is fifty times slower with it."""
    if device == "cpu":
        try:
            with open("/proc/cpuinfo") as f:
                return torch.bfloat16 if "avx512_bf16" in f.read() else torch.float32
        except OSError:
            return torch.float32
    return torch.bfloat16


def config(work):
    with open(os.path.join(work, "vocabulary.json")) as f:
        v = json.load(f)
    prefix = [i for i, t in enumerate(v["Tokens"]) if t.startswith("<|prefix_")]
    return dict(CONFIG, vocab=len(v["Tokens"])), prefix


def loss_of(model, run, batch, adapters=None, early=0.0):
    """Weighted cross entropy of the answers' tokens, and which queries are right."""
    ids, positions, segments = (x.to(run.device) for x in (batch.ids, batch.positions, batch.segments))
    places, targets, weights = batch.places, batch.targets, batch.weights
    if early:
        places = torch.cat([places, batch.early_places])
        targets = torch.cat([targets, batch.early_targets])
        weights = torch.cat([weights, early * batch.early_weights])
    with run.autocast():
        h = model(ids, positions, segments, run.dtype, adapters)
        logits = model.logits(h.reshape(-1, h.shape[-1])[places.to(run.device)])
    targets, weights = targets.to(run.device), weights.to(run.device)
    loss, best = cross_entropy(logits, targets, weights)
    n = len(batch.targets)
    return loss / weights[:n].sum(), batch.right(best[:n].cpu())


def cross_entropy(logits, targets, weights):
    """The weighted sum of losses, and the most likely tokens."""
    if fused.on(logits):
        return fused.CrossEntropy.apply(logits, targets, weights)
    loss = F.cross_entropy(logits.float(), targets, reduction="none")
    return (loss * weights).sum(), logits.detach().argmax(-1)


def evaluate(run, model, shard, adapters_of=None):
    """Share of queries right in every token, per family, free decoding."""
    s = run.shard(shard)
    total, good = {}, {}
    with torch.no_grad():
        for batch in batches([s.task(i) for i in range(len(s))], run.args.batch):
            adapters = adapters_of(batch.rows) if adapters_of else None
            _, right = loss_of(model, run, batch, adapters)
            for family, ok in zip(batch.families, right.tolist()):
                total[family] = total.get(family, 0) + 1
                good[family] = good.get(family, 0) + ok
    return {f: good[f] / total[f] for f in sorted(total)}


def mean(d):
    return sum(d.values()) / len(d)


def interpreter(args):
    run = Run(args, "interpreter")
    c, _ = config(args.work)
    model = Decoder(c)
    heads.program(model)
    if args.start:
        grow(model, read_safetensors(os.path.join(args.work, "start.safetensors")))
        run.level = len(LEVELS) - 1
    model.to(run.device)
    matrices = [p for n, p in model.named_parameters() if p.dim() == 2 and "token_embd" not in n]
    others = [p for n, p in model.named_parameters() if p.dim() != 2 or "token_embd" in n]
    optimisers = [Muon(matrices, args.lr, 0.02, run.dtype), torch.optim.AdamW(others, lr=3e-3, betas=(0.9, 0.98), weight_decay=0)]
    run.restore([model], optimisers)
    loss_curve, saved, since = Curve(), time.time(), (time.time(), run.tokens)
    while run.done() < 1 and not run.out_of_time():
        for batch in run.draw(mixture(run)):
            loss, right = loss_of(model, run, batch, early=EARLY * (1 - run.done()))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(others, 1.0)
            scale = run.scale()
            optimisers[0].step(scale)
            for g in optimisers[1].param_groups:
                g["lr"] = 3e-3 * scale
            optimisers[1].step()
            model.zero_grad(set_to_none=True)
            run.tokens += batch.tokens
            run.note(batch, right)
            loss_curve.add(loss.item())
        run.step += 1
        open_level(run)
        run.report(loss_curve.mean, since)
        if time.time() - saved > args.save * 60:
            saved = time.time()
            run.save([model], optimisers)
            if args.evaluate:
                run.log(f"eval {mean(evaluate(run, model, 'eval-noisy')):.3f}")
    run.save([model], optimisers)
    if args.evaluate:
        run.log("eval " + json.dumps(evaluate(run, model, "eval-noisy")))
    write_safetensors(run.path(".safetensors"), model.state_dict(), c)


@torch.no_grad()
def grow(model, weights):
    """Starts from a smaller network: what it lacks, blocks and rows, changes nothing at first."""
    for i, block in enumerate(model.blk):
        block.ffn_down.weight.zero_()
        if f"blk.{i}.attn_output.weight" not in weights:
            block.attn_output.weight.zero_()
    for name, p in model.named_parameters():
        if name in weights:
            part = weights[name]
            p[tuple(slice(0, n) for n in part.shape)] = part


def mixture(run):
    """The shares of shards: the open level most, the levels below it, copying, and everything else."""
    f = 1 if run.args.start else run.done()
    rest = min(run.args.rest, 0.08 + 0.6 * f)
    mix = {"echo": max(0.03, 0.25 - 1.5 * f), "extract": 0.4 * rest, "format": 0.6 * rest}
    for i in range(run.level + 1):
        mix[LEVELS[i]] = 0.5 if i == run.level else 0.2 / run.level
    return mix


def open_level(run):
    if run.level < len(MASTERED):
        share, latest = MASTERED[run.level]
        curve = run.accuracy.get(LEVELS[run.level])
        if (curve and curve.mean > share) or run.done() > latest:
            run.level += 1


def compiler(args):
    run = Run(args, "fixed" if args.fixed else "compiler")
    c, prefix = config(args.work)
    base = Decoder(c).to(run.device)
    base.load_state_dict(torch.load(os.path.join(args.work, "interpreter.pt"), map_location=run.device)["modules"][0])
    base.requires_grad_(False)
    model = Compiler(c, ADAPTER["rank"], ADAPTER["bases"], ADAPTER["alpha"], ADAPTER["prefix"], prefix, args.fixed)
    if not args.fixed:  # the compiler's decoder starts as the interpreter, which can already read specs
        model.decoder.load_state_dict(base.state_dict())
        model.decoder.token_embd.weight.data[prefix] = torch.randn(len(prefix), c["dim"]) * c["dim"] ** -0.5
    if args.start and not args.fixed:
        weights = read_safetensors(os.path.join(args.work, "start.safetensors"))
        if any(name not in weights or weights[name].shape != p.shape for name, p in model.named_parameters()):
            run.log("networks of other sizes: the compiler starts anew")
        else:
            model.load_state_dict({name: weights[name] for name in model.state_dict()})
    model.to(run.device)
    slow = [p for n, p in model.named_parameters() if n.startswith("decoder.")]
    fast = [p for n, p in model.named_parameters() if not n.startswith("decoder.")]
    groups = [dict(params=fast, lr=args.adapter_lr, full=args.adapter_lr)]
    if slow:
        groups.append(dict(params=slow, lr=3e-4, full=3e-4))
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01)
    run.restore([model], [optimiser])
    run.level = len(LEVELS) - 1

    def adapters_of(rows):
        with run.autocast():
            coefficients = model.mix(rows, run.device, run.dtype)
        return model.adapters(coefficients)

    loss_curve, saved, since = Curve(), time.time(), (time.time(), run.tokens)
    while run.done() < 1 and not run.out_of_time():
        for batch in run.draw({"adapter": 0.45, "noisy": 0.3, "extract": 0.1, "format": 0.15}):
            loss, right = loss_of(base, run, batch, adapters_of(batch.rows), EARLY * (1 - run.done()))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            for g in optimiser.param_groups:
                g["lr"] = g["full"] * run.scale()
            optimiser.step()
            model.zero_grad(set_to_none=True)
            run.tokens += batch.tokens
            run.note(batch, right)
            loss_curve.add(loss.item())
        run.step += 1
        run.report(loss_curve.mean, since)
        if time.time() - saved > args.save * 60:
            saved = time.time()
            run.save([model], [optimiser])
    run.save([model], [optimiser])
    if args.evaluate:
        run.log("eval base " + json.dumps(evaluate(run, base, "eval-noisy")))
        run.log("eval adapter " + json.dumps(evaluate(run, base, "eval-noisy", adapters_of)))
    write_safetensors(run.path(".safetensors"), model.state_dict(), dict(c, **ADAPTER))
    if not args.fixed:
        write_reference(run, base, model)


def write_reference(run, base, model):
    """What the trained networks compute in float32, for `go run ./train verify`."""
    fused.lib = None  # PyTorch's own operations
    cases = []
    shard = run.shard("eval-noisy")
    with torch.no_grad():
        for i in range(0, len(shard), len(shard) // 8):
            row = shard.task(i)
            _, start, _ = row.answers[0]
            prompt = torch.from_numpy(np.concatenate(row.ids)[:start])[None].to(run.device)
            positions = torch.arange(start, device=run.device)[None]
            logits = base.logits(base(prompt, positions, torch.zeros_like(prompt), torch.float32)[0, -1])
            coefficients = model.mix([row], run.device, torch.float32)
            cases.append(dict(
                compiler=row.compiler_prompt.tolist(), coefficients=coefficients.flatten().tolist(),
                interpreter=prompt[0].tolist(), logits=logits.tolist(),
            ))  # fmt: skip
    with open(os.path.join(run.args.work, "reference.json"), "w") as f:
        json.dump(cases, f)


def write_safetensors(path, state, metadata):
    """The safetensors format: u64 header length, JSON header, float32 data."""
    header = {"__metadata__": {k: str(v) for k, v in metadata.items()}}
    data, at = [], 0
    for name, t in sorted(state.items()):
        raw = t.detach().float().cpu().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(t.shape), "data_offsets": [at, at + len(raw)]}
        data.append(raw)
        at += len(raw)
    text = json.dumps(header, sort_keys=True).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".new", "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + b"".join(data))
    os.replace(path + ".new", path)


def read_safetensors(path):
    with open(path, "rb") as f:
        raw = f.read()
    n = struct.unpack("<Q", raw[:8])[0]
    out = {}
    for name, t in json.loads(raw[8 : 8 + n]).items():
        if name != "__metadata__":
            begin, end = t["data_offsets"]
            out[name] = torch.tensor(np.frombuffer(raw[8 + n + begin : 8 + n + end], "<f4")).view(t["shape"])
    return out


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("stage", choices=["interpreter", "compiler"])
    p.add_argument("--work", default="train/work", help="folder of shards and checkpoints")
    p.add_argument("--tokens", type=float, default=12e6, help="length of the whole training")
    p.add_argument("--minutes", type=float, default=1e9, help="stop this piece after so long")
    p.add_argument("--batch", type=int, default=4000, help="tokens per step")
    p.add_argument("--pool", type=int, default=96, help="tasks drawn at a time, to batch similar lengths")
    p.add_argument("--lr", type=float, default=0.015, help="learning rate of the interpreter's matrices")
    p.add_argument("--adapter-lr", type=float, default=2e-3, help="learning rate of basis and mapper")
    p.add_argument("--decay", type=float, default=0.4, help="share of the run in which the rate falls to zero")
    p.add_argument("--rest", type=float, default=0.5, help="weight of extraction and formats, to 0.7 of labels, once it has grown")
    p.add_argument("--save", type=float, default=4, help="minutes between checkpoints")
    p.add_argument("--evaluate", action="store_true", help="measure free decoding on held-out tasks, at checkpoints and at the end")
    p.add_argument("--fixed", action="store_true", help="train one adapter for all tasks, the baseline")
    p.add_argument("--start", action="store_true", help="start from WORK/start.safetensors, not from random weights")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=0)
    p.add_argument("--device", default="cpu", help="cpu or cuda")
    for name in ("dim", "layers", "heads", "kv_heads", "ffn"):
        p.add_argument("--" + name, type=int, default=CONFIG[name], help="of the networks, the same in every stage")
    args = p.parse_args()
    CONFIG.update((name, getattr(args, name)) for name in CONFIG if hasattr(args, name))
    if args.device == "cpu" and not fused.use(args.work, precision("cpu")):
        print("no C compiler: the plain operations of PyTorch take three times as long", flush=True)
    {"interpreter": interpreter, "compiler": compiler}[args.stage](args)


if __name__ == "__main__":
    main()
