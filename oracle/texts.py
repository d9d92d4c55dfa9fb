"""The texts on which tokens are compared: the lines of a committed list, and random ones of many kinds, always the same."""

import pathlib
import random
import re
import unicodedata

LIST = "internal/run/tokenizer/testdata/corpus.txt"
# First and last characters of the scripts that words are made of.
SCRIPTS = {
    "Latin": "az", "Latin-1": "ÀÿÀÿ", "Latin Extended": "ĀɏḀỹ", "Greek": "Αω", "Cyrillic": "Аяёџ", "Armenian": "Աև", "Hebrew": "את", "Arabic": "ءي",
    "Syriac": "ܐܬ", "Thaana": "ހޥ", "NKo": "ߊߧ", "Devanagari": "अहािंॐ", "Bengali": "অহািং", "Gurmukhi": "ਅਹਾੀ", "Gujarati": "અહાી", "Oriya": "ଅହ", "Tamil": "அஹாீ",
    "Telugu": "అహాీ", "Kannada": "ಅಹಾೀ", "Malayalam": "അഹാീ", "Sinhala": "අෆාී", "Thai": "กฮะู", "Lao": "ກຮະູ", "Tibetan": "ཀཧིུ", "Myanmar": "ကအာူ", "Georgian": "აჰ",
    "Hangul Jamo": "ᄀᇂ", "Ethiopic": "ሀፚ", "Cherokee": "ᎠᏴ", "Canadian": "ᐁᙶ", "Ogham": "ᚁᚚ", "Runic": "ᚠᛪ", "Khmer": "កអាូ", "Mongolian": "ᠠᡷ", "Hiragana": "ぁん",
    "Katakana": "ァヺー゜", "Bopomofo": "ㄅㄩ", "Han": "一鿕", "Hangul": "가힣", "Yi": "ꀀꒌ", "Han Extension B": "𠀀𪛖", "Gothic": "𐌰𐍉", "Deseret": "𐐀𐑏", "Mathematical": "𝐀𝟋",
    "fullwidth": "！～", "modifiers": "ʰˮ", "ligatures": "ﬀﬆ",
}
SPACES = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u180e\u2000\u2003\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
DIGITS = "0123456789٠٣٩०५९๐๙０９ⅧⅫ²³¹½¾₂①⑳㉈〇一𝟘𝟡"
EMOJI = ["😀", "👍🏽", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "❤️", "1️⃣", "☃", "✅", "🤷🏻‍♀️", "🫠", "©", "™", "→", "█", "♪", "\U000e0067"]
MARKS = "\u0300\u0301\u0308\u0327\u20e3\ufe0f\u0483\u05b0\u064b\u0941\u0e34\u200d\u200e\u200f\u202e\u2066"
CODE = [
    "def f(x):\n    return x**2  # square\n", "for (int i=0;i<10;++i){a[i]=b[i]&0xFF;}", "<div class=\"a\">&nbsp;</div>", "{\"k\": [1, 2.5e-3, null]}", "SELECT * FROM t WHERE a='b';",
    "\tif err != nil {\n\t\treturn err\n\t}\n", "x = [i for i in range(10) if i%2]", "https://a.example/b?c=d%20e&f=1#g", "C:\\Users\\x\\y.txt", "$HOME/.bashrc 2>&1 | grep -v \"^#\"",
    "/* comment */ // another", "camelCase snake_case SCREAMING_CASE kebab-case", "a+=b--;c=!d?e:f;", "\\u00e9 \\x00 \\n", "r\"(?i)\\s+(?!\\S)\"", "<|im_start|>user\nhi<|im_end|>", "<|endoftext|>", "<s>x</s>", "<unk>", "<0x0A>",
]
WORDS = """the of and to in is that for it was on with as are this be by not you at or from have an they which one had we but what all were when your can said there use each she how their if will up
other about out many then them these so some her would make like him into time has look two more write go see number no way could people my than first water been call who oil its now find long down
day did get come made may part don't I'll we've you're he'd it's isn't o'clock 'tis DON'T WE'VE I'M y'all rock'n'roll naïve café résumé Zürich Ærø""".split()


def spread(r, ends):
    """A character of a script: of one of its ranges, and assigned."""
    while True:
        i = 2 * r.randrange(len(ends) // 2)
        c = chr(r.randint(min(ord(ends[i]), ord(ends[i + 1])), max(ord(ends[i]), ord(ends[i + 1]))))
        if unicodedata.category(c) != "Cn":
            return c


def word(r, script):
    return "".join(spread(r, SCRIPTS[script]) for _ in range(r.randint(1, 9)))


def any_char(r):
    """Any character but surrogates and those that are not assigned yet, which tables of Unicode disagree about."""
    while True:
        c = chr(r.choice([r.randrange(0x80), r.randrange(0x800), r.randrange(0x10000), r.randrange(0x20000)]))
        if unicodedata.category(c) not in ("Cn", "Cs"):
            return c


def broken(r):
    """Bytes that are no UTF-8, after U+FFFD has replaced what is wrong."""
    good = "".join(word(r, r.choice(list(SCRIPTS))) for _ in range(3)).encode()
    data = bytearray(good)
    for _ in range(r.randint(1, 4)):
        i = r.randrange(len(data) + 1)
        data[i : i + r.randint(0, 2)] = bytes(r.randrange(256) for _ in range(r.randint(0, 3)))
    return data.decode(errors="replace")


KINDS = {
    "one script": lambda r: (lambda s: " ".join(word(r, s) for _ in range(r.randint(1, 8))))(r.choice(list(SCRIPTS))),
    "several scripts": lambda r: "".join(r.choice([" ", "", ", ", "-"]) + word(r, r.choice(list(SCRIPTS))) for _ in range(r.randint(2, 8))),
    "emoji": lambda r: "".join(r.choice(EMOJI) + r.choice(["", " ", "a", "!"]) for _ in range(r.randint(1, 8))),
    "white space": lambda r: "".join(r.choice([r.choice(SPACES), r.choice(" \n\t\r"), r.choice(SPACES) * r.randint(1, 5), r.choice(["a", "1", "!", "é", "'s"])]) for _ in range(r.randint(1, 12))),
    "control characters": lambda r: "".join(r.choice([chr(r.randrange(32)), chr(127 + r.randrange(33)), "a", " ", "0"]) for _ in range(r.randint(1, 12))),
    "numbers": lambda r: "".join(r.choice([r.choice(DIGITS), str(r.randrange(10 ** r.randint(1, 12))), r.choice(" .,-+/:%$€eE×")]) for _ in range(r.randint(1, 10))),
    "code": lambda r: r.choice(["", " ", "\n", "    "]).join(r.choice(CODE) for _ in range(r.randint(1, 3))),
    "contractions": lambda r: " ".join(r.choice(WORDS) + r.choice("'’ʼ") + r.choice(["s", "S", "ſ", "t", "T", "re", "RE", "rE", "ve", "m", "ll", "LL", "d", "x", "", "ﬆ", "K", "1", "s's"]) for _ in range(r.randint(1, 5))),
    "broken UTF-8": broken,
    "marks": lambda r: "".join(r.choice([spread(r, SCRIPTS[r.choice(list(SCRIPTS))]), r.choice(MARKS), r.choice("aeo ")]) for _ in range(r.randint(1, 12))),
    "prose": lambda r: r.choice(["", " "]) + r.choice([" ", " ", "  ", ", "]).join(r.choice(WORDS) for _ in range(r.randint(1, 25))) + r.choice([".", "?", "!\n", "", "..."]),
    "anything": lambda r: "".join(any_char(r) for _ in range(r.randint(1, 15))),
}


def listed():
    """The committed list's lines, with its escapes undone."""
    undo = lambda m: {"n": "\n", "r": "\r", "t": "\t"}.get(m[1]) or chr(int(m[1][1:], 16))
    lines = pathlib.Path(LIST).read_bytes().decode(errors="replace").split("\n")
    return [re.sub(r"\\([nrt]|x[0-9a-f]{2}|u[0-9a-f]{4})", undo, line) for line in lines if line]


def texts(n=5000):
    """The list and n random texts."""
    r = random.Random(15)
    made = listed()
    kinds = list(KINDS.values())
    for i in range(n):
        made.append(kinds[i % len(kinds)](r))
    return made
