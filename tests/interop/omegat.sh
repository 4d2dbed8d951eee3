#!/usr/bin/env bash
# Has OmegaT translate the English sample into French from a memory, in console mode: from the memory as it is,
# then from what comes out of a store that it went into.
#   omegat.sh MEMORY.tmx [TARGUM]      from the root of the checkout; TARGUM is the program,
#                                      target/release/targum without it
set -euo pipefail
command -v omegat >/dev/null || { echo "skipped: omegat is not installed"; exit 0; }
memory=$1
targum=${2:-target/release/targum}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# translated NAME MEMORY: a project with that memory comes out as the French sample.
translated() {
  local project=$work/$1
  mkdir -p "$project"/{source,target,omegat,tm/auto,glossary,dictionary,home}
  cp seeds/unodc-valletta-2017.en.txt "$project/source/sample.txt"
  cp "$2" "$project/tm/auto/"
  cat > "$project/omegat.project" <<'XML'
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat>
  <project version="1.0">
    <source_dir>__DEFAULT__</source_dir>
    <target_dir>__DEFAULT__</target_dir>
    <tm_dir>__DEFAULT__</tm_dir>
    <glossary_dir>__DEFAULT__</glossary_dir>
    <dictionary_dir>__DEFAULT__</dictionary_dir>
    <source_lang>EN</source_lang>
    <target_lang>FR</target_lang>
    <sentence_seg>true</sentence_seg>
    <support_default_translations>true</support_default_translations>
    <remove_tags>false</remove_tags>
  </project>
</omegat>
XML
  JAVA_TOOL_OPTIONS="-Djava.awt.headless=true -Duser.home=$project/home" \
    timeout 300 omegat "$project" --mode=console-translate --config-dir="$project/home" >"$project/log" 2>&1 ||
    { tail -20 "$project/log"; echo "omegat could not run"; exit 1; }
  python3 - "$1" "$project/target/sample.txt" seeds/unodc-valletta-2017.fr.txt <<'PY'
import re, sys
squeeze = lambda text: re.sub(r"\s+", " ", text).strip()
lines = [squeeze(l) for l in open(sys.argv[2], encoding="utf-8-sig") if l.strip()]
french = [squeeze(l) for l in open(sys.argv[3], encoding="utf-8-sig") if l.strip()]
same = sum(line in french for line in lines)
print(f"omegat, {sys.argv[1]}: {same} of {len(lines)} paragraphs came out as the French sample has them")
sys.exit(0 if same == len(lines) else 1)
PY
}

translated memory "$memory"

"$targum" tm create -q "$work/store.tgm" --source en
"$targum" tm import -q "$work/store.tgm" "$memory"
"$targum" tm export -q "$work/store.tgm" --langs en,fr --profile omegat -o "$work/exported.tmx"
translated store "$work/exported.tmx"
