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
serve_city "$muster"
LC_ALL=C.UTF-8 HOME=$folder QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR=$folder TOKEN=$token /usr/bin/python3 "$here/qgis_client.py" "$folder/city/city.gpkg" "$base" "$folder/map.png"
[ -z "${MAP:-}" ] || cp "$folder/map.png" "$MAP"
