#!/usr/bin/env bash
# Gives mutated records, pages, rule files and accounts files to whatever reads them, for SECONDS.
# An input that makes one throw, hang or fill the memory is kept in artifacts/fuzz; the seed is printed first.
# The last line is "inputs=N crashes=N"; the exit code is 0 only without a crash.
set -euo pipefail

usage() { echo "usage: bash tests/long/fuzz.sh SECONDS [--seed N] [--target NAME]"; }
case "${1:-}" in ''|-h|--help) usage; exit 0 ;; esac

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
dotnet build "$root/tests/RootWatch.Fuzz" -c Release -v q -nologo 1>&2
exec nice "$root/tests/RootWatch.Fuzz/bin/Release/net10.0/RootWatch.Fuzz" "$@"
