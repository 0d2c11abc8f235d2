#!/usr/bin/env bash
# Installs what the tests need and this machine lacks: Debian packages (as root) and the npm packages of the independent peers.
# Safe to run again; prints one line per step.
set -euo pipefail
cd "$(dirname "$0")/.."

need=()
have() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }
for package in chromium glpk-utils haproxy mosquitto mosquitto-clients postgresql prometheus python3-can python3-msgpack python3-paho-mqtt python3-serial python3-websockets rabbitmq-server; do
    have "$package" || need+=("$package")
done
# Services that start with their package on ports that are ours to serve, or to leave alone; the tests start their own. One that was
# here before stays as it was.
brings=()
for service in haproxy mosquitto postgresql prometheus rabbitmq-server; do
    if [[ " ${need[*]-} " == *" $service "* ]]; then brings+=("$service"); fi
done
if [ ${#need[@]} -gt 0 ]; then
    if ! command -v apt-get >/dev/null; then
        echo "setup: this system has no apt-get; install by hand: ${need[*]} (tests that need them will be skipped)"
    else
        sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo"
        echo "setup: installing ${need[*]}"
        $sudo apt-get update -qq
        DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
        if [ ${#brings[@]} -gt 0 ] && [ -d /run/systemd/system ]; then
            $sudo systemctl disable --now --quiet "${brings[@]/%/.service}"
        fi
    fi
fi

if ! command -v node >/dev/null; then
    echo "setup: Node.js 20 or newer is needed for the console and the independent peers; it was not found" >&2
    exit 1
fi

for lock in tests/peers/*/package-lock.json bench/peers/*/package-lock.json; do
    [ -e "$lock" ] || continue
    folder=$(dirname "$lock")
    stamp="$folder/node_modules/.installed"
    if [ ! -e "$stamp" ] || [ "$lock" -nt "$stamp" ]; then
        echo "setup: npm ci in $folder"
        npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error
        touch "$stamp"
    fi
done
echo "setup: ready"
