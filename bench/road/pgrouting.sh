#!/usr/bin/env bash
# pgRouting on the graph that road_bench left in FOLDER: the same arcs, the same answers in seconds.
#   pgrouting.sh FOLDER [minutes]      needs PostgreSQL 15 with postgis and pgrouting, PGHOST … pointing at a database
set -euo pipefail
folder=${1:?pgrouting.sh FOLDER [minutes]}
seconds=$((${2:-15} * 60))
psql -qX <<SQL
set client_min_messages = warning;
create extension if not exists postgis;
create extension if not exists pgrouting;
drop table if exists arc;
create table arc (id serial primary key, source int, target int, cost float8, metres float8, way bigint);
\copy arc (source, target, cost, metres, way) from '$folder/arcs.csv' csv header
create index on arc (source);
create index on arc (target);
analyze arc;
\timing on
\echo 'isochrone of $seconds s from one place, five times: rows'
$(for i in 1 2 3 4 5; do echo "select count(*) from pgr_drivingDistance('select id, source, target, cost from arc', (select source from arc offset $i * (select count(*) / 6 from arc) limit 1), $seconds, true);"; done)
\echo '10 x 10 matrix: cells, sum of seconds'
select count(*), sum(agg_cost) from pgr_dijkstraCostMatrix('select id, source, target, cost from arc', (select array_agg(distinct source) from (select source from arc where id % ((select count(*) from arc) / 10) = 1 limit 10) picked), true);
SQL
