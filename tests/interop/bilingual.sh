#!/usr/bin/env bash
# Fills XLIFF and PO files from a memory and writes a memory as such files, then lets others read them:
# Translate Toolkit, the schemas of XLIFF 1.2, 2.0 and 2.2 where they are beside the checkout, and gettext where
# it is installed.
#   bilingual.sh [TARGUM]      from anywhere; TARGUM is the program, target/release/targum without it
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
targum=$(realpath "${1:-$root/target/release/targum}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! command -v python3 >/dev/null || ! python3 -m venv "$work/venv" 2>/dev/null ||
  ! "$work/venv/bin/pip" install --quiet --disable-pip-version-check translate-toolkit==3.20.4 lxml 2>"$work/pip.log"; then
  echo "skipped: XLIFF and PO: no virtual environment with translate-toolkit"
  exit 0
fi
"$work/venv/bin/python" "$root/tests/interop/bilingual.py" "$targum" "$work" "$root/../shared/data/formats/schemas/xliff"
