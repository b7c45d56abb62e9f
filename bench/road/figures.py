#!/usr/bin/env python3
"""Tables of docs/design/road.md from road_bench's lines: figures.py FILE.json ..."""
import json
import sys

ROWS = [
    ("junctions", lambda d: f"{d['report']['nodes']:,}"),
    ("road parts", lambda d: f"{d['report']['edges']:,}"),
    ("shortcuts", lambda d: f"{d['report']['shortcut_arcs']:,}"),
    ("build, 4 profiles, s", lambda d: f"{sum(d['report']['seconds'].values()):.1f}"),
    ("load with checksum, ms", lambda d: f"{d['load_ms']:.1f}"),
    ("file B per junction: network / profile",
     lambda d: f"{d['bytes']['network'] / d['report']['nodes']:.0f} / {d['bytes']['lorry'] / d['report']['nodes']:.0f}"),
    ("Dijkstra one to all, ms", lambda d: f"{d['dijkstra_ms']:.2f}"),
    ("sweep, 1 source, ms", lambda d: f"{d['sweep_1_ms']:.2f}"),
    ("sweep, 16 sources, ms per source", lambda d: f"{d['sweep_16_ms_per_source']:.3f}"),
    ("Dijkstra 60 min, ms", lambda d: f"{d['dijkstra_60min_ms']:.2f}"),
    ("sweep 60 min, 1 source, ms", lambda d: f"{d['sweep_1_60min_ms']:.2f}"),
    ("sweep 60 min, 16 sources, ms per source", lambda d: f"{d['sweep_16_60min_ms_per_source']:.3f}"),
    ("1 closure, ms", lambda d: f"{d['closures_1_ms']:.2f}"),
    ("100 closures, ms", lambda d: f"{d['closures_100_ms']:.2f}"),
    ("10,000 closures (or 5 % of ways), ms", lambda d: f"{d['closures_10000_ms']:.1f}"),
    ("customise anew, ms", lambda d: f"{d['customise_all_ms']:.1f}"),
    ("matrix 1,000 x 10,000, ns per cell", lambda d: f"{d['matrix_1000x10000_ns_per_cell']:.1f}"),
    ("of it snapping", lambda d: f"{d['matrix_snap_ms'] * 1.1 / 10:.1f}"),
    ("nearest 5 of 2,000 for 1,000, ms", lambda d: f"{d['nearest_5_of_2000_for_1000_ms']:.0f}"),
    ("route with turn list, ms", lambda d: f"{d['route_ms']:.2f}"),
    ("30 + 60 min as road parts, ms", lambda d: f"{d['reach_parts_ms']:.1f}"),
    ("the same with areas, ms", lambda d: f"{d['reach_with_areas_ms']:.0f}"),
    ("equal to Dijkstra", lambda d: "yes" if d["equal_to_dijkstra"] else "NO"),
]

runs = [json.loads(open(name).readlines()[-1]) for name in sys.argv[1:]]
names = [name.rsplit("/", 1)[-1].removesuffix(".json") for name in sys.argv[1:]]
print("| | " + " | ".join(names) + " |")
print("|---" * (len(names) + 1) + "|")
for title, cell in ROWS:
    print(f"| {title} | " + " | ".join(cell(run) for run in runs) + " |")
