#!/usr/bin/env bash
# A demonstration flood at speed for a long time: memory does not grow without end, nothing fails, answers stay quick, the journal is whole.
#   soak.sh MUSTER sqlite|postgres      SOAK_MINUTES=30
set -euo pipefail
muster=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/support/city.sh"
make_city "$muster" "$2"
token=$("$muster" user token --data "$folder/city" --user admin | grep -o 'mst_[A-Za-z0-9_-]*' | head -1)
serve_city "$muster" --speed 600
memory=() slowest=0
for minute in $(seq $((${SOAK_MINUTES:-30} * 2))); do
  sleep 30
  kill -0 "$server" || { echo "服务已停 · the server ended" >&2; exit 1; }
  took=$(curl -sf -o /dev/null -w '%{time_total}' -H "Authorization: Bearer $token" "$base/api/v1/desk?ledger=scenario:flood")
  memory+=("$(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$server/status")")
  slowest=$(awk -v a="$slowest" -v b="$took" 'BEGIN { print (b > a) ? b : a }')
  echo "$((minute / 2)).$((minute % 2 * 5)) min · ${memory[-1]} MB · desk $took s"
done
entries=$(curl -sf -H "Authorization: Bearer $token" "$base/api/v1/journal?limit=1" | sed -n 's/.*"head":\([0-9]*\).*/\1/p')
kill -INT "$server"; wait "$server"; server=
half=$((${#memory[@]} / 2)) quarter=$((${#memory[@]} / 4))
most() { printf '%s\n' "$@" | sort -n | tail -1; }
early=$(most "${memory[@]:quarter:half-quarter}") late=$(most "${memory[@]:half+quarter}")
echo "记账 · journal entries $entries; 内存 · memory $early → $late MB; 最慢 · slowest desk $slowest s"
[ "$late" -le $((early * 3 / 2)) ] || { echo "内存一直在涨 · memory keeps growing: ${memory[*]}" >&2; exit 1; }
! grep '"level":"error"' "$folder/log" || { echo "日志有错误 · errors in the log" >&2; exit 1; }
"$muster" check --data "$folder/city"
