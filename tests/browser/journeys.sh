#!/usr/bin/env bash
# One demonstration city, served at the pace of people; the journeys of ui/tests/browser run against it one after another.
#   journeys.sh MUSTER "JOURNEY [ARGUMENTS]"…
set -euo pipefail
muster=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tests/support/city.sh"
make_city "$muster" sqlite
serve_city "$muster" --speed 60
cd "$root/ui"
for journey in "${@:2}"; do
  echo "== $journey"
  read -ra words <<<"$journey"
  BASE=$base "$node" "tests/browser/${words[0]}.mjs" "${words[@]:1}"
done
