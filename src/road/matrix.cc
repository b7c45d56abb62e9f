// Many to many by restricted sweeps (Delling, Goldberg and Werneck, "Faster Batched Shortest Paths
// in Road Networks", ATMOS 2011): the states above the targets are copied into a small graph once,
// and sixteen rows at a time sweep only that.
#include <algorithm>
#include <array>

#include "road/metric.h"
#include "road/selection.h"

namespace muster::road {
namespace {

class Filler {
 public:
  Filler(const Metric& metric, const std::vector<Place>& from, const std::vector<Place>& to)
      : metric_(metric), from_(from), to_(to) {}

  Result<Matrix> run() {
    out_.rows = from_.size();
    out_.columns = to_.size();
    auto from = snap_all(metric_, from_, "from");
    if (!from) return fail(std::move(from).error());
    auto to = snap_all(metric_, to_, "to");
    if (!to) return fail(std::move(to).error());
    out_.from = *std::move(from);
    out_.to = *std::move(to);
    out_.ms.assign(out_.rows * out_.columns, kNever);
    if (!out_.ms.empty()) fill();
    return std::move(out_);
  }

 private:
  void fill() {
    const Ladder whole = ladder_of(metric_, Direction::kFrom);
    std::vector<Seed> targets;
    std::vector<Entry> entries;
    for (u32 column = 0; column < to_.size(); ++column) {
      add_seeds(metric_, out_.to[column], Direction::kTowards, to_[column].offset_ms, 0, targets);
      while (entries.size() < targets.size())
        entries.push_back({targets[entries.size()].state, targets[entries.size()].ms, column});
    }
    // The bits are the profile's as built; under conditions another arc may be the fastest.
    const bool as_built = metric_.base == nullptr;
    const Selection selection(
        whole, targets, as_built ? metric_.profile->needed : std::span<const std::uint64_t>());
    for (Entry& entry : entries) entry.state = selection.landing(entry.state).state;
    // Labels are then read in the order of memory.
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.state < b.state; });
    std::vector<Row> rows(out_.columns);
    const std::vector<u32> order = neighbours_together();
    Workspace workspace;
    std::vector<Seed> seeds;
    for (std::size_t first = 0; first < order.size(); first += kLanes) {
      const auto lanes =
          std::span(order).subspan(first, std::min<std::size_t>(kLanes, order.size() - first));
      seeds.clear();
      for (u32 lane = 0; lane < lanes.size(); ++lane)
        add_seeds(metric_, out_.from[lanes[lane]], Direction::kFrom, from_[lanes[lane]].offset_ms,
                  lane, seeds);
      const auto labels = workspace.run_part(whole, selection, seeds);
      std::fill(rows.begin(), rows.end(), Row());
      gather_least(labels.data(), entries, rows.front().ms.data());
      store(lanes, rows);
    }
    along_edges();
  }

  struct alignas(64) Row {
    std::array<u32, kLanes> ms;
    Row() { ms.fill(kNever); }
  };

  /// The rows in an order in which sixteen after each other climb much the same states.
  [[nodiscard]] std::vector<u32> neighbours_together() const {
    const Tables& t = metric_.t();
    std::vector<std::pair<u32, u32>> by_rank;
    for (u32 row = 0; row < out_.rows; ++row)
      by_rank.emplace_back(t.edges[out_.from[row].edge].a, row);
    std::sort(by_rank.begin(), by_rank.end());
    std::vector<u32> out;
    for (const auto& [rank, row] : by_rank) out.push_back(row);
    return out;
  }

  void store(std::span<const u32> lanes, const std::vector<Row>& rows) {
    constexpr std::size_t kBlock = 256;
    for (std::size_t from = 0; from < out_.columns; from += kBlock) {
      const std::size_t to = std::min(from + kBlock, out_.columns);
      for (u32 lane = 0; lane < lanes.size(); ++lane) {
        u32* line = &out_.ms[lanes[lane] * out_.columns];
        for (std::size_t column = from; column < to; ++column) line[column] = rows[column].ms[lane];
      }
    }
  }

  /// Pairs on the same edge need not leave it.
  void along_edges() {
    std::vector<std::pair<EdgeId, std::size_t>> by_edge;
    for (std::size_t i = 0; i < out_.to.size(); ++i) by_edge.emplace_back(out_.to[i].edge, i);
    std::sort(by_edge.begin(), by_edge.end());
    for (std::size_t row = 0; row < out_.rows; ++row) {
      const Snap& from = out_.from[row];
      auto at =
          std::lower_bound(by_edge.begin(), by_edge.end(), std::pair(from.edge, std::size_t{0}));
      for (; at != by_edge.end() && at->first == from.edge; ++at) {
        const u32 own = along_edge_ms(metric_, from, out_.to[at->second]);
        if (own == kNever) continue;
        u32& cell = out_.ms[row * out_.columns + at->second];
        cell = std::min(cell, own + from_[row].offset_ms + to_[at->second].offset_ms);
      }
    }
  }

  const Metric& metric_;
  const std::vector<Place>& from_;
  const std::vector<Place>& to_;
  Matrix out_;
};

}  // namespace

Result<Matrix> matrix(const Metric& metric, const std::vector<Place>& from,
                      const std::vector<Place>& to) {
  return Filler(metric, from, to).run();
}

Result<std::vector<std::vector<Near>>> nearest(const Metric& metric, const std::vector<Place>& from,
                                               const std::vector<Place>& to, std::size_t k) {
  const auto all = matrix(metric, from, to);
  if (!all) return fail(all.error());
  std::vector<std::vector<Near>> out(to.size());
  std::vector<Near> column;
  for (std::size_t i = 0; i < to.size(); ++i) {
    column.clear();
    for (u32 row = 0; row < all->rows; ++row) {
      if (all->at(row, i) < kNever) column.push_back({row, all->at(row, i)});
    }
    const std::size_t kept = std::min(k, column.size());
    std::partial_sort(column.begin(), column.begin() + static_cast<std::ptrdiff_t>(kept),
                      column.end(), [](const Near& a, const Near& b) {
                        return std::pair(a.ms, a.from) < std::pair(b.ms, b.from);
                      });
    out[i].assign(column.begin(), column.begin() + static_cast<std::ptrdiff_t>(kept));
  }
  return out;
}

}  // namespace muster::road
