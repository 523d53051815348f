#!/usr/bin/env bash
# Publishes rootwatch as it is shipped: for this machine's kind, compiled ahead so that it starts at once.
set -euo pipefail

case "${1:-}" in
  ''|-h|--help) echo "usage: bash deploy/publish-cli.sh FOLDER"; [ $# -gt 0 ]; exit ;;
esac
folder="$(realpath -m "$1")"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The lock files in the repository know no kind of machine, so this restore writes its own beside them.
dotnet publish src/RootWatch.Cli -c Release --use-current-runtime --no-self-contained \
  -p:PublishReadyToRun=true -p:NuGetLockFilePath=obj/publish.lock.json -v q -nologo -o "$folder"
