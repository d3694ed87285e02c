#!/usr/bin/env bash
# Sets up what the tests need and runs them all: formatting, lints, the core alone, the tests,
# the three judges of write-back, licences. Works on a fresh Debian machine with a Rust toolchain.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

missing=()
command -v soffice >/dev/null || missing+=(libreoffice-calc fonts-noto-cjk)
command -v python3 >/dev/null || missing+=(python3)
python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
command -v node >/dev/null || missing+=(nodejs npm)
command -v cc >/dev/null || missing+=(gcc libc6-dev)
if [ ${#missing[@]} -gt 0 ]; then
  step "installing ${missing[*]}"
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

step "formatting"
cargo fmt --check
step "lints"
cargo clippy --locked --all-targets -- -D warnings
step "the pure core alone"
cargo check --locked --lib --no-default-features
step "tests"
cargo test --locked --no-fail-fast
step "three judges of write-back"
bash tests/fidelity/judges.sh
step "licences and sources"
command -v cargo-deny >/dev/null || cargo install cargo-deny --locked --quiet
cargo deny check licenses bans sources
step "all done"
