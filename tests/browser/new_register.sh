#!/usr/bin/env bash
# A bureau adds a register of its own by YAML: the city has none before; the files are put into its definitions folder; it is served
# again by the same binary; then the register is used in a browser.
#   new_register.sh MUSTER sqlite|postgres
set -euo pipefail
muster=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tests/support/city.sh"
make_city "$muster" "$2"
before=$("$muster" model check --data "$folder/city")
case $before in *siren*) echo "the register is there before it was added" >&2; exit 1 ;; esac
mkdir "$folder/city/model"
cp -r "$here/new_register/." "$folder/city/model/"
"$muster" model check --data "$folder/city"
"$muster" model plan --data "$folder/city" | tee "$folder/plan"
grep -q siren "$folder/plan"
serve_city "$muster"
cd "$root/ui"
BASE=$base "$node" "$here/new_register.mjs"
kill -9 "$server"
wait "$server" 2>/dev/null || true
server=
"$muster" check --data "$folder/city"
