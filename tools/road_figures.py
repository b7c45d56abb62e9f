#!/usr/bin/env python3
"""Tables and plot of docs/design/road.md from what `muster bench road --json` says: road_figures.py [--plot OUT.svg] FILE.json ...

The plot takes the networks in the order given, each ten times the one before."""
import json
import math
import sys

ROWS = [
    ("junctions", lambda d: f"{d['report']['nodes']:,}"),
    ("road parts", lambda d: f"{d['report']['edges']:,}"),
    ("shortcuts", lambda d: f"{d['report']['shortcut_arcs']:,}"),
    ("build, 4 profiles, s of CPU", lambda d: f"{d['build_cpu_s']:.2f}"),
    ("load with checksum, ms", lambda d: f"{d['load_ms']:.1f}"),
    ("file B per junction: network / profile",
     lambda d: f"{d['bytes']['network'] / d['report']['nodes']:.0f} / {d['bytes']['lorry'] / d['report']['nodes']:.0f}"),
    ("of it for searching / places / ways", lambda d: " / ".join(f"{d['bytes_for'][part] / d['report']['nodes']:.0f}" for part in ("searching", "placing", "ways"))),
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
    ("equal to Dijkstra (sources)", lambda d: f"{'yes' if d['equal_to_dijkstra'] else 'NO'} ({d['sources_checked']:,})"),
    ("pgRouting 15 min, ms", lambda d: peer(d, "pgrouting", "isochrone_ms")),
    ("the same by the sweep, ms", lambda d: peer(d, "pgrouting", "our_sweep_ms")),
    ("pgRouting matrix, ns per cell", lambda d: peer(d, "pgrouting", "matrix_ns_per_cell")),
    ("Routino: build, s", lambda d: peer(d, "routino", "build_s")),
    ("Routino: route, ms with its process", lambda d: peer(d, "routino", "route_ms")),
    ("the same pairs by us, ms", lambda d: peer(d, "routino", "our_route_ms")),
]


def peer(d, name, key):
    value = d.get(name, {}).get(key)
    return "–" if value is None else f"{value:.3g}" if value < 1000 else f"{value:,.0f}"



LINES = [
    ("Dijkstra one to all", "dijkstra_ms", "#888"),
    ("sweep, 1 source", "sweep_1_ms", "#9ecae1"),
    ("sweep, 16 sources, per source", "sweep_16_ms_per_source", "#08519c"),
    ("100 closures", "closures_100_ms", "#d95f02"),
    ("customise anew", "customise_all_ms", "#1b9e77"),
]


def plot(runs, out):
    """Milliseconds over junctions, both by powers of ten."""
    def x(n):
        return 60 + (math.log10(n) - 3.7) * 190

    def y(ms):
        return 330 - (math.log10(ms) + 3) * 55

    svg = ['<svg xmlns="http://www.w3.org/2000/svg" width="760" height="370" font-family="sans-serif" font-size="12">',
           '<rect width="100%" height="100%" fill="#fff"/>']
    for power in range(-3, 3):
        svg.append(f'<line x1="60" x2="530" y1="{y(10.0 ** power):.0f}" y2="{y(10.0 ** power):.0f}" stroke="#ddd"/>'
                   f'<text x="6" y="{y(10.0 ** power) + 4:.0f}">{10.0 ** power:g} ms</text>')
    for power in range(4, 7):
        svg.append(f'<text x="{x(10 ** power) - 20:.0f}" y="355">{10 ** power:,}</text>')
    below = 0
    for title, key, colour in sorted(LINES, key=lambda line: -runs[-1][line[1]]):
        points = [(x(run["report"]["nodes"]), y(run[key])) for run in runs]
        svg.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="'
                   + " ".join(f"{a:.0f},{b:.0f}" for a, b in points) + '"/>')
        below = max(points[-1][1] + 4, below + 15)
        svg.append(f'<text x="{points[-1][0] + 8:.0f}" y="{below:.0f}" fill="{colour}">{title}</text>')
    svg.append("</svg>")
    with open(out, "w", encoding="utf-8") as file:
        file.write("\n".join(svg) + "\n")


arguments = sys.argv[1:]
drawing = arguments[1] if arguments[:1] == ["--plot"] else None
names = arguments[2:] if drawing else arguments
runs = []
for name in names:
    with open(name, encoding="utf-8") as file:
        runs += json.load(file)["networks"]
if drawing:
    plot(runs, drawing)
    sys.exit()
titles = [run["network"].removesuffix(".osm.pbf") for run in runs]
print("| | " + " | ".join(titles) + " |")
print("|---" * (len(titles) + 1) + "|")
for title, cell in ROWS:
    print(f"| {title} | " + " | ".join(cell(run) for run in runs) + " |")
