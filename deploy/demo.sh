#!/usr/bin/env bash
# RootWatch in one command: builds it, starts a simulated AWS fleet and the server, shows root alerts as they arrive.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: bash deploy/demo.sh [--accounts N] [--data DIR] [--ci]

Builds RootWatch, starts a simulated AWS fleet (real public CloudTrail records, replayed) and the
server on its embedded profile, and shows the alerts live. Ctrl-C stops all of it.

  --accounts N   accounts in the simulated fleet (default 50)
  --data DIR     keep the server's data here (default: a temporary folder, removed at the end)
  --ci           no terminal: wait for alerts and metrics, print what was seen, exit 0 or 1

Needs the .NET 10 SDK and nothing else; no AWS account is touched.
HELP
}

accounts=50 data="" ci=no
while [ $# -gt 0 ]; do
  case "$1" in
    --accounts|--data) [ -n "${2:-}" ] || { echo "error: $1 needs a value" >&2; usage >&2; exit 2; } ;;&
    --accounts) accounts="$2"; shift 2 ;;
    --data) data="$2"; shift 2 ;;
    --ci) ci=yes; shift ;;
    -h|--help) usage; exit 0 ;;
    *) echo "error: unknown argument '$1'" >&2; usage >&2; exit 2 ;;
  esac
done
[[ "$accounts" =~ ^[1-9][0-9]{0,4}$ ]] || { echo "error: --accounts $accounts: give a number from 1 to 99999" >&2; exit 2; }

# As its user names it, before this script goes elsewhere.
case "$data" in ''|/*) ;; *) data="$PWD/$data" ;; esac

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# shellcheck source=deploy/require-sdk.sh
source deploy/require-sdk.sh

work="$(mktemp -d)"
[ -n "$data" ] || data="$work/data"
started=()   # process ids, in order of starting
finish() {
  local code=$?
  trap - EXIT
  # A second Ctrl-C must not leave behind what the first one is ending.
  trap "" INT TERM
  # The server first, so that it says goodbye while AWS still answers.
  for ((i = ${#started[@]} - 1; i >= 0; i--)); do
    kill -TERM "${started[$i]}" 2>/dev/null || true
    for _ in $(seq 150); do kill -0 "${started[$i]}" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "${started[$i]}" 2>/dev/null || true
    wait "${started[$i]}" 2>/dev/null || true
  done
  if [ $code != 0 ] && [ $code != 130 ] && [ $code != 143 ]; then
    for log in simulator server; do
      if [ -s "$work/$log.log" ]; then echo "--- the last lines of the $log:" >&2; tail -15 "$work/$log.log" >&2; fi
    done
  fi
  rm -rf "$work"
  exit $code
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# port_or_free PORT: the port, or another one if somebody listens there already.
port_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
port_or_free() {
  local port=$1
  until port_free "$port"; do port=$((port + 1000)); done
  echo "$port"
}

# wait_for SECONDS WHAT PID LOG COMMAND...: until the command succeeds; ends at once if the process does.
wait_for() {
  local seconds=$1 what=$2 pid=$3 log=$4 began=$SECONDS
  shift 4
  until "$@" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null || fail "$what ended: see below ($log)"
    [ $((SECONDS - began)) -lt "$seconds" ] || fail "$what was not ready within $seconds s"
    sleep 0.2
  done
}

# http_ok PORT PATH: GET answers 200. Without curl, which a machine with only the SDK may lack.
http_get() {
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$2" >&3
  cat <&3
  exec 3>&-
}
http_ok() { (http_get "$1" "$2") 2>/dev/null | head -1 | grep -q ' 200 '; }

for project in src/RootWatch.Server src/RootWatch.Cli tests/RootWatch.AwsSimulator; do
  echo "building $project ..."
  log="$(dotnet build "$project" -c Release -v q -nologo -clp:ErrorsOnly 2>&1)" || { echo "$log" >&2; fail "the build of $project failed"; }
done
built=$SECONDS
server=src/RootWatch.Server/bin/Release/net10.0/RootWatch.Server
rootwatch=src/RootWatch.Cli/bin/Release/net10.0/rootwatch
simulator=tests/RootWatch.AwsSimulator/bin/Release/net10.0/RootWatch.AwsSimulator

aws_port="$(port_or_free 4566)" grpc_port="$(port_or_free 7070)" http_port="$(port_or_free 9464)" silo_port="$(port_or_free 11111)"

echo "starting a simulated AWS with $accounts accounts in 3 regions on 127.0.0.1:$aws_port ..."
"$simulator" --listen "127.0.0.1:$aws_port" --accounts "$accounts" --regions 3 --seed 1 \
  --write-accounts "$work/accounts.yaml" > "$work/simulator.log" 2>&1 &
started+=($!)
wait_for 30 "the simulator" $! "$work/simulator.log" http_ok "$aws_port" /_simulator/state

echo "starting the RootWatch server on 127.0.0.1:$grpc_port (gRPC) and 127.0.0.1:$http_port (HTTP) ..."
env -u AWS_PROFILE -u AWS_SESSION_TOKEN \
  AWS_ENDPOINT_URL="http://127.0.0.1:$aws_port" AWS_REGION=us-east-1 \
  AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY \
  ROOTWATCH__POLL__HOMEINTERVAL=00:00:05 ROOTWATCH__POLL__REGIONINTERVAL=00:00:10 \
  "$server" --dev --accounts "$work/accounts.yaml" --data "$data" --silo-port "$silo_port" \
  --grpc-listen "127.0.0.1:$grpc_port" --http-listen "127.0.0.1:$http_port" > "$work/server.log" 2>&1 &
started+=($!)
server_pid=$!
wait_for 60 "the server" $server_pid "$work/server.log" http_ok "$http_port" /readyz

address="http://127.0.0.1:$grpc_port"
if [ $ci = no ]; then
  cat <<HINT

Watching $accounts accounts. In another terminal:
  $rootwatch accounts list --server $address
  $rootwatch alerts list --server $address --output json
  metrics: http://127.0.0.1:$http_port/metrics
Ctrl-C stops all of it.

HINT
  # Beside the shell, which would not heed a signal of its own before a program that it runs has ended.
  "$rootwatch" alerts watch --server "$address" &
  started+=($!)
  wait $!
  exit 0
fi

# Headless: alerts must arrive live within a minute of the build's end, and the metrics must tell of them.
echo "waiting for alerts ..."
timeout $((60 - (SECONDS - built) > 5 ? 60 - (SECONDS - built) : 5)) \
  "$rootwatch" alerts watch --server "$address" --count 5 --output json > "$work/alerts.jsonl" 2> "$work/watch.log" || true
arrived=$(wc -l < "$work/alerts.jsonl")
echo "$arrived alerts arrived live within $((SECONDS - built)) s of the build's end:"
cut -c1-300 "$work/alerts.jsonl"
[ "$arrived" -ge 5 ] || { cat "$work/watch.log" >&2; fail "fewer than 5 alerts arrived"; }

http_get "$http_port" /metrics > "$work/metrics.txt"
for metric in rootwatch_alerts_raised_total rootwatch_events_read_total rootwatch_polls_total; do
  sum="$(awk -v name="$metric" '$1 ~ "^"name"([{]|$)" { sum += $2 } END { print sum + 0 }' "$work/metrics.txt")"
  echo "$metric = $sum"
  [ "$sum" != 0 ] || fail "$metric is missing from /metrics or zero"
done
"$rootwatch" accounts list --server "$address" --output json > "$work/accounts.json" || fail "the accounts could not be listed"
echo "accounts listed: $(grep -o '"accountId"' "$work/accounts.json" | wc -l)"
echo "demo: ok"
