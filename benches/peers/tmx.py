#!/usr/bin/env python3
"""TMX reading and writing beside lxml, in one run on one file.

Makes a TMX file from a gzipped table of sentence pairs (source, tab, target), then reads it in turns
with lxml's iterparse (each segment's text taken, elements cleared behind) and with targum, and prints
the ratio of the best times, targum's time for writing, and the peak memory of both.

    pip install lxml
    cargo build --release --example tmx_speed
    python3 benches/peers/tmx.py ../shared/data/tm/en-fr.tsv.gz
"""

import gzip
import os
import subprocess
import sys
import tempfile
from xml.sax.saxutils import escape

TARGUM = os.path.join(os.path.dirname(__file__), "../../target/release/examples/tmx_speed")
LXML = """
import sys, time
from lxml import etree
start, units, letters = time.perf_counter(), 0, 0
for _, unit in etree.iterparse(sys.argv[1], tag="tu"):
    variants = []
    for variant in unit.iterfind("tuv"):
        lang = variant.get("{http://www.w3.org/XML/1998/namespace}lang")
        variants.append((lang, "".join(variant.find("seg").itertext())))
    units += 1
    letters += sum(len(text.encode()) for _, text in variants)
    unit.clear()
    while unit.getprevious() is not None:
        del unit.getparent()[0]
print(f"read {time.perf_counter() - start:.3f} units {units} bytes {letters}")
"""
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n<header creationtool="t"'
    ' creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" srclang="en"'
    ' datatype="plaintext"/>\n<body>\n'
)


def make(table, path):
    with gzip.open(table, "rt", encoding="utf-8") as pairs, open(path, "w", encoding="utf-8") as out:
        out.write(HEAD)
        for line in pairs:
            source, target = line.rstrip("\n").split("\t")[:2]
            out.write(f'<tu>\n<tuv xml:lang="en"><seg>{escape(source)}</seg></tuv>\n')
            out.write(f'<tuv xml:lang="fr"><seg>{escape(target)}</seg></tuv>\n</tu>\n')
        out.write("</body>\n</tmx>\n")


def run(command):
    """The words printed, and the peak memory in MB."""
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = status
        if status:
            sys.exit(f"{command[0]} ended with {status}")
        out.seek(0)
        return out.read().split(), usage.ru_maxrss / 1024


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "memory.tmx")
        make(sys.argv[1], path)
        reads, peers, writes = [], [], []
        for _ in range(3):
            peer, peer_memory = run([sys.executable, "-c", LXML, path])
            own, memory = run([TARGUM, path])
            both, _ = run([TARGUM, path, "--write"])
            if peer[2:6] != own[2:6]:
                sys.exit(f"they read different things: {peer} {own}")
            peers.append(float(peer[1]))
            reads.append(float(own[1]))
            writes.append(float(both[both.index("write") + 1]))
        size = os.path.getsize(path) / 1e6
        print(f"{own[3]} units, {size:.0f} MB")
        print(f"lxml iterparse  {min(peers):6.2f} s  {peer_memory:6.0f} MB")
        print(f"targum read     {min(reads):6.2f} s  {memory:6.0f} MB  {min(peers) / min(reads):.1f} times as fast")
        print(f"targum write    {min(writes):6.2f} s             {min(reads) / min(writes):.1f} times as fast as reading")


if __name__ == "__main__":
    main()
