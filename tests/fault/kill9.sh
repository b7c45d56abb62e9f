#!/usr/bin/env bash
# Kills the server at random moments while people write; what was acknowledged must be there, once, and the journal whole.
#   kill9.sh MUSTER sqlite|postgres      ROUNDS=100 for a long run
set -euo pipefail
muster=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tests/support/city.sh"
make_city "$muster" "$2"
MUSTER=$muster CITY=$folder/city ROUNDS=${ROUNDS:-10} "$node" "$here/kill9.mjs"
"$muster" check --data "$folder/city"
