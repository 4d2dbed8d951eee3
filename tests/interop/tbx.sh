#!/usr/bin/env bash
# Checks TBX files against the schema of TBX-Basic beside this script, with jing and with xmllint: each that
# is there.
#   tbx.sh FILE…      from anywhere
set -euo pipefail
schema=$(dirname "$0")/tbx-basic-dca.rng
checked=no
if command -v jing >/dev/null; then
  # jing checks identifiers and references too.
  for file in "$@"; do
    jing "$schema" "$file"
    echo "valid (jing): $file"
  done
  checked=yes
fi
if command -v xmllint >/dev/null; then
  for file in "$@"; do
    xmllint --nonet --noout --relaxng "$schema" "$file"
  done
  checked=yes
fi
[ "$checked" = yes ] || echo "skipped: neither jing nor xmllint is installed (apt-get install jing libxml2-utils)"
