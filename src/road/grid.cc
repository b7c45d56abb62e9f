#include "road/grid.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace muster::road {

NearestGrid::NearestGrid(int width, int height, float limit)
    : width_(width + 2), height_(height + 2), limit_((limit + 2) * (limit + 2)) {
  const auto cells = static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_);
  square_.assign(cells, kFar);
  nearest_.resize(cells);
}

void NearestGrid::put(GridPoint p) {
  p = {p.x + 1, p.y + 1};
  const int x = std::clamp(static_cast<int>(std::lround(p.x)), 1, width_ - 2);
  const int y = std::clamp(static_cast<int>(std::lround(p.y)), 1, height_ - 2);
  const float dx = p.x - static_cast<float>(x), dy = p.y - static_cast<float>(y);
  const float square = dx * dx + dy * dy;
  const std::size_t own = at(x, y);
  if (square >= square_[own]) return;
  square_[own] = square;
  nearest_[own] = p;
}

inline void NearestGrid::offer(int x, int y, std::size_t own, std::size_t from) {
  if (square_[from] > limit_) return;
  const GridPoint p = nearest_[from];
  const float dx = p.x - static_cast<float>(x), dy = p.y - static_cast<float>(y);
  const float square = dx * dx + dy * dy;
  if (square >= square_[own]) return;
  square_[own] = square;
  nearest_[own] = p;
}

void NearestGrid::spread() {
  const auto row = static_cast<std::size_t>(width_);
  for (int y = 1; y < height_ - 1; ++y) {
    for (int x = 1; x < width_ - 1; ++x) {
      const std::size_t own = at(x, y);
      offer(x, y, own, own - 1);
      for (std::size_t above = own - row - 1; above <= own - row + 1; ++above)
        offer(x, y, own, above);
    }
    for (int x = width_ - 2; x > 0; --x) offer(x, y, at(x, y), at(x, y) + 1);
  }
  for (int y = height_ - 2; y > 0; --y) {
    for (int x = width_ - 2; x > 0; --x) {
      const std::size_t own = at(x, y);
      offer(x, y, own, own + 1);
      for (std::size_t below = own + row - 1; below <= own + row + 1; ++below)
        offer(x, y, own, below);
    }
    for (int x = 1; x < width_ - 1; ++x) offer(x, y, at(x, y), at(x, y) - 1);
  }
}

float NearestGrid::distance(int x, int y) const {
  const float square = square_[at(x + 1, y + 1)];
  return square > limit_ ? kFar : std::sqrt(square);
}

namespace {

/// Segments between the midpoints of a square's sides, keyed by where they begin.
class Tracer {
 public:
  Tracer(const std::vector<float>& value, int width, int height)
      : value_(value), width_(width), height_(height) {}

  std::vector<std::vector<GridPoint>> run() {
    for (int y = 0; y + 1 < height_; ++y) {
      for (int x = 0; x + 1 < width_; ++x) square(x, y);
    }
    std::vector<std::vector<GridPoint>> rings;
    for (const std::uint64_t start : starts_) {
      std::vector<GridPoint> ring;
      std::uint64_t at = start;
      for (auto next = next_.find(at); next != next_.end(); next = next_.find(at)) {
        ring.push_back(point(at));
        at = next->second;
        next_.erase(next);
      }
      if (ring.size() >= 3) rings.push_back(std::move(ring));
    }
    return rings;
  }

 private:
  // A side of a square: 2 × cell + 0 for the one to the right of a corner, 1 for the one above it.
  [[nodiscard]] std::uint64_t side(int x, int y, int vertical) const {
    return 2 * (static_cast<std::uint64_t>(y) * static_cast<std::uint64_t>(width_) +
                static_cast<std::uint64_t>(x)) +
           static_cast<std::uint64_t>(vertical);
  }
  [[nodiscard]] float at(int x, int y) const {
    return value_[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                  static_cast<std::size_t>(x)];
  }

  [[nodiscard]] GridPoint point(std::uint64_t key) const {
    const auto cell = static_cast<std::int64_t>(key / 2);
    const int x = static_cast<int>(cell % width_), y = static_cast<int>(cell / width_);
    const bool vertical = (key & 1U) != 0;
    const float a = at(x, y), b = vertical ? at(x, y + 1) : at(x + 1, y);
    // Kept off the corners, so that rings through one corner do not touch there.
    const float share = std::clamp(a / (a - b), 0.02F, 0.98F);
    return {static_cast<float>(x) + (vertical ? 0 : share),
            static_cast<float>(y) + (vertical ? share : 0)};
  }

  void link(std::uint64_t from, std::uint64_t to) {
    next_.emplace(from, to);
    starts_.push_back(from);
  }

  void square(int x, int y) {
    const bool sw = at(x, y) > 0, se = at(x + 1, y) > 0;
    const bool nw = at(x, y + 1) > 0, ne = at(x + 1, y + 1) > 0;
    const int shape = (sw ? 1 : 0) | (se ? 2 : 0) | (ne ? 4 : 0) | (nw ? 8 : 0);
    if (shape == 0 || shape == 15) return;
    const std::uint64_t south = side(x, y, 0), west = side(x, y, 1);
    const std::uint64_t north = side(x, y + 1, 0), east = side(x + 1, y, 1);
    switch (
        shape) {  // the inside stays to the left; of two diagonal corners each gets its own piece
      case 1:
        return link(south, west);
      case 2:
        return link(east, south);
      case 3:
        return link(east, west);
      case 4:
        return link(north, east);
      case 5:
        link(south, west);
        return link(north, east);
      case 6:
        return link(north, south);
      case 7:
        return link(north, west);
      case 8:
        return link(west, north);
      case 9:
        return link(south, north);
      case 10:
        link(east, south);
        return link(west, north);
      case 11:
        return link(east, north);
      case 12:
        return link(west, east);
      case 13:
        return link(south, east);
      default:
        return link(west, south);
    }
  }

  const std::vector<float>& value_;
  int width_, height_;
  std::unordered_map<std::uint64_t, std::uint64_t> next_;
  std::vector<std::uint64_t> starts_;
};

}  // namespace

std::vector<std::vector<GridPoint>> outlines(const std::vector<float>& value, int width,
                                             int height) {
  return Tracer(value, width, height).run();
}

}  // namespace muster::road
