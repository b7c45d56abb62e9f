#!/usr/bin/env bash
# The command line as a shell sees it: output, JSON, exit codes 0 yes, 1 no, 2 wrong use, 3 could not run.
#   cli_test.sh MUSTER SOURCE_TREE
set -uo pipefail
muster=$1 source=$2
home=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null; rm -rf "$home"' EXIT
data=$home/city; failed=0

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

check "no subcommand is wrong use" 2 -- "$muster"
check "an unknown option is wrong use" 2 -- "$muster" serve --colour red
check "an unknown setting is wrong use" 2 -- "$muster" doctor --data "$data" --set colour.red=1
for command in serve init check user model cap doctor "user list" "user add" "user link" "user token" "user password" "user disable" "model check" "model plan" "model diff" "model apply" replay "cap check"; do
  check "$command has help" 0 "--help" -- "$muster" $command --help
done
check "serving what is not there could not run" 3 "muster init" -- "$muster" serve --data "$data"
check "checking what is not there could not run" 3 -- "$muster" check --data "$data"
check "init makes a city" 0 '"link": "/link/' -- "$muster" init --data "$data" --json --code 421000 --name 荆州市
check "init does not overwrite" 1 '"duplicate"' -- "$muster" init --data "$data" --json
[ "$(stat -c %a "$data" "$data/muster.toml" "$data.key" | tr '\n' ' ')" = "700 600 600 " ] && echo "ok only the owner reads" || { echo "FAILED rights"; failed=1; }
check "a fresh city is whole" 0 '"ok": true' -- "$muster" check --data "$data" --json
check "the administrator is there" 0 admin -- "$muster" user list --data "$data"
check "a token is printed alone" 0 mst_ -- "$muster" user token --data "$data" --user admin
check "nobody's token" 1 not_found -- "$muster" user token --data "$data" --user nobody --json
check "a short password" 1 weak_password -- bash -c "echo short | '$muster' user password --data '$data' --user admin --json"
check "a good password" 0 -- bash -c "echo 江水浩荡浩荡到海边去 | '$muster' user password --data '$data' --user admin"
check "shipped definitions are sound" 0 '"ok": true' -- "$muster" model check --data "$data" --json
check "definitions are unchanged" 0 -- "$muster" model diff --data "$data"
mkdir -p "$home/own/types"
sed 's/short_name: .*kind: text,/&retired: true, /' "$source/model/types/body.yaml" >"$home/own/types/body.yaml"
check "a plan says what would happen to rows" 0 'field_retired' -- "$muster" model plan --data "$data" --model "$home/own"
check "and is put in force" 0 'in force' -- "$muster" model apply --data "$data" --model "$home/own"
sed '/^  short_name:/d; s/ *short_name,//; s/{short_name}/{name}/' "$source/model/types/body.yaml" >"$home/own/types/body.yaml"
check "a plan names the rows in the way" 1 'model_field_in_use' -- "$muster" model plan --data "$data" --model "$home/own" --json
check "what cannot be is not applied" 1 'short_name' -- "$muster" model apply --data "$data" --model "$home/own"
check "the shipped definitions come back" 0 'in force' -- "$muster" model apply --data "$data"
check "and then nothing is left to change" 0 'the same' -- "$muster" model plan --data "$data"
check "the journal gives the same tables again" 0 '"ok": true' -- "$muster" check --data "$data" --replay --json
check "into a file that is named" 0 'the same tables' -- "$muster" replay --data "$data" --into "$home/again.gpkg"
check "but not twice" 1 'replay_not_empty' -- "$muster" replay --data "$data" --into "$home/again.gpkg" --json
check "doctor knows each origin" 0 '"origin": "default"' -- "$muster" doctor --data "$data" --json
MUSTER_SERVER_LISTEN=127.0.0.1:9 check "the environment overrides" 0 'MUSTER_SERVER_LISTEN' -- "$muster" doctor --data "$data"
chmod 644 "$data.key"; check "an open key is refused" 3 "chmod 600" -- "$muster" check --data "$data"; chmod 600 "$data.key"

mkdir "$home/definitions"; printf 'type: thing\ntitle: { zh: 物, en: Thing }\nfields:\n  x: { kind: dragon }\n' >"$home/definitions/thing.yaml"
check "a wrong definition names file and line" 1 "thing.yaml:4" -- "$muster" check --model "$home/definitions"
printf '<?xml version="1.0"?>\n<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">\n</alert>\n' >"$home/bad.xml"
check "a wrong CAP message names clause and line" 1 '"clause"' -- "$muster" cap check "$home/bad.xml" --json
check "a CAP message that cannot be read" 3 -- "$muster" cap check "$home/none.xml"

start_server() { "$muster" serve --data "$data" --listen 127.0.0.1:0 --json >"$home/out" 2>"$home/log" & server=$!; for _ in $(seq 200); do [ -s "$home/out" ] && return 0; read -rt 0.05 <> <(:) || true; done; return 1; }
if start_server; then echo "ok serving"; else echo "FAILED serving"; cat "$home/log"; failed=1; fi
url=$(sed -n 's/.*"address":"\([^"]*\)".*/\1/p' "$home/out")
check "a second server on one folder could not run" 3 lock -- "$muster" serve --data "$data" --listen 127.0.0.1:0
token=$("$muster" user token --data "$data" --user admin)
check "the API answers to that token" 0 '"account":"admin"' -- curl -s -H "Authorization: Bearer $token" "$url/api/v1/session"
check "and as the password of Basic, for programs that know nothing else" 0 '"account":"admin"' -- curl -s -u "gis:$token" "$url/api/v1/session"
check "a request is one JSON line without personal data" 0 '"event":"request"' -- cat "$home/log"
kill -INT "$server"; wait "$server"; code=$?
[ "$code" = 0 ] && echo "ok Ctrl-C ends cleanly" || { echo "FAILED Ctrl-C: exit $code"; failed=1; }
if start_server; then echo "ok a second start"; else echo "FAILED a second start"; failed=1; fi
kill -9 "$server"; wait "$server" 2>/dev/null; server=
check "whole after kill -9" 0 -- "$muster" check --data "$data"
sqlite3 "$data/city.gpkg" "UPDATE r_body SET f_short_name = 'x'"
check "a row edited from outside is named" 1 other_row -- "$muster" check --data "$data"
check "by the replay too, with both values" 1 'short_name: "x"' -- "$muster" check --data "$data" --replay
exit $failed
