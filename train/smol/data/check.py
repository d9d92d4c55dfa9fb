#!/usr/bin/env python3
"""Checks files of authored functions: python3 check.py FILE... Prints each fault and a summary; exits 1 if there is a fault. The schema is in BRIEF.md."""
import collections, json, re, sys

SCALAR = {"string", "quote", "int", "float", "bool", "enum", "date", "time", "duration"}
FORMS = {"date": r"\d{4}-\d\d-\d\d", "time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "duration": r"-?(\d+h)?(\d+m)?(\d+s)?"}


def kind_faults(k, where):
    kind = k.get("kind")
    if kind == "object":
        if not k.get("fields"): yield f"{where}: an object without fields"
        for f in k.get("fields", []):
            if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", f.get("name", "")): yield f"{where}: field name {f.get('name')!r}"
            yield from kind_faults(f, where + "." + str(f.get("name")))
    elif kind in ("list", "map", "optional"):
        if "elem" not in k: yield f"{where}: {kind} without elem"
        else: yield from kind_faults(k["elem"], where + "[]")
    elif kind == "enum":
        if len(k.get("labels", [])) < 2 or len(set(k["labels"])) != len(k["labels"]): yield f"{where}: labels"
    elif kind not in SCALAR: yield f"{where}: kind {kind!r}"


def value_faults(v, k, where, text):
    """A value against its kind; text is the input, for quotes."""
    kind, bad = k["kind"], None
    if kind == "optional":
        if v is not None: yield from value_faults(v, k["elem"], where, text)
    elif kind == "object":
        if not isinstance(v, dict) or list(v) != [f["name"] for f in k["fields"]]: bad = f"keys {list(v) if isinstance(v, dict) else v!r}, want {[f['name'] for f in k['fields']]} in this order"
        else:
            for f in k["fields"]: yield from value_faults(v[f["name"]], f, where + "." + f["name"], text)
    elif kind == "list":
        if not isinstance(v, list): bad = f"{v!r}, want a list"
        else:
            for x in v: yield from value_faults(x, k["elem"], where + "[]", text)
    elif kind == "map":
        if not isinstance(v, dict): bad = f"{v!r}, want an object"
        else:
            for x in v.values(): yield from value_faults(x, k["elem"], where + "[]", text)
    elif kind == "int" and (not isinstance(v, int) or isinstance(v, bool)): bad = f"{v!r}, want a whole number"
    elif kind == "float" and (not isinstance(v, (int, float)) or isinstance(v, bool)): bad = f"{v!r}, want a number"
    elif kind == "bool" and not isinstance(v, bool): bad = f"{v!r}, want true or false"
    elif kind == "enum" and v not in k["labels"]: bad = f"label {v!r}"
    elif kind in ("string", "quote", "date", "time", "duration") and not (isinstance(v, str) and (v or where != "")): bad = f"{v!r}, want text"
    elif kind == "quote" and v not in text: bad = f"{v!r} does not stand in the input"
    elif kind in FORMS and not re.fullmatch(FORMS[kind], v): bad = f"{v!r} is no {kind}"
    if bad: yield f"{where or 'output'}: {bad}"


def check(path):
    n = rows = bad = 0; names, kinds = set(), collections.Counter()
    for ln, line in enumerate(open(path), 1):
        if not line.strip(): continue
        faults = []
        try: f = json.loads(line)
        except ValueError as e: print(f"{path}:{ln}: not JSON: {e}"); bad += 1; continue
        n += 1
        missing = [k for k in ("name", "type", "spec", "specs", "examples", "rows") if k not in f]
        if missing: faults.append("no " + ", ".join(missing))
        else:
            t = f["type"]; kinds[t] += 1
            if f["name"] in names: faults.append("name repeated")
            names.add(f["name"])
            k = {"kind": "enum", "labels": f.get("labels", [])} if t == "enum" else f["kind"] if t in ("object", "list", "map", "optional") and "kind" in f else {"kind": t}
            faults += list(kind_faults(k, "kind"))
            if len(f["specs"]) != 2: faults.append("specs must hold 2 other wordings")
            if not 3 <= len(f["examples"]) <= 10: faults.append(f"{len(f['examples'])} examples")
            if len(f["rows"]) < (14 if t in ("object", "list", "map") or "params" in f else 20): faults.append(f"{len(f['rows'])} rows")
            seen, params = set(), f.get("params")
            for r in f["examples"] + f["rows"] if not faults else []:
                if not (isinstance(r, list) and len(r) == 2): faults.append(f"row {r!r}"); continue
                x, y = r
                if params:
                    if not isinstance(x, dict) or list(x) != params: faults.append(f"input {str(x)[:60]!r}, want an object with {params}"); continue
                elif not (isinstance(x, str) and x.strip()): faults.append(f"input {x!r}"); continue
                text = x if isinstance(x, str) else "\n".join(map(str, x.values()))
                key = json.dumps(x)
                if key in seen: faults.append("input repeated: " + key[:60])
                seen.add(key); rows += 1
                if len(text) > 2000: faults.append("input over 2000 characters")
                if t == "bool" and y in ("true", "false"): y = y == "true"
                if t in ("int", "float") and isinstance(y, str): faults.append(f"{y!r}, want a JSON number"); continue
                faults += value_faults(y, k, "", text)
            if t in ("enum", "bool") and not faults:
                c = collections.Counter(str(y).lower() if t == "bool" else y for _, y in f["rows"]); m = len(f["labels"]) if t == "enum" else 2
                if m <= 12 and len(c) < m: faults.append("a label without rows")
                if max(c.values()) > len(f["rows"]) * (.7 if m == 2 else .5): faults.append(f"unbalanced {dict(c)}")
        for m in faults: print(f"{path}:{ln}: {f.get('name')}: {m}")
        bad += len(faults)
    print(f"{path}: {n} functions {dict(kinds)}, {rows} rows, {bad} faults")
    return bad


if __name__ == "__main__": sys.exit(1 if sum(map(check, sys.argv[1:])) else 0)
