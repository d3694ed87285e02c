#!/usr/bin/env bash
# Holds the graft to its judges: sets up what they need below target/, makes the corpus, grafts
# it (cargo test, the byte judge), and hands the results to the Open XML SDK, openpyxl and
# LibreOffice. Ready for a fresh Debian machine with cargo; what is missing there and cannot be
# installed is named and left out, unless SHENBIAO_JUDGES=all asks for everything.
#
#   tests/fidelity/judges.sh      SHENBIAO_CORPUS=folder of public workbooks (optional)
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/fidelity
cache=${CARGO_TARGET_DIR:-target}/fidelity
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)

skip() {
    echo "judges: SKIPPED $1" >&2
    if [ "${SHENBIAO_JUDGES:-}" = all ]; then exit 1; fi
}

# Installs Debian packages where that is possible; gives whether the command is there now.
have() { # command, packages…
    command -v "$1" >/dev/null && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq >/dev/null &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${@:2}" >/dev/null || true
    fi
    command -v "$1" >/dev/null
}

# Python with the libraries that make and open workbooks.
python=$cache/venv/bin/python
if ! "$python" -c 'import openpyxl, xlsxwriter, PIL' 2>/dev/null; then
    have python3 python3 python3-venv || { skip "everything but bytes: no python3"; cargo test --test fidelity; exit; }
    rm -rf "$cache/venv"
    python3 -m venv "$cache/venv" 2>/dev/null || {
        [ "$(id -u)" = 0 ] && apt-get install -y -qq python3-venv >/dev/null
        rm -rf "$cache/venv"
        python3 -m venv "$cache/venv"
    }
    "$cache/venv/bin/pip" install -q --disable-pip-version-check openpyxl==3.1.5 XlsxWriter==3.3.1 pillow==13.0.0
fi
have soffice libreoffice-calc || skip "LibreOffice: not installed"

"$python" $here/corpus.py "$cache/corpus"
SHENBIAO_FIDELITY=$cache cargo test --quiet --test fidelity -- --nocapture

# The Open XML SDK, one process a core.
if have node nodejs && have npm npm; then
    if [ ! -d "$cache/npm/node_modules/@ooxml-tools/validate" ]; then
        mkdir -p "$cache/npm"
        npm install --silent --no-audit --no-fund --prefix "$cache/npm" @ooxml-tools/validate@0.4.6
    fi
    running=()
    for which in 0 1; do
        NODE_HOME=$cache/npm node $here/sdk.mjs "$cache/submitted" "$cache/grafted" "$which" 2 &
        running+=($!)
    done
    failed=0
    for process in "${running[@]}"; do wait "$process" || failed=1; done
    [ "$failed" = 0 ]
    # The blank forms are wholly ours: no error at all.
    NODE_HOME=$cache/npm node $here/sdk.mjs /nowhere workbook-templates
    # So is the policy workbook; and what its managers save comes back annotated.
    cargo build --quiet
    $here/policies.sh "${CARGO_TARGET_DIR:-target}/debug/shenbiao" "$python" "$cache/npm" "$cache/policies"
else
    skip "the Open XML SDK: no node with npm"
fi

"$python" $here/judge.py "$cache/submitted" "$cache/grafted" "$cache/libreoffice"

# The preview of the score form shows what the program says.
if command -v soffice >/dev/null; then
    cargo build --quiet
    "$python" $here/preview.py "${CARGO_TARGET_DIR:-target}/debug/shenbiao" "$cache/preview"
fi

# What LibreOffice made of the annotated workbooks, back into the graft.
if [ -d "$cache/libreoffice/grafted" ]; then
    SHENBIAO_RESAVED=$cache/libreoffice/grafted cargo test --quiet --test fidelity -- libreoffice
fi
