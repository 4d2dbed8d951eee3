#!/usr/bin/env python3
"""Quality gates: run the yardsticks on the measuring data and fail where a figure falls under its floor.

    gates.py [FLOORS.tsv]      from the root of the checkout, after `cargo build --release`

FLOORS.tsv (beside this file) has a line a figure: yardstick, set, measure, floor.
"""
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile

from reliability import reliability, table

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = "../shared/data"
TOOLS = "../shared/tools"


def run(*command):
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True)
    sys.stdout.write(done.stdout)
    sys.stderr.write(done.stderr)
    if done.returncode != 0:
        sys.exit(f"{command[0]} ended with {done.returncode}")
    return done.stdout


def align_figures(yardstick, arguments):
    """Strict and lax F1 of every gold set, and how far the scores say how many beads are right."""
    base = f"{DATA}/align"
    sets = sorted(f"{base}/{name}" for name in os.listdir(base))
    with tempfile.TemporaryDirectory() as kept:
        out = run(f"{TOOLS}/score_align.py", "--keep", kept, f"--args={arguments}", *sets)
        rows, error = reliability(kept, sets)
    print(table(rows, error))
    yield (yardstick, "all", "calibrated"), 1.0 - error
    for line in out.splitlines():
        found = re.match(r"(\S+)\s+strict F1 ([\d.]+).*lax F1 ([\d.]+)", line)
        if found:
            yield (yardstick, found[1], "strict"), float(found[2])
            yield (yardstick, found[1], "lax"), float(found[3])


def segment_figures():
    base = f"{DATA}/segment/ud_dev"
    sets = sorted(f"{base}/{name}" for name in os.listdir(base))
    out = run(f"{TOOLS}/score_segment.py", *sets)
    for line in out.splitlines():
        found = re.match(r"(\S+)\s+F1\s+([\d.]+)", line)
        if found:
            yield ("segment", found[1], "f1"), float(found[2])
    for case in ("golden-rules", "un-like-dev"):
        out = run(f"{TOOLS}/score_segment.py", "--cases", f"{DATA}/segment/{case}.jsonl")
        yield ("segment", case, "passed"), float(re.search(r"(\d+)/\d+", out)[1])


def check_figures():
    """Terms found as a table of cases says, and no official name in texts that have none of them."""
    targum = "target/release/targum"
    cases = f"{DATA}/glossary/term-match-dev.tsv"
    done = subprocess.run(
        [targum, "glossary", "match", "--cases", cases], capture_output=True, text=True
    )
    print(done.stdout, end="")
    yield ("terms", "term-match-dev", "passed"), float(re.search(r"(\d+)/\d+", done.stdout)[1])
    alarms = 0
    for folder in sorted(os.listdir(f"{DATA}/align")):
        if not folder.startswith(("udhr_en", "bible_en")):
            continue
        documents = sorted(os.listdir(f"{DATA}/align/{folder}"))
        texts = [f"{DATA}/align/{folder}/{name}/src.txt" for name in documents]
        texts = [text for text in texts if os.path.exists(text)]
        options = ["--no-config", "-l", "en", "-g", "glossary/un.tbx", "--only", "name-near-miss"]
        done = subprocess.run(
            [targum, "check", "-q", "--format", "concise", *options, *texts],
            capture_output=True,
            text=True,
        )
        print(done.stdout, end="")
        alarms += done.stdout.count("\n")
    print(f"near misses of names where there are none: {alarms}")
    yield ("names", "udhr and bible", "clean"), 1.0 if alarms == 0 else 0.0


def memory_figures():
    """How many look-ups among a million texts give the scores that comparing with every text gave."""
    targum, base = "target/release/targum", f"{DATA}/tm"
    with open(f"{base}/queries.tsv", encoding="utf-8") as rows:
        queries = [row.rstrip("\n").split("\t")[0] for row in rows]
    asked = "".join(json.dumps({"id": at, "text": text}) + "\n" for at, text in enumerate(queries))
    languages = ["--source-lang", "en", "--target-lang", "fr"]
    with tempfile.TemporaryDirectory() as folder:
        memory, table = f"{folder}/m.tgm", f"{folder}/m.tsv"
        with gzip.open(f"{base}/sources-1m.txt.gz", "rt", encoding="utf-8", newline="\n") as texts:
            with open(table, "w", encoding="utf-8", newline="\n") as out:
                out.writelines(f"{text.rstrip(chr(10))}\t{at}\n" for at, text in enumerate(texts))
        subprocess.run([targum, "tm", "import", "-q", memory, table, *languages], check=True)
        for measure, name in (("characters", "char"), ("words", "word")):
            wanted = {}
            for row in open(f"{base}/truth-1m-{name}.tsv", encoding="utf-8"):
                query, _, score = row.split("\t")
                wanted.setdefault(int(query), []).append(float(score))
            command = [targum, "tm", "lookup", "-q", memory, "--jsonl", *languages]
            command += ["--threshold", "70", "--top", "5", "--measure", measure]
            done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
            right = 0
            for line in done.stdout.splitlines():
                answer = json.loads(line)
                found = [match["score"] for match in answer["matches"]]
                truth = sorted(wanted.get(answer["id"], []), reverse=True)
                same = len(found) == len(truth)
                right += same and all(abs(a - b) < 2e-6 for a, b in zip(found, truth))
            print(f"look-ups by {measure} that are as the truth: {right}/{len(queries)}")
            yield ("memory", measure, "right"), float(right)


def main():
    floors = sys.argv[1] if len(sys.argv) > 1 else f"{HERE}/floors.tsv"
    wanted = {}
    for line in open(floors, encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            yardstick, name, measure, floor = line.rstrip("\n").split("\t")
            wanted[(yardstick, name, measure)] = float(floor)
    lexical = align_figures("align", "--no-encoder -q")
    neural = align_figures("neural", "-q")
    figures = dict([*lexical, *neural, *segment_figures(), *check_figures(), *memory_figures()])
    low = []
    for key, floor in wanted.items():
        if key not in figures:
            low.append(f"{' '.join(key)}: not measured")
        elif figures[key] < floor:
            low.append(f"{' '.join(key)}: {figures[key]} is under {floor}")
    print(f"quality gates: {len(wanted) - len(low)} passed, {len(low)} failed")
    sys.exit("\n".join(low) if low else 0)


if __name__ == "__main__":
    main()
