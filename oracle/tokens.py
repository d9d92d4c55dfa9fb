"""Writes what Hugging Face's tokenizers makes of many texts, for the test of package tokenizer, and compares llama.cpp.

usage: python oracle/tokens.py SMOLLM2.gguf

Run it from the repository's root, with the packages of oracle/requirements.txt. Texts are those of texts.py. Vocabularies are SmolLM2's,
from the file, and small ones that are trained here on the same texts, one for each way to cut words and one of
SentencePiece. Written is internal/run/tokenizer/testdata/oracle.json.gz: the texts, the small vocabularies, and for each
vocabulary the first four bytes of the SHA-256 of each text's tokens (little-endian, 32 bits each). Printed is where llama.cpp differs.
"""

import base64
import gzip
import hashlib
import io
import json
import pathlib
import struct
import sys
import tempfile

import gguf
import llama_cpp
import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers.tokenization_utils_base import generate_merges

from texts import texts

OUT = "internal/run/tokenizer/testdata/oracle.json.gz"
QWEN2 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
LLAMA3 = QWEN2.replace(r"\p{N}|", r"\p{N}{1,3}|", 1)
CONTROL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def split(regex):
    return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(regex), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


# How each cuts words, as the published tokenizer.json say.
CUTS = {
    "gpt-2": pre_tokenizers.ByteLevel(add_prefix_space=False),
    "smollm": pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]),
    "qwen2": split(QWEN2),
    "llama-bpe": split(LLAMA3),
}


def add_control(tokenizer, names):
    tokenizer.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in names])
    return tokenizer


def words(pre, vocab, merges):
    t = Tokenizer(models.BPE(vocab=vocab, merges=merges, ignore_merges=pre == "llama-bpe"))
    t.pre_tokenizer = CUTS[pre]
    return t


def trained(pre, corpus):
    """A small vocabulary. It is trained on texts that are not cut, so that tokens go over all borders of words and a
    wrong cut shows. Llama 3's also has whole words that no merges lead to."""
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    short = [text[i : i + 12] for text in corpus for i in range(0, len(text), 12)]
    t.train_from_iterator(short, trainers.BpeTrainer(vocab_size=2000, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    model = json.loads(t.to_str())["model"]
    vocab = sorted(model["vocab"], key=model["vocab"].get)
    merges = [m if isinstance(m, str) else " ".join(m) for m in model["merges"]]
    if pre == "llama-bpe":
        vocab += [w for w in ("Ġwhole", "qqqq", "123", "''") if w not in vocab]
    tokens = CONTROL + vocab
    types = [3] * len(CONTROL) + [1] * len(vocab)
    ids = {w: i for i, w in enumerate(tokens)}
    tokenizer = add_control(words(pre, ids, [tuple(m.split(" ")) for m in merges]), CONTROL)
    return tokenizer, {"pre": pre, "tokens": tokens, "types": types, "merges": merges, "eos": 0}


def pieces(corpus):
    """A small vocabulary of SentencePiece, as Llama 2's: bytes for what it has no characters for."""
    model = io.BytesIO()
    corpus = [text for text in corpus if all(c < "\u0500" for c in text)]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus), model_writer=model, model_type="bpe", vocab_size=3000, byte_fallback=True, normalization_rule_name="identity",
        remove_extra_whitespaces=False, allow_whitespace_only_pieces=True, character_coverage=1, minloglevel=2, max_sentence_length=100000, split_by_whitespace=False, split_by_unicode_script=False)
    p = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    tokens = [p.id_to_piece(i) for i in range(p.vocab_size())]
    scores = [p.get_score(i) for i in range(p.vocab_size())]
    kind = lambda i: 2 if p.is_unknown(i) else 3 if p.is_control(i) else 6 if p.is_byte(i) else 1
    types = [kind(i) for i in range(len(tokens))]
    ids = {w: i for i, w in enumerate(tokens)}
    normal = {w: s for w, s, t in zip(tokens, scores, types) if t == 1}
    merges = generate_merges(ids, normal)
    t = Tokenizer(models.BPE(vocab=ids, merges=merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    t.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    add_control(t, [w for w, k in zip(tokens, types) if k in (2, 3)])
    return t, {"tokens": tokens, "types": types, "scores": scores, "eos": p.eos_id(), "space": True}


def smollm2(path):
    fields = gguf.GGUFReader(path).fields
    tokens, types, merges = (fields["tokenizer.ggml." + k].contents() for k in ("tokens", "token_type", "merges"))
    t = words("smollm", {w: i for i, w in enumerate(tokens)}, [tuple(m.split(" ")) for m in merges])
    return add_control(t, [w for w, k in zip(tokens, types) if k == 3])


def vocabulary_file(v, path):
    """Writes a vocabulary as a GGUF file for llama.cpp."""
    w = gguf.GGUFWriter(path, "llama")
    for key, value in ("block_count", 1), ("context_length", 64), ("embedding_length", 64), ("feed_forward_length", 64), ("attention.head_count", 1):
        w.add_uint32("llama." + key, value)
    w.add_float32("llama.attention.layer_norm_rms_epsilon", 1e-5)
    w.add_tokenizer_model("llama" if "scores" in v else "gpt2")
    if "scores" in v:
        w.add_token_scores(v["scores"])
    else:
        w.add_tokenizer_pre(v["pre"])
        w.add_token_merges(v["merges"])
    w.add_token_list(v["tokens"])
    w.add_token_types(v["types"])
    w.add_eos_token_id(v["eos"])
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def sums(tokenizer, all_texts):
    return b"".join(hashlib.sha256(struct.pack(f"<{len(ids)}I", *ids)).digest()[:4] for ids in (e.ids for e in tokenizer.encode_batch(all_texts, add_special_tokens=False)))


def differences(name, tokenizer, path, all_texts):
    """Prints where llama.cpp has other tokens."""
    llama = llama_cpp.Llama(path, vocab_only=True, verbose=False, n_ctx=64)
    found = []
    for text in all_texts:
        want, got = tokenizer.encode(text, add_special_tokens=False).ids, llama.tokenize(text.encode(), add_bos=False, special=True) if text else []
        if got != want:
            found.append((text, [tokenizer.id_to_token(i) for i in want], [tokenizer.id_to_token(i) for i in got]))
    print(f"{name}: llama.cpp differs on {len(found)} of {len(all_texts)} texts", flush=True)
    for text, want, got in sorted({f[0]: f for f in found}.values(), key=lambda f: len(f[0]))[:12]:
        print(f"   {text!r}\n      Hugging Face {want}\n      llama.cpp    {got}")


def main():
    path = sys.argv[1]
    all_texts = texts()
    # Some of what vocabularies are trained on is prose, so that there are words in them.
    corpus = all_texts + [line + "\n" for f in ("README.md", "RATIONALE.md", "CONTRIBUTING.md") for line in pathlib.Path(f).read_text().split("\n")]
    corpus = [text.replace("<", "") for text in corpus]  # so that no control token is learned as text
    out = {"texts": all_texts, "vocabularies": []}
    with tempfile.TemporaryDirectory() as folder:
        for name in *CUTS, "sentencepiece":
            tokenizer, v = pieces(corpus) if name == "sentencepiece" else trained(name, corpus)
            vocabulary_file(v, f"{folder}/{name}.gguf")
            differences(name, tokenizer, f"{folder}/{name}.gguf", all_texts)
            out["vocabularies"].append({"name": name, **v, "sums": base64.b64encode(sums(tokenizer, all_texts)).decode()})
    tokenizer = smollm2(path)
    differences("SmolLM2", tokenizer, path, all_texts)
    out["vocabularies"].append({"name": "SmolLM2", "sums": base64.b64encode(sums(tokenizer, all_texts)).decode()})
    pathlib.Path(OUT).write_bytes(gzip.compress(json.dumps(out, separators=(",", ":")).encode(), mtime=0))


main()
