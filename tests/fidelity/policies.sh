#!/usr/bin/env bash
# Holds policy workbooks to the Open XML SDK: the program's own and its simulation may have no
# error at all; one annotated as a proposal, whoever saved it last, none that it did not have.
#
#   tests/fidelity/policies.sh SHENBIAO PYTHON NODE_HOME FOLDER
set -euo pipefail
program=$(realpath "$1") python=$2 folder=$4
export NODE_HOME=$3
here=$(dirname "$0")
rm -rf "$folder"
mkdir -p "$folder/own" "$folder/submitted" "$folder/annotated"

"$program" policy new "$folder/own/own.xlsx"
"$python" - "$folder/own/own.xlsx" "$folder/submitted/openpyxl.xlsx" <<'PYTHON'
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
cover, parameters = book["封面"], book["参数"]
def put(sheet, key, column, value):
    row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == key)
    sheet.cell(row, column).value = value
put(cover, "版本", 2, "2099-1")
put(cover, "生效日期", 2, "2099-01-01")
put(parameters, "info_stale_days", 3, 60)
book.save(sys.argv[2])
PYTHON
cp "$folder/own/own.xlsx" "$folder/submitted/own.xlsx"
if command -v soffice >/dev/null; then
    soffice "-env:UserInstallation=file://$(realpath "$folder")/profile" --headless \
        --convert-to xlsx --outdir "$folder/office" "$folder/submitted/openpyxl.xlsx" >/dev/null 2>&1
    mv "$folder/office/openpyxl.xlsx" "$folder/submitted/libreoffice.xlsx"
fi
"$program" check "$folder"/submitted/*.xlsx --today 2026-06-10 --out "$folder/annotated" >/dev/null

# A simulation over the archive of the samples.
(cd "$folder" && "$program" demo shown >/dev/null 2>&1) || true
"$program" policy simulate "$folder/submitted/openpyxl.xlsx" --data "$folder/shown/数据" \
    --today 2026-06-10 --out "$folder/own/simulation.xlsx" >/dev/null

export SDK_BIGGEST=1000000
node "$here/sdk.mjs" "$folder/submitted" "$folder/annotated" &
annotated=$!
node "$here/sdk.mjs" /nowhere "$folder/own"
wait "$annotated"
