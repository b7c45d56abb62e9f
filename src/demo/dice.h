// Even numbers from a seed (SplitMix64, Steele et al., OOPSLA 2014): the same on every machine, which the library's distributions are not.
#pragma once

#include <cstdint>
#include <numeric>
#include <vector>

namespace muster::demo {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  /// 0 … limit − 1
  [[nodiscard]] std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
  /// from … to, both included
  [[nodiscard]] std::int64_t between(std::int64_t from, std::int64_t to) {
    return from + static_cast<std::int64_t>(below(static_cast<std::size_t>(to - from + 1)));
  }
  /// [low, high)
  [[nodiscard]] double within(double low, double high) { return low + (high - low) * (static_cast<double>(next() >> 11U) * 0x1.0p-53); }
  [[nodiscard]] bool chance(double share) { return within(0, 1) < share; }
  /// An index with the chances given.
  [[nodiscard]] std::size_t weighted(const std::vector<std::int64_t>& weights) {
    auto at = static_cast<std::int64_t>(below(static_cast<std::size_t>(std::accumulate(weights.begin(), weights.end(), std::int64_t{0}))));
    std::size_t index = 0;
    while (at >= weights[index]) at -= weights[index++];
    return index;
  }
  template <typename List>
  [[nodiscard]] auto pick(const List& list) {
    return list[below(std::size(list))];
  }

 private:
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    return mixed ^ (mixed >> 31U);
  }
  std::uint64_t state_;
};

}  // namespace muster::demo
