#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "road/measure.h"

namespace muster::road {
namespace {

constexpr double kLatPerM = 1 / 111195.0;

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) { out_.generated = true; }

  std::int64_t node(double x_m, double y_m) {
    const auto id = static_cast<std::int64_t>(out_.nodes.size() + 1);
    const double lat = 30.3 + y_m * kLatPerM;
    out_.nodes.emplace_back(
        id, geo::Position{112.2 + x_m * kLatPerM / std::cos(30.3 * 0.0174533), lat});
    x_.push_back(x_m);
    y_.push_back(y_m);
    return id;
  }
  void way(std::vector<std::int64_t> nodes, const char* road_class, const char* speed = nullptr,
           bool oneway = false) {
    ExtractWay out{static_cast<std::int64_t>(out_.ways.size() + 1), std::move(nodes), {}};
    out.tags.emplace_back("highway", road_class);
    if (speed != nullptr) out.tags.emplace_back("maxspeed", speed);
    if (oneway) out.tags.emplace_back("oneway", "yes");
    out_.ways.push_back(std::move(out));
  }
  double uniform(double low, double high) {
    return std::uniform_real_distribution<>(low, high)(random_);
  }
  bool chance(double share) { return uniform(0, 1) < share; }
  [[nodiscard]] double x(std::int64_t id) const { return x_[static_cast<std::size_t>(id - 1)]; }
  [[nodiscard]] double y(std::int64_t id) const { return y_[static_cast<std::size_t>(id - 1)]; }
  [[nodiscard]] std::size_t count() const { return x_.size(); }
  Extract take() { return std::move(out_); }

 private:
  std::mt19937 random_;
  Extract out_;
  std::vector<double> x_, y_;
};

struct Town {
  double x, y;
  int side;
  std::vector<std::int64_t> gates;
};

class PlainMaker {
 public:
  PlainMaker(std::size_t nodes, unsigned seed) : m_(seed), wanted_(nodes) {
    side_m_ = std::sqrt(static_cast<double>(nodes)) * 120;
  }

  Extract run() {
    while (m_.count() < wanted_ * 3 / 5) add_town();
    join_towns();
    return m_.take();
  }

 private:
  void add_town() {
    // Many villages, few cities.
    const double size = std::pow(m_.uniform(0, 1), -0.6);
    const int side =
        std::clamp(static_cast<int>(4 * size), 4, static_cast<int>(side_m_ / 1500) + 5);
    Town town{m_.uniform(0, side_m_), m_.uniform(0, side_m_), side, {}};
    std::vector<std::int64_t> cell(static_cast<std::size_t>(side * side), 0);
    const auto at = [&](int i, int j) -> std::int64_t& {
      return cell[static_cast<std::size_t>(j * side + i)];
    };
    for (int j = 0; j < side; ++j) {
      for (int i = 0; i < side; ++i)
        at(i, j) = m_.node(town.x + (i - side / 2) * 110 + m_.uniform(-35, 35),
                           town.y + (j - side / 2) * 110 + m_.uniform(-35, 35));
    }
    for (int j = 0; j < side; ++j) {
      for (int i = 0; i < side; ++i) {
        if (i + 1 < side) street(at(i, j), at(i + 1, j), j);
        if (j + 1 < side) street(at(i, j), at(i, j + 1), i);
        if (m_.chance(0.3)) dead_end(at(i, j));
      }
    }
    for (const int i : {0, side / 2, side - 1}) {
      town.gates.push_back(at(i, 0));
      town.gates.push_back(at(i, side - 1));
      town.gates.push_back(at(0, i));
      town.gates.push_back(at(side - 1, i));
    }
    towns_.push_back(std::move(town));
  }

  void street(std::int64_t a, std::int64_t b, int line) {
    const bool main = line % 6 == 0;
    if (!main && m_.chance(0.2)) return;
    const char* road_class = line % 24 == 0 ? "primary" : main ? "secondary" : "residential";
    m_.way({a, b}, road_class, nullptr, !main && m_.chance(0.1));
  }

  void dead_end(std::int64_t from) {
    double x = m_.x(from), y = m_.y(from);
    const double angle = m_.uniform(0, 6.283);
    for (int i = 0; i < 1 + static_cast<int>(m_.uniform(0, 3)); ++i) {
      x += 25 * std::cos(angle);
      y += 25 * std::sin(angle);
      const std::int64_t next = m_.node(x, y);
      m_.way({from, next}, "service");
      from = next;
    }
  }

  /// Each town to its few nearest, as chains of junctions with field tracks; a river lets one in
  /// six of the roads over it.
  void join_towns() {
    const double per_join =
        static_cast<double>(wanted_ - m_.count()) / (static_cast<double>(towns_.size()) * 2.2);
    std::set<std::pair<std::size_t, std::size_t>> joined;
    const double river_m = side_m_ / 5;
    for (std::size_t i = 0; i < towns_.size(); ++i) {
      for (const std::size_t k : nearest(i, 4)) {
        if (!joined.emplace(std::min(i, k), std::max(i, k)).second) continue;
        const int low = static_cast<int>(std::min(towns_[i].y, towns_[k].y) / river_m);
        const int high = static_cast<int>(std::max(towns_[i].y, towns_[k].y) / river_m);
        // Each river has its first bridge, then one in six of the roads that would cross it.
        if (low != high && !bridged_.insert(low).second && !m_.chance(1.0 / 6)) continue;
        const bool large = towns_[i].side + towns_[k].side > 24;
        road(gate(i, k), gate(k, i),
             large            ? "trunk"
             : m_.chance(0.3) ? "secondary"
                              : "tertiary",
             per_join);
      }
    }
  }

  std::int64_t gate(std::size_t of, std::size_t towards) {
    const Town& town = towns_[of];
    return *std::min_element(town.gates.begin(), town.gates.end(), [&](auto a, auto b) {
      const auto gap = [&](std::int64_t id) {
        return std::hypot(m_.x(id) - towns_[towards].x, m_.y(id) - towns_[towards].y);
      };
      return gap(a) < gap(b);
    });
  }

  std::vector<std::size_t> nearest(std::size_t of, std::size_t count) const {
    std::vector<std::pair<double, std::size_t>> all;
    for (std::size_t i = 0; i < towns_.size(); ++i) {
      if (i != of)
        all.emplace_back(std::hypot(towns_[i].x - towns_[of].x, towns_[i].y - towns_[of].y), i);
    }
    const std::size_t kept = std::min(count, all.size());
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept), all.end());
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < kept; ++i) out.push_back(all[i].second);
    return out;
  }

  void road(std::int64_t from, std::int64_t to, const char* road_class, double nodes) {
    const double length = std::hypot(m_.x(to) - m_.x(from), m_.y(to) - m_.y(from));
    const int pieces = std::max(1, static_cast<int>(nodes * 0.6));
    const double bend = m_.uniform(-0.15, 0.15) * length;
    std::int64_t last = from;
    for (int i = 1; i <= pieces; ++i) {
      const double share = static_cast<double>(i) / pieces;
      const double off = bend * std::sin(share * 3.14159);
      const std::int64_t next = i == pieces
                                    ? to
                                    : m_.node(m_.x(from) + share * (m_.x(to) - m_.x(from)) + off,
                                              m_.y(from) + share * (m_.y(to) - m_.y(from)) - off);
      m_.way({last, next}, road_class);
      if (i < pieces && m_.chance(0.35)) dead_end(next);
      last = next;
    }
  }

  Maker m_;
  std::size_t wanted_;
  double side_m_;
  std::vector<Town> towns_;
  std::set<int> bridged_;
};

}  // namespace

Extract made_up_grid(int width, int height, unsigned seed) {
  Maker m(seed);
  std::vector<std::int64_t> id;
  for (int j = 0; j < height; ++j) {
    for (int i = 0; i < width; ++i)
      id.push_back(m.node(i * 100 + m.uniform(-30, 30), j * 100 + m.uniform(-30, 30)));
  }
  const auto at = [&](int i, int j) { return id[static_cast<std::size_t>(j * width + i)]; };
  const auto join = [&](std::int64_t a, std::int64_t b, int line) {
    const bool local = line % 8 != 0;
    if (local && m.chance(0.12)) return;
    m.way({a, b},
          line % 32 == 0 ? "trunk"
          : local        ? "residential"
                         : "secondary",
          line % 32 == 0 ? "90"
          : local        ? "25"
                         : "50");
  };
  for (int j = 0; j < height; ++j) {
    for (int i = 0; i < width; ++i) {
      if (i + 1 < width) join(at(i, j), at(i + 1, j), j);
      if (j + 1 < height) join(at(i, j), at(i, j + 1), i);
    }
  }
  return m.take();
}

Extract made_up_plain(std::size_t nodes, unsigned seed) { return PlainMaker(nodes, seed).run(); }

}  // namespace muster::road
