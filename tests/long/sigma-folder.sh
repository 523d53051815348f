#!/usr/bin/env bash
# Loads a folder of Sigma rules, such as rules/cloud/aws of a checkout of SigmaHQ/sigma, and holds RootWatch to its word:
# every rule about CloudTrail is used, or named with its reason; none has a mistake.
# The last line is "rules=N unsupported=N mistakes=N".
set -euo pipefail

case "${1:-}" in ''|-h|--help) echo "usage: bash tests/long/sigma-folder.sh FOLDER..."; exit 0 ;; esac

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
dotnet build "$root/src/RootWatch.Cli" -v q -nologo
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
"$root/src/RootWatch.Cli/bin/Debug/net10.0/rootwatch" sigma check "$@" 2>&1 | tee "$log" || true
totals="$(grep -E '^rules [0-9]+, unsupported [0-9]+, mistakes [0-9]+' "$log" | tail -1)"
count() { sed -E "s/.*$1 ([0-9]+).*/\1/" <<<"$totals"; }
echo "rules=$(count rules) unsupported=$(count unsupported) mistakes=$(count mistakes)"
[ "$(count rules)" -gt 0 ] && [ "$(count mistakes)" = 0 ]
