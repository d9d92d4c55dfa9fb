"""Functions and the training sequences drawn from them. Every draw is new: wording, label order, rows, number of examples, layout, noise."""
import glob, json, pathlib, random, re
from form import *

UNSEEN = ["TransitIntent", "WebAppQuestion", "TravelRequest", "BankTopic", "BankTopicAll", "SaysYes", "Destination", "LastNameFirst", "PlainAmount",
          "BucketOfFive", "MailDomain", "PersonName", "CardNumber", "CompanyName", "ClockTime", "StarsGiven"]
FREE = ("CC0", "CC BY 3", "CC BY 4", "MIT", "Apache")  # licences whose rows may train; no share-alike


def load(path):
    text = pathlib.Path(path).read_text()
    fs = json.loads(text) if text.lstrip().startswith("[") else [json.loads(l) for l in text.split("\n") if l.strip()]
    for f in fs:
        f["file"] = pathlib.Path(path).stem
        if f["type"] == "text": f["type"] = "string"
        if f["type"] == "bool":
            for key in ("examples", "rows", "train", "cases"):
                if key in f: f[key] = [[x, y if isinstance(y, str) else json.dumps(y)] for x, y in f[key]]
    return fs


def inputs(f): return [as_text(x) for key in ("examples", "rows", "train") for x, _ in f.get(key, [])]
def as_text(x): return x if isinstance(x, str) else json.dumps(x, ensure_ascii=False, sort_keys=True)
def held(f): return bool(f.get("held_out"))


def trainable(fs):
    """The functions that may train, without rows whose input stands in a held-out function."""
    kept = {x for f in fs if held(f) for x in inputs(f)}
    out = []
    for f in fs:
        if held(f) or f["name"] in UNSEEN and "licence" in f: continue
        if "licence" in f and not all(l.strip().startswith(FREE) and "SA" not in l for l in f["licence"].split(";")): continue
        pool = [r for key in ("examples", "rows", "train") for r in f.get(key, []) if as_text(r[0]) not in kept]
        if len(pool) >= 4: out.append({**f, "pool": pool, "wordings": [f["spec"]] + f.get("specs", [])})
    return out


def kind_of(f):
    if f["type"] == "enum": return {"kind": "enum", "labels": f["labels"]}
    return f["kind"] if "kind" in f else {"kind": f["type"]}


def split_docs(spec, labels):
    """Takes "label: meaning." parts out of a spec: what remains, and the meanings; None unless every label has one."""
    places = []
    for l in labels:
        found = [m.start() for m in re.finditer(r"(?<![\w-])" + re.escape(l) + r": ", spec)]
        if len(found) != 1: return None
        places.append((found[0], l))
    places.sort()
    head = spec[:places[0][0]].rstrip(" ;,")
    if len(head) < 12: return None
    docs = {}
    for (at, l), end in zip(places, [p for p, _ in places[1:]] + [len(spec)]):
        docs[l] = spec[at + len(l) + 2:end].strip(" .;,\n")
        if not docs[l] or len(docs[l]) > 200: return None
    return head, docs


class Drawer:
    """Draws training sequences as lists of (text, is it an answer)."""

    def __init__(self, functions, seed, attacks):
        self.functions, self.r, self.attacks = functions, random.Random(seed), attacks
        self.by_kind = {}
        for f in functions: self.by_kind.setdefault(f["type"], []).append(f)
        self.weights = {"enum": .42, "bool": .26, "string": .32}
        self.rare = min(.25, 1.5 * sum(f["type"] not in self.weights for f in functions) / len(functions))  # the share of other types

    def function(self):
        r = self.r
        kinds = [k for k in self.by_kind if k in self.weights]; other = [k for k in self.by_kind if k not in self.weights]
        if other and r.random() < self.rare: return r.choice(self.by_kind[r.choice(other)])
        return r.choice(self.by_kind[r.choices(kinds, [self.weights[k] for k in kinds])[0]])

    def sequence(self):
        r, f = self.r, self.function()
        kind, spec, docs = dict(kind_of(f)), r.choice(f["wordings"]), None
        rows = r.sample(f["pool"], min(len(f["pool"]), r.choice([2, 3, 4, 5, 6, 8, 10])))
        rename = {}
        if kind["kind"] == "enum":
            labels = list(kind["labels"]); r.shuffle(labels)
            got = split_docs(f["spec"], labels) if r.random() < .5 else None
            if got: spec, docs = got
            if r.random() < .08 and len(labels) <= 26:  # codes instead of names: what a label means must be read
                codes = r.choice([list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), list("abcdefghijklmnopqrstuvwxyz"), [str(i) for i in range(1, 27)],
                                  [f"P{i}" for i in range(26)], [f"c{i:02}" for i in range(1, 27)], [f"{r.choice('KLMQTX')}{i}" for i in range(11, 37)]])
                rename = dict(zip(labels, codes)) if r.random() < .5 else dict(zip(labels, r.sample(codes, len(labels))))
                docs = {rename[l]: l.replace("_", " ") + (": " + docs[l] if docs else "") for l in labels}
                labels = [rename[l] for l in labels]
            kind["labels"] = labels
            if not rename and not f.get('params') and r.random() < .06:  # one label against the others
                one = r.choice(labels)
                spec = spec.rstrip() + " " + r.choice(["Answer true if it is {}, otherwise false.", "The question is only: {}?", "Is it {}?", "true means {}, false means any other."]).format(one)
                rest = [x for x in rows if x[1] != one]; r.shuffle(rest); ones = [x for x in f["pool"] if x[1] == one]; r.shuffle(ones)
                rows = ones[:8] + rest[:8]; r.shuffle(rows)
                rename = {l: "false" for l in labels}; rename[one] = "true"; kind, docs = {"kind": "bool"}, None
        elif f["type"] == "string" and r.random() < .5:
            outputs = [y for _, y in f["pool"]]
            if all(re.fullmatch(r"-?(0|[1-9]\d{0,8})", y) for y in outputs): kind = {"kind": "int"}
            elif all(re.fullmatch(r"-?\d{1,9}(\.\d+)?", y) for y in outputs): kind = {"kind": "float"}
            elif all(isinstance(x, str) and y in x for x, y in f["pool"]): kind = {"kind": "quote"}
        elif kind["kind"] in ("quote", "int", "float", "date", "time", "duration") and r.random() < .3: kind = {"kind": "string"}
        guarded = f["type"] in ("enum", "bool") and f["file"] != "hostile" and not re.search(r"instruct|inject|manipul|command|prompt|jailbreak|attack|trick", f["spec"], re.I)
        names = sorted(set(rename.values())) or list(kind.get("labels", ["true", "false"]))
        noisy = f["type"] in ("enum", "bool")
        turns = []
        chosen = kind["kind"] == "enum" and not docs and not rename and r.random() < .05  # labels known only at run time
        for x, y in rows:
            y = rename.get(y, y) if isinstance(y, str) else y
            if kind["kind"] == "optional" and kind["elem"]["kind"] not in ("enum", "bool"): y = json.dumps(y, ensure_ascii=False)  # text that may be null is JSON
            if isinstance(x, str):
                if noisy and r.random() < .10: x = self.noise(x)
                if guarded and r.random() < .15: x = self.attack(x, names, y)
                values = [(f.get("param", "text"), x)]
            else: values = [(k, render(v)) for k, v in x.items()]
            if chosen and len(values) == 1: values.append(("options", json.dumps(kind["labels"], ensure_ascii=False, separators=(",", ":"))))
            turns.append((values, y if isinstance(y, str) else json.dumps(y, ensure_ascii=False, separators=(",", ":"))))
        head = task(spec, {"kind": "string"} if chosen else kind, docs)
        if r.random() < .08:  # the input first, then the question: one input, several questions
            values, y = turns[0]
            return [("Input:" + fields(values) + "\n" + head + "Output:", False), (answer(y)[:-1], True)]
        parts = [(head, False)]
        for values, y in turns: parts += [(ask(values), False), (answer(y)[:-1], True), ("\n", False)]
        return parts

    def noise(self, x):
        r = self.r; way = r.random()
        if way < .3: return x.lower()
        if way < .36: return x.upper()
        if way < .5: return x.rstrip(".!?")
        if way < .6: return re.sub(r"[^\w\s'-]", "", x) or x
        if way < .7: return x + r.choice([" ", "\n", "  ", "\n\n", " ...", "!!", " :)", " thx", "\n\nSent from my phone"])
        if len(x) < 8: return x
        chars = list(x)
        for _ in range(1 + len(x) // 60):
            i = r.randrange(1, len(chars) - 1); way = r.random()
            if not chars[i].isalpha(): continue
            if way < .4: chars[i], chars[i - 1] = chars[i - 1], chars[i]
            elif way < .7: chars[i] = ""
            else: chars[i] *= 2
        return "".join(chars)

    def attack(self, x, names, right):
        r = self.r; label = right if r.random() < .33 else r.choice(names)
        if r.random() < .45: extra = " ".join(r.choice(self.attacks["neutral"]) for _ in range(r.choice([1, 1, 2])))
        else: extra = r.choice(self.attacks["orders"]).replace("{}", label)
        gap = r.choice([" ", "\n", "\n\n", " | ", " "])
        return extra + gap + x if r.random() < .3 else x + gap + extra


def render(v):
    """A parameter's value as text."""
    if isinstance(v, bool): return "true" if v else "false"
    if isinstance(v, str): return v
    return json.dumps(v, ensure_ascii=False, separators=(",", ":"))
