#!/usr/bin/env bash
# Sets up and runs every test. Ends with the line "N passed, N failed, N skipped" and exits 0 only when nothing failed.
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
configuration=${CONFIGURATION:-Release}
passed=0 failed=0 skipped=0
again=()

./scripts/setup-test.sh || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }

echo "== build"
if ! dotnet build Busbar.slnx -c "$configuration" --nologo -v quiet; then
    echo "The build failed."
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
fi

# A count that the test program prints, from the log of its run.
count() { awk -v name="$1:" '$1 == name {n=$2} END{print n+0}' "$2"; }

# One run of a .NET test project: its own output, then its counts. Many tests wait for real servers, sockets and processes; on a crowded machine one may run out of
# patience. A few that failed are therefore run once more, alone, and named at the end when they pass then.
run_dotnet() {
    local name=$1 log total bad skip code program names
    log=$(mktemp)
    program="tests/$name/bin/$configuration/net10.0/Busbar.$name"
    echo "== $name"
    "$program" --no-progress --no-ansi 2>&1 | tee "$log"
    code=${PIPESTATUS[0]}
    total=$(count total "$log") bad=$(count failed "$log") skip=$(count skipped "$log")
    if [ "$total" -eq 0 ] || { [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; }; then
        echo "$name ended with code $code after $total tests"
        bad=$((bad + 1)) total=$((total + 1))
    elif [ "$bad" -gt 0 ]; then
        mapfile -t names < <(sed -nE 's/^failed (Busbar\.[A-Za-z0-9_.]+).*/\1/p' "$log" | sort -u)
        if [ ${#names[@]} -gt 0 ] && [ ${#names[@]} -le 5 ]; then
            echo "== $name, once more: ${names[*]}"
            if "$program" --no-progress --no-ansi --filter-method "${names[@]}" 2>&1 | tee "$log" && [ "$(count total "$log")" -gt 0 ] && [ "$(count failed "$log")" -eq 0 ]; then
                again+=("${names[@]}") bad=0
            fi
        fi
    fi
    failed=$((failed + bad)) skipped=$((skipped + skip)) passed=$((passed + total - bad - skip))
    rm -f "$log"
}

for project in tests/*.Tests; do run_dotnet "$(basename "$project")"; done

echo "== console"
report=$(mktemp)
(cd web && npx vitest run --reporter=default --reporter=json --outputFile.json="$report")
read -r p f s < <(node -e '
    const r = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8") || "{}");
    const bad = (r.numFailedTests ?? 0) + (r.numTotalTests ? 0 : 1) + (r.success === false && !r.numFailedTests ? 1 : 0);
    console.log(r.numPassedTests ?? 0, bad, r.numPendingTests ?? 0);' "$report" || echo 0 1 0)
passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
rm -f "$report"

[ ${#again[@]} -eq 0 ] || printf 'failed among others and passed alone: %s\n' "${again[@]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
