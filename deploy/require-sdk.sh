#!/usr/bin/env bash
# Source it: the .NET 10 SDK is the one thing that is asked of a machine; ends with what to do if it is missing.

fail() { echo "error: $*" >&2; exit 1; }

command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing: install it (https://dot.net) and run again"
dotnet --list-sdks | grep -q '^10\.' ||
  fail "the .NET 10 SDK is missing, found only: $(dotnet --list-sdks | tr '\n' ' ')"
