#include "supply/drawn_roads.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

namespace muster::supply {
namespace {

constexpr double kTile_px = 512;

struct Cell {
  std::int32_t x = 0, y = 0;
  auto operator<=>(const Cell&) const = default;
};

// A stretch between two points of the grid, the lesser first.
struct Stretch {
  Cell a, b;
  std::uint16_t band = 0;
  auto operator<=>(const Stretch&) const = default;
};

// One way along a stretch, to find what goes on from a point.
struct End {
  Cell at;
  std::uint32_t stretch = 0;
};

bool meets(const geo::Path& path, const geo::Box& box) {
  geo::Box own{path.front().lon, path.front().lat, path.front().lon, path.front().lat};
  for (const geo::Position at : path) {
    own = {std::min(own.west, at.lon), std::min(own.south, at.lat), std::max(own.east, at.lon), std::max(own.north, at.lat)};
  }
  return own.west <= box.east && own.east >= box.west && own.south <= box.north && own.north >= box.south;
}

Cell cell_of(const DrawnGrid& grid, geo::Position at) {
  return {static_cast<std::int32_t>(std::lround((at.lon - grid.west) / grid.step_lon)), static_cast<std::int32_t>(std::lround((at.lat - grid.south) / grid.step_lat))};
}

void add_stretches(const DrawnGrid& grid, const geo::Path& path, std::uint16_t band, std::vector<Stretch>& out) {
  Cell last = cell_of(grid, path.front());
  for (const geo::Position at : path) {
    const Cell cell = cell_of(grid, at);
    if (cell == last) continue;
    out.push_back({std::min(last, cell), std::max(last, cell), band});
    last = cell;
  }
}

// Every stretch once, in its smallest band.
void keep_each_once(std::vector<Stretch>& all) {
  std::ranges::sort(all);
  const auto same = [](const Stretch& x, const Stretch& y) { return x.a == y.a && x.b == y.b; };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
}

bool goes_straight(Cell a, Cell b, Cell c) {
  const std::int64_t ux = b.x - a.x, uy = b.y - a.y, vx = c.x - b.x, vy = c.y - b.y;
  return ux * vy == uy * vx && ux * vx + uy * vy > 0;
}

// Joins stretches of one band into lines as long as they come.
class Joiner {
 public:
  explicit Joiner(const std::vector<Stretch>& all) : all_(all), used_(all.size(), false) {
    ends_.reserve(all.size() * 2);
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      ends_.push_back({all[i].a, i});
      ends_.push_back({all[i].b, i});
    }
    std::ranges::sort(ends_, {}, &End::at);
  }

  DrawnBand join() {
    DrawnBand out;
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      if (used_[i]) continue;
      used_[i] = true;
      std::vector<Cell> line{all_[i].a, all_[i].b};
      extend(line);
      std::ranges::reverse(line);
      extend(line);
      out.lines.push_back(differences(line));
    }
    return out;
  }

 private:
  void extend(std::vector<Cell>& line) {
    for (;;) {
      const Cell at = line.back();
      const auto [first, last] = std::ranges::equal_range(ends_, at, {}, &End::at);
      const auto next = std::find_if(first, last, [&](const End& end) { return !used_[end.stretch]; });
      if (next == last) return;
      used_[next->stretch] = true;
      const Stretch& stretch = all_[next->stretch];
      line.push_back(stretch.a == at ? stretch.b : stretch.a);
    }
  }

  static std::vector<std::int32_t> differences(const std::vector<Cell>& line) {
    std::vector<std::int32_t> out{line.front().x, line.front().y};
    Cell last = line.front();
    for (std::size_t i = 1; i < line.size(); ++i) {
      if (i + 1 < line.size() && goes_straight(line[i - 1], line[i], line[i + 1])) continue;
      out.push_back(line[i].x - last.x);
      out.push_back(line[i].y - last.y);
      last = line[i];
    }
    return out;
  }

  const std::vector<Stretch>& all_;
  std::vector<bool> used_;
  std::vector<End> ends_;
};

}  // namespace

DrawnGrid drawn_grid(const geo::Box& box, double zoom) {
  const double step = 360.0 / (kTile_px * std::exp2(zoom)) / 2;
  const double middle = (box.south + box.north) / 2 * std::numbers::pi / 180;
  return {box.west, box.south, step, step * std::max(0.05, std::cos(middle))};
}

std::vector<DrawnBand> drawn_roads(const road::Network& network, const road::Reach& reach, std::size_t bands, const geo::Box& box, const DrawnGrid& grid) {
  std::vector<Stretch> all;
  all.reserve(reach.parts.size());
  for (const road::ReachedPart& part : reach.parts) {
    const geo::Path path = road::edge_line(network, part.edge, part.from, part.to);
    if (path.size() >= 2 && meets(path, box)) add_stretches(grid, path, part.band, all);
  }
  keep_each_once(all);
  std::vector<DrawnBand> out;
  for (std::size_t band = 0; band < bands; ++band) {
    std::vector<Stretch> own;
    std::ranges::copy_if(all, std::back_inserter(own), [&](const Stretch& one) { return one.band == band; });
    out.push_back(Joiner(own).join());
  }
  return out;
}

std::string drawn_text(const DrawnGrid& grid, const std::vector<DrawnBand>& bands) {
  std::string out = fmt::format(R"({{"origin":[{:.7f},{:.7f}],"step":[{:.10f},{:.10f}],"bands":[)", grid.west, grid.south, grid.step_lon, grid.step_lat);
  for (std::size_t band = 0; band < bands.size(); ++band) {
    out += band == 0 ? "[" : ",[";
    for (std::size_t i = 0; i < bands[band].lines.size(); ++i) {
      char mark = '[';
      if (i > 0) out += ',';
      for (const std::int32_t number : bands[band].lines[i]) {
        out += mark;
        const fmt::format_int text(number);
        out.append(text.data(), text.size());
        mark = ',';
      }
      out += ']';
    }
    out += ']';
  }
  return out + "]}";
}

}  // namespace muster::supply
