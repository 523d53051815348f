#!/usr/bin/env bash
# How fast rootwatch scans, against peers that do the same job in the same run. Ends with one line of ratios.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: bash tests/long/decode.sh [BENCH_FOLDER]

Publishes rootwatch and runs BENCH_FOLDER/decode-peers.sh (default: ../shared/bench) with
  rootwatch scan --jobs 1 --format tally
in its slots: all rules and the score are active. Then measures two workers against one, and what a
dismissed record allocates. The figures are user CPU, medians of interleaved rounds.

  BENCH_MB   size of the data (default 1000; docs/performance.md has figures of that size)
  ROUNDS     rounds (default 5)
  BENCH_DIR  where data and peers are kept (default: a folder under TMPDIR, kept for the next run)
HELP
}

case "${1:-}" in -h|--help) usage; exit 0 ;; esac
bench="$(realpath "${1:-$(dirname "${BASH_SOURCE[0]}")/../../../shared/bench}")"
[ -f "$bench/decode-peers.sh" ] || { echo "error: no decode-peers.sh in $bench" >&2; usage >&2; exit 2; }
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export BENCH_MB="${BENCH_MB:-1000}" ROUNDS="${ROUNDS:-5}"
export BENCH_DIR="${BENCH_DIR:-${TMPDIR:-/tmp}/rootwatch-decode-$BENCH_MB}"

if ! command -v g++ > /dev/null || [ ! -e /usr/include/simdjson.h ] || [ ! -e /usr/include/zlib.h ]; then
  apt-get update -qq && apt-get install -y -qq g++ libsimdjson-dev zlib1g-dev > /dev/null
fi

cli="$PWD/artifacts/cli"
bash deploy/publish-cli.sh "$cli"
dotnet build tests/RootWatch.Load -c Release -v q -nologo

table="$BENCH_DIR/table.md"
mkdir -p "$BENCH_DIR"
ONLY="${ONLY:-^(simdjson|Python json\$|RootWatch)}" \
ROOTWATCH_CMD="$cli/rootwatch scan --jobs 1 --format tally" \
ROOTWATCH_LOOKUP_CMD="$cli/rootwatch scan --jobs 1 --format tally" \
  bash "$bench/decode-peers.sh" | tee "$table"

# Wall time, since that is what a second worker saves; interleaved, and the best of each, as others may use the machine.
best() { sort -n | head -1; }
one="" two=""
for ((round = 0; round < ROUNDS; round++)); do
  for jobs in 1 2; do
    began=$(date +%s%N)
    "$cli/rootwatch" scan --jobs $jobs --format tally "$BENCH_DIR/data/lookup.jsonl" > /dev/null 2>&1
    took=$((($(date +%s%N) - began) / 1000000))
    if [ $jobs = 1 ]; then one+="$took"$'\n'; else two+="$took"$'\n'; fi
  done
done
load="$BENCH_DIR/load.txt"
tests/RootWatch.Load/bin/Release/net10.0/RootWatch.Load decode | tee "$load"

# column MODE PEER NUMBER: a cell of the table of ct or lookup.
column() { awk -F'|' -v mode="$1" -v peer="$2" -v number="$3" '/^## /{m=$2=="" ? $0 : $0} m ~ "^## "mode":" && $2 ~ "^ *"peer {gsub(/ /, "", $number); sub(/\(.*/, "", $number); print $number}' "$table"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN{printf "%.2f", a / b}'; }
same=yes
for mode in ct lookup; do [ "$(column "$mode" RootWatch 10)" = same ] || same=no; done
echo "decode at $BENCH_MB MB:" \
  "pages $(ratio "$(column lookup RootWatch 3)" "$(column lookup simdjson 3)") x simdjson (goal 2.5)," \
  "raw $(ratio "$(column ct RootWatch 3)" "$(column ct simdjson 3)") x simdjson (goal 1.5)," \
  "raw $(ratio "$(column ct 'Python json' 3)" "$(column ct RootWatch 3)") x faster than Python json (goal 15)," \
  "pages $(ratio "$(column lookup 'Python json' 3)" "$(column lookup RootWatch 3)") x faster," \
  "$(awk '/bytes-allocated/{if ($2 > most) most = $2} END{print most + 0}' "$load") B allocated per dismissed record (goal 16)," \
  "two workers $(ratio "$(best <<< "${one%$'\n'}")" "$(best <<< "${two%$'\n'}")") x one (goal 1.8)," \
  "output same: $same"
