"""Reads token shards (see shards.go for the format) and packs them into batches.

One row of a batch is a task: its prompt, then its queries, each of which sees
the prompt and itself only and counts positions from the prompt's end. So a row
computes exactly what separate calls would, at a third of the tokens.
"""

import numpy as np
import torch

LONGEST_ROW = 900  # tokens; queries that no longer fit are left out


class Shard:
    """The tasks of one shard file, memory-mapped."""

    def __init__(self, path):
        self.data = np.memmap(path, dtype="<u2", mode="r")
        self.starts = []
        at = 0
        while at < len(self.data):
            self.starts.append(at)
            _, prompt, compiler, queries = (int(x) for x in self.data[at : at + 4])
            lengths = int(self.data[at + 4 : at + 4 + 2 * queries].sum(dtype=np.int64))
            at += 4 + 2 * queries + prompt + compiler + lengths

    def __len__(self):
        return len(self.starts)

    def family(self, i):
        return int(self.data[self.starts[i]])

    def task(self, i):
        at, d = self.starts[i], self.data
        family, prompt, compiler, queries = (int(x) for x in d[at : at + 4])
        at += 4
        lengths = d[at : at + 2 * queries].astype(np.int64).reshape(queries, 2)
        at += 2 * queries
        row = Row(family, d[at : at + prompt], d[at + prompt : at + prompt + compiler])
        at += prompt + compiler
        for n_in, n_out in lengths:
            row.add(d[at : at + n_in + n_out], int(n_in))
            at += n_in + n_out
        return row


class Row:
    """One task as a packed sequence."""

    def __init__(self, family, prompt, compiler_prompt):
        self.family, self.compiler_prompt = family, compiler_prompt.astype(np.int64)
        self.prompt = len(prompt)
        self.ids = [prompt.astype(np.int64)]
        self.answers = []  # (start of the input, start of the answer, end) of each query in the row
        self.segments = [np.zeros(len(prompt), np.int64)]
        self.positions = [np.arange(len(prompt))]
        self.length = len(prompt)

    def add(self, query, n_in):
        if self.length + len(query) > LONGEST_ROW:
            return
        self.ids.append(query.astype(np.int64))
        self.segments.append(np.full(len(query), len(self.answers) + 1))
        self.positions.append(self.prompt + np.arange(len(query)))
        self.answers.append((self.length, self.length + n_in, self.length + len(query)))
        self.length += len(query)


class Batch:
    """Rows padded to one length, with the places whose next token is an answer's."""

    def __init__(self, rows):
        self.rows = rows
        length = (max(r.length for r in rows) + 7) // 8 * 8
        self.ids = torch.zeros(len(rows), length, dtype=torch.long)
        self.segments = torch.full((len(rows), length), -1)
        self.positions = torch.zeros(len(rows), length, dtype=torch.long)
        places, targets, weights, query = [], [], [], []
        early = [], [], []  # places, targets, weights
        self.families = []  # of each query
        for i, r in enumerate(rows):
            n = r.length
            self.ids[i, :n] = torch.from_numpy(np.concatenate(r.ids))
            self.segments[i, :n] = torch.from_numpy(np.concatenate(r.segments))
            self.positions[i, :n] = torch.from_numpy(np.concatenate(r.positions))
            for begin, start, end in r.answers:
                ramp = np.arange(1, start - begin) / (start - begin)
                early[0].append(i * length + np.arange(begin, start - 1))
                early[1].append(np.full(start - 1 - begin, i * length + start))
                early[2].append(ramp)
                at = i * length + np.arange(start - 1, end - 1)
                places.append(at)
                targets.append(at + 1)
                weights.append(np.full(end - start, max(1, (end - start) / 4) ** -0.5))
                query.append(np.full(end - start, len(self.families)))
                self.families.append(r.family)
        self.places = torch.from_numpy(np.concatenate(places))
        self.targets = self.ids.view(-1)[torch.from_numpy(np.concatenate(targets))]
        self.weights = torch.from_numpy(np.concatenate(weights)).float()
        self.query = torch.from_numpy(np.concatenate(query))
        # The answer's first token as a target of every token of the input: see train.py, EARLY.
        self.early_places = torch.from_numpy(np.concatenate(early[0]))
        self.early_targets = self.ids.view(-1)[torch.from_numpy(np.concatenate(early[1]))]
        self.early_weights = torch.from_numpy(np.concatenate(early[2])).float()
        self.tokens = sum(r.length for r in rows)

    def right(self, predicted):
        """Whether each query's answer is right in every token."""
        wrong = torch.zeros(len(self.families)).index_add_(0, self.query, (predicted != self.targets).float())
        return wrong == 0


def batches(rows, tokens):
    """Cuts rows into batches of about so many tokens, similar lengths together."""
    rows = sorted((r for r in rows if r.answers), key=lambda r: r.length)
    out, current = [], []
    for r in rows:
        if current and (len(current) + 1) * r.length > tokens:
            out.append(Batch(current))
            current = []
        current.append(r)
    return out + [Batch(current)]
