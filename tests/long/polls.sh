#!/usr/bin/env bash
# What a poll costs: the server's polls of accounts without events against bare calls of HttpClient to the same stub.
# Ends with one line of ratios.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: bash tests/long/polls.sh

Starts a stub that answers every LookupEvents with no events, the server with ACCOUNTS accounts in 17 regions, each read
as often as may be, and programs that make the same call with a bare HttpClient: as often as the server does, spread over
the second, and 128 at once without a pause. They are processes of their own and run by turns. Then the server polls over TLS.

  ACCOUNTS     accounts (default 500)
  ROUNDS       rounds (default 5)
  WINDOW       seconds that each is measured in a round (default 4)
  TLS_WINDOW   seconds over TLS, the start included (default 330: connections that are made at the start live longer)

Runs about seven minutes on a quiet machine with two cores. Needs Linux and the .NET SDK.
HELP
}

case "${1:-}" in -h|--help) usage; exit 0 ;; "") ;; *) usage >&2; exit 2 ;; esac
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
echo "build: RootWatch.Server, RootWatch.Load"
for project in src/RootWatch.Server tests/RootWatch.Load; do
  log="$(dotnet build "$project" -c Release -v q -nologo -clp:ErrorsOnly 2>&1)" || { printf '%s\nthe build of %s failed\n' "$log" "$project" >&2; exit 1; }
done
exec tests/RootWatch.Load/bin/Release/net10.0/RootWatch.Load polls src/RootWatch.Server/bin/Release/net10.0/RootWatch.Server \
  "${ACCOUNTS:-500}" "${ROUNDS:-5}" "${WINDOW:-4}" "${TLS_WINDOW:-330}"
