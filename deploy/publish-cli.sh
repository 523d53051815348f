#!/usr/bin/env bash
# Publishes rootwatch as it is shipped: one native program for this machine's kind, which needs no .NET to run, and the country
# table beside it.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: bash deploy/publish-cli.sh FOLDER [INSTRUCTIONS]

Needs a C compiler and zlib's headers for the link (Debian: clang or gcc, zlib1g-dev).

  INSTRUCTIONS  the processor that the program asks for; default on x64: x86-64-v3 (AVX2).
                'native' is this machine's own, and may not start on another.
HELP
}

case "${1:-}" in
  ''|-h|--help) usage; [ $# -gt 0 ]; exit ;;
esac
folder="$(realpath -m "$1")"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The lock files in the repository know no kind of machine, so this restore writes its own beside them.
dotnet publish src/RootWatch.Cli -c Release --use-current-runtime \
  -p:PublishAot=true ${2:+-p:IlcInstructionSet="$2"} -p:NuGetLockFilePath=obj/publish.lock.json -v q -nologo -o "$folder"
rm -f "$folder"/*.dbg "$folder"/*.pdb
