#!/usr/bin/env bash
# Makes a demonstration city in a folder of its own, serves it at speed, and runs a browser journey against it.
#   run.sh MUSTER sqlite|postgres JOURNEY [FLAGS OF SERVE…]
set -euo pipefail
muster=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tests/support/city.sh"
make_city "$muster" "$2"
"$muster" serve --data "$folder/city" --listen 127.0.0.1:0 "${@:4}" >"$folder/out" 2>"$folder/log" &
server=$!
for _ in $(seq 1 120); do
  base=$(grep -ohE 'http://127\.0\.0\.1:[0-9]+' "$folder/out" | head -n 1 || true)
  [ -n "$base" ] && [ "$("$node" -e "fetch('$base/readyz').then(r=>console.log(r.status),()=>console.log(0))")" = 200 ] && break
  sleep 0.5
done
[ -n "${base:-}" ] || { echo "the server did not start" >&2; exit 1; }
cd "$root/ui"
BASE=$base "$node" "$here/$3"
# Pulled out from under its work, the city is still whole.
kill -9 "$server"
wait "$server" 2>/dev/null || true
server=
"$muster" check --data "$folder/city"
