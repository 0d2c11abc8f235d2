#!/usr/bin/env bash
# A whole cluster on this machine, with real servers of its own: RabbitMQ, PostgreSQL and HAProxy, two gateways, two workers, two API processes, and stations
# from the lab. Everything listens on loopback, on free ports, and lives in one temporary folder.
#
#   scripts/cluster.sh up [STATIONS]   start it all (2000 stations by default; 0 for none) and say where to look
#   scripts/cluster.sh status          what runs, what is ready, who has how many stations and shards
#   scripts/cluster.sh kill NAME       SIGKILL to one of the processes, as a crash does it; a role stays away until:
#   scripts/cluster.sh start NAME      start it again
#   scripts/cluster.sh stop NAME       SIGTERM: it hands over what it has, then ends
#   scripts/cluster.sh down            end everything and delete the folder
#
# Names: postgres rabbitmq gateway1 gateway2 worker1 worker2 api1 api2 haproxy stations
# BUSBAR_CLUSTER names another folder, BUSBAR another program than the one built here.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${BUSBAR_CLUSTER:-${TMPDIR:-/tmp}/busbar-cluster}
busbar=${BUSBAR:-$root/src/Hub/bin/Release/net10.0/busbar}
export DOTNET_TieredPGO=${DOTNET_TieredPGO-0} # as in deploy/: a cold process meets a storm at half the CPU time
roles="gateway1 gateway2 worker1 worker2 api1 api2"
names="postgres rabbitmq $roles haproxy stations"

die() { echo "cluster: $*" >&2; exit 1; }
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
alive() { [ -f "$folder/$1.pid" ] && kill -0 "$(cat "$folder/$1.pid")" 2>/dev/null; }

# A port that nobody listens on, the wished one if it is free. Below those that the system hands out itself.
next=$((21000 + $$ % 200 * 15))
free_port() {
    port=${1:-$((++next))}
    while listens "$port"; do port=$((++next)); done
}

# Runs a command as NAME, in a process group of its own, so that it can be killed with all its children.
run() {
    local name=$1
    shift
    setsid "$@" >>"$folder/$name.log" 2>&1 </dev/null &
    echo $! >"$folder/$name.pid"
}

# Waits until a command succeeds; says why not when NAME dies or patience ends.
await() {
    local name=$1 seconds=$2 tries=0
    shift 2
    until "$@" >/dev/null 2>&1; do
        alive "$name" || { tail -20 "$folder/$name.log" >&2; die "$name has ended; its log is above"; }
        [ $((tries += 1)) -lt $((seconds * 5)) ] || { tail -20 "$folder/$name.log" >&2; die "$name was not ready within $seconds s; the end of its log is above"; }
        sleep 0.2
    done
}

ready() { curl -fs -m 2 -o /dev/null "http://127.0.0.1:$1/health/ready"; }
http_of() { local v="http_$1"; echo "${!v}"; }
ocpp_of() { local v="ocpp_$1"; echo "${!v}"; }

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then setpriv --reuid postgres --regid postgres --clear-groups "$@"; else "$@"; fi; }
postgres_programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

start_postgres() {
    local bin data=$folder/postgres/data
    bin=$(postgres_programs)
    if [ ! -d "$data" ]; then
        mkdir -p "$folder/postgres"
        [ "$(id -u)" != 0 ] || chown postgres "$folder/postgres"
        as_postgres "$bin/initdb" -D "$data" -U busbar -A trust -E UTF8 --locale=C --no-sync >>"$folder/postgres.log" 2>&1
    fi
    local user=()
    [ "$(id -u)" != 0 ] || user=(setpriv --reuid postgres --regid postgres --clear-groups)
    (cd / && run postgres "${user[@]}" "$bin/postgres" -D "$data" -p "$postgres" -k "$folder/postgres" -c listen_addresses=127.0.0.1 -c max_connections=200)
    await postgres 60 "$bin/pg_isready" -h 127.0.0.1 -p "$postgres" -U busbar
    "$bin/psql" -h 127.0.0.1 -p "$postgres" -U busbar -d postgres -Atqc "SELECT 1 FROM pg_database WHERE datname = 'busbar'" | grep -q 1 ||
        "$bin/createdb" -h 127.0.0.1 -p "$postgres" -U busbar busbar
}

start_rabbitmq() {
    mkdir -p "$folder/rabbitmq"
    alive epmd || run epmd epmd -port "$epmd" -address 127.0.0.1
    printf '[rabbitmq_management].\n' >"$folder/rabbitmq/plugins"
    cat >"$folder/rabbitmq/rabbitmq.conf" <<CONF
listeners.tcp.default = 127.0.0.1:$rabbitmq
management.tcp.ip = 127.0.0.1
management.tcp.port = $rabbitmq_http
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 50MB
log.file.level = warning
CONF
    run rabbitmq env HOME="$folder/rabbitmq" ERL_EPMD_PORT="$epmd" ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_NODENAME="busbar$rabbitmq@localhost" \
        RABBITMQ_DIST_PORT="$rabbitmq_dist" RABBITMQ_NODE_PORT="$rabbitmq" RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 \
        RABBITMQ_MNESIA_BASE="$folder/rabbitmq/mnesia" RABBITMQ_LOG_BASE="$folder/rabbitmq/log" RABBITMQ_CONFIG_FILE="$folder/rabbitmq/rabbitmq.conf" \
        RABBITMQ_ENABLED_PLUGINS_FILE="$folder/rabbitmq/plugins" RABBITMQ_GENERATED_CONFIG_DIR="$folder/rabbitmq/generated" \
        RABBITMQ_CONF_ENV_FILE="$folder/rabbitmq/none" RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+sbwt none +sbwtdcpu none +sbwtdio none" \
        /usr/lib/rabbitmq/bin/rabbitmq-server
    await rabbitmq 120 curl -fs -m 2 -u guest:guest "http://127.0.0.1:$rabbitmq_http/api/health/checks/virtual-hosts"
}

start_role() {
    local name=$1 role=$2 data=$folder/data/$1
    mkdir -p "$data"
    local ocpp=()
    [ "$role" != gateway ] || ocpp=(--ocpp-port "$(ocpp_of "$name")")
    run "$name" "$busbar" hub --roles "$role" --config "$folder/busbar.json" --http-port "$(http_of "$name")" --data "$data" "${ocpp[@]}"
}

start_haproxy() {
    run haproxy env BUSBAR_HAPROXY_SOCKET="$folder/haproxy.sock" BUSBAR_OCPP_BIND="127.0.0.1:$ocpp" BUSBAR_HTTP_BIND="127.0.0.1:$http" \
        BUSBAR_STATS_BIND="127.0.0.1:$stats" BUSBAR_GATEWAY1="127.0.0.1:$ocpp_gateway1" BUSBAR_GATEWAY1_HTTP="127.0.0.1:$http_gateway1" \
        BUSBAR_GATEWAY2="127.0.0.1:$ocpp_gateway2" BUSBAR_GATEWAY2_HTTP="127.0.0.1:$http_gateway2" BUSBAR_API1="127.0.0.1:$http_api1" \
        BUSBAR_API2="127.0.0.1:$http_api2" haproxy -db -f "$root/deploy/haproxy/haproxy.cfg"
    await haproxy 20 listens "$ocpp"
}

start_stations() {
    [ "$stations" -gt 0 ] || return 0
    run stations "$busbar" lab chargers --count "$stations" --rate 100 --url "ws://127.0.0.1:$ocpp/ocpp" --prefix LAB --heartbeat-interval 60s --meter-interval 10s
}

start_one() {
    case $1 in
        postgres | rabbitmq | haproxy | stations) "start_$1" ;;
        gateway*) start_role "$1" gateway ;;
        worker*) start_role "$1" cms ;;
        api*) start_role "$1" api ;;
        *) die "$1 is no name; allowed: $names" ;;
    esac
}

up() {
    stations=${1:-2000}
    [[ $stations =~ ^[0-9]+$ ]] || die "STATIONS is $stations; a whole number is needed"
    [ ! -e "$folder/ports" ] || die "there is a cluster in $folder already; scripts/cluster.sh down ends it"
    for program in setsid curl haproxy epmd /usr/lib/rabbitmq/bin/rabbitmq-server; do
        command -v "$program" >/dev/null || die "$program is missing; scripts/setup-test.sh installs it"
    done
    [ -n "$(postgres_programs)" ] || die "postgresql is missing; scripts/setup-test.sh installs it"
    [ -x "$busbar" ] || dotnet build "$root/src/Hub" -c Release --nologo -v q
    mkdir -p "$folder"
    chmod 711 "$folder"
    local name
    {
        echo "stations=$stations"
        free_port 9000 && echo "ocpp=$port"
        free_port 8080 && echo "http=$port"
        for name in stats postgres epmd rabbitmq rabbitmq_http rabbitmq_dist; do free_port && echo "$name=$port"; done
        for name in $roles; do free_port && echo "http_$name=$port"; done
        for name in gateway1 gateway2; do free_port && echo "ocpp_$name=$port"; done
    } >"$folder/ports"
    . "$folder/ports"
    cat >"$folder/busbar.json" <<JSON
{
  "Bus": { "Url": "amqp://guest:guest@127.0.0.1:$rabbitmq/" },
  "Store": { "Postgres": "Host=127.0.0.1;Port=$postgres;Database=busbar;Username=busbar;Timeout=60", "PostgresTimeout": "00:01:00" },
  "Cms": { "UnknownStations": "Accept", "AcceptUnknownTags": true },
  "Http": { "TrustedProxies": [ "127.0.0.1" ], "DrainDelay": "00:00:03" },
  "Ocpp": { "Address": "127.0.0.1", "TrustedProxies": [ "127.0.0.1" ], "DrainRate": 200, "PingInterval": "00:00:30" }
}
JSON
    echo "cluster: PostgreSQL and RabbitMQ ..."
    start_postgres
    start_rabbitmq
    echo "cluster: workers, gateways, API processes ..."
    "$busbar" db migrate --config "$folder/busbar.json" --data "$folder/data/migrate" >"$folder/migrate.log" 2>&1 || { cat "$folder/migrate.log" >&2; die "the database could not be made"; }
    for name in worker1 worker2 gateway1 gateway2 api1; do start_one "$name"; done
    for name in worker1 worker2 gateway1 gateway2 api1; do await "$name" 90 ready "$(http_of "$name")"; done
    start_one api2 # After the first has made its user.
    await api2 60 ready "$http_api2"
    start_haproxy
    start_stations
    cat <<TEXT

  console    http://127.0.0.1:$http     user admin, password $(password)
  stations   ws://127.0.0.1:$ocpp/ocpp/<charge point id>
  haproxy    http://127.0.0.1:$stats
  rabbitmq   http://127.0.0.1:$rabbitmq_http     guest, guest
  logs       $folder/*.log

  scripts/cluster.sh status | kill NAME | start NAME | stop NAME | down
TEXT
}

password() { sed -n "s/.*with password '\([^']*\)'.*/\1/p" "$folder"/api*.log | head -1; }
metric() { curl -fs -m 2 "http://127.0.0.1:$1/metrics" | awk -v m="$2" '$1 ~ "^" m "({|$)" { sum += $2 } END { printf "%d", sum }' || true; }

status() {
    local name
    printf '%-10s %-8s %-6s %s\n' NAME PID READY WHAT
    for name in $names; do
        if ! alive "$name"; then
            [ "$name" = stations ] && [ "$stations" = 0 ] || printf '%-10s %-8s %-6s\n' "$name" - "gone"
            continue
        fi
        local is="" what=""
        case $name in
            gateway* | worker* | api*)
                is=no
                ! ready "$(http_of "$name")" || is=yes
                what=$(curl -s -m 2 "http://127.0.0.1:$(http_of "$name")/health/ready" | tr '{' '\n' | sed -n 's/.*"name":"\([^"]*\)".*"detail":"\([^"]*\)".*/\1: \2/p' | sed '/^stopping: It runs/d' | paste -sd' ' || true)
                [[ $name != gateway* ]] || what="$(metric "$(http_of "$name")" busbar_gateway_connections) stations. $what"
                ;;
            stations) what=$(tail -1 "$folder/stations.log") ;;
            *) is=yes ;;
        esac
        printf '%-10s %-8s %-6s %s\n' "$name" "$(cat "$folder/$name.pid")" "$is" "$what"
    done
}

signal() {
    alive "$2" || die "$2 does not run"
    kill "-$1" -- "-$(cat "$folder/$2.pid")"
}

ended() { ! alive "$1"; }

end_one() {
    alive "$1" || return 0
    signal TERM "$1"
    local tries=0
    until ended "$1"; do
        [ $((tries += 1)) -lt 150 ] || { signal KILL "$1" || true; break; }
        sleep 0.2
    done
}

down() {
    local name
    for name in stations haproxy gateway1 gateway2 api1 api2 worker1 worker2 rabbitmq epmd postgres; do
        case $name in
            # Nobody needs their stations and shards any more.
            postgres) ! alive postgres || { signal INT postgres && end_one postgres; } ;;
            rabbitmq | epmd) ! alive "$name" || signal KILL "$name" ;;
            *) end_one "$name" ;;
        esac
    done
    rm -rf "$folder"
    echo "cluster: gone"
}

action=${1:-}
shift || true
case $action in
    up) up "$@" ;;
    status | kill | start | stop | down)
        [ -f "$folder/ports" ] || die "there is no cluster in $folder"
        . "$folder/ports"
        [[ $action = down || $action = status || " $names " == *" ${1:-} "* ]] || die "NAME is '${1:-}'; allowed: $names"
        case $action in
            kill) signal KILL "$1" ;;
            stop) end_one "$1" ;;
            start) ! alive "$1" || die "$1 runs already"; start_one "$1" ;;
            *) "$action" ;;
        esac
        ;;
    *) sed -n '2,15s/^# \{0,1\}//p' "$0"; exit 1 ;;
esac
