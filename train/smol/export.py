"""Writes a checkpoint as a GGUF: python3 export.py CHECKPOINT.pt OUT.gguf [FORMAT]; tokenizer and most metadata are those of the published file.

Without FORMAT (Q4_1, Q8_0, F16 ...) each matrix has the format that it was trained for (quantise.py)."""
import sys
import gguf, numpy as np, torch
from model import FOLDER, FILE
from quantise import format_of

checkpoint, out = sys.argv[1:3]
forced = sys.argv[3] if len(sys.argv) > 3 else None
state = torch.load(checkpoint, map_location="cpu"); state = state.get("mean", state.get("weights", state))
reader = gguf.GGUFReader(f"{FOLDER}/{FILE}")
field = lambda k: reader.fields[k].contents()
heads, kv = field("llama.attention.head_count"), field("llama.attention.head_count_kv")
names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, field("llama.block_count"))
writer = gguf.GGUFWriter(out, "llama")
for key, f in reader.fields.items():
    if key.startswith("GGUF.") or key in ("general.architecture", "tokenizer.chat_template", "general.file_type"): continue
    value, t = f.contents(), f.types[0]
    if key == "general.name": value = "pawgen smol"
    if key == "general.finetune": value = "pawgen"
    if t == gguf.GGUFValueType.ARRAY: writer.add_array(key, value)
    else: writer.add_key_value(key, value, t)
writer.add_file_type(int(getattr(gguf.LlamaFileType, "MOSTLY_" + (forced or "Q5_0"))))
writer.add_string("general.description", "SmolLM2-135M-Instruct (Hugging Face, Apache-2.0), tuned by the pawgen project as the interpreter of fuzzy functions")


def interleave(w, n):
    """Rows of a head from halves (Hugging Face) to pairs (GGUF's llama)."""
    return w.reshape(n, 2, w.shape[0] // n // 2, w.shape[1]).swapaxes(1, 2).reshape(w.shape)


for name, w in state.items():
    target = names.get_name(name, try_suffixes=(".weight",))
    if target is None or name == "lm_head.weight": continue
    w = w.float().numpy()
    if name.endswith("q_proj.weight"): w = interleave(w, heads)
    if name.endswith("k_proj.weight"): w = interleave(w, kv)
    w = np.ascontiguousarray(w, dtype=np.float32)
    if w.ndim == 1: writer.add_tensor(target, w)
    else:
        k = gguf.GGMLQuantizationType[forced or format_of(name)]
        writer.add_tensor(target, gguf.quants.quantize(w, k), raw_dtype=k)
writer.write_header_to_file(); writer.write_kv_data_to_file(); writer.write_tensors_to_file(); writer.close()
