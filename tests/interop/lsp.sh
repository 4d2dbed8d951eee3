#!/usr/bin/env bash
# The language server with other people's client: that of pygls.
#   lsp.sh [PROGRAM]    from the root of the checkout; says what it had to skip
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"

program=${1:-}
if [ -z "$program" ]; then
  cargo build --locked --quiet
  program=$root/target/debug/targum
fi
if ! command -v python3 >/dev/null || ! python3 -m venv "$work/venv" 2>/dev/null ||
  ! "$work/venv/bin/pip" install --quiet --disable-pip-version-check 'pygls>=2,<3' lsprotocol 2>"$work/pip.log"; then
  echo "skipped: the language server with pygls: no virtual environment with pygls"
  exit 0
fi
"$work/venv/bin/python" "$root/tests/interop/lsp.py" "$program"
