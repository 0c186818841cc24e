#!/bin/sh
# Prints where Debian's promtool is: the machine's own, or one that is taken out of Debian's package into the cache. Nothing is
# installed: the package would bring a service along that starts with the machine.
set -eu

if command -v promtool; then exit 0; fi

home=$(getent passwd "$(id -u)" | cut -d: -f6)
cache=${PONOS_CACHE:-${XDG_CACHE_HOME:-$home/.cache}/ponos}
tool=$cache/promtool
if [ ! -x "$tool" ]; then
    command -v apt-get > /dev/null && command -v dpkg > /dev/null || { echo "promtool is not installed, and this machine has no apt-get" >&2; exit 1; }
    mkdir -p "$cache"
    folder=$(mktemp -d "$cache/prometheus.XXXXXX")
    trap 'rm -rf "$folder"' EXIT
    (cd "$folder" && apt-get download -qq prometheus > /dev/null 2>&1 && dpkg -x prometheus_*.deb .) \
        || { echo "promtool is not installed, and Debian's package prometheus cannot be had: apt-get update" >&2; exit 1; }
    # At once or not at all: another run may look for it.
    mv "$folder/usr/bin/promtool" "$tool"
fi

echo "$tool"
