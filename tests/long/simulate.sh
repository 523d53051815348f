#!/usr/bin/env bash
# Virtual days of mixed faults over the tail and the alert log, in process, on all cores.
# The last line is "seeds=… events=… lost=0 dup=0 phantom=0 lies=0"; the exit code is 0 only if every promise held.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: bash tests/long/simulate.sh SEEDS [FIRST [TROUBLES]]

Runs SEEDS days, beginning with seed FIRST (default 1). TROUBLES limits what may go wrong, by the names in
tests/RootWatch.Server.Tests/Simulation/Scenario.cs, separated by commas:
  bash tests/long/simulate.sh 1000
  bash tests/long/simulate.sh 1 4711 StoreFails,Crashes
A failing seed is told with the fewest troubles that make it fail and with what happened.
HELP
}

case "${1:-}" in -h|--help) usage; exit 0 ;; esac
[[ "${1:-}" =~ ^[0-9]+$ ]] || { usage >&2; exit 2; }
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
cd "$root"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
echo "build: RootWatch.Server.Tests"
dotnet build tests/RootWatch.Server.Tests -c Release -v q -nologo || { echo "the build failed: no day was simulated"; exit 1; }
exec tests/RootWatch.Server.Tests/bin/Release/net10.0/RootWatch.Server.Tests simulate "${2:-1}" "$1" ${3:+"$3"}
