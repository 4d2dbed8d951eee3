"""Checks bilingual files that targum filled and wrote: bilingual.py TARGUM WORK SCHEMAS. Called by bilingual.sh."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from lxml import etree
from translate.storage import factory, xliff, xliff2

targum, work, schemas = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
wrong = []


def check(right, what):
    if not right:
        wrong.append(what)


def run(*arguments):
    done = subprocess.run([targum, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(map(str, arguments))}: {done.stderr}")
    return done.stderr


# The memory: a plain unit, one with codes, a long one.
LONG = "The harbour office opens at eight in the morning and closes at noon, except on days when the ferry is late."
LONG_FR = "Le bureau du port ouvre à huit heures du matin et ferme à midi, sauf les jours où le ferry est en retard."
MEMORY = f"""<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="en" datatype="plaintext"/><body>
<tu tuid="one"><note>On the gate</note><tuv xml:lang="en"><seg>The gate is open &amp; free.</seg></tuv><tuv xml:lang="fr"><seg>La porte est ouverte &amp; libre.</seg></tuv></tu>
<tu tuid="two/2"><tuv xml:lang="en"><seg>Press <bpt i="1" x="1" type="bold">&lt;b&gt;</bpt>Start<ept i="1">&lt;/b&gt;</ept> in <ph x="2">%s</ph> minutes.</seg></tuv><tuv xml:lang="fr"><seg>Dans <ph x="2">%s</ph> minutes, appuyez sur <bpt i="1" x="1" type="bold">&lt;b&gt;</bpt>Start<ept i="1">&lt;/b&gt;</ept>.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>{LONG}</seg></tuv><tuv xml:lang="fr"><seg>{LONG_FR}</seg></tuv></tu>
</body></tmx>
"""
PAIRS = {"The gate is open & free.": "La porte est ouverte & libre.", LONG: LONG_FR}
FUZZY = "The gate is open & very free."

OLD = f"""<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file original="a.html" source-language="en" target-language="fr" datatype="html">
    <body>
      <trans-unit id="1"><source>The gate is open &amp; free.</source></trans-unit>
      <trans-unit id="2">
        <source>Press <g id="1">Start</g> in <x id="2"/> minutes.</source>
        <target/>
        <note>With codes</note>
      </trans-unit>
      <trans-unit id="3">
        <source xml:lang="en">{LONG} The gate is open &amp; free.</source>
        <seg-source><mrk mtype="seg" mid="0">{LONG}</mrk> <mrk mtype="seg" mid="1">The gate is open &amp; free.</mrk></seg-source>
        <alt-trans match-quality="10"><target>Rien</target></alt-trans>
      </trans-unit>
      <trans-unit id="4"><source>{FUZZY.replace("&", "&amp;")}</source></trans-unit>
      <trans-unit id="5" approved="yes"><source>The gate is open &amp; free.</source><target state="final">Fait.</target></trans-unit>
      <trans-unit id="6" translate="no"><source>The gate is open &amp; free.</source></trans-unit>
    </body>
  </file>
</xliff>
"""
NEW = f"""<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="fr">
  <file id="f1">
    <unit id="u1">
      <segment><source>The gate is open &amp; free.</source></segment>
    </unit>
    <unit id="u2">
      <notes><note>With codes</note></notes>
      <originalData><data id="d1">&lt;b&gt;</data><data id="d2">&lt;/b&gt;</data><data id="d3">%s</data></originalData>
      <segment id="s1" state="initial" subState="my:state">
        <source>Press <pc id="1" dataRefStart="d1" dataRefEnd="d2">Start</pc> in <ph id="2" dataRef="d3"/> minutes.</source>
      </segment>
      <ignorable><source> </source></ignorable>
      <segment><source>{FUZZY.replace("&", "&amp;")}</source></segment>
    </unit>
    <unit id="u3" translate="no">
      <segment><source>The gate is open &amp; free.</source></segment>
    </unit>
  </file>
</xliff>
"""
PO = f"""# Signs
msgid ""
msgstr ""
"Language: fr\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=ISO-8859-1\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

#: a.c:1
#, c-format
msgid "The gate is open & free."
msgstr ""

#, no-wrap
msgctxt "long"
msgid "{LONG}"
msgstr ""

msgid "{FUZZY}"
msgstr ""

#, c-format
msgid "Press <b>Start</b> in %s minutes."
msgstr "Déjà fait en %s."

#~ msgid "The gate"
#~ msgstr "La porte"
"""

memory = work / "memory.tmx"
memory.write_text(MEMORY, encoding="utf-8")
tm = work / "harbour.tgm"
run("tm", "import", tm, memory, "--source-lang", "en", "--target-lang", "fr")


def fill(name, text, encoding="utf-8"):
    original, filled = work / name, work / f"filled-{name}"
    original.write_bytes(text.encode(encoding))
    run("translate", original, "--tm", tm, "--target-lang", "fr", "--threshold", "60", "-o", filled)
    return filled


def opened(path):
    # The toolkit takes every .xlf for XLIFF 1.
    new = b"xliff:document:2" in path.read_bytes()
    return xliff2.Xliff2File.parsefile(str(path)) if new else factory.getobject(str(path))


def targets(store):
    return [(unit.source, unit.target) for unit in store.units if unit.istranslatable() or unit.target]


# The schemas, made to find one another: that of the matches is there for 2.2 alone.
known = {}
if schemas.is_dir():
    folder = work / "schemas"
    shutil.copytree(schemas, folder)
    for path in folder.glob("*.xsd"):
        path.chmod(0o644)
        text = path.read_text(encoding="utf-8")
        text = text.replace("http://www.w3.org/2001/xml.xsd", "xml.xsd")
        path.write_text(re.sub(r"informativeCopies[^\"]*/", "", text), encoding="utf-8")
    matches = (folder / "matches.xsd").read_text(encoding="utf-8")
    old = matches.replace("document:2.2", "document:2.0").replace("core_2.2", "core_2.0")
    (folder / "matches20.xsd").write_text(old, encoding="utf-8")
    names = {
        "1.2": "xliff-core-1.2-strict.xsd",
        "1.2 transitional": "xliff-core-1.2-transitional.xsd",
        "2.0": "matches20.xsd",
        "2.2": "matches.xsd",
    }
    for version, name in names.items():
        known[version] = etree.XMLSchema(etree.parse(str(folder / name)))
else:
    print("skipped: the schemas of XLIFF are not beside the checkout")


def valid(path, version):
    tree = etree.parse(str(path))
    if version in known:
        known[version].validate(tree)
        check(not known[version].error_log, f"{path.name}: {known[version].error_log}")
        print(f"valid ({version}): {path.name}")


# XLIFF 1.2
filled = fill("old.xlf", OLD)
valid(filled, "1.2")
store = opened(filled)
check(isinstance(store, xliff.xlifffile), "old.xlf is not seen as XLIFF")
by_id = {unit.getid().split("\x04")[-1]: unit for unit in store.units}
check(by_id["1"].target == "La porte est ouverte & libre.", f"1.2: {by_id['1'].target}")
check(by_id["4"].target == "La porte est ouverte & libre.", f"1.2: fuzzy: {by_id['4'].target}")
alternatives = by_id["4"].getalttrans()
check(any(a.source == "The gate is open & free." for a in alternatives), "1.2: the match has no alternative")
check(by_id["5"].target == "Fait." and not by_id["6"].target, "1.2: a locked unit was filled")
tree = etree.parse(str(filled))
space = {"x": "urn:oasis:names:tc:xliff:document:1.2"}
two = tree.xpath("//x:trans-unit[@id='2']/x:target", namespaces=space)[0]
check([child.get("id") for child in two] == ["2", "1"], f"1.2: {etree.tostring(two)}")
check(two.get("state") == "translated" and two.get("state-qualifier") == "exact-match", "1.2: the state")
marks = tree.xpath("//x:trans-unit[@id='3']/x:target/x:mrk", namespaces=space)
check([(m.get("mid"), m.text) for m in marks] == [("0", LONG_FR), ("1", PAIRS["The gate is open & free."])], "1.2: marks")
four = tree.xpath("//x:trans-unit[@id='4']/x:target", namespaces=space)[0]
check(four.get("state") == "needs-review-translation", "1.2: the state of a fuzzy match")
without = re.sub(r"\s*<(target|alt-trans)\b[^>]*?(/>|>.*?</\1>)", "", filled.read_text(encoding="utf-8"))
check(without == re.sub(r"\s*<(target|alt-trans)\b[^>]*?(/>|>.*?</\1>)", "", OLD), "1.2: other bytes changed")

# XLIFF 2.0 and 2.2
for version in ("2.0", "2.2"):
    text = NEW.replace("document:2.0", f"document:{version}").replace('version="2.0"', f'version="{version}"')
    filled = fill(f"new-{version}.xlf", text)
    valid(filled, version)
    tree = etree.parse(str(filled))
    space = {"x": f"urn:oasis:names:tc:xliff:document:{version}", "mtc": "urn:oasis:names:tc:xliff:matches:2.0"}
    segment = tree.xpath("//x:segment[@id='s1']", namespaces=space)[0]
    check(segment.get("state") == "translated" and segment.get("subState") is None, f"{version}: the state")
    codes = [child.get("id") for child in segment.find("x:target", space)]
    check(codes == ["2", "1"], f"{version}: {codes}")
    found = tree.xpath("//mtc:match", namespaces=space)
    check(len(found) == 3, f"{version}: {len(found)} matches")
    refs = {match.get("ref")[1:] for match in found}
    check(refs <= set(tree.xpath("//x:segment/@id", namespaces=space)), f"{version}: {refs}")
    check(all(float(match.get("matchQuality")) <= 100 for match in found), f"{version}: quality")
    store = opened(filled)
    found = dict(targets(store))
    check(found.get("The gate is open & free.") == PAIRS["The gate is open & free."], f"{version}: {found}")

# What the fixtures become is valid where they are.
if known:
    for filled in sorted((Path(__file__).parent.parent / "formats" / "xliff").glob("*.filled")):
        try:
            trees = [etree.parse(str(path)) for path in (filled.with_suffix(""), filled)]
        except etree.XMLSyntaxError:
            continue
        root = trees[0].getroot()
        version = {"1.2": "1.2 transitional", "2.2": "2.2"}.get(root.get("version"), "2.0")
        before, after = (known[version].validate(tree) for tree in trees)
        check(after or not before, f"{filled.name}: {known[version].error_log}")
        if before:
            print(f"valid ({version}): {filled.name}")

# PO
filled = fill("signs.po", PO, "iso-8859-1")
# The toolkit reads the original no better: it takes catalogues for UTF-8.
as_utf8 = work / "utf8-signs.po"
as_utf8.write_text(filled.read_text(encoding="iso-8859-1").replace("ISO-8859-1", "UTF-8"), encoding="utf-8")
store = opened(as_utf8)
found = {unit.source: unit for unit in store.units}
for source, target in PAIRS.items():
    check(found[source].target == target, f"po: {found[source].target}")
    check(not found[source].isfuzzy(), f"po: {source} is fuzzy")
check(found[FUZZY].isfuzzy() and found[FUZZY].prev_source == "The gate is open & free.", "po: the fuzzy entry")
check(found["Press <b>Start</b> in %s minutes."].target == "Déjà fait en %s.", "po: a translation was changed")
check(found["The gate"].isobsolete(), "po: the obsolete entry")
if shutil.which("msgcat"):
    subprocess.run(["msgfmt", "--check-format", "-o", "/dev/null", filled], check=True)
    again = subprocess.run(["msgcat", filled], check=True, capture_output=True).stdout
    strings = re.compile(r'^msgstr.*\n(?:".*\n)*', re.M)
    written, wanted = (strings.findall(data.decode("iso-8859-1"))[1:] for data in (filled.read_bytes(), again))
    check(written == wanted, f"po: gettext writes the strings otherwise: {wanted}")
    print("read: signs.po (msgfmt, msgcat)")
else:
    print("skipped: gettext is not installed")

# Memories as bilingual files
for name, profile in (("memory.xlf", []), ("memory-12.xlf", ["--profile", "1.2"]), ("memory.po", [])):
    out = work / name
    run("tmx", "convert", memory, "-o", out, *profile)
    if out.suffix == ".xlf":
        valid(out, "1.2" if profile else "2.0")
    store = opened(out)
    found = dict(targets(store))
    for source, target in PAIRS.items():
        check(found.get(source) == target, f"{name}: {found}")
    back = work / f"back-{name}.tmx"
    run("tmx", "convert", out, "-o", back)
    tree = etree.parse(str(back))
    texts = ["".join(seg.itertext()) for seg in tree.iter("seg")]
    wanted = ["".join(seg.itertext()) for seg in etree.fromstring(MEMORY.encode()).iter("seg")]
    check(texts == wanted, f"{name}: {texts}")
    if out.suffix == ".xlf":
        check(len(list(tree.iter("bpt"))) == 2 and len(list(tree.iter("ph"))) == 2, f"{name}: codes")
    print(f"read: {name}")

for what in wrong:
    print(f"WRONG: {what}")
sys.exit(bool(wrong))
