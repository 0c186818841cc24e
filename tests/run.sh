#!/usr/bin/env bash
# Runs all the tests and ends with one line: N passed, N failed, N skipped.
#   bash tests/run.sh                     everything, on RabbitMQ 4.3; what speaks to a broker again, in short, on the machine's own
#   bash tests/run.sh faults              the fault suite alone
#   bash tests/run.sh NAME...             the projects whose name contains NAME
#   bash tests/run.sh --broker 4.0 ...    on that RabbitMQ alone: 4.3, 4.0, 3.10, or own (the machine's)
# Installs from Debian what is missing (root or sudo): rabbitmq-server, postgresql, pgbouncer, redis-server, python3-pika, chromium, and clang
# with zlib1g-dev to compile ahead of time. The tests start servers of their own: Debian's, where a package starts one, are left alone.
# RabbitMQ 4.3 comes from Debian's packages into a folder of the cache (tests/broker.sh); without it all runs on the machine's own.
# Each test run starts and ends its own brokers. The tests with node's Ponos run where node is installed.
set -uo pipefail
cd "$(dirname "$0")/.."

main=4.3 second=own
if [ "${1:-}" = "--broker" ]; then
  [ $# -ge 2 ] || { echo "--broker wants a version: 4.3, 4.0, 3.10 or own" >&2; exit 2; }
  main=$2 second=""
  shift 2
fi

missing=()
{ command -v clang >/dev/null && [ -f /usr/include/zlib.h ]; } || missing+=(clang zlib1g-dev)
python3 -c 'import pika' 2>/dev/null || /usr/bin/python3 -c 'import pika' 2>/dev/null || missing+=(python3-pika)
[ -x /usr/bin/redis-server ] || missing+=(redis-server)
[ -x /usr/bin/chromium ] || missing+=(chromium fonts-dejavu-core)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
[ -x /usr/sbin/pgbouncer ] || missing+=(pgbouncer)
if [ ${#missing[@]} -gt 0 ] && command -v apt-get >/dev/null; then
  echo "installing ${missing[*]}"
  sudo=""; [ "$(id -u)" -eq 0 ] || sudo="sudo"
  $sudo apt-get -o DPkg::Lock::Timeout=300 update -qq >/dev/null \
    && $sudo env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

if [ -n "$second" ]; then sh tests/broker.sh prepare own || exit 1; fi
if ! sh tests/broker.sh prepare "$main"; then
  [ -n "$second" ] || exit 1
  echo "Without RabbitMQ $main (see above) everything runs on the machine's own." >&2
  main=own
fi

main_version=$(sh tests/broker.sh version "$main") || exit 1
second_version=""
[ -z "$second" ] || second_version=$(sh tests/broker.sh version "$second") || exit 1
[ "$second_version" != "$main_version" ] || second_version=""

if [ "${1:-}" = "faults" ]; then set -- Ponos.Faults.Tests; fi
projects=()
for project in tests/*.Tests/*.Tests.csproj; do
  name=$(basename "$project" .csproj)
  if [ $# -eq 0 ]; then projects+=("$name"); else
    for wanted in "$@"; do case "$name" in *"$wanted"*) projects+=("$name");; esac; done
  fi
done
[ ${#projects[@]} -gt 0 ] || { echo "no test project matches: $*" >&2; exit 1; }

configuration=${CONFIGURATION:-Release}
echo "building ($configuration)"
dotnet build Ponos.Net.sln -c "$configuration" -v q --nologo || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }

results=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$results"' EXIT
run() { # PROJECT BROKER VERSION [FILTER]
  local name=$1 trx="$1-$3" started=$SECONDS code counters total executed ok bad
  echo "== $name (RabbitMQ $3)"
  PONOS_TEST_BROKER=$2 timeout --kill-after=30 1500 dotnet test "tests/$name/$name.csproj" -c "$configuration" --no-build --nologo \
    --logger "trx;LogFileName=$trx.trx" --results-directory "$results" --blame-hang-timeout 10min ${4:+--filter "$4"} \
    -- NUnit.ShowInternalProperties=false
  code=$?
  counters=$(grep -o '<Counters [^>]*>' "$results/$trx.trx" 2>/dev/null | head -1)
  if [ -z "$counters" ]; then
    echo "$name wrote no result (exit code $code)"
    echo "0 1 0" > "$results/$trx.sum"
    return
  fi
  number() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
  total=$(number total); executed=$(number executed); ok=$(number passed)
  bad=$((executed - ok))
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  echo "$ok $bad $((total - executed))" > "$results/$trx.sum"
  echo "   $ok passed, $bad failed, $((total - executed)) skipped in $((SECONDS - started)) s"
}

on_main() { # PROJECT: everything, on the broker that is the measure
  case "$1" in
    # Node's Ponos cannot connect to RabbitMQ 4.1 and later.
    Ponos.Interop.Tests) if [ -n "$second_version" ]; then run "$1" "$second" "$second_version"; else run "$1" "$main" "$main_version"; fi ;;
    *) run "$1" "$main" "$main_version" ;;
  esac
}

on_second() { # PROJECT: in short, without what takes long and without what no broker takes part in
  case "$1" in
    Ponos.Transport.Tests) run "$1" "$second" "$second_version" "FullyQualifiedName!~InMemory&TestCategory!=Long" ;;
    *) run "$1" "$second" "$second_version" "TestCategory!=Long" ;;
  esac
}

# Most suites wait for brokers and clocks about as long as they compute, so that three at a time keep two cores busy. The
# tool's tests run side by side themselves and count as two; the faults are eight at a time, and alone.
places=3
takes() { case "$1" in *Ponos.Faults.Tests) echo 3 ;; *Ponos.Tool.Tests) echo 2 ;; *) echo 1 ;; esac; }

turns=()
plan() { # on_main|on_second PROJECT...: those that are asked for
  local turn=$1 wanted name
  shift
  for wanted in "$@"; do
    for name in "${projects[@]}"; do if [ "$name" = "$wanted" ]; then turns+=("$turn $name"); fi; done
  done
}

first=(Khronos.Replicas.Tests Ponos.PostgreSql.Tests Ponos.RabbitMq.Tests Ponos.Transport.Tests Ponos.Tool.Tests)
plan on_main "${first[@]}"
[ -z "$second_version" ] || plan on_second Ponos.Transport.Tests Ponos.RabbitMq.Tests Khronos.Replicas.Tests Khronos.EndToEnd.Tests
for name in "${projects[@]}"; do
  case " ${first[*]} Ponos.Faults.Tests " in *" $name "*) ;; *) turns+=("on_main $name") ;; esac
done
plan on_main Ponos.Faults.Tests
[ -z "$second_version" ] || plan on_second Ponos.Faults.Tests

declare -A taken=()
free=$places
while [ ${#turns[@]} -gt 0 ] || [ ${#taken[@]} -gt 0 ]; do
  for number in "${!turns[@]}"; do
    turn=${turns[$number]} size=$(takes "${turns[$number]}")
    # In their order, or one that takes two places would come last of all.
    [ "$size" -le "$free" ] || break
    # What each says comes out in one piece.
    { $turn > "$results/$number.log" 2>&1; cat "$results/$number.log"; } &
    taken[$!]=$size free=$((free - size))
    unset "turns[$number]"
  done
  wait -n -p ended
  free=$((free + taken[$ended]))
  unset "taken[$ended]"
done

# By name, last, with the beginning of what each said: whoever sees only the end of a log must know what failed.
failures() { # what did not pass: TEST (PROJECT-VERSION), and its message
  local trx
  for trx in "$results"/*.trx; do
    [ -f "$trx" ] || continue
    awk -v run="$(basename "$trx" .trx)" '
      function plain(text) {
        gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&amp;/, "\\&", text)
        return text
      }
      /<UnitTestResult / {
        failed = /outcome="Failed"/
        if (failed && match($0, /testName="[^"]*"/)) print "FAILED " plain(substr($0, RSTART + 10, RLENGTH - 11)) " (" run ")"
      }
      failed && sub(/.*<Message>/, "") { lines = 8 }
      lines > 0 {
        last = sub(/<\/Message>.*/, "")
        print "   " substr(plain($0), 1, 400)
        lines = last ? 0 : lines - 1
      }' "$trx"
  done
}
failures

read -r passed failed skipped < <(cat "$results"/*.sum | awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }')
echo "RabbitMQ under test: $main_version${second_version:+, and in short $second_version}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
