#!/bin/sh
# A RabbitMQ to play with: its own node name and folder, on the loopback address only.
#   sh examples/rabbitmq.sh start | stop
# RABBITMQ_PORT chooses the port (5673 unless set).
set -eu

port=${RABBITMQ_PORT:-5673}
folder=${TMPDIR:-/tmp}/ponos-rabbitmq
programs=/usr/lib/rabbitmq/bin
epmd_port=$((port + 10000))
distribution_port=$((port + 20000))

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_rabbitmq() {
    [ -x "$programs/rabbitmq-server" ] && return
    echo "RabbitMQ is not installed; installing it with apt-get." >&2
    # The package would start a broker of its own.
    export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
    as_root apt-get update -qq
    as_root apt-get install -y -qq --no-install-recommends rabbitmq-server >&2
}

is_running() {
    [ -f "$folder/pid" ] && kill -0 "$(cat "$folder/pid")" 2>/dev/null
}

tell() {
    echo "RabbitMQ listens at amqp://guest:guest@127.0.0.1:$port/"
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

    install_rabbitmq
    # The settings below are the node's alone: none may come from the caller's environment.
    unset RABBITMQ_HOSTNAME RABBITMQ_PORT RABBITMQ_USERNAME RABBITMQ_PASSWORD
    mkdir -p "$folder/home" "$folder/log"
    chmod 700 "$folder"
    echo "$port" > "$folder/port"
    echo "[]." > "$folder/enabled_plugins"
    cat > "$folder/rabbitmq.conf" <<END
listeners.tcp.default = 127.0.0.1:$port
disk_free_limit.absolute = 50MB
END

    export HOME="$folder/home" ERL_EPMD_PORT=$epmd_port ERL_EPMD_ADDRESS=127.0.0.1 \
        RABBITMQ_NODENAME="ponos-$port@localhost" RABBITMQ_DIST_PORT=$distribution_port \
        RABBITMQ_MNESIA_BASE="$folder/mnesia" RABBITMQ_LOG_BASE="$folder/log" RABBITMQ_PID_FILE="$folder/pid" \
        RABBITMQ_CONFIG_FILE="$folder/rabbitmq.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$folder/enabled_plugins" \
        RABBITMQ_CONF_ENV_FILE=/dev/null \
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false"

    setsid epmd -port "$epmd_port" -address 127.0.0.1 > "$folder/log/epmd" 2>&1 < /dev/null &
    echo $! > "$folder/epmd.pid"
    setsid "$programs/rabbitmq-server" > "$folder/log/console" 2>&1 < /dev/null &

    for _ in $(seq 60); do
        if [ -f "$folder/pid" ] && "$programs/rabbitmqctl" --quiet wait --timeout 60 "$folder/pid" > /dev/null 2>&1; then
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

case "${1:-}" in
    start) start ;;
    stop) stop; echo "RabbitMQ has ended." ;;
    *) echo "usage: sh examples/rabbitmq.sh start|stop" >&2; exit 2 ;;
esac
