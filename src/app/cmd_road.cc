// muster road build | stats | reach | matrix | route | dump.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <fstream>
#include <memory>
#include <ostream>

#include "app/cli.h"
#include "app/cmd_road_tables.h"
#include "base/time.h"
#include "errors/road.h"
#include "road/road.h"

namespace muster::app {
namespace {

using road::MetricPtr;
using road::Place;

struct Asked {
  std::string folder, profile = "lorry", closed, from, to, format, out;
  std::string profiles, within = "60min", at;
  std::vector<std::string> files, outs;
  std::size_t count = 0;
  double radius_m = 200;
  bool towards = false, workday = true;
  std::optional<int> hour;
  std::optional<double> weight_t, height_m, width_m;
  bool hazmat = false;
};

Result<road::Conditions> conditions_of(const Asked& asked, const road::Network& network) {
  road::Conditions out;
  out.hour = asked.hour;
  out.workday = asked.workday;
  if (!asked.at.empty()) {
    const auto at = parse_time(asked.at);
    if (!at) return fail(at.error());
    out.at = *at;
  }
  if (asked.weight_t || asked.height_m || asked.width_m || asked.hazmat) {
    auto vehicle = road::profile_vehicle(network, asked.profile);
    if (!vehicle) return fail(std::move(vehicle).error());
    vehicle->weight_t = asked.weight_t.value_or(vehicle->weight_t);
    vehicle->height_m = asked.height_m.value_or(vehicle->height_m);
    vehicle->width_m = asked.width_m.value_or(vehicle->width_m);
    vehicle->hazmat = vehicle->hazmat || asked.hazmat;
    out.vehicle = *vehicle;
  }
  if (asked.closed.empty()) return out;
  auto value = read_road_json(asked.closed);
  if (!value) return fail(std::move(value).error());
  auto list = road::conditions_from_geojson(*value);
  if (!list) return fail(std::move(list).error());
  out.list = *std::move(list);
  return out;
}

Result<MetricPtr> metric_of(const Asked& asked) {
  auto network = road::load(asked.folder);
  if (!network) return fail(std::move(network).error());
  auto conditions = conditions_of(asked, **network);
  if (!conditions) return fail(std::move(conditions).error());
  auto metric = road::customise(*std::move(network), asked.profile);
  if (!metric || (conditions->list.empty() && !conditions->hour && !conditions->vehicle))
    return metric;
  return road::with(*metric, *conditions);
}

Status write_out(Cli& cli, const Asked& asked, const std::string& text) {
  if (asked.out.empty()) {
    cli.out << text;
    return {};
  }
  std::ofstream file(asked.out, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) return fail(error::kRoadFolder, {}, {{"folder", asked.out}, {"reason", "write"}});
  return {};
}

Status build(Cli& cli, const Asked& asked) {
  json::Value profiles;
  if (!asked.profiles.empty()) {
    auto read = read_road_json(asked.profiles);
    if (!read) return fail(std::move(read).error());
    profiles = *std::move(read);
  }
  const char* last = "";
  const road::Progress progress = [&](const char* step, double share) {
    if (cli.json || std::string_view(step) == last) return;
    last = step;
    cli.err << fmt::format("{:3.0f} % {}\n", share * 100, step);
  };
  auto extract = road::read_extract(asked.files, progress);
  if (!extract) return fail(std::move(extract).error());
  auto report = road::build(*extract, asked.out, profiles, progress);
  if (!report) return fail(std::move(report).error());
  const json::Value out = road::to_json(*report);
  if (cli.json) {
    cli.out << json::write_pretty(json::Object{{"ok", true}, {"report", out}});
    return {};
  }
  cli.out << fmt::format(
      "{} 路口 junctions · {} 路段 road parts · {} 转弯限制 turn restrictions（{} 未采用 left "
      "out）· {:.1f} MB\n",
      report->nodes, report->edges, report->restrictions, report->restrictions_left_out,
      static_cast<double>(report->bytes) / 1e6);
  for (const auto& each : report->profiles) {
    cli.out << fmt::format(
        "{}: {:.0f} km, {:.1f} % 连通 in the largest connected part, {} 处孤立 cut-off parts\n",
        each.name, each.usable_km, each.largest_share * 100, each.small_parts);
  }
  return {};
}

Status stats(Cli& cli, const Asked& asked) {
  auto network = road::load(asked.folder);
  if (!network) return fail(std::move(network).error());
  cli.out << json::write_pretty(road::stats(**network));
  return {};
}

std::string reach_csv(const road::Network& network, const road::Reach& reach,
                      const std::vector<std::uint32_t>& budgets) {
  std::string out = "way_id,name,from_share,to_share,from_s,to_s,within_s,length_m\n";
  for (const road::ReachedPart& part : reach.parts) {
    const road::EdgeInfo info = road::edge_info(network, part.edge);
    out += fmt::format("{},{},{:.5f},{:.5f},{},{},{},{:.1f}\n", info.way_id, csv_cell(info.name),
                       part.from, part.to, seconds_text(part.from_ms), seconds_text(part.to_ms),
                       budgets[part.band] / 1000, info.length_m * (part.to - part.from));
  }
  return out;
}

/// Where points were put, for people: on `err`, so that what is on `out` stays a table or a map.
void tell_moved(Cli& cli, const char* what, const std::vector<road::Snap>& snaps,
                const std::vector<std::string>& ids = {}) {
  for (std::size_t i = 0; i < snaps.size(); ++i) {
    const std::string name =
        fmt::format("{} {}", what, ids.empty() ? std::to_string(i + 1) : ids[i]);
    if (snaps[i].cut_off)
      cli.err << fmt::format("{0} 所在道路已封闭，无法通行 · the road at {0} is closed: cut off\n",
                             name);
    if (snaps[i].moved_m >= 50)
      cli.err << fmt::format("{0} 移动 {1:.0f} 米到道路上 · {0} was moved {1:.0f} m to a road\n",
                             name, snaps[i].moved_m);
  }
}

json::Value moved_json(const std::vector<road::Snap>& snaps, const std::vector<std::string>& ids) {
  json::Array out;
  for (std::size_t i = 0; i < snaps.size(); ++i)
    out.emplace_back(json::Object{{"id", ids[i]},
                                  {"moved_m", std::round(snaps[i].moved_m * 10) / 10},
                                  {"cut_off", snaps[i].cut_off}});
  return out;
}

Status reach(Cli& cli, const Asked& asked) {
  auto metric = metric_of(asked);
  if (!metric) return fail(std::move(metric).error());
  auto sources = places_of_text(asked.from);
  if (!sources) return fail(std::move(sources).error());
  auto budgets = budgets_of(asked.within);
  if (!budgets) return fail(std::move(budgets).error());
  const bool as_table = asked.format == "csv" && !cli.json;
  road::ReachRequest request{.sources = *std::move(sources), .budgets_ms = *budgets};
  if (asked.towards) request.direction = road::Direction::kTowards;
  request.areas.radius_m = asked.radius_m;
  request.areas.wanted = !as_table;
  const auto found = road::reach(**metric, request);
  if (!found) return fail(found.error());
  if (!cli.json) tell_moved(cli, "from", found->sources);
  const road::Network& network = road::network_of(**metric);
  if (as_table) return write_out(cli, asked, reach_csv(network, *found, *budgets));
  const json::Value out = road::to_geojson(network, *found, *budgets);
  return write_out(cli, asked,
                   cli.json ? json::write_pretty(json::Object{{"ok", true}, {"reach", out}})
                            : json::write(out) + "\n");
}

/// Rows from, to, seconds; the k nearest of `from` for each of `to`, or all.
struct Times {
  struct Row {
    std::size_t from = 0, to = 0;
    std::uint32_t ms = 0;
  };
  std::vector<Row> rows;
  std::vector<road::Snap> from, to;
};

Result<Times> times_of(const road::Metric& metric, const PlaceTable& from, const PlaceTable& to,
                       std::size_t k) {
  Times out;
  if (k == 0) {
    auto all = road::matrix(metric, from.places, to.places);
    if (!all) return fail(all.error());
    for (std::size_t row = 0; row < all->rows; ++row) {
      for (std::size_t column = 0; column < all->columns; ++column)
        out.rows.push_back({row, column, all->at(row, column)});
    }
    out.from = std::move(all->from);
    out.to = std::move(all->to);
    return out;
  }
  const auto near = road::nearest(metric, from.places, to.places, k);
  if (!near) return fail(near.error());
  for (std::size_t i = 0; i < near->size(); ++i) {
    for (const road::Near& each : (*near)[i]) out.rows.push_back({each.from, i, each.ms});
  }
  for (const road::Place& place : from.places) out.from.push_back(*road::snap(metric, place.at));
  for (const road::Place& place : to.places) out.to.push_back(*road::snap(metric, place.at));
  return out;
}

Status matrix(Cli& cli, const Asked& asked) {
  auto metric = metric_of(asked);
  if (!metric) return fail(std::move(metric).error());
  const auto from = places_of_csv(asked.from);
  if (!from) return fail(from.error());
  const auto to = places_of_csv(asked.to);
  if (!to) return fail(to.error());
  const auto times = times_of(**metric, *from, *to, asked.count);
  if (!times) return fail(times.error());
  if (cli.json) {
    json::Array rows;
    for (const Times::Row& row : times->rows)
      rows.emplace_back(json::Object{
          {"from", from->ids[row.from]},
          {"to", to->ids[row.to]},
          {"seconds", row.ms == road::kNever ? json::Value() : json::Value(row.ms / 1000.0)}});
    return write_out(cli, asked,
                     json::write_pretty(json::Object{{"ok", true},
                                                     {"from", moved_json(times->from, from->ids)},
                                                     {"to", moved_json(times->to, to->ids)},
                                                     {"times", std::move(rows)}}));
  }
  tell_moved(cli, "from", times->from, from->ids);
  tell_moved(cli, "to", times->to, to->ids);
  std::string out = "from,to,seconds\n";
  for (const Times::Row& row : times->rows)
    out += fmt::format("{},{},{}\n", csv_cell(from->ids[row.from]), csv_cell(to->ids[row.to]),
                       seconds_text(row.ms));
  return write_out(cli, asked, out);
}

Status route(Cli& cli, const Asked& asked) {
  auto metric = metric_of(asked);
  if (!metric) return fail(std::move(metric).error());
  const auto from = position_of(asked.from);
  if (!from) return fail(from.error());
  const auto to = position_of(asked.to);
  if (!to) return fail(to.error());
  const auto routes = road::route(**metric, {.at = *from}, {.at = *to}, asked.count);
  if (!routes) return fail(routes.error());
  const std::vector<road::Snap> ends{*road::snap(**metric, *from), *road::snap(**metric, *to)};
  const json::Value geojson = road::to_geojson(road::network_of(**metric), *routes);
  if (cli.json)
    return write_out(
        cli, asked,
        json::write_pretty(json::Object{
            {"ok", true}, {"ends", moved_json(ends, {"from", "to"})}, {"routes", geojson}}));
  tell_moved(cli, "route", ends, {"from", "to"});
  if (asked.format == "geojson") return write_out(cli, asked, json::write(geojson) + "\n");
  std::string out;
  for (const road::Route& each : *routes) {
    out += fmt::format("{:.1f} km, {}:{:02} min\n", each.length_m / 1000, each.ms / 60'000,
                       each.ms / 1000 % 60);
    for (const road::Step& step : each.steps)
      out += fmt::format("  {}\n  {}\n", road::step_text(step, "zh"), road::step_text(step, "en"));
  }
  return write_out(cli, asked, out);
}

Status dump(Cli& cli, const Asked& asked) {
  auto metric = metric_of(asked);
  if (!metric) return fail(std::move(metric).error());
  if (auto done = road::dump(**metric, asked.outs[0], asked.outs[1]); !done) return done;
  if (cli.json) {
    cli.out << json::write_pretty(
        json::Object{{"ok", true}, {"nodes", asked.outs[0]}, {"arcs", asked.outs[1]}});
    return {};
  }
  cli.out << fmt::format(
      "{}：id, lon, lat, junction\n{}：from, to, seconds, metres, way_id\n"
      "禁止的转弯没有弧，其余转弯不另计时；有转弯限制的路口按来路分为几个节点（junction 相同）。\n"
      "Banned turns have no arc and turning costs nothing else; a junction with turn restrictions\n"
      "is several nodes, one per way of coming there (equal junction).\n",
      asked.outs[0], asked.outs[1]);
  return {};
}

using Action = Status (*)(Cli&, const Asked&);

CLI::App* add(CLI::App& parent, Cli& cli, const std::shared_ptr<Asked>& asked, const char* name,
              const char* about, Action action) {
  CLI::App* command = parent.add_subcommand(name, about);
  add_common(*command, cli, false);
  command->callback([&cli, asked, action] {
    if (const Status done = action(cli, *asked); !done) report(cli, done.error());
  });
  return command;
}

void add_metric(CLI::App& command, Asked& asked) {
  command.add_option("DIR", asked.folder, "路网文件夹 · folder of the road network")->required();
  command.add_option("--profile", asked.profile, "车型 · lorry, car, ambulance, foot")
      ->capture_default_str();
  command.add_option("--closed", asked.closed,
                     "封闭与路况 GeoJSON · closures and conditions as GeoJSON");
  command.add_option("--hour", asked.hour, "当地时 0–23，计早晚高峰 · local hour, for rush hours")
      ->check(CLI::Range(0, 23));
  command.add_flag("--free-day{false}", asked.workday, "休息日 · not a working day");
  command.add_option("--at", asked.at,
                     "只计此刻有效的路况 · only conditions valid at this time (RFC 3339)");
  const auto limit = [&](const char* name, std::optional<double>& value, const char* about) {
    command.add_option(name, value, about)->check(CLI::Range(0.0, 500.0));
  };
  limit("--weight", asked.weight_t, "车货总重，吨 · laden weight, t");
  limit("--height", asked.height_m, "车高，米 · height, m");
  limit("--width", asked.width_m, "车宽，米 · width, m");
  command.add_flag("--hazmat", asked.hazmat, "载有危险品 · carries dangerous goods");
}

}  // namespace

void add_road(CLI::App& app, Cli& cli) {
  CLI::App* roads = app.add_subcommand("road", "路网、可达范围、路线 · roads, reach, routes");
  roads->require_subcommand(1);
  const auto asked = std::make_shared<Asked>();
  CLI::App* command =
      add(*roads, cli, asked, "build",
          "由 OpenStreetMap 数据建路网 · builds a network from OSM PBF files", build);
  command->add_option("FILE", asked->files, "*.osm.pbf")->required();
  command->add_option("--out", asked->out, "路网文件夹 · folder")->required();
  command->add_option("--profiles", asked->profiles,
                      "改车型的 JSON · JSON that overrides profiles");

  command = add(*roads, cli, asked, "stats", "路网概况 · what the network holds", stats);
  command->add_option("DIR", asked->folder, "路网文件夹 · folder of the road network")->required();

  command = add(*roads, cli, asked, "reach",
                "时限内可达的道路与范围 · what is reached within a time", reach);
  add_metric(*command, *asked);
  command->add_option("--from", asked->from, "LON,LAT[;LON,LAT…]")->required();
  command->add_option("--within", asked->within, "15,30,60min")->capture_default_str();
  command->add_flag("--towards", asked->towards, "由各处到此 · from everywhere to here");
  command->add_option("--radius", asked->radius_m, "范围离道路的米数 · metres around roads")
      ->check(CLI::Range(10, 5000))
      ->capture_default_str();
  command->add_option("--format", asked->format, "geojson, csv")
      ->check(CLI::IsMember({"geojson", "csv"}));
  command->add_option("--out", asked->out, "写入文件 · file to write");

  command = add(*roads, cli, asked, "matrix", "多点之间的时间 · times between many places", matrix);
  add_metric(*command, *asked);
  command->add_option("--from", asked->from, "id,lon,lat[,offset_s] CSV")->required();
  command->add_option("--to", asked->to, "id,lon,lat[,offset_s] CSV")->required();
  command->add_option("--nearest", asked->count,
                      "只要最近几个 · only the nearest so many of --from");
  command->add_option("--out", asked->out, "写入文件 · file to write");

  command = add(*roads, cli, asked, "route", "路线与转弯说明 · a route with its turns", route);
  add_metric(*command, *asked);
  command->add_option("--from", asked->from, "LON,LAT")->required();
  command->add_option("--to", asked->to, "LON,LAT")->required();
  command->add_option("--alternatives", asked->count, "备选路线数 · how many others")
      ->check(CLI::Range(0, 8));
  command->add_option("--format", asked->format, "text, geojson")
      ->check(CLI::IsMember({"text", "geojson"}));
  command->add_option("--out", asked->out, "写入文件 · file to write");

  command =
      add(*roads, cli, asked, "dump", "导出节点与弧供核对 · nodes and arcs for checking", dump);
  add_metric(*command, *asked);
  command->add_option("--out", asked->outs, "nodes.csv arcs.csv")->required()->expected(2);
}

}  // namespace muster::app
