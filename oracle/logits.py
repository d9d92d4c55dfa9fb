"""Compares the native engine with transformers and with llama.cpp on a GGUF model.

usage: python oracle/logits.py MODEL.gguf [-write EXPECTED.json.gz] [-few] [-engine BINARY]

Run it from the repository's root, with the packages of oracle/requirements.txt; `go` must be there too.
The reference is transformers in float32 on the dequantised weights. Printed are, over all prompts as one vector, the relative
L2 errors of the engine and of llama.cpp, as they come and with adapters of ranks 1, 4, 8 and 64; first tokens that
differ although the reference's two best are further apart than three times the typical error of a logit; and the perplexity of texts of this
repository. It fails if the engine is worse than llama.cpp, or a first token differs, or perplexities are
more than 0.5 % apart. -write keeps some of the reference's logits for the test in package oracle; -few takes every tenth prompt;
-engine is a built oracle/engine.
"""

import argparse
import gzip
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

import gguf
import llama_cpp
import numpy as np
import torch
from transformers import AutoModelForCausalLM

from prompts import prompts

ALPHA = 16
RANKS = 1, 4, 8, 64
MODULES = {
    "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
}
failures = []


def check(ok, what):
    print("  " if ok else "! ", what, flush=True)
    if not ok:
        failures.append(what)


class Engine:
    """The native engine, behind oracle/engine."""

    def __init__(self, model, binary):
        self.model, self.binary = model, binary or tempfile.mkdtemp() + "/engine"
        if not binary:
            subprocess.run(["go", "build", "-o", self.binary, "./oracle/engine"], check=True)

    def ask(self, lines, *flags):
        text = "".join(json.dumps(line) + "\n" for line in lines).encode()
        return subprocess.run([self.binary, "-model", self.model, *flags], input=text, stdout=subprocess.PIPE, check=True).stdout

    def logits(self, sequences, adapter=None):
        flags = ["-adapter", adapter] if adapter else []
        return np.frombuffer(self.ask(sequences, *flags), np.float32).reshape(len(sequences), -1)

    def surprise(self, sequences):
        return np.frombuffer(self.ask(sequences, "-surprise"), np.float32)


class Llama:
    """llama.cpp, one thread, as it comes."""

    def __init__(self, model, adapter=None, every=False):
        self.llama = llama_cpp.Llama(model, n_ctx=1024, n_batch=1024, n_threads=1, n_threads_batch=1, logits_all=every, verbose=False, lora_path=adapter)

    def tokens(self, text):
        return self.llama.tokenize(text.encode(), add_bos=False, special=True)

    def read(self, tokens):
        self.llama.reset()
        self.llama.eval(tokens)
        return self.llama

    def logits(self, sequences):
        vocab = self.llama.n_vocab()
        return np.stack([np.ctypeslib.as_array(self.read(s)._ctx.get_logits_ith(-1), (vocab,)).copy() for s in sequences])

    def surprise(self, sequences):
        return np.concatenate([surprise(torch.from_numpy(self.read(s).scores[: len(s)]), s) for s in sequences])


def surprise(logits, tokens):
    """The negative log-likelihoods of all tokens but the first."""
    return torch.nn.functional.cross_entropy(logits[:-1].float(), torch.tensor(tokens[1:]), reduction="none").numpy()


def reference(model, sequences):
    with torch.no_grad():
        return np.stack([model(torch.tensor([s]), logits_to_keep=1).logits[0, -1].numpy() for s in sequences])


def relative(got, want):
    return float(np.linalg.norm(got - want) / np.linalg.norm(want))


def compare(name, want, ours, theirs):
    """Checks errors, and first tokens where the reference is sure."""
    a, b = relative(ours, want), relative(theirs, want)
    each = np.linalg.norm(ours - want, axis=1) / np.linalg.norm(want, axis=1), np.linalg.norm(theirs - want, axis=1) / np.linalg.norm(want, axis=1)
    check(a <= b, f"{name}: relative L2 error {a:.4f}, llama.cpp's {b:.4f}; median {np.median(each[0]):.4f} and {np.median(each[1]):.4f}; smaller on {(each[0] < each[1]).sum()} of {len(want)} prompts")
    typical = np.sqrt(np.mean((ours - want) ** 2, axis=1))
    two = np.sort(want, axis=1)[:, -2:]
    sure = two[:, 1] - two[:, 0] > 3 * typical
    wrong = sure & (ours.argmax(1) != want.argmax(1))
    check(not wrong.any(), f"{name}: first token differs on {wrong.sum()} of {sure.sum()} prompts where the reference is sure, on {(ours.argmax(1) != want.argmax(1)).sum()} of all (llama.cpp {(theirs.argmax(1) != want.argmax(1)).sum()})")


def adapter(model, config, rank, path):
    """Writes a random adapter of all seven modules and returns what it adds to the model's weights."""
    torch.manual_seed(rank)
    writer = gguf.GGUFWriter(path, config.model_type)
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", ALPHA)
    change = {}
    for layer in range(config.num_hidden_layers):
        for stem, name in MODULES.items():
            key = f"model.layers.{layer}.{name}.weight"
            w = model.get_parameter(key).detach()
            a = torch.randn(rank, w.shape[1]) / w.shape[1] ** 0.5
            b = torch.randn(w.shape[0], rank) * 0.1 * w.std() * w.shape[1] ** 0.5 * rank**0.5 / ALPHA
            change[key] = ALPHA / rank * b @ a
            heads = {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}.get(stem)
            if heads and config.model_type == "llama":  # rows of GGUF's llama: pairs, not halves
                b = b.reshape(heads, 2, -1, rank).transpose(1, 2).reshape(b.shape)
            writer.add_tensor(f"blk.{layer}.{stem}.weight.lora_a", a.contiguous().numpy())
            writer.add_tensor(f"blk.{layer}.{stem}.weight.lora_b", b.contiguous().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return change


def add(model, change, sign):
    with torch.no_grad():
        for key, delta in change.items():
            model.get_parameter(key).add_(delta, alpha=sign)


def texts():
    """About 10,000 tokens of what this project wrote."""
    files = ["README.md", "RATIONALE.md", "CONTRIBUTING.md", *sorted(map(str, pathlib.Path("docs").glob("*.md")))]
    return "\n\n".join(pathlib.Path(f).read_text() for f in files if pathlib.Path(f).exists())


def write(path, model, sequences, want, theirs):
    """Keeps, for each prompt, the best logits and some others, and llama.cpp's error."""
    best = np.argsort(-want, axis=1)[:, :64]
    rows = []
    for tokens, w, t, ids in zip(sequences, want, theirs, best):
        ids = sorted({*ids.tolist(), *range(0, len(w), 512)})
        rows.append({"tokens": tokens, "ids": ids, "logits": [float(f"{w[i]:.6g}") for i in ids], "llama": float(f"{relative(t[ids], w[ids]):.4g}")})
    digest = hashlib.sha256(pathlib.Path(model).read_bytes()).hexdigest()
    data = json.dumps({"model": digest, "prompts": rows}, separators=(",", ":")).encode()
    pathlib.Path(path).write_bytes(gzip.compress(data, mtime=0))


def main():
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument("model")
    p.add_argument("-write")
    p.add_argument("-few", action="store_true")
    p.add_argument("-engine")
    args = p.parse_args()
    torch.set_num_threads(1)
    path = pathlib.Path(args.model).resolve()
    engine, llama = Engine(str(path), args.engine), Llama(str(path))
    model = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32).eval()
    sequences = [llama.tokens(text) for text in prompts()[:: 10 if args.few else 1]]
    print(f"{len(sequences)} prompts, {sum(map(len, sequences))} tokens")

    want, theirs = reference(model, sequences), llama.logits(sequences)
    compare("as it is", want, engine.logits(sequences), theirs)
    if args.write:
        write(args.write, path, sequences, want, theirs)

    with tempfile.TemporaryDirectory() as folder:
        for rank in RANKS:
            file = f"{folder}/{rank}.gguf"
            some = sequences[::10]
            change = adapter(model, model.config, rank, file)
            add(model, change, 1)
            adapted = reference(model, some)
            add(model, change, -1)
            compare(f"rank {rank}, which changes logits by {relative(adapted, want[::10]):.2f}", adapted, engine.logits(some, file), Llama(str(path), file).logits(some))

    tokens = llama.tokens(texts())[: 1000 if args.few else 10000]
    windows = [tokens[i : i + 512] for i in range(0, len(tokens), 512)]
    ours, theirs = (np.exp(np.mean(x)) for x in (engine.surprise(windows), Llama(str(path), every=True).surprise(windows)))
    check(abs(ours / theirs - 1) < 0.005, f"perplexity of {len(tokens)} tokens in windows of 512: {ours:.3f}, llama.cpp's {theirs:.3f} ({100 * (ours / theirs - 1):+.2f} %)")
    sys.exit(f"{len(failures)} checks failed" if failures else 0)


if __name__ == "__main__":
    main()
