"""Tunes SmolLM2-135M as the interpreter.

    python3 train.py FOLDER SECONDS FILES...

FOLDER keeps the state (weights, their running mean, optimiser, random numbers), written every ten minutes; a later run goes on from it. FILES are .jsonl of
authored functions or real-dev.json, read anew now and then. The rate is constant after a warm-up of a few steps; DECAY=1 lets it fall to nothing within SECONDS, for weights
to ship, and writes FOLDER/decayed.pt instead of the state. LR, BATCH (tokens a step), SEED, INIT from the environment. The loss is on the answers alone."""
import copy, glob, json, os, pathlib, sys, time
import torch
import network
from data import Drawer, load as read, trainable
from model import Tokens, load
from quantise import FORMATS, format_of

FOLDER, SECONDS, FILES = pathlib.Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
LR, BATCH, SEED = float(os.environ.get("LR", "1.5e-4")), int(os.environ.get("BATCH", "4096")), int(os.environ.get("SEED", "1"))
DECAY, MOST = bool(os.environ.get("DECAY")), float(os.environ.get("TOKENS", "inf"))
FOLDER.mkdir(parents=True, exist_ok=True)
torch.manual_seed(SEED)
tokens = Tokens()
weights = {k: torch.nn.Parameter(v.detach().float().clone()) for k, v in load(os.environ.get("INIT")).state_dict().items() if k != "lm_head.weight"}
layer = torch.compile(network.layer, dynamic=False)
rounding = {k: torch.compile(f, dynamic=False) for k, f in FORMATS.items()} if os.environ.get("ROUND", "1") == "1" else {}
attacks = json.loads((pathlib.Path(__file__).parent / "attacks.json").read_text())


def drawer(seed):
    fs = trainable([f for pattern in FILES for p in sorted(glob.glob(pattern)) for f in read(p)])
    print(len(fs), "functions,", sum(len(f["pool"]) for f in fs), "rows", flush=True)
    return Drawer(fs, seed, attacks)


def encode(parts, most):
    """Tokens, and the weight of each as a target: answers count by the root of their length, all else not at all."""
    ids, weight = [], []
    for text, wanted in parts:
        new = tokens.answer(text) if wanted else tokens.template(text)
        if len(ids) + len(new) > most and any(weight): break
        ids += new; weight += [len(new) ** -.5 if wanted else 0.] * len(new)
    while ids and not weight[-1]: ids.pop(); weight.pop()
    return ids, weight


LENGTHS = (192, 320, 448, 576, 1216)  # few shapes, since each is compiled once; a batch has BATCH tokens


def batches(seed):
    """Batches of equal shape; a sequence waits until its length's batch is full."""
    k, waiting = 0, {n: [] for n in LENGTHS}
    while True:
        if k % 2000 == 0: d = drawer(seed * 1_000_003 + k)
        k += 1
        most = 1200 if d.r.random() < .03 else d.r.choice([190, 318, 446, 446, 574])
        s = encode(d.sequence(), most)
        if not s[0] or len(s[0]) > LENGTHS[-1]: continue
        n = next(n for n in LENGTHS if len(s[0]) <= n); waiting[n].append(s)
        if len(waiting[n]) == BATCH // n: yield n, waiting[n]; waiting[n] = []


params = list(weights.values())
opt = torch.optim.AdamW(params, lr=LR, betas=(.9, .98), weight_decay=.01, fused=True)
mean = [p.detach().clone() for p in params]; n = seen = 0; spent = 0.
state = FOLDER / "state.pt"
if state.exists():
    s = torch.load(state, map_location="cpu"); opt.load_state_dict(s["opt"]); n, seen, spent = s["n"], s["seen"], s["spent"]
    with torch.no_grad():
        for (k, p), m in zip(weights.items(), mean): p.copy_(s["weights"][k]); m.copy_(s["mean"][k])
    print("goes on at step", n, seen, "tokens", flush=True); del s


def rounded():
    """What the forward pass uses: the weights as the shipped format will have them, whose gradients go to the weights themselves."""
    out = {}
    for k, p in weights.items():
        f = format_of(k) if rounding else None
        w = rounding[f](p) if f else p.detach()
        out[k] = (w if "norm" in k or "embed" in k else w.to(torch.bfloat16)).clone().requires_grad_()
    return out


def save():
    if DECAY: return
    new, averaged = FOLDER / "state.new", dict(zip(weights, mean))
    plain = {k: p.detach() for k, p in weights.items()}
    torch.save({"weights": plain, "mean": averaged, "opt": opt.state_dict(), "n": n, "seen": seen, "spent": spent + time.time() - start}, new); os.replace(new, state)
    torch.save({"mean": averaged}, FOLDER / "mean.new"); os.replace(FOLDER / "mean.new", FOLDER / "mean.pt")


start = last = time.time(); first = n; began = seen; smooth = None
for L, batch in batches(SEED + n):
    elapsed = time.time() - start
    if elapsed > SECONDS or seen - began >= MOST or (FOLDER / "stop").exists(): break
    share = max(elapsed / SECONDS, (seen - began) / MOST)
    for g in opt.param_groups: g["lr"] = LR * min(1, (n - first + 1) / 8) * (max(0., 1 - share) if DECAY else 1)
    ids = torch.tensor([x + [0] * (L - len(x)) for x, _ in batch]); weight = torch.tensor([w + [0.] * (L - len(w)) for _, w in batch])
    used = rounded()
    h = network.hidden(used, ids, layer)  # padding stands behind, where the causal mask hides it
    w = weight[:, 1:].reshape(-1); keep = w > 0
    logits = h[:, :-1].reshape(-1, h.shape[-1])[keep] @ used["model.embed_tokens.weight"].to(torch.bfloat16).T
    each = torch.nn.functional.cross_entropy(logits.float(), ids[:, 1:].reshape(-1)[keep], reduction="none")
    loss = (each * w[keep]).sum() / w[keep].sum()
    loss.backward()
    for k, p in weights.items(): p.grad = used[k].grad.float()
    torch.nn.utils.clip_grad_norm_(params, 1.0); opt.step(); opt.zero_grad(set_to_none=True)
    n += 1; seen += int(sum(len(x) for x, _ in batch)); smooth = loss.item() if smooth is None else .97 * smooth + .03 * loss.item()
    torch._foreach_lerp_(mean, [p.detach() for p in params], 1 - min(.998, (n + 1) / (n + 10)))
    if n % 10 == 0: print(n, f"{elapsed:.0f} s, {seen} tokens, {(seen - began) / (time.time() - start):.0f}/s, loss {smooth:.4f}", flush=True)
    if time.time() - last > 600: save(); last = time.time()
save()
if DECAY: torch.save({k: p.detach() for k, p in weights.items()}, FOLDER / "decayed.pt")
print("stopped at step", n, seen, "tokens", flush=True)
