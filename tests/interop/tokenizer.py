"""Compares the encoder's tokenizer with the C++ SentencePiece: every id of every text has to be equal.

    tokenizer.py MODEL PROGRAM...    PROGRAM reads texts, one a line, and writes ids, one text a line
"""

import gzip
import itertools
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sentencepiece

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
CHUNK = 100_000
SYMBOLS = ["extra_token_id_1", "extra_token_id_2", "extra_token_id_3"]
ODD = [
    *["<s>", "</s>", "<unk>", "<pad>", "\u2581", "\0", "\ufeff", "\u3000", "\u00a0", "\u200b", "\u200d", "\u00ad", "\r", "\t", " ", "  "],
    *["\u0301", "\u0308", "\u0327", "\u3099", "\u0e33", "\u0654", "\u093c", "\u1100\u1161\u11a8", "\u212b", "\ufb03", "\ufdfa", "\u2126"],
    *["e", "E\u0301", "a", "1", "\u00bd", "\u2460", "\uff21", "\uff76\uff9e", "\u0130", "\u1e9b\u0323", "\U0001f600", "\U0010ffff", "\ufffd", "\x7f", "\x01", "\x85"],
    *SYMBOLS,
    "extra_token_id_",
    "extra_token_id_12",
    "ex",
]


def files():
    """The lines of all files of the measuring data."""
    for path in sorted(path for path in DATA.rglob("*") if path.is_file()):
        opened = gzip.open(path) if path.suffix == ".gz" else path.open("rb")
        with opened:
            for line in opened:
                yield line.rstrip(b"\n").decode("utf-8", "replace")


def character(draw):
    """A character of any plane; most of them of blocks that have letters or marks."""
    while True:
        kind = draw.random()
        code = draw.randrange(0x80 if kind < 0.2 else 0x3000 if kind < 0.6 else 0x10000 if kind < 0.9 else 0x110000)
        if not 0xD800 <= code < 0xE000 and code != 10:
            return chr(code)


def generated(count):
    """Texts that nobody writes."""
    draw = random.Random(1)
    yield from ["", " ", "\u2581", "\u2581\u2581 ", "\0", "\ufeff", "\ufeffa", "\u3000", "\x01", "\x01 \x01", " a ", "\u2581a\u2581 "]
    yield from ODD
    for first, second in itertools.product(ODD, ODD):
        yield first + second
    yield from (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000 and code != 10)
    yield from (f"a{chr(code)}b" for code in range(0x3100) if code != 10)
    for _ in range(count):
        yield "".join(character(draw) for _ in range(draw.randrange(1, 40)))
        yield "".join(draw.choice(ODD) if draw.random() < 0.6 else character(draw) for _ in range(draw.randrange(1, 12)))
        yield "".join(draw.choice("etaxr_okn id123 \u0301") for _ in range(draw.randrange(1, 30)))


def long():
    """Texts of about a million bytes without a space, and with nothing else."""
    draw = random.Random(2)
    yield "a" * 1_000_000
    yield "".join(draw.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(1_000_000))
    yield "".join(chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(330_000))
    yield " " * 1_000_000
    yield "\u0301" * 500_000
    yield SYMBOLS[0] * 60_000
    yield "\U0001f9ff\u0378" * 200_000


def children():
    """The processor time of the programs that were started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def compare(name, texts, model, program):
    """Prints how many texts are equal, and how fast both were; false if one isn't."""
    texts, count, wrong, size, theirs, ours = iter(texts), 0, 0, 0, 0.0, 0.0
    while chunk := list(itertools.islice(texts, CHUNK)):
        began = time.process_time()
        wanted = model.encode(chunk, num_threads=1)
        theirs += time.process_time() - began
        with tempfile.TemporaryFile() as file:
            data = "".join(text + "\n" for text in chunk).encode()
            file.write(data)
            file.seek(0)
            began = children()
            lines = subprocess.run(program, stdin=file, stdout=subprocess.PIPE, check=True).stdout.decode().split("\n")
            ours += children() - began
        assert len(lines) == len(chunk) + 1, f"{len(lines) - 1} lines of ids for {len(chunk)} texts"
        for text, ids, line in zip(chunk, wanted, lines):
            if line != " ".join(map(str, ids)):
                wrong += 1
                if wrong <= 5:
                    print(f"  {text[:200]!r}:\n    wanted {str(ids)[:300]}\n    got    {line[:300]}")
        count += len(chunk)
        size += len(data)
    print(f"{name}: {count - wrong} of {count} texts equal; SentencePiece {size / theirs / 1e6:.1f} MB/s, program {size / ours / 1e6:.1f} MB/s of processor time with its start")
    return wrong == 0


def main():
    model = sentencepiece.SentencePieceProcessor(model_file=sys.argv[1])
    program = sys.argv[2:]
    sets = [("generated", generated(100_000)), ("long", long())]
    if DATA.is_dir():
        sets.append(("files", files()))
    else:
        print("skipped: the measuring data is not beside the checkout")
    if not all([compare(name, texts, model, program) for name, texts in sets]):
        sys.exit("the ids differ")


if __name__ == "__main__":
    main()
