#!/usr/bin/env bash
# Holds the includes of a source tree against its arrows. Prints each offence as file:line: what; exit 1 when there is one.
#   layering.sh TREE
# Order: the foreach list of TREE/CMakeLists.txt. May include: the USES of muster_module in src/<module>/CMakeLists.txt, and base.
# Public headers: <module>/<module>.h and those after "# public:" in the module's CMakeLists.txt; of base, all.
# A front door (<module>_api.cc and its header routes.h, public to app) may include app/services.h, which only names what handlers
# are given.
set -euo pipefail
cd "${1:?layering.sh TREE}"
folders=()
for folder in src tests tools bench; do [ -d "$folder" ] && folders+=("$folder"); done
{
  sed -n '/^foreach(module/,/)/p' CMakeLists.txt | tr -d '()' | tr ' ' '\n' | grep -vE '^(foreach|module|)$' | sed 's/^/order /'
  for list in src/*/CMakeLists.txt; do
    module=$(basename "$(dirname "$list")")
    sed 's/#.*//' "$list" | tr '\n()' '   ' |
      awk -v m="$module" '{ for (i = 1; i <= NF; ++i) { if ($i == "muster_module") on = 1; else if ($i ~ /^[A-Z_]+$/) uses = ($i == "USES") && on; else if (uses) print "uses", m, $i; if ($i ~ /^(add_[a-z_]+|target_[a-z_]+|set|if|muster_embed)$/) on = uses = 0 } }'
    sed -n 's/^ *# public://p' "$list" | tr ' ,' '\n\n' | grep . | sed "s|^\($module/\)\{0,1\}|public $module |" || true
  done
} >"${layering_facts:=$(mktemp)}"
trap 'rm -f "$layering_facts"' EXIT
find "${folders[@]}" -type f \( -name '*.cc' -o -name '*.h' \) -not -path '*/data/*' | LC_ALL=C sort | xargs awk -v facts="$layering_facts" '
  function offence(text) { printf "%s:%d: %s\n", FILENAME, FNR, text; bad = 1 }
  # outside(WORD, NAME, FOLDERS): a third party that only these folders may know.
  function outside(text, name, folders,   n, i, list) {
    n = split(folders, list, " ")
    for (i = 1; i <= n; ++i) if (index(FILENAME, list[i] "/") == 1) return
    offence(name " outside " folders)
  }
  BEGIN {
    while ((getline line < facts) > 0) {
      split(line, word, " ")
      if (word[1] == "order") place[word[2]] = ++count
      if (word[1] == "uses") uses[word[2], word[3]] = 1
      if (word[1] == "public") shown[word[2], word[3]] = 1
    }
    for (pair in uses) {
      split(pair, word, SUBSEP)
      if (place[word[2]] + 0 >= place[word[1]] + 0) { printf "src/%s/CMakeLists.txt:1: uses %s, which lies above it\n", word[1], word[2]; bad = 1 }
    }
  }
  FNR == 1 { split(FILENAME, part, "/"); module = part[1] == "src" ? part[2] : ""; file = FILENAME; sub(/^.*\//, "", file) }
  FNR == 501 { offence("longer than 500 lines") }
  !/^#[ ]*include/ { next }
  /<MQTT/ { outside($0, "Paho", "src/mqtt") }
  /<boost\/(beast|asio)/ { outside($0, "Boost.Beast or Asio", "src/net tests/net") }
  /<sqlite3\.h>/ || /<(postgresql\/)?libpq/ { outside($0, "sqlite3 or libpq", "src/db tests/db tests/support") }
  /<nlohmann\// { outside($0, "nlohmann", "src/json") }
  /<yaml-cpp\// { outside($0, "yaml-cpp", "src/model tools/gen") }
  /<libxml\// { outside($0, "libxml2", "src/xml") }
  module != "" && match($0, /"[a-z0-9_]+\/[^"]+"/) {
    path = substr($0, RSTART + 1, RLENGTH - 2)
    other = path; sub(/\/.*$/, "", other)
    header = path; sub(/^[^\/]*\//, "", header)
    if (!(other in place) || other == module) next
    if (path == "app/services.h" && (file ~ /_api\.cc$/ || file == "routes.h")) next
    if (place[other] >= place[module]) { offence("includes " path " against the arrow"); next }
    if (other == "base") next
    if (!((module, other) in uses)) offence("includes " path ", but " module " does not name " other " in its USES")
    if (header != other ".h" && header != "routes.h" && !((other, header) in shown)) offence("includes " path ", a private header of " other)
  }
  END { exit bad }'
