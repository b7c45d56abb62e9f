#include "road/map.h"

#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "base/result.h"

namespace muster::road::test {
namespace {

struct Drawing {
  const std::vector<std::string>& rows;
  [[nodiscard]] char at(int row, int column) const {
    if (row < 0 || row >= static_cast<int>(rows.size())) return ' ';
    const std::string& text = rows[static_cast<std::size_t>(row)];
    return column < 0 || column >= static_cast<int>(text.size())
               ? ' '
               : text[static_cast<std::size_t>(column)];
  }
};

bool is_node(char c) { return c == 'o' || (c >= 'A' && c <= 'Z'); }

}  // namespace

geo::Position cell(double row, double column) {
  // 100 m in degrees at 30° N.
  return {112 + column * 0.001038, 30 - row * 0.000899};
}

Map draw(const std::vector<std::string>& rows) {
  const Drawing drawing{rows};
  Map map;
  map.extract.generated = true;
  std::map<std::pair<int, int>, std::int64_t> node;
  for (int row = 0; row < static_cast<int>(rows.size()); ++row) {
    for (int column = 0; column < static_cast<int>(rows[static_cast<std::size_t>(row)].size());
         ++column) {
      const char c = drawing.at(row, column);
      if (!is_node(c)) continue;
      const auto id = static_cast<std::int64_t>(node.size() + 1);
      node[{row, column}] = id;
      map.extract.nodes.emplace_back(id, cell(row, column));
      if (c == 'o') continue;
      map.at[c] = cell(row, column);
      map.node_id[c] = id;
    }
  }
  const auto road = [&](int row, int column, int down, int right) {
    const char along = down != 0 ? '|' : '-';
    const char with = down != 0 ? 'v' : '>';
    const char against = down != 0 ? '^' : '<';
    int r = row + down, c = column + right;
    std::string oneway;
    while (drawing.at(r, c) == along || drawing.at(r, c) == with || drawing.at(r, c) == against) {
      if (drawing.at(r, c) == with) oneway = "yes";
      if (drawing.at(r, c) == against) oneway = "-1";
      r += down;
      c += right;
    }
    if ((r == row + down && c == column + right) || !is_node(drawing.at(r, c))) return;
    ExtractWay way{static_cast<std::int64_t>(100 + map.extract.ways.size()),
                   {node[{row, column}], node[{r, c}]},
                   {{"highway", "residential"}}};
    if (!oneway.empty()) way.tags.emplace_back("oneway", oneway);
    const std::string name{drawing.at(row, column), drawing.at(r, c)};
    map.way_id[name] = way.id;
    map.way_id[{name[1], name[0]}] = way.id;
    map.extract.ways.push_back(std::move(way));
  };
  for (const auto& [at, id] : node) {
    road(at.first, at.second, 0, 1);
    road(at.first, at.second, 1, 0);
  }
  return map;
}

Tags& Map::tags(const std::string& way) {
  const std::int64_t id = way_id.at(way);
  for (ExtractWay& each : extract.ways) {
    if (each.id == id) return each.tags;
  }
  throw std::out_of_range(way);
}

void Map::forbid(const std::string& from, char via, const std::string& to,
                 const std::string& kind) {
  ExtractRestriction out;
  out.id = static_cast<std::int64_t>(extract.restrictions.size() + 1);
  out.from_way = way_id.at(from);
  out.to_way = way_id.at(to);
  out.via_node = node_id.at(via);
  out.tags = {{"restriction", kind}};
  extract.restrictions.push_back(std::move(out));
}

void Map::forbid_over(const std::string& from, const std::vector<std::string>& via,
                      const std::string& to, const std::string& kind) {
  ExtractRestriction out;
  out.id = static_cast<std::int64_t>(extract.restrictions.size() + 1);
  out.from_way = way_id.at(from);
  out.to_way = way_id.at(to);
  for (const std::string& way : via) out.via_ways.push_back(way_id.at(way));
  out.tags = {{"restriction", kind}};
  extract.restrictions.push_back(std::move(out));
}

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "muster_road_XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error(name);
  at_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(at_, ignored);
}

NetworkPtr network_of_extract(const Extract& extract, const json::Value& profiles) {
  const Folder folder;
  const auto report = build(extract, folder.path(), profiles);
  if (!report) throw std::runtime_error(error_text(report.error(), "en"));
  auto network = load(folder.path());
  if (!network) throw std::runtime_error(error_text(network.error(), "en"));
  return *std::move(network);
}

NetworkPtr network_of_map(const Map& map, const json::Value& profiles) {
  return network_of_extract(map.extract, profiles);
}

}  // namespace muster::road::test
