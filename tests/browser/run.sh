#!/usr/bin/env bash
# Makes a demonstration city in a folder of its own, serves it at speed, and runs a browser journey against it.
#   run.sh MUSTER sqlite|postgres JOURNEY [FLAGS OF SERVE…]
set -euo pipefail
muster=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tests/support/city.sh"
make_city "$muster" "$2"
serve_city "$muster" "${@:4}"
cd "$root/ui"
BASE=$base "$node" "$here/$3"
# Pulled out from under its work, the city is still whole.
kill -9 "$server"
wait "$server" 2>/dev/null || true
server=
"$muster" check --data "$folder/city"
