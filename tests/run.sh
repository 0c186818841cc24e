#!/usr/bin/env bash
# Runs all the tests and ends with one line: N passed, N failed, N skipped.
#   bash tests/run.sh           every test project
#   bash tests/run.sh faults    the fault suite alone
#   bash tests/run.sh NAME...   the projects whose name contains NAME
# Installs from Debian what is missing (root or sudo): rabbitmq-server, and clang with zlib1g-dev to compile ahead of time.
# Each test run starts and ends its own brokers. The tests with node's Ponos run where node is installed.
set -uo pipefail
cd "$(dirname "$0")/.."

have_broker() { [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]; }
have_linker() { command -v clang >/dev/null && [ -f /usr/include/zlib.h ]; }

missing=()
have_broker || missing+=(rabbitmq-server)
have_linker || missing+=(clang zlib1g-dev)
if [ ${#missing[@]} -gt 0 ] && command -v apt-get >/dev/null; then
  echo "installing ${missing[*]}"
  sudo=""; [ "$(id -u)" -eq 0 ] || sudo="sudo"
  # RUNLEVEL=1 keeps the package from starting a system-wide broker.
  $sudo apt-get update -qq >/dev/null \
    && $sudo env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
have_broker || { echo "rabbitmq-server is missing. On Debian or Ubuntu: apt-get install rabbitmq-server" >&2; exit 1; }

if [ "${1:-}" = "faults" ]; then set -- Ponos.Faults.Tests; fi
projects=()
for project in tests/*.Tests/*.Tests.csproj; do
  name=$(basename "$project" .csproj)
  if [ $# -eq 0 ]; then projects+=("$project"); else
    for wanted in "$@"; do case "$name" in *"$wanted"*) projects+=("$project");; esac; done
  fi
done
[ ${#projects[@]} -gt 0 ] || { echo "no test project matches: $*" >&2; exit 1; }

configuration=${CONFIGURATION:-Release}
echo "building ($configuration)"
dotnet build Ponos.Net.sln -c "$configuration" -v q --nologo || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0
for project in "${projects[@]}"; do
  name=$(basename "$project" .csproj)
  echo "== $name"
  started=$SECONDS
  timeout --kill-after=30 900 dotnet test "$project" -c "$configuration" --no-build --nologo \
    --logger "trx;LogFileName=$name.trx" --results-directory "$results" --blame-hang-timeout 10min \
    -- NUnit.ShowInternalProperties=false
  code=$?
  counters=$(grep -o '<Counters [^>]*>' "$results/$name.trx" 2>/dev/null | head -1)
  if [ -z "$counters" ]; then
    echo "$name wrote no result (exit code $code)"
    failed=$((failed + 1))
    continue
  fi
  number() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
  total=$(number total); executed=$(number executed); ok=$(number passed)
  bad=$((executed - ok))
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  passed=$((passed + ok)); failed=$((failed + bad)); skipped=$((skipped + total - executed))
  echo "   $ok passed, $bad failed, $((total - executed)) skipped in $((SECONDS - started)) s"
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
