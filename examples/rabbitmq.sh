#!/bin/sh
# A RabbitMQ to play with: its own node name and folder, on the loopback address only.
#   sh examples/rabbitmq.sh start | stop
#   sh examples/rabbitmq.sh ctl ARG...   rabbitmqctl for it, such as: ctl list_queues
# RABBITMQ_PORT chooses the port (5673 unless set). It is RabbitMQ 4.3 where that can be had (tests/broker.sh), or else the
# machine's own.
set -eu

port=${RABBITMQ_PORT:-5673}
folder=${TMPDIR:-/tmp}/ponos-rabbitmq
broker="$(cd "$(dirname "$0")/.." && pwd)/tests/broker.sh"

program() {
    sh "$broker" run "$(cat "$folder/version")" "$@"
}

choose_version() {
    for version in 4.3 own; do
        if sh "$broker" prepare "$version" && sh "$broker" version "$version" > /dev/null; then
            echo "$version" > "$folder/version"
            return
        fi
    done

    exit 1
}

# The settings are the node's alone: none may come from the caller's environment.
settle_environment() {
    unset RABBITMQ_HOSTNAME RABBITMQ_PORT RABBITMQ_USERNAME RABBITMQ_PASSWORD
    export HOME="$folder/home" ERL_EPMD_PORT=$((port + 30000)) ERL_EPMD_ADDRESS=127.0.0.1 \
        RABBITMQ_NODENAME="ponos-$port@localhost" RABBITMQ_DIST_PORT=$((port + 20000)) \
        RABBITMQ_MNESIA_BASE="$folder/mnesia" RABBITMQ_LOG_BASE="$folder/log" RABBITMQ_PID_FILE="$folder/pid" \
        RABBITMQ_CONFIG_FILE="$folder/rabbitmq.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$folder/enabled_plugins" \
        RABBITMQ_CONF_ENV_FILE=/dev/null \
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false"
}

# Said now, and not by the node after half a minute and a crash dump.
demand_free() {
    if cat /proc/net/tcp /proc/net/tcp6 2> /dev/null | grep -qi ":$(printf %04X "$1") 0*:0000 0A "; then
        echo "Port $1 is taken. Another port: RABBITMQ_PORT=5700 sh examples/rabbitmq.sh start" >&2
        exit 1
    fi
}

is_running() {
    [ -f "$folder/pid" ] && kill -0 "$(cat "$folder/pid")" 2>/dev/null
}

tell() {
    echo "RabbitMQ $(sh "$broker" version "$(cat "$folder/version")") listens at amqp://guest:guest@127.0.0.1:$port/"
    echo "Its management page: http://127.0.0.1:$((port + 10000))/ (guest, guest)"
    echo "Ask it: sh examples/rabbitmq.sh ctl list_queues"
    echo "Point a service at it:"
    echo "  export RABBITMQ_HOSTNAME=127.0.0.1 RABBITMQ_PORT=$port"
    echo "End it: sh examples/rabbitmq.sh stop"
}

start() {
    if is_running; then
        port=$(cat "$folder/port")
        tell
        return
    fi

    for needed in "$port" $((port + 10000)) $((port + 20000)) $((port + 30000)); do
        demand_free "$needed"
    done

    mkdir -p "$folder/home" "$folder/log"
    chmod 700 "$folder"
    choose_version
    echo "$port" > "$folder/port"
    echo "[rabbitmq_management]." > "$folder/enabled_plugins"
    cat > "$folder/rabbitmq.conf" <<END
listeners.tcp.default = 127.0.0.1:$port
management.tcp.ip = 127.0.0.1
management.tcp.port = $((port + 10000))
disk_free_limit.absolute = 50MB
END

    settle_environment
    version=$(cat "$folder/version")
    setsid sh "$broker" run "$version" epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 > "$folder/log/epmd" 2>&1 < /dev/null &
    echo $! > "$folder/epmd.pid"
    setsid sh "$broker" run "$version" rabbitmq-server > "$folder/log/console" 2>&1 < /dev/null &

    for _ in $(seq 60); do
        if [ -f "$folder/pid" ] && program rabbitmqctl --quiet wait --timeout 60 "$folder/pid" > /dev/null 2>&1; then
            tell
            return
        fi

        sleep 0.5
    done

    echo "RabbitMQ did not start; it said:" >&2
    cat "$folder/log/console" >&2
    stop
    exit 1
}

end() {
    [ -f "$1" ] || return 0
    pid=$(cat "$1")
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 100); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done

    kill -9 "$pid" 2>/dev/null || true
    rm -f "$1"
}

stop() {
    end "$folder/pid"
    end "$folder/epmd.pid"
    rm -rf "$folder"
}

control() {
    is_running || { echo "RabbitMQ does not run: sh examples/rabbitmq.sh start" >&2; exit 1; }
    port=$(cat "$folder/port")
    settle_environment
    program rabbitmqctl "$@"
}

case "${1:-}" in
    start) start ;;
    stop) stop; echo "RabbitMQ has ended." ;;
    ctl) shift; control "$@" ;;
    *) echo "usage: sh examples/rabbitmq.sh start | stop | ctl ARG..." >&2; exit 2 ;;
esac
