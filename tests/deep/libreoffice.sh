#!/usr/bin/env bash
# LibreOffice as the clerk's program: it reads our workbooks as our CSV says they are, and what it writes is imported without a difference.
#   libreoffice.sh MUSTER
set -euo pipefail
muster=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/support/city.sh"
make_city "$muster" sqlite
cd "$folder"
export HOME=$folder
office() { soffice --headless "$@" >/dev/null 2>&1; }
count() { "$node" -e 'const c = JSON.parse(require("fs").readFileSync(0)).counts; console.log(["rows","bad","same"].map((k) => c[k]).join(" "))'; }
for type in gauge store stock_item dike_section reservoir body person hut; do
  "$muster" export "$type" --data city --format xlsx --out "$type.xlsx" >/dev/null
  "$muster" export "$type" --data city --format csv --out "$type.csv" >/dev/null
  office --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1' --outdir "read_$type" "$type.xlsx"
  diff <(sed '1s/^\xef\xbb\xbf//' "$type.csv" | tr -d '\r') "read_$type"/*.csv >"$type.diff" || { echo "$type: LibreOffice 读出的不同 · reads something else" >&2; head -5 "$type.diff" >&2; exit 1; }
  office --convert-to xlsx --outdir written "$type.xlsx"
  read -r rows bad same < <("$muster" import "$type" "written/$type.xlsx" --data city --on-duplicate update --dry-run --json | count)
  [ "$rows" -gt 0 ] && [ "$bad" = 0 ] && [ "$same" = "$rows" ] || { echo "$type: $rows rows, $bad bad, $same the same" >&2; exit 1; }
  "$muster" export "$type" --data city --template --out "empty_$type.xlsx" >/dev/null
  office --convert-to pdf --outdir templates "empty_$type.xlsx"
  [ -s "templates/empty_$type.pdf" ] || { echo "$type: 模板打不开 · the template does not open" >&2; exit 1; }
  echo "$type: $rows 行一致 · rows alike"
done
