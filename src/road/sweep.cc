#include "road/sweep.h"

#include <algorithm>
#include <array>

#include "road/selection.h"

namespace muster::road {

struct Workspace::Labels {
  struct alignas(64) Line {
    std::array<u32, kLanes> ms;
  };
  std::unique_ptr<Line[]> lines;  // NOLINT(modernize-avoid-c-arrays): made without being filled
  std::size_t size = 0;

  [[nodiscard]] u32* at() const { return lines[0].ms.data(); }
};

Workspace::Workspace() : labels_(std::make_unique<Labels>()) {}
Workspace::~Workspace() = default;

u32* Workspace::room(std::size_t count) {
  const std::size_t lines = count / kLanes + 1;
  if (labels_->size < lines) {
    labels_->lines = std::make_unique_for_overwrite<Labels::Line[]>(lines);  // NOLINT
    labels_->size = lines;
  }
  return labels_->at();
}

Ladder ladder_of(const Metric& metric, Direction direction) {
  const Tables& t = metric.t();
  const bool from = direction == Direction::kFrom;
  return {.first = t.first_up.data(),
          .head = t.up_head.data(),
          .out = (from ? metric.up_ms : metric.down_ms).data(),
          .in = (from ? metric.down_ms : metric.up_ms).data(),
          .first_below = metric.network->first_below.data(),
          .states = static_cast<u32>(t.states())};
}

void Workspace::climb(const Ladder& ladder, std::span<const Seed> seeds, u32 lanes) {
  marked_.assign((ladder.states + 63) / 64, 0);
  slot_.resize(ladder.states);
  climbed_.clear();
  for (const Seed& seed : seeds) {
    u32 state = seed.state;
    while ((marked_[state >> 6] >> (state & 63U) & 1U) == 0) {
      marked_[state >> 6] |= std::uint64_t{1} << (state & 63U);
      climbed_.push_back(state);
      if (ladder.first[state] == ladder.first[state + 1]) break;
      state = ladder.head[ladder.first[state]];
    }
  }
  std::sort(climbed_.begin(), climbed_.end());
  for (u32 i = 0; i < climbed_.size(); ++i) slot_[climbed_[i]] = i;
  climb_labels_.assign(climbed_.size() * lanes, kNever);
  for (const Seed& seed : seeds) {
    u32& label = climb_labels_[slot_[seed.state] * std::size_t{lanes} + seed.lane];
    label = std::min(label, seed.ms);
  }
  for (std::size_t i = 0; i < climbed_.size(); ++i) {
    const u32* own = &climb_labels_[i * lanes];
    const u32 state = climbed_[i];
    for (u32 arc = ladder.first[state]; arc < ladder.first[state + 1]; ++arc) {
      u32* other = &climb_labels_[slot_[ladder.head[arc]] * std::size_t{lanes}];
      const u32 weight = ladder.out[arc];
      for (u32 lane = 0; lane < lanes; ++lane)
        other[lane] = std::min(other[lane], own[lane] + weight);
    }
  }
}

namespace {

struct Descent {
  Ladder ladder;
  const std::uint64_t* marked;
  u32* labels;
  u32 budget_ms;
};

/// Whether nothing below this state can be within the budget: every path into its subtree passes
/// one of its higher neighbours, and no seed lies in it.
template <u32 kWidth>
bool is_beyond(const Descent& d, u32 state) {
  for (u32 arc = d.ladder.first[state]; arc < d.ladder.first[state + 1]; ++arc) {
    const u32* above = d.labels + d.ladder.head[arc] * std::size_t{kWidth};
    for (u32 lane = 0; lane < kWidth; ++lane) {
      if (above[lane] <= d.budget_ms) return false;
    }
  }
  return true;
}

template <u32 kWidth>
void skip_subtree(const Descent& d, u32& state) {
  const u32 lowest = d.ladder.first_below[state];
  if (lowest == state || !is_beyond<kWidth>(d, state)) return;
  std::fill(d.labels + lowest * std::size_t{kWidth}, d.labels + state * std::size_t{kWidth},
            kNever);
  state = lowest;
}

/// kVectors vectors of the compiler's own make one row of kLanes labels.
template <class Vector, u32 kVectors>
[[gnu::always_inline]] inline void descend_lanes(const Descent& d) {
  static_assert(sizeof(Vector) * kVectors == kLanes * sizeof(u32));
  const Ladder& ladder = d.ladder;
  auto* const rows = reinterpret_cast<Vector*>(d.labels);
  const bool skips = ladder.first_below != nullptr && d.budget_ms < kNever - 1;
  for (u32 state = ladder.states; state-- > 0;) {
    Vector* own = rows + state * std::size_t{kVectors};
    const bool marked = (d.marked[state >> 6] >> (state & 63U) & 1U) != 0;
    Vector best[kVectors];  // NOLINT(modernize-avoid-c-arrays): a template loses the attributes
    for (u32 k = 0; k < kVectors; ++k) best[k] = marked ? own[k] : Vector{} + kNever;
    const u32 end = ladder.first[state + 1];
    for (u32 arc = ladder.first[state]; arc < end; ++arc) {
      const Vector* above = rows + ladder.head[arc] * std::size_t{kVectors};
      const u32 weight = ladder.in[arc];
      for (u32 k = 0; k < kVectors; ++k) {
        const Vector candidate = above[k] + weight;
        best[k] = candidate < best[k] ? candidate : best[k];
      }
    }
    for (u32 k = 0; k < kVectors; ++k) own[k] = best[k];
    if (!skips || marked) continue;
    bool within = false;
    for (u32 lane = 0; lane < kLanes; ++lane)
      within = within || d.labels[state * std::size_t{kLanes} + lane] <= d.budget_ms;
    if (!within) skip_subtree<kLanes>(d, state);
  }
}

void descend_one(const Descent& d) {
  const Ladder& ladder = d.ladder;
  for (u32 state = ladder.states; state-- > 0;) {
    const bool marked = (d.marked[state >> 6] >> (state & 63U) & 1U) != 0;
    u32 best = marked ? d.labels[state] : kNever;
    const u32 end = ladder.first[state + 1];
    for (u32 arc = ladder.first[state]; arc < end; ++arc)
      best = std::min(best, d.labels[ladder.head[arc]] + ladder.in[arc]);
    d.labels[state] = best;
    if (best > d.budget_ms && !marked) skip_subtree<1>(d, state);
  }
}

using Vector16 [[gnu::vector_size(64), gnu::may_alias]] = u32;
using Vector8 [[gnu::vector_size(32), gnu::may_alias]] = u32;
using Vector4 [[gnu::vector_size(16), gnu::may_alias]] = u32;

[[gnu::target("avx512f,avx512vl")]] void descend_512(const Descent& d) {
  descend_lanes<Vector16, 1>(d);
}
[[gnu::target("avx2")]] void descend_256(const Descent& d) { descend_lanes<Vector8, 2>(d); }
void descend_plain(const Descent& d) { descend_lanes<Vector4, 4>(d); }

template <class Vector, u32 kVectors>
[[gnu::always_inline]] inline void gather_lanes(const u32* labels, std::span<const Entry> entries,
                                                u32* rows) {
  const auto* const from = reinterpret_cast<const Vector*>(labels);
  auto* const to = reinterpret_cast<Vector*>(rows);
  for (const Entry& entry : entries) {
    for (u32 k = 0; k < kVectors; ++k) {
      const Vector candidate = from[entry.state * std::size_t{kVectors} + k] + entry.ms;
      Vector& best = to[entry.column * std::size_t{kVectors} + k];
      best = candidate < best ? candidate : best;
    }
  }
}

[[gnu::target("avx512f,avx512vl")]] void gather_512(const u32* labels,
                                                    std::span<const Entry> entries, u32* rows) {
  gather_lanes<Vector16, 1>(labels, entries, rows);
}
[[gnu::target("avx2")]] void gather_256(const u32* labels, std::span<const Entry> entries,
                                        u32* rows) {
  gather_lanes<Vector8, 2>(labels, entries, rows);
}

}  // namespace

void gather_least(const u32* labels, std::span<const Entry> entries, u32* rows) {
  if (__builtin_cpu_supports("avx512vl")) return gather_512(labels, entries, rows);
  if (__builtin_cpu_supports("avx2")) return gather_256(labels, entries, rows);
  gather_lanes<Vector4, 4>(labels, entries, rows);
}

void Workspace::descend(const Ladder& ladder, u32 lanes, u32 budget_ms) {
  const Descent d{ladder, marked_.data(), labels_->at(), budget_ms};
  if (lanes == 1) return descend_one(d);
  if (__builtin_cpu_supports("avx512vl")) return descend_512(d);
  if (__builtin_cpu_supports("avx2")) return descend_256(d);
  descend_plain(d);
}

std::span<const u32> Workspace::run(const Ladder& ladder, std::span<const Seed> seeds, u32 lanes,
                                    u32 budget_ms) {
  climb(ladder, seeds, lanes);
  const std::size_t count = std::size_t{ladder.states} * lanes;
  u32* labels = room(count);
  for (std::size_t i = 0; i < climbed_.size(); ++i) {
    std::copy_n(&climb_labels_[i * lanes], lanes, labels + climbed_[i] * std::size_t{lanes});
  }
  descend(ladder, lanes, budget_ms);
  return {labels, count};
}

std::span<const u32> Workspace::run_part(const Ladder& whole, const Selection& part,
                                         std::span<const Seed> seeds) {
  climb(whole, seeds, kLanes);
  const std::size_t count = std::size_t{part.ladder().states} * kLanes;
  u32* labels = room(count);
  marked_.assign((part.ladder().states + 63) / 64, 0);
  for (std::size_t i = 0; i < climbed_.size(); ++i) {
    const Landing at = part.landing(climbed_[i]);
    if (at.state == kNever) continue;
    const u32* own = &climb_labels_[i * kLanes];
    u32* row = labels + at.state * std::size_t{kLanes};
    std::uint64_t& word = marked_[at.state >> 6];
    const std::uint64_t bit = std::uint64_t{1} << (at.state & 63U);
    if ((word & bit) == 0) std::fill_n(row, kLanes, kNever);
    word |= bit;
    for (u32 lane = 0; lane < kLanes; ++lane) row[lane] = std::min(row[lane], own[lane] + at.ms);
  }
  descend(part.ladder(), kLanes, kNever - 1);
  return {labels, count};
}

}  // namespace muster::road
