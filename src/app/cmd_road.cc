// muster road build | stats | reach | matrix | route | dump.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <fstream>
#include <iterator>
#include <memory>
#include <ostream>
#include <sstream>

#include "app/cli.h"
#include "errors/road.h"
#include "road/road.h"

namespace muster::app {
namespace {

using road::MetricPtr;
using road::Place;

struct Asked {
  std::string folder, profile = "lorry", closed, from, to, format, out;
  std::string profiles, within = "60min", vehicle_t;
  std::vector<std::string> files, outs;
  std::size_t count = 0;
  double radius_m = 200;
  bool towards = false, workday = true;
  std::optional<int> hour;
};

Result<std::string> read_file(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) return fail(error::kRoadFileMissing, {}, {{"file", name}});
  return bytes;
}

Result<json::Value> read_json(const std::string& name) {
  auto text = read_file(name);
  if (!text) return fail(std::move(text).error());
  return json::parse(*text, {.bytes = 256U << 20, .depth = 32, .values = 1U << 26});
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (wrong != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<geo::Position> position(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma != std::string_view::npos) {
    const auto lon = number(text.substr(0, comma));
    const auto lat = number(text.substr(comma + 1));
    if (lon && lat) {
      const geo::Position at{*lon, *lat};
      if (auto ok = geo::check(geo::point(at)); !ok) return fail(std::move(ok).error());
      return at;
    }
  }
  return fail(error::kBadGeometry, {}, {{"reason", std::string(text) + " ≠ LON,LAT"}});
}

/// "lon,lat;lon,lat".
Result<std::vector<Place>> places_of_text(const std::string& text) {
  std::vector<Place> out;
  std::stringstream in(text);
  for (std::string each; std::getline(in, each, ';');) {
    auto at = position(each);
    if (!at) return fail(std::move(at).error());
    out.push_back({.at = *at});
  }
  return out;
}

struct Row {
  std::string id;
  Place place;
};

/// id,lon,lat[,offset_s] with a header line.
Result<std::vector<Row>> rows_of_csv(const std::string& name) {
  auto text = read_file(name);
  if (!text) return fail(std::move(text).error());
  std::vector<Row> out;
  std::stringstream in(*text);
  std::string line;
  for (std::size_t count = 1; std::getline(in, line); ++count) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (count == 1 || line.empty()) continue;
    std::vector<std::string> cells;
    std::stringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    const auto bad = [&] {
      return fail(
          error::kRoadBadTable, {},
          {{"file", name}, {"line", std::to_string(count)}, {"reason", "id,lon,lat[,offset_s]"}});
    };
    if (cells.size() < 3) return bad();
    auto at = position(cells[1] + "," + cells[2]);
    const auto offset = cells.size() > 3 ? number(cells[3]) : 0.0;
    if (!at || !offset || !(*offset >= 0 && *offset < 1e6)) return bad();
    out.push_back({cells[0], {.at = *at, .offset_ms = static_cast<std::uint32_t>(*offset * 1000)}});
  }
  return out;
}

std::vector<Place> places(const std::vector<Row>& rows) {
  std::vector<Place> out;
  for (const Row& row : rows) out.push_back(row.place);
  return out;
}

/// "15,30,60min", "900s", "1h".
Result<std::vector<std::uint32_t>> budgets_of(std::string text) {
  std::vector<std::uint32_t> out;
  double unit = 60'000;
  const auto ends = [&](std::string_view end, double ms) {
    if (text.size() <= end.size() || text.substr(text.size() - end.size()) != end) return;
    text.resize(text.size() - end.size());
    unit = ms;
  };
  ends("min", 60'000);
  ends("s", 1000);
  ends("m", 60'000);
  ends("h", 3'600'000);
  std::stringstream in(text);
  for (std::string each; std::getline(in, each, ',');) {
    const auto value = number(each);
    if (!value || !(*value > 0 && *value * unit < road::kNever))
      return fail(error::kRoadBadBudget, "within", {{"value", each}});
    out.push_back(static_cast<std::uint32_t>(*value * unit));
  }
  return out;
}

Result<road::Conditions> conditions_of(const Asked& asked) {
  road::Conditions out;
  out.hour = asked.hour;
  out.workday = asked.workday;
  if (asked.closed.empty()) return out;
  auto value = read_json(asked.closed);
  if (!value) return fail(std::move(value).error());
  auto list = road::conditions_from_geojson(*value);
  if (!list) return fail(std::move(list).error());
  out.list = *std::move(list);
  return out;
}

Result<MetricPtr> metric_of(const Asked& asked) {
  auto network = road::load(asked.folder);
  if (!network) return fail(std::move(network).error());
  auto metric = road::customise(*std::move(network), asked.profile);
  if (!metric) return metric;
  auto conditions = conditions_of(asked);
  if (!conditions) return fail(std::move(conditions).error());
  if (conditions->list.empty() && !conditions->hour) return metric;
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
    auto read = read_json(asked.profiles);
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
    std::string name = info.name;
    std::replace(name.begin(), name.end(), ',', ' ');
    out += fmt::format("{},{},{:.5f},{:.5f},{:.1f},{:.1f},{},{:.1f}\n", info.way_id, name,
                       part.from, part.to, part.from_ms / 1000.0, part.to_ms / 1000.0,
                       budgets[part.band] / 1000, info.length_m * (part.to - part.from));
  }
  return out;
}

void tell_moved(Cli& cli, const std::vector<road::Snap>& snaps) {
  for (std::size_t i = 0; i < snaps.size(); ++i) {
    if (snaps[i].moved_m >= 50)
      cli.err << fmt::format(
          "起点 {0} 移动 {1:.0f} 米到道路上 · point {0} was moved {1:.0f} m to a road\n", i + 1,
          snaps[i].moved_m);
  }
}

Status reach(Cli& cli, const Asked& asked) {
  auto metric = metric_of(asked);
  if (!metric) return fail(std::move(metric).error());
  auto sources = places_of_text(asked.from);
  if (!sources) return fail(std::move(sources).error());
  auto budgets = budgets_of(asked.within);
  if (!budgets) return fail(std::move(budgets).error());
  road::ReachRequest request{.sources = *std::move(sources), .budgets_ms = *budgets};
  if (asked.towards) request.direction = road::Direction::kTowards;
  request.areas.radius_m = asked.radius_m;
  request.areas.wanted = asked.format != "csv";
  const auto found = road::reach(**metric, request);
  if (!found) return fail(found.error());
  if (!cli.json) tell_moved(cli, found->sources);
  const road::Network& network = road::network_of(**metric);
  if (asked.format == "csv") return write_out(cli, asked, reach_csv(network, *found, *budgets));
  const json::Value out = road::to_geojson(network, *found, *budgets);
  return write_out(cli, asked,
                   cli.json ? json::write_pretty(json::Object{{"ok", true}, {"reach", out}})
                            : json::write(out) + "\n");
}

Status matrix(Cli& cli, const Asked& asked) {
  auto metric = metric_of(asked);
  if (!metric) return fail(std::move(metric).error());
  const auto from = rows_of_csv(asked.from);
  if (!from) return fail(from.error());
  const auto to = rows_of_csv(asked.to);
  if (!to) return fail(to.error());
  const auto seconds = [](std::uint32_t ms) {
    return ms == road::kNever ? std::string() : fmt::format("{}.{:03}", ms / 1000, ms % 1000);
  };
  std::string out = "from,to,seconds\n";
  if (asked.count > 0) {
    const auto near = road::nearest(**metric, places(*from), places(*to), asked.count);
    if (!near) return fail(near.error());
    for (std::size_t i = 0; i < near->size(); ++i) {
      for (const road::Near& each : (*near)[i])
        out += fmt::format("{},{},{}\n", (*from)[each.from].id, (*to)[i].id, seconds(each.ms));
    }
    return write_out(cli, asked, out);
  }
  const auto all = road::matrix(**metric, places(*from), places(*to));
  if (!all) return fail(all.error());
  for (std::size_t row = 0; row < all->rows; ++row) {
    for (std::size_t column = 0; column < all->columns; ++column)
      out += fmt::format("{},{},{}\n", (*from)[row].id, (*to)[column].id,
                         seconds(all->at(row, column)));
  }
  return write_out(cli, asked, out);
}

Status route(Cli& cli, const Asked& asked) {
  auto metric = metric_of(asked);
  if (!metric) return fail(std::move(metric).error());
  const auto from = position(asked.from);
  if (!from) return fail(from.error());
  const auto to = position(asked.to);
  if (!to) return fail(to.error());
  const auto routes = road::route(**metric, {.at = *from}, {.at = *to}, asked.count);
  if (!routes) return fail(routes.error());
  const json::Value geojson = road::to_geojson(road::network_of(**metric), *routes);
  if (cli.json) {
    cli.out << json::write_pretty(json::Object{{"ok", true}, {"routes", geojson}});
    return {};
  }
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

Status dump(Cli&, const Asked& asked) {
  auto metric = metric_of(asked);
  if (!metric) return fail(std::move(metric).error());
  return road::dump(**metric, asked.outs[0], asked.outs[1]);
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
