"""The form: what the base reads, in Python. The definition is docs/form.md and Go's internal/answer/prompt; form_test.py holds the two equal.

A prompt is a frame of lines that start in the first column. Whatever comes from outside stands behind a frame's word on its line, and its own further
lines are indented by two spaces: no value can be read as a line of the frame."""
import json, re

END = "<|im_end|>"  # closes every answer; a control token, which no text from outside can contain
BREAKS = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


def indent(text):
    """The value with every line but its first indented."""
    return BREAKS.sub(lambda m: m.group() + "  ", text)


def fields(values):
    """What stands behind "Input:": one value alone, several as lines "name: value"; values is a list of (name, text)."""
    if len(values) == 1: return " " + indent(values[0][1])
    return "".join(f"\n{name}: {indent(value)}" for name, value in values)


def ask(values): return "Input:" + fields(values) + "\nOutput:"
def answer(text): return " " + indent(text) + END + "\n"


def choice(labels, docs=None):
    """The line, or block, that lists labels; docs maps labels to what they mean."""
    if not docs: return "Answer with one of: " + ", ".join(labels) + "\n"
    return "Answer with one of:\n" + "".join(f"- {l}: {' '.join(docs[l].split())}\n" if docs.get(l) else f"- {l}\n" for l in labels)


def outline(t):
    """A type within a JSON answer."""
    kind = t["kind"]
    if kind == "object": return "{" + ", ".join(json.dumps(f["name"], ensure_ascii=False) + ": " + outline(f) + (f" ({f['doc']})" if f.get("doc") else "") for f in t["fields"]) + "}"
    if kind == "list": return "[" + outline(t["elem"]) + ", ...]"
    if kind == "map": return '{"key": ' + outline(t["elem"]) + ", ...}"
    if kind == "optional": return outline(t["elem"]) + " or null"
    if kind == "enum": return " or ".join(json.dumps(l, ensure_ascii=False) for l in t["labels"])
    if kind == "bool": return "true or false"
    return {"string": "text", "quote": "words of the input", "int": "whole number", "float": "number", "time": "time like 2006-01-02T15:04:05Z",
            "date": "date like 2006-01-02", "duration": "duration like 1h30m0s", "json": "any JSON"}[kind]


def result(t, docs=None):
    """The lines that say what an answer looks like; none for free text."""
    null, kind = "", t["kind"]
    if kind == "optional": null, t = " or null", t["elem"]; kind = t["kind"]
    if kind == "string": return "Answer with text or null.\n" if null else ""
    if kind == "enum": return choice(t["labels"] + (["null"] if null else []), docs)
    if kind == "bool": return choice(["true", "false"] + (["null"] if null else []))
    if kind in ("object", "list", "map"): return "Answer with JSON: " + outline(t) + null + "\n"
    if kind == "json": return "Answer with JSON.\n"
    bounds = f" from {t['low']} to {t['high']}" if t.get("low") is not None and t.get("high") is not None else ""
    one = {"quote": "words of the input", "int": "a whole number" + bounds, "float": "a number" + bounds, "time": "a time like 2006-01-02T15:04:05Z",
           "date": "a date like 2006-01-02", "duration": "a duration like 1h30m0s"}[kind]
    return f"Answer with {one}{null}.\n"


def task(spec, kind, docs=None): return spec.strip() + "\n" + result(kind, docs)
