#!/usr/bin/env bash
# kill -9 cannot show a missing fsync, for what the kernel holds outlives the process. So it is counted: on SQLite between each request and its
# answer an fdatasync (or fsync) of the database ended; writers that wait together share one. PostgreSQL is asked whether it syncs, and counts.
#   fsync.sh MUSTER sqlite|postgres
set -euo pipefail
muster=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tests/support/city.sh"
make_city "$muster" "$2"
if [ "$2" = postgres ]; then
  user=$(as_postgres id -un)
  for setting in fsync full_page_writes synchronous_commit; do
    value=$(psql -h "$cluster" -U "$user" -d postgres -Atqc "SHOW $setting")
    [ "$value" = on ] || { echo "$setting is $value"; exit 1; }
  done
  # Our sessions insist on it whatever the database's default is: without waiting, the log would be synced five times a second only.
  psql -h "$cluster" -U "$user" -d postgres -Atqc "ALTER DATABASE postgres SET synchronous_commit = off"
  MUSTER=$muster CITY=$folder/city POSTGRES="-h $cluster -U $user -d postgres" "$node" "$here/fsync.mjs"
else
  MUSTER=$muster CITY=$folder/city TRACE=$folder/trace "$node" "$here/fsync.mjs"
fi
