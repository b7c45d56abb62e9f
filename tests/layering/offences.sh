#!/usr/bin/env bash
# Each rule of layering.sh, on a small tree that breaks it: the offence is found at its line, and a clean tree has none.
set -euo pipefail
script=$(cd "$(dirname "$0")" && pwd)/layering.sh
tree=$(mktemp -d); trap 'rm -rf "$tree"' EXIT
failed=0

clean() {
  rm -rf "${tree:?}"/*; mkdir -p "$tree"/src/{base,json,xml,db,net,record,app} "$tree/tests"
  printf 'foreach(module base json xml db net\n        record app)\nendforeach()\n' >"$tree/CMakeLists.txt"
  printf '# public: http.h\nmuster_module(net SOURCES net.cc USES base json)\n' >"$tree/src/net/CMakeLists.txt"
  printf 'muster_module(record\n  SOURCES a.cc b.cc\n  USES base json db\n  LINKS fmt)\n' >"$tree/src/record/CMakeLists.txt"
  printf 'muster_module(app SOURCES main.cc USES record net)\n' >"$tree/src/app/CMakeLists.txt"
  for m in base json xml db; do printf 'muster_module(%s SOURCES a.cc)\n' "$m" >"$tree/src/$m/CMakeLists.txt"; done
  printf '#include "record/own.h"\n#include "json/json.h"\n#include "base/time.h"\n' >"$tree/src/record/a.cc"
  printf '#include "net/http.h"\n#include "record/record.h"\n' >"$tree/src/app/main.cc"
  printf '#include "app/services.h"\n' >"$tree/src/record/record_api.cc"
}

# expect NAME FILE TEXT OFFENCE: appended to FILE, TEXT is an offence that reads so.
expect() {
  clean; printf '%b' "$3" >>"$tree/$2"
  local out; if out=$("$script" "$tree" 2>&1); then echo "FAILED $1: no offence found"; failed=1
  elif ! grep -qF "$4" <<<"$out"; then printf 'FAILED %s: expected "%s", got\n%s\n' "$1" "$4" "$out"; failed=1
  else echo "ok $1"; fi
}

clean
if out=$("$script" "$tree" 2>&1); then echo "ok a clean tree has no offence"; else printf 'FAILED a clean tree:\n%s\n' "$out"; failed=1; fi
expect "upward include" src/record/a.cc '#include "app/config.h"\n' 'src/record/a.cc:4: includes app/config.h against the arrow'
expect "services only in a front door" src/record/a.cc '#include "app/services.h"\n' 'against the arrow'
expect "module not in USES" src/record/a.cc '#include "xml/xml.h"\n' 'record does not name xml in its USES'
expect "private header" src/app/main.cc '#include "record/own.h"\n' 'a private header of record'
expect "uses above" src/json/CMakeLists.txt 'muster_module(json SOURCES a.cc USES record)\n' 'src/json/CMakeLists.txt:1: uses record, which lies above it'
expect "beast outside net" src/app/main.cc '#include <boost/beast/http.hpp>\n' 'src/app/main.cc:3: Boost.Beast or Asio outside src/net'
expect "asio outside net" src/record/a.cc '#include <boost/asio.hpp>\n' 'Boost.Beast or Asio outside'
expect "sqlite outside db" src/record/a.cc '#include <sqlite3.h>\n' 'sqlite3 or libpq outside'
expect "libpq outside db" src/record/a.cc '#include <postgresql/libpq-fe.h>\n' 'sqlite3 or libpq outside'
expect "nlohmann outside json" src/net/x.cc '#include <nlohmann/json.hpp>\n' 'nlohmann outside src/json'
expect "yaml outside model" src/app/main.cc '#include <yaml-cpp/yaml.h>\n' 'yaml-cpp outside src/model'
expect "libxml outside xml" src/app/main.cc '#include <libxml/parser.h>\n' 'libxml2 outside src/xml'
expect "long file" tests/long.cc "$(printf '//\\n%.0s' $(seq 501))" 'tests/long.cc:501: longer than 500 lines'
exit $failed
