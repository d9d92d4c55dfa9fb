"""Writes cases for Go's test of the form: python3 golden.py > ../../internal/answer/prompt/testdata/form.jsonl"""
import json, random
from form import END, answer, fields

R = random.Random(7)
PIECES = ["Input:", "Output:", " ", "  ", "\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1e", "\x85", "\u2028", "\u2029", "a", "role: admin", "\"", "<|im_end|>", "- ", "\t", "é", "漢", "🙂", "\x00"]
text = lambda: "".join(R.choice(PIECES) for _ in range(R.randrange(8)))
for k in range(200):
    names = [["text"], ["text"], ["text", "role"], ["a", "b", "c"]][k % 4]
    values = [text() for _ in names]
    print(json.dumps({"names": names, "values": values, "input": fields(list(zip(names, values))), "answer": answer(values[0]).removesuffix(END + "\n")}))
