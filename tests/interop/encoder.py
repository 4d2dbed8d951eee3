"""Compares the encoder's vectors with those of onnxruntime, which runs the ONNX export the weights come from.

    encoder.py ONNX PROGRAM...    PROGRAM reads texts, one a line, and writes their vectors as .npy

The graph is cut behind its tokenizer (an operator of another package) and given the ids of SentencePiece. The table of
pieces has half the bits of the export's, so the vectors differ a little: their mean cosine must be 0.99, and as many
translations must be nearest neighbours, but for 0.2 in a hundred.
"""

import gzip
import io
import subprocess
import sys
from pathlib import Path

import numpy
import onnx
import onnxruntime
import sentencepiece

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT.parent / "shared/data/tm/en-fr.tsv.gz"
LONG, HALF = 60, 1000
COSINE, LOST = 0.99, 0.002


def reference(path):
    """A function from a text to the vector of the reference."""
    model = onnx.load(path)
    graph = model.graph
    node = next(node for node in graph.node if node.op_type == "SentencepieceTokenizer")
    pieces = sentencepiece.SentencePieceProcessor()
    pieces.LoadFromSerializedProto(next(part.s for part in node.attribute if part.name == "model"))
    graph.node.remove(node)
    del graph.input[:]
    tokens, splits = node.output
    graph.input.append(onnx.helper.make_tensor_value_info(tokens, onnx.TensorProto.INT32, [None]))
    graph.input.append(onnx.helper.make_tensor_value_info(splits, onnx.TensorProto.INT64, [None]))
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)

    def vector(text):
        ids = numpy.array([1, *pieces.encode(text), 2], numpy.int32)
        # One text at a time: the export scales its 8-bit numbers by all texts given together.
        return session.run(None, {tokens: ids, splits: numpy.array([0, len(ids)], numpy.int64)})[0][0]

    return vector


def found(left, right):
    """The share of rows whose nearest neighbour is their translation, both ways."""
    hits = 0
    for from_row in range(0, len(left), HALF):
        scores = left[from_row : from_row + HALF] @ right[from_row : from_row + HALF].T
        right_ones = numpy.arange(len(scores))
        hits += (scores.argmax(0) == right_ones).sum() + (scores.argmax(1) == right_ones).sum()
    return hits / (2 * len(left))


def pairs():
    """Long sentences with their translations: those of the measuring data, or else of the seeds, which are few."""
    if not TABLE.exists():
        print("the measuring data is not beside the checkout: only the seeds are compared")
        texts = [path.read_text(encoding="utf-8-sig").splitlines() for path in sorted((ROOT / "seeds").glob("*.??.txt"))]
        lines = [line.strip() for text in texts for line in text if line.strip()]
        return [(line, line) for line in lines]
    chosen = []
    with gzip.open(TABLE, "rt", encoding="utf-8", newline="\n") as table:
        for line in table:
            pair = line.rstrip("\n").split("\t")[:2]
            if all(len(text) >= LONG and len(text.splitlines()) == 1 for text in pair):
                chosen.append(pair)
            if len(chosen) == 2 * HALF:
                break
    return chosen


def main():
    path, *program = sys.argv[1:]
    vector = reference(path)
    own, right, cosines = [], [], []
    for texts in zip(*pairs()):
        lines = "".join(f"{text}\n" for text in texts).encode()
        out = subprocess.run(program, input=lines, stdout=subprocess.PIPE, check=True).stdout
        own.append(numpy.load(io.BytesIO(out)))
        right.append(numpy.array([vector(text) for text in texts]))
        assert own[-1].shape == right[-1].shape, f"{own[-1].shape} instead of {right[-1].shape}"
        cosines.append((own[-1] * right[-1]).sum(1))
    found_own, found_right = found(*own), found(*right)
    mean, least = numpy.mean(cosines), numpy.min(cosines)
    print(f"encoder: {len(own[0])} pairs, cosine to onnxruntime {mean:.4f} (least {least:.4f})")
    print(f"encoder: nearest neighbours that are translations {found_own:.2%}, by onnxruntime {found_right:.2%}")
    if mean < COSINE or found_own < found_right - LOST:
        sys.exit("the encoder has lost more than the bits of its table explain")


if __name__ == "__main__":
    main()
