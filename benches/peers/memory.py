#!/usr/bin/env python3
"""Translation memory: look-up against the truth and RapidFuzz, import against lxml, in one run.

    pip install lxml rapidfuzz
    cargo build --release
    python3 benches/peers/memory.py ../shared/data/tm

The folder has `sources-1m.txt.gz` (a segment a line), `queries.tsv` (a text a line, then a tab),
`truth-1m-char.tsv` and `truth-1m-word.tsv` (query, line, similarity: the best five from .70 on), and
`en-fr.tsv.gz` (source, tab, target). `--no-peers` leaves out lxml and RapidFuzz.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from xml.sax.saxutils import escape

TARGUM = os.environ.get(
    "TARGUM", os.path.join(os.path.dirname(__file__), "../../target/release/targum")
)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n<header creationtool="t"'
    ' creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" srclang="en"'
    ' datatype="plaintext"/>\n<body>\n'
)
LXML = """
import sys, time
from lxml import etree
start = time.perf_counter()
for _, unit in etree.iterparse(sys.argv[1], tag="tu"):
    for variant in unit.iterfind("tuv"):
        "".join(variant.find("seg").itertext())
    unit.clear()
    while unit.getprevious() is not None:
        del unit.getparent()[0]
print(time.perf_counter() - start)
"""


def run(arguments, stdin=None):
    """Output, seconds, and peak memory in MB of a run."""
    with tempfile.TemporaryFile("w+") as out:
        start = time.perf_counter()
        child = subprocess.Popen(arguments, stdout=out, stdin=stdin or subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        if child.returncode not in (0, 1):
            sys.exit(f"{' '.join(arguments)}: ended with {child.returncode}")
        out.seek(0)
        return out.read(), seconds, usage.ru_maxrss / 1024


def size(path):
    total = 0
    for folder, _, files in os.walk(path):
        total += sum(os.path.getsize(os.path.join(folder, file)) for file in files)
    return total / 1e6


def truth(path):
    best = {}
    with open(path, encoding="utf-8") as rows:
        for row in rows:
            query, _, score = row.split("\t")
            best.setdefault(int(query), []).append(float(score))
    return {query: sorted(scores, reverse=True) for query, scores in best.items()}


def make_sources(data, path, count=None):
    with gzip.open(os.path.join(data, "sources-1m.txt.gz"), "rt", encoding="utf-8", newline="\n") as lines:
        with open(path, "w", encoding="utf-8", newline="\n") as out:
            for number, line in enumerate(lines):
                if number == count:
                    break
                out.write(f"{line.rstrip(chr(10))}\tt{number}\n")


def make_tmx(data, path, megabytes):
    """The pairs again and again, each time with a number in them changed."""
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEAD)
        round_, units = 0, 0
        while out.tell() < megabytes * 1e6:
            with gzip.open(os.path.join(data, "en-fr.tsv.gz"), "rt", encoding="utf-8") as pairs:
                for line in pairs:
                    source, target = line.rstrip("\n").split("\t")[:2]
                    mark = f" {round_}" if round_ else ""
                    out.write(f'<tu>\n<tuv xml:lang="en"><seg>{escape(source)}{mark}</seg></tuv>\n')
                    out.write(f'<tuv xml:lang="fr"><seg>{escape(target)}{mark}</seg></tuv>\n</tu>\n')
                    units += 1
                    if units % 1000 == 0 and out.tell() > megabytes * 1e6:
                        break
            round_ += 1
        out.write("</body>\n</tmx>\n")
    return units


def lookups(folder, memory, queries, measure, data):
    """Mean milliseconds a query on one core, after holding the scores against the truth."""
    asked = os.path.join(folder, "queries.jsonl")
    with open(asked, "w", encoding="utf-8") as out:
        for number, query in enumerate(queries):
            out.write(json.dumps({"id": number, "text": query}) + "\n")
    command = [TARGUM, "tm", "lookup", "-j1", "-q", memory, "--jsonl", "--source-lang", "en"]
    command += ["--target-lang", "fr", "--threshold", "70", "--top", "5", "--measure", measure]
    _, idle, _ = run(command)
    with open(asked, encoding="utf-8") as stdin:
        printed, seconds, peak = run(command, stdin)
    if data:
        wanted = truth(os.path.join(data, f"truth-1m-{measure.removesuffix('s').replace('acter', '')}.tsv"))
        wrong = 0
        for line in printed.splitlines():
            found = json.loads(line)
            scores = [match["score"] for match in found["matches"]]
            right = wanted.get(found["id"], [])
            same = len(scores) == len(right) and all(abs(a - b) < 1e-5 for a, b in zip(scores, right))
            wrong += not same
        print(f"{measure:<11} {len(printed.splitlines())} queries, {wrong} unlike the truth; {peak:.0f} MB")
    return (seconds - idle) / len(queries) * 1000


def analyse(data, memory, texts):
    """The time to find the bands of 100,000 segments: every tenth source with its last word changed."""
    with gzip.open(os.path.join(data, "sources-1m.txt.gz"), "rt", encoding="utf-8", newline="\n") as lines:
        with open(texts, "w", encoding="utf-8") as out:
            for number, line in enumerate(lines):
                if number % 10 == 0:
                    words = line.split()
                    out.write(" ".join(words[:-1] + [f"changed{number % 7}"]) + "\n")
    options = ["--from", "text", "--source-lang", "en", "--target-lang", "fr", "--to", "csv"]
    command = [TARGUM, "analyze", "-q", texts, "--tm", memory, *options]
    _, seconds, peak = run(command)
    print(f"analysis of 100,000 segments against a million units: {seconds:.0f} s, {peak:.0f} MB")


def peer(data, queries, count):
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    with gzip.open(os.path.join(data, "sources-1m.txt.gz"), "rt", encoding="utf-8", newline="\n") as lines:
        texts = [line.rstrip("\n") for line in lines]
    chosen = queries[:: max(1, len(queries) // count)][:count]
    start = time.perf_counter()
    for query in chosen:
        process.extract(query, texts, scorer=Levenshtein.normalized_similarity, score_cutoff=0.7, limit=5)
    return (time.perf_counter() - start) / len(chosen) * 1000


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    peers = "--no-peers" not in sys.argv
    data = arguments[0]
    with open(os.path.join(data, "queries.tsv"), encoding="utf-8") as rows:
        queries = [row.rstrip("\n").split("\t")[0] for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        path = lambda name: os.path.join(folder, name)
        means = {}
        for name, count in [("hundred", 100_000), ("million", None)]:
            make_sources(data, path(f"{name}.tsv"), count)
            memory = path(f"{name}.tgm")
            run([TARGUM, "tm", "create", "-q", memory])
            languages = ["--source-lang", "en", "--target-lang", "fr"]
            _, seconds, peak = run([TARGUM, "tm", "import", "-q", memory, path(f"{name}.tsv"), *languages])
            print(f"{name}: import {seconds:.1f} s, {peak:.0f} MB; store {os.path.getsize(memory) / 1e6:.0f} MB,"
                  f" index {size(memory + '.index'):.0f} MB")
            for measure in ["characters", "words"]:
                full = data if count is None else None
                means[name, measure] = lookups(folder, memory, queries, measure, full)
        for measure in ["characters", "words"]:
            small, large = means["hundred", measure], means["million", measure]
            print(f"{measure:<11} mean {large:.2f} ms at a million, {small:.2f} at 100,000: {large / small:.1f} times")
        if peers:
            scan = peer(data, queries, 30)
            print(f"rapidfuzz process.extract: mean {scan:.0f} ms")
            for measure in ["characters", "words"]:
                print(f"{measure:<11} {scan / means['million', measure]:.0f} times as fast")
        analyse(data, path("million.tgm"), path("texts.txt"))
        units = make_tmx(data, path("large.tmx"), 314)
        run([TARGUM, "tm", "create", "-q", path("large.tgm")])
        _, seconds, peak = run([TARGUM, "tm", "import", "-q", path("large.tgm"), path("large.tmx")])
        print(f"TMX of {units} units, {os.path.getsize(path('large.tmx')) / 1e6:.0f} MB: import {seconds:.1f} s, {peak:.0f} MB")
        if peers:
            printed, _, _ = run([sys.executable, "-c", LXML, path("large.tmx")])
            print(f"lxml iterates it in {float(printed):.1f} s: import takes {seconds / float(printed):.1f} times that")


if __name__ == "__main__":
    main()
