#!/usr/bin/env python3
"""How far the scores of beads can be trusted: of the beads with a score near p, are p right?

    score_align.py --keep DIR ... SETS && reliability.py DIR SETS...

A table: beads by score, the mean score, the share that stands in the gold; then the expected
calibration error (the mean distance of both, weighted by beads). Verse-level gold (a file `coarse`)
says nothing of single beads and is passed over.
"""
import os
import re
import sys

BINS = [0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 1.01]


def beads(path):
    for line in open(path, encoding="utf-8"):
        found = re.match(r"\[([\d, ]*)\]:\[([\d, ]*)\](?::([\d.]+))?", line)
        if found:
            yield (found[1].replace(" ", ""), found[2].replace(" ", "")), float(found[3] or 1)


def scored(keep, sets):
    for folder in sets:
        for document in sorted(os.listdir(folder)):
            here = f"{folder}/{document}"
            kept = f"{keep}/{os.path.basename(folder)}/{document}.txt"
            if not os.path.isdir(here) or os.path.exists(f"{here}/coarse") or not os.path.exists(kept):
                continue
            gold = {bead for bead, _ in beads(f"{here}/gold.txt")}
            for bead, score in beads(kept):
                if bead[0] and bead[1]:
                    yield score, bead in gold


def reliability(keep, sets):
    """The rows (beads, mean score, share right) of each bin with beads, and the calibration error."""
    bins = [[] for _ in BINS[1:]]
    for score, right in scored(keep, sets):
        bins[next(at for at, top in enumerate(BINS[1:]) if score < top)].append((score, right))
    rows = [(len(b), sum(s for s, _ in b) / len(b), sum(r for _, r in b) / len(b)) for b in bins if b]
    total = sum(row[0] for row in rows) or 1
    return rows, sum(count * abs(mean - right) for count, mean, right in rows) / total


def table(rows, error):
    lines = ["beads\tmean score\tright"]
    lines += [f"{count}\t{mean:.3f}\t{right:.3f}" for count, mean, right in rows]
    return "\n".join([*lines, f"expected calibration error {error:.4f}"])


if __name__ == "__main__":
    print(table(*reliability(sys.argv[1], sys.argv[2:])))
