#!/usr/bin/env bash
# Installs what the tests need if it is missing, builds, runs all tests.
# The last line is "N passed, N failed"; the exit code is 0 only if none failed and none was skipped.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: bash tests/run.sh [NAME...]

Runs all tests, or only those of the projects whose names contain a NAME:
  bash tests/run.sh Detection Cli

Needs the .NET 10 SDK. Whatever else is missing (awscli, promtool, Chromium, Node.js, Azurite, buf)
is installed from apt and npm. One class or method of a project, once it is built:
  tests/RootWatch.Detection.Tests/bin/Debug/net10.0/RootWatch.Detection.Tests -class '*Decoder*'
HELP
}

case "${1:-}" in -h|--help) usage; exit 0 ;; esac

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"
# shellcheck source=tests/tools/install.sh
source tests/tools/install.sh

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
echo "build: RootWatch.sln"
dotnet build RootWatch.sln -v q -nologo || { echo "the build failed: no test was run"; exit 1; }

# The failed tests of a project's log, each with the beginning of its message.
failures() {
  awk '/^    [^ ].* \[FAIL\]$/ { shown = 12 } /^ {0,4}[^ ]/ && !/\[FAIL\]$/ { shown = 0 } shown > 0 { print substr($0, 1, 500); shown-- }' "$1"
}

mkdir -p artifacts
passed=0 failed=0 ran=0 broken=()
for project in tests/*.Tests; do
  name="$(basename "$project")"
  if [ $# -gt 0 ]; then
    wanted=no
    for part in "$@"; do [[ "$name" == *"$part"* ]] && wanted=yes; done
    [ $wanted = yes ] || continue
  fi
  echo "== $name"
  log="artifacts/$name.log"
  started=$SECONDS
  # A hung test is named after two minutes; the project is ended after forty.
  code=0
  timeout --kill-after=30 2400 "$project/bin/Debug/net10.0/$name" -noColor -noLogo -failSkips -longRunning 120 \
    < /dev/null 2>&1 | tee "$log" || code=$?
  ran=$((ran + 1))
  summary="$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+' "$log" | tail -1 || true)"
  if [ -z "$summary" ]; then
    echo "$name ended with code $code before it could count its tests"
    failed=$((failed + 1)) broken+=("$name")
    continue
  fi
  count() { sed -E "s/.*$1: ([0-9]+).*/\1/" <<<"$summary"; }
  bad=$(($(count Failed) + $(count Errors) + $(count Skipped) + $(count 'Not Run')))
  good=$(($(count Total) - $(count Failed) - $(count Skipped) - $(count 'Not Run')))
  if [ $code != 0 ] && [ $bad = 0 ]; then
    echo "$name passed its tests but ended with code $code"
    bad=1
  fi
  passed=$((passed + good)) failed=$((failed + bad))
  [ $bad = 0 ] || broken+=("$name")
  echo "== $name: $good passed, $bad failed, $((SECONDS - started)) s"
done

# Once more at the end, where it is seen: each project's whole log is in artifacts/.
for name in ${broken[@]+"${broken[@]}"}; do
  echo "== failed in $name"
  failures "artifacts/$name.log"
done

[ $ran -gt 0 ] || { echo "no test project's name contains: $*"; exit 1; }
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
