#!/usr/bin/env bash
# Makes a demonstration city in a folder of its own, serves it at speed, and runs the browser journeys against it.
#   run.sh MUSTER [JOURNEY …]
set -euo pipefail
muster=$(realpath "$1")
shift
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
node=${MUSTER_NODE:-node}
[ -x "$root/.node/bin/node" ] && node="$root/.node/bin/node"
folder=$(mktemp -d)
server=
finish() {
  status=$?
  [ -n "$server" ] && kill -9 "$server" 2>/dev/null || true
  [ $status -eq 0 ] || tail -n 20 "$folder/log" >&2
  rm -rf "$folder"
}
trap finish EXIT
"$muster" init --data "$folder/city" --demo >"$folder/init"
"$muster" serve --data "$folder/city" --listen 127.0.0.1:0 --speed 1200 --json >"$folder/out" 2>"$folder/log" &
server=$!
for _ in $(seq 1 120); do
  base=$(grep -ohE 'https?://127\.0\.0\.1:[0-9]+' "$folder/out" "$folder/log" 2>/dev/null | head -n 1 | sed "s/^[^:]*:h/h/" || true)
  [ -n "$base" ] && curl_ok=$("$node" -e "process.env.NODE_TLS_REJECT_UNAUTHORIZED='0';fetch('$base/healthz').then(r=>console.log(r.status),()=>console.log(0))" 2>/dev/null) && [ "$curl_ok" = 200 ] && break
  sleep 0.5
done
[ -n "${base:-}" ] || { echo "the server did not start" >&2; exit 1; }
export BASE=$base NODE_TLS_REJECT_UNAUTHORIZED=0
cd "$root/ui"
for journey in "${@:-$here/night.mjs}"; do
  echo "journey: $(basename "$journey")"
  "$node" "$journey"
done
# Pulled out from under its work, the city is still whole.
kill -9 "$server"
wait "$server" 2>/dev/null || true
server=
"$muster" check --data "$folder/city"
