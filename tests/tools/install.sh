#!/usr/bin/env bash
# Installs the servers and clients that the tests and checks run for real, each only if it is missing, and says so.
# Source it: it exports where each tool is. RootWatch itself needs none of them.
set -euo pipefail

tools_dir="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

# shellcheck source=deploy/require-sdk.sh
source "$tools_dir/../../deploy/require-sdk.sh"

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "installing packages needs root: run this as root once, or install sudo"
  fi
}

apt_updated=no
# apt_install PACKAGE...: Debian and Ubuntu packages, without services started or questions asked.
apt_install() {
  command -v apt-get >/dev/null ||
    fail "'$*' is missing and this system has no apt-get: install it by hand and run again"
  if [ "$apt_updated" = no ]; then
    echo "tools: apt-get update"
    as_root apt-get update -qq || fail "apt-get update failed: check the network or the package sources"
    apt_updated=yes
  fi
  echo "tools: apt-get install $*"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
    fail "apt-get could not install: $*"
}

# AWS's own command line, the foreign client of the simulator. The Debian one is asked for by path:
# a shim of the same name may come first on PATH.
[ -x /usr/bin/aws ] || apt_install awscli
if ! command -v promtool >/dev/null || ! command -v prometheus >/dev/null; then apt_install prometheus; fi
command -v shellcheck >/dev/null || apt_install shellcheck
command -v jq >/dev/null || apt_install jq
command -v chromium >/dev/null || apt_install chromium fonts-dejavu-core
command -v curl >/dev/null || apt_install curl ca-certificates
node_major() { node --version 2>/dev/null | sed -E 's/^v([0-9]+).*/\1/'; }
if ! command -v npm >/dev/null || [ "$(node_major)" -lt 18 ]; then apt_install nodejs npm; fi
[ "$(node_major)" -ge 18 ] || fail "Node.js 18 or newer is needed, found $(node --version)"

# Azurite (Azure Storage), buf (a gRPC client and linter) and dclint (compose files), pinned by the lock file.
if ! cmp -s "$tools_dir/package-lock.json" "$tools_dir/node_modules/.installed-lock.json"; then
  echo "tools: npm ci"
  (cd "$tools_dir" && npm ci --no-audit --no-fund --loglevel=error >/dev/null) ||
    fail "npm ci failed in tests/tools: check the network or the npm registry setting"
  cp "$tools_dir/package-lock.json" "$tools_dir/node_modules/.installed-lock.json"
fi

ROOTWATCH_AWSCLI="${ROOTWATCH_AWSCLI:-/usr/bin/aws}"
ROOTWATCH_PROMETHEUS="${ROOTWATCH_PROMETHEUS:-$(command -v prometheus || echo /usr/bin/prometheus)}"
ROOTWATCH_PROMTOOL="${ROOTWATCH_PROMTOOL:-$(command -v promtool || echo /usr/bin/promtool)}"
ROOTWATCH_CHROMIUM="${ROOTWATCH_CHROMIUM:-$(command -v chromium || echo /usr/bin/chromium)}"
ROOTWATCH_AZURITE="${ROOTWATCH_AZURITE:-$tools_dir/node_modules/.bin/azurite}"
ROOTWATCH_BUF="${ROOTWATCH_BUF:-$tools_dir/node_modules/.bin/buf}"
ROOTWATCH_DCLINT="${ROOTWATCH_DCLINT:-$tools_dir/node_modules/.bin/dclint}"
export ROOTWATCH_AWSCLI ROOTWATCH_PROMETHEUS ROOTWATCH_PROMTOOL ROOTWATCH_CHROMIUM ROOTWATCH_AZURITE ROOTWATCH_BUF ROOTWATCH_DCLINT
for tool in "$ROOTWATCH_AWSCLI" "$ROOTWATCH_PROMETHEUS" "$ROOTWATCH_PROMTOOL" "$ROOTWATCH_CHROMIUM" "$ROOTWATCH_AZURITE" "$ROOTWATCH_BUF" "$ROOTWATCH_DCLINT"; do
  [ -x "$tool" ] || fail "$tool is still missing after the installation"
done
