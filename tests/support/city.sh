# For shell tests: a demonstration city of its own on either engine. Source it, then call make_city MUSTER ENGINE; $folder/city is the
# data folder. serve_city MUSTER [FLAGS] serves it and sets $base once it is ready. Everything goes away when the shell ends.
node=node
[ -x "$root/.node/bin/node" ] && node="$root/.node/bin/node"
folder=$(mktemp -d)
chmod 755 "$folder"
server=
cluster=
finish() {
  status=$?
  [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
  [ $status -eq 0 ] || tail -n 20 "$folder/log" >&2 || true
  [ -z "$cluster" ] || as_postgres /usr/lib/postgresql/15/bin/pg_ctl -D "$cluster/d" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap finish EXIT
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
start_cluster() {
  cluster=$folder/pg
  mkdir "$cluster"
  [ "$(id -u)" != 0 ] || chown postgres "$cluster"
  as_postgres /usr/lib/postgresql/15/bin/initdb -D "$cluster/d" -A trust --locale=C.UTF-8 --encoding UTF8 >/dev/null 2>&1
  as_postgres /usr/lib/postgresql/15/bin/pg_ctl -D "$cluster/d" -o "-k $cluster -c listen_addresses=''" -l "$cluster/log" -w start >/dev/null
}
make_city() {
  if [ "$2" = postgres ]; then
    start_cluster
    "$1" init --data "$folder/city" --demo --db "host=$cluster dbname=postgres user=$(as_postgres id -un)" >"$folder/init"
  else
    "$1" init --data "$folder/city" --demo >"$folder/init"
  fi
}
serve_city() {
  "$1" serve --data "$folder/city" --listen 127.0.0.1:0 "${@:2}" >"$folder/out" 2>"$folder/log" &
  server=$!
  base=
  for _ in $(seq 1 120); do
    base=$(grep -ohE 'http://127\.0\.0\.1:[0-9]+' "$folder/out" | head -n 1 || true)
    [ -n "$base" ] && [ "$("$node" -e "fetch('$base/readyz').then(r=>console.log(r.status),()=>console.log(0))")" = 200 ] && return 0
    sleep 0.5
  done
  echo "the server did not start" >&2
  return 1
}
