#!/bin/sh
# Runs the program and its children on simulated nodes under valgrind: no invalid access, and nothing
# that a library gave is lost. It takes about a minute; without valgrind there is nothing to do.
#
#     node/tests/valgrind.sh [PROGRAM]
set -eu

command -v valgrind > /dev/null || { echo "skipped: valgrind is not installed"; exit 0; }
program=${1:-${CARGO_TARGET_DIR:-target}/debug/seaworthy-node}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/logs"

# As much as records and lists can hold, and a little more.
cat > "$work/full.json" << 'END'
{
  "devices": 1,
  "eccSize": 36,
  "states": { "0": { "health": 3, "moreCodes": 300, "ecc": [1, 2, 3, 4, 5, 6], "processes": [[1, 2], [3, 4]] } },
  "faults": [
    { "call": "aclnnAdd", "then": { "return": 507015 }, "message": "EZ9999: inner error" },
    { "call": "aclnnMatmul", "then": "wrong" }
  ]
}
END
echo '{ "inputs": [4], "outputs": [4] }' > "$work/copy.om"
printf abcd > "$work/input"

for scenario in healthy-310p "$work/full.json"; do
    valgrind --quiet --trace-children=yes --leak-check=full --show-leak-kinds=definite \
        --errors-for-leak-kinds=definite --log-file="$work/logs/%p" \
        "$program" facts --simulate "$scenario" --timeout 300 \
        --model "$work/copy.om" --input "$work/input" --expect "$work/input" > "$work/facts.json"
    if grep -q '"status": "\(crashed\|timed-out\)"' "$work/facts.json"; then
        cat "$work/facts.json"
        exit 1
    fi
done

find "$work/logs" -type f -size +0 -exec cat {} +
[ -z "$(find "$work/logs" -type f -size +0)" ] || exit 1
echo "$(find "$work/logs" -type f | wc -l) processes: no invalid access, nothing lost"
