#!/bin/sh
# The RabbitMQ that tests and examples run: the machine's own, or another version beside it in a folder of its own, made
# from Debian's packages and kept in the cache. The machine's own is never touched.
#   sh tests/broker.sh prepare VERSION               makes it ready: a minute and 250 MB the first time
#   sh tests/broker.sh version VERSION               prints the exact version, or says what is missing
#   sh tests/broker.sh run VERSION PROGRAM [ARG...]  becomes rabbitmq-server, rabbitmqctl, epmd and so on, with the caller's environment
# VERSION is 4.3, 4.0, 3.10, or own: whatever the machine has.
# The folder of another version is entered by root, or by anybody with bubblewrap (bwrap); making it takes root or sudo.
set -eu

# Not $HOME: each node has a home of its own.
home=$(getent passwd "$(id -u)" | cut -d: -f6)
cache=${PONOS_CACHE:-${XDG_CACHE_HOME:-$home/.cache}/ponos}
own=/usr/lib/rabbitmq

fail() {
    echo "$*" >&2
    exit 1
}

# The exact version among the programs of a folder, or nothing.
version_in() {
    for server in "$1"/lib/rabbitmq_server-*; do
        if [ -d "$server" ]; then echo "${server##*rabbitmq_server-}"; fi
    done
}

suite_of() {
    case "$1" in
        3.10) echo bookworm ;;
        4.0) echo trixie ;;
        4.3) echo forky ;;
        *) fail "No Debian suite is known for RabbitMQ $1. Known: 3.10, 4.0, 4.3, and own." ;;
    esac
}

is_own() {
    case "$1.$(version_in "$own")" in
        own.?* | "$1.$1".*) return 0 ;;
        *) return 1 ;;
    esac
}

# The folder of a version that is not the machine's own.
root_of() {
    echo "$cache/rabbitmq-$1"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install() {
    echo "installing $*" >&2
    # RUNLEVEL=1 keeps a package from starting a system-wide broker.
    as_root apt-get -o DPkg::Lock::Timeout=300 update -qq > /dev/null \
        && as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@" > /dev/null
}

prepare() {
    is_own "$1" && return
    if [ "$1" = own ]; then
        install rabbitmq-server || fail "RabbitMQ is not installed: apt-get install rabbitmq-server"
        return
    fi

    suite=$(suite_of "$1")
    root=$(root_of "$1")
    demand_entry "$1"
    mkdir -p "$cache"
    exec 9> "$cache/lock"
    flock 9
    [ -z "$(version_in "$root$own")" ] || return 0

    command -v apt-get > /dev/null || fail "RabbitMQ $1 comes from Debian's packages, and this machine has no apt-get."
    as_root true 2> /dev/null || fail "Making a folder for RabbitMQ $1 takes root, or sudo without a password."
    command -v debootstrap > /dev/null || install debootstrap || fail "RabbitMQ $1 needs debootstrap: apt-get install debootstrap"
    # From where the machine takes its own packages.
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1)
    [ -n "$mirror" ] || fail "RabbitMQ $1 comes from Debian's packages, and none of this machine's apt sources is Debian's."

    echo "making a folder for RabbitMQ $1 ($suite) in $cache: about a minute" >&2
    as_root rm -rf "$root.new"
    if ! as_root debootstrap --variant=minbase --include=rabbitmq-server,procps "$suite" "$root.new" "$mirror" \
        /usr/share/debootstrap/scripts/sid > "$cache/debootstrap-$1.log" 2>&1; then
        tail -n 5 "$cache/debootstrap-$1.log" >&2
        fail "RabbitMQ $1 could not be made from $suite; all of it is in $cache/debootstrap-$1.log"
    fi

    # Without it the node asks for its own host and hears "nxdomain".
    printf '127.0.0.1 localhost\n::1 localhost\n' | as_root tee "$root.new/etc/hosts" > /dev/null
    as_root rm -rf "$root.new/var/cache/apt/archives" "$root.new/var/lib/apt/lists"
    as_root mv "$root.new" "$root"
}

demand_entry() {
    [ "$(id -u)" = 0 ] || command -v bwrap > /dev/null \
        || fail "RabbitMQ $1 runs in a folder of its own, which takes root or bubblewrap: apt-get install bubblewrap"
}

version() {
    if is_own "$1"; then
        version_in "$own"
        return
    fi

    [ "$1" != own ] || fail "RabbitMQ is not installed: apt-get install rabbitmq-server"
    suite_of "$1" > /dev/null
    found=$(version_in "$(root_of "$1")$own")
    [ -n "$found" ] || fail "RabbitMQ $1 is not there: sh tests/broker.sh prepare $1"
    demand_entry "$1"
    echo "$found"
}

run() {
    wanted=$1
    case "$2" in
        epmd | erl_call) program=/usr/bin/$2 ;;
        *) program=$own/bin/$2 ;;
    esac
    shift 2
    if is_own "$wanted"; then
        exec "$program" "$@"
    fi

    root=$(root_of "$wanted")
    temporary=${TMPDIR:-/tmp}
    if [ "$(id -u)" = 0 ]; then
        # Mounts of its own, which end with it. Process ids stay the machine's, so that it can be killed and frozen.
        exec unshare --mount sh -c '
            root=$1 temporary=$2 folder=$3
            shift 3
            mkdir -p "$root$temporary"
            mount --rbind /proc "$root/proc" && mount --rbind /dev "$root/dev" && mount --rbind "$temporary" "$root$temporary" || exit 1
            exec chroot "$root" sh -c '\''cd "$0" 2> /dev/null || cd /; exec "$@"'\'' "$folder" "$@"' \
            sh "$root" "$temporary" "$PWD" "$program" "$@"
    fi

    exec bwrap --bind "$root" / --dev-bind /dev /dev --bind /proc /proc --bind "$temporary" "$temporary" --chdir "$PWD" "$program" "$@"
}

case "${1:-}-$#" in
    prepare-2) prepare "$2" ;;
    version-2) version "$2" ;;
    run-1 | run-2) fail "usage: sh tests/broker.sh run VERSION PROGRAM [ARG...]" ;;
    run-*) shift; run "$@" ;;
    *) fail "usage: sh tests/broker.sh prepare VERSION | version VERSION | run VERSION PROGRAM [ARG...]" ;;
esac
