#!/usr/bin/env bash
# QGIS as the GIS officer's program: every layer of the city's file opens with its rows, is drawn, and OGC API Features gives the same.
#   qgis.sh MUSTER
set -euo pipefail
muster=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tests/support/city.sh"
make_city "$muster" sqlite
token=$("$muster" user token --data "$folder/city" --user admin | grep -o 'mst_[A-Za-z0-9_-]*' | head -1)
"$muster" serve --data "$folder/city" --listen 127.0.0.1:0 >"$folder/log" 2>&1 &
server=$!
cp_log() { [ -z "${LOG:-}" ] || cp "$folder/log" "$LOG"; }
address=
for _ in $(seq 300); do
  address=$(grep -oE '127\.0\.0\.1:[0-9]+' "$folder/log" | head -1 || true)
  [ -n "$address" ] && curl -sfk "http://$address/readyz" >/dev/null 2>&1 && break
  sleep 0.1
done
LC_ALL=C.UTF-8 HOME=$folder QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR=$folder TOKEN=$token /usr/bin/python3 "$here/qgis_client.py" "$folder/city/city.gpkg" "http://$address" "$folder/map.png"
[ -z "${MAP:-}" ] || cp "$folder/map.png" "$MAP"
