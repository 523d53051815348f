#!/usr/bin/env bash
# A fleet over real sockets: simulator, server and a watching client, with faults. Ends with one line that compares what the
# client was told with what happened.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: bash tests/long/fleet.sh [MINUTES]

Starts the AWS simulator with 500 accounts in 17 regions, the server and a client that watches alerts. For MINUTES (default 10)
root is used four times a second somewhere; in every second two minutes 8 % of the calls of LookupEvents and 5 % of AssumeRole
fail or hang; and five accounts, one after the other, refuse us for a while. Then the last line:

  fleet: events=… lost=0 dup=0 phantom=0, at most 2 LookupEvents a second, account and region, p99 … s over the interval,
  blind episodes 5 begun and 5 ended for 5 impairments, 0 without one

The home region is read every 20 s and the others every 60 s.
  ACCOUNTS, REGIONS   another fleet
HELP
}

minutes=10
case "${1:-}" in
  -h|--help) usage; exit 0 ;;
  "") ;;
  *) [[ "$1" =~ ^[1-9][0-9]*$ ]] || { usage >&2; exit 2; }; minutes=$1 ;;
esac
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
echo "build: RootWatch.Server, RootWatch.Cli, RootWatch.AwsSimulator, RootWatch.Load"
for project in src/RootWatch.Server src/RootWatch.Cli tests/RootWatch.AwsSimulator tests/RootWatch.Load; do
  log="$(dotnet build "$project" -c Release -v q -nologo -clp:ErrorsOnly 2>&1)" || { printf '%s\nthe build of %s failed\n' "$log" "$project" >&2; exit 1; }
done
exec tests/RootWatch.Load/bin/Release/net10.0/RootWatch.Load fleet \
  src/RootWatch.Server/bin/Release/net10.0/RootWatch.Server src/RootWatch.Cli/bin/Release/net10.0/rootwatch \
  tests/RootWatch.AwsSimulator/bin/Release/net10.0/RootWatch.AwsSimulator "${ACCOUNTS:-500}" "${REGIONS:-17}" "$minutes"
