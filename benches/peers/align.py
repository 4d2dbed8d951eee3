#!/usr/bin/env python3
"""The aligner beside PyPI's galechurch (Gale–Church in Rust), in turns on one core on one file pair.

    pip install galechurch
    cargo build --release
    python3 benches/peers/align.py ../shared/data/align/hun1984_ro-en/1984.ro.utf8 ro en

The folder holds src.txt and tgt.txt, one sentence a line. Prints the best of three times of each as
sentences of both sides a second, and the ratio. targum's time is that of the whole process, reading
and writing included; galechurch's that of its call.
"""
import os
import subprocess
import sys
import time

TARGUM = os.path.join(os.path.dirname(__file__), "../../target/release/targum")


def targum(source, target, langs):
    command = [TARGUM, "align", "-q", "--segmented", "--to", "ladder", "--no-encoder"]
    command += ["--source-lang", langs[0], "--target-lang", langs[1], source, target]
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def galechurch(source, target):
    import galechurch

    texts = [open(path, encoding="utf-8").read().splitlines() for path in (source, target)]
    start = time.perf_counter()
    galechurch.align(*texts)
    return time.perf_counter() - start


def main():
    folder, *langs = sys.argv[1:]
    # One core for this process and those it starts.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    source, target = f"{folder}/src.txt", f"{folder}/tgt.txt"
    count = sum(sum(1 for _ in open(path, "rb")) for path in (source, target))
    times = [(galechurch(source, target), targum(source, target, langs)) for _ in range(3)]
    peer, own = (min(column) for column in zip(*times))
    print(f"{count} sentences of both sides, one core")
    print(f"galechurch  {peer:6.2f} s  {count / peer:8.0f} sentences/s")
    print(f"targum      {own:6.2f} s  {count / own:8.0f} sentences/s  {peer / own:.1f} times as fast")


if __name__ == "__main__":
    main()
