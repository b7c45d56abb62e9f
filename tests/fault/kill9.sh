#!/usr/bin/env bash
# Kills the server at random moments while people act, gauges rise and clocks fall due at speed. What was acknowledged must be there, once;
# every clock must have fired, once; the journal must be whole and give the same tables when it is replayed.
#   kill9.sh MUSTER sqlite|postgres      ROUNDS=100 for a long run
set -euo pipefail
muster=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tests/support/city.sh"
make_city "$muster" "$2"
MUSTER=$muster CITY=$folder/city ROUNDS=${ROUNDS:-10} "$node" "$here/kill9.mjs"
if [ "$2" = postgres ]; then
  psql -h "$cluster" -U "$(as_postgres id -un)" -d postgres -Atqc \
    "SELECT json_build_object('seq', seq, 'kind', kind, 'body', body)::text FROM journal ORDER BY seq" >"$folder/journal"
else
  sqlite3 "$folder/city/city.gpkg" "SELECT json_object('seq', seq, 'kind', kind, 'body', body) FROM journal ORDER BY seq" >"$folder/journal"
fi
"$node" "$here/clocks.mjs" "$folder/journal"
"$muster" check --data "$folder/city"
"$muster" check --data "$folder/city" --replay
