#!/usr/bin/env bash
# muster import and muster export as a shell sees them, and an import that is killed in the middle.
#   cli_test.sh MUSTER
set -uo pipefail
muster=$1
home=$(mktemp -d); trap 'kill -9 "${child:-}" 2>/dev/null; rm -rf "$home"' EXIT
data=$home/city; failed=0; cd "$home" || exit 1

# check NAME EXIT [CONTAINS] -- COMMAND…
check() {
  local name=$1 want=$2 holds=""; shift 2
  if [ "$1" != -- ]; then holds=$1; shift; fi
  shift
  local out code; out=$("$@" 2>&1 </dev/null); code=$?
  if [ "$code" != "$want" ]; then printf 'FAILED %s: exit %s, wanted %s\n%s\n' "$name" "$code" "$want" "$out"; failed=1
  elif ! grep -qF -- "$holds" <<<"$out"; then printf 'FAILED %s: no "%s" in\n%s\n' "$name" "$holds" "$out"; failed=1
  else echo "ok $name"; fi
}
field() { grep -o "\"$1\": \"[^\"]*\"" | head -1 | cut -d'"' -f4; }

"$muster" init --data "$data" >/dev/null
check "import wants a type and a file" 2 -- "$muster" import --data "$data"
printf '现行代码,名称,层级,上级\n421022,公安县,county,荆州市\n421022101,埠河镇,township,公安县\n' >places.csv
check "places come in, each below the one before" 0 '"created": 2' -- "$muster" import jurisdiction places.csv --data "$data" --json
printf '*站码,站名,要素,零点高程（m）,经度,纬度,属地\n000601,沙市,水位,30.5,112°14′17″,30°19′37″,荆州市\n000602,郝穴,水位,3.1km,112.4,30.05,公安县埠河镇\n' >gauges.csv
check "a dry run says what is wrong" 1 '请换算后只填数字' -- "$muster" import gauge gauges.csv --data "$data" --dry-run --errors wrong.csv
check "and writes nothing" 0 '0 行' -- "$muster" export gauge --data "$data" --format csv --out none.csv
check "the good rows alone" 1 '"created": 1' -- "$muster" import gauge gauges.csv --data "$data" --good-only --json
sed -i 's/3\.1km/31/' wrong.csv
check "the corrected error sheet" 0 '"created": 1' -- "$muster" import gauge wrong.csv --data "$data" --json
check "the same again is refused" 1 row_exists -- "$muster" import gauge wrong.csv --data "$data" --json
check "or changes nothing" 0 '"same": 1' -- "$muster" import gauge wrong.csv --data "$data" --on-duplicate update --json
for format in csv xlsx geojson gpkg; do
  check "export as $format" 0 '2 行' -- "$muster" export gauge --data "$data" --format $format --out "gauges.$format"
  columns=(); case $format in geojson | gpkg) columns=(--column record_id=@id) ;; esac
  check "$format comes back the same" 0 '"same": 2' -- "$muster" import gauge "gauges.$format" --data "$data" --on-duplicate update "${columns[@]}" --json
done
grep -q 000601 gauges.csv && echo "ok leading zeros" || { echo "FAILED leading zeros"; failed=1; }
check "GDAL reads the GeoPackage" 0 'Feature Count: 2' -- ogrinfo -so gauges.gpkg gauge
check "an unknown system is refused" 1 crs_unknown -- "$muster" import gauge gauges.csv --data "$data" --crs mars --json
check "a template is an empty workbook" 0 template -- "$muster" export gauge --template --data "$data" --out template.xlsx
check "an untouched template has nothing to import" 0 '"rows": 0' -- "$muster" import gauge template.xlsx --data "$data" --json
printf '代码,名称,类别\nR1,一河,河流\nR2,二河,河流\n' >rivers.csv
batch=$("$muster" import river rivers.csv --data "$data" --json | field id)
check "undo wants a reason" 1 required -- "$muster" import --undo "$batch" --data "$data" --json
check "a batch is taken back" 0 '"removed": 2' -- "$muster" import --undo "$batch" --reason 导错 --data "$data" --json

{ echo '代码,名称,类别'; for i in $(seq 1 6000); do echo "K$i,河$i,河流"; done; } >many.csv
"$muster" import river many.csv --data "$data" 2>progress >/dev/null & child=$!
until grep -q ' / ' progress; do kill -0 $child || break; done
kill -9 $child 2>/dev/null; wait $child 2>/dev/null
batch=$(head -1 progress)
check "what was killed goes on" 0 '"created": 6000' -- "$muster" import --resume "$batch" --data "$data" --json
check "and nothing is there twice" 0 '6000 行' -- "$muster" export river --data "$data" --format csv --columns code --out rivers.out.csv
check "the folder is whole, the journal gives the same tables" 0 '"ok": true' -- "$muster" check --data "$data" --replay --json
exit $failed
