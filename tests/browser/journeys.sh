#!/usr/bin/env bash
# One demonstration city, served at the pace of people; the journeys of ui/tests/browser run against it one after another.
#   journeys.sh MUSTER "JOURNEY [ARGUMENTS]"…
set -euo pipefail
muster=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tests/support/city.sh"
make_city "$muster" sqlite
"$muster" serve --data "$folder/city" --listen 127.0.0.1:0 --speed 60 >"$folder/out" 2>"$folder/log" &
server=$!
for _ in $(seq 1 120); do
  base=$(grep -ohE 'http://127\.0\.0\.1:[0-9]+' "$folder/out" | head -n 1 || true)
  [ -n "$base" ] && [ "$("$node" -e "fetch('$base/readyz').then(r=>console.log(r.status),()=>console.log(0))")" = 200 ] && break
  sleep 0.5
done
[ -n "${base:-}" ] || { echo "the server did not start" >&2; exit 1; }
cd "$root/ui"
for journey in "${@:2}"; do
  echo "== $journey"
  read -ra words <<<"$journey"
  BASE=$base "$node" "tests/browser/${words[0]}.mjs" "${words[@]:1}"
done
