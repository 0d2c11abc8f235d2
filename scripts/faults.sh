#!/usr/bin/env bash
# Runs every fault of docs/faults.md against real servers and prints its table. "long", the default, has cuts of up to 60 s and stops of 30 s;
# "short" lasts as long as in the tests. A second word runs those alone whose name has it: faults.sh long 'workers and RabbitMQ: half-open'.
set -euo pipefail
cd "$(dirname "$0")/.."
case "${1-long}" in
    long) export BUSBAR_FAULTS=long ;;
    short) unset BUSBAR_FAULTS ;;
    *) echo "faults: $1 is not allowed; allowed are long and short" >&2; exit 2 ;;
esac
BUSBAR_FAULT=${2-}
BUSBAR_FAULT_TABLE=$(mktemp)
export BUSBAR_FAULT BUSBAR_FAULT_TABLE
trap 'rm -f "$BUSBAR_FAULT_TABLE"' EXIT
dotnet build tests/Cloud.Tests -c Release --nologo -v quiet >&2
code=0
tests/Cloud.Tests/bin/Release/net10.0/Busbar.Cloud.Tests --no-progress --no-ansi --filter-namespace 'Busbar.Cloud.Tests.Faults' >&2 || code=$?
cat "$BUSBAR_FAULT_TABLE"
if [ "$code" = 0 ] && ! [ -s "$BUSBAR_FAULT_TABLE" ]; then
    echo "faults: no fault has \"$BUSBAR_FAULT\" in its name; docs/faults.md lists them" >&2
    exit 2
fi
exit "$code"
