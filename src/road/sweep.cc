#include "road/sweep.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace muster::road {

struct Workspace::Labels {
  u32* at = nullptr;
  std::size_t size = 0;
  ~Labels() { std::free(at); }
};

Workspace::Workspace() : labels_(std::make_unique<Labels>()) {}
Workspace::~Workspace() = default;

u32* Workspace::room(std::size_t count) {
  if (labels_->size < count) {
    std::free(labels_->at);
    labels_->size = (count + 1023) / 1024 * 1024;
    labels_->at = static_cast<u32*>(std::aligned_alloc(64, labels_->size * sizeof(u32)));
    if (labels_->at == nullptr) throw std::bad_alloc();
  }
  return labels_->at;
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

/// Whether nothing below this state can be within the budget: every path into its subtree passes one
/// of its higher neighbours, and no seed lies in it.
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
[[gnu::always_inline]] inline void descend_lanes(const Descent& d) {
  const Ladder& ladder = d.ladder;
  for (u32 state = ladder.states; state-- > 0;) {
    u32* own = d.labels + state * std::size_t{kWidth};
    const bool marked = (d.marked[state >> 6] >> (state & 63U) & 1U) != 0;
    u32 best[kWidth];
    for (u32 lane = 0; lane < kWidth; ++lane) best[lane] = marked ? own[lane] : kNever;
    const u32 end = ladder.first[state + 1];
    for (u32 arc = ladder.first[state]; arc < end; ++arc) {
      const u32* above = d.labels + ladder.head[arc] * std::size_t{kWidth};
      const u32 weight = ladder.in[arc];
      for (u32 lane = 0; lane < kWidth; ++lane) {
        const u32 candidate = above[lane] + weight;
        best[lane] = candidate < best[lane] ? candidate : best[lane];
      }
    }
    u32 least = best[0];
    for (u32 lane = 0; lane < kWidth; ++lane) {
      own[lane] = best[lane];
      least = best[lane] < least ? best[lane] : least;
    }
    if (least <= d.budget_ms || marked || ladder.first_below == nullptr) continue;
    const u32 lowest = ladder.first_below[state];
    if (lowest == state || !is_beyond<kWidth>(d, state)) continue;
    std::fill(d.labels + lowest * std::size_t{kWidth}, own, kNever);
    state = lowest;
  }
}

[[gnu::target("avx512f,avx512vl,prefer-vector-width=512")]] void descend_512(const Descent& d) {
  descend_lanes<kLanes>(d);
}
[[gnu::target("avx2")]] void descend_256(const Descent& d) { descend_lanes<kLanes>(d); }
void descend_plain(const Descent& d) { descend_lanes<kLanes>(d); }
void descend_one(const Descent& d) { descend_lanes<1>(d); }

}  // namespace

void Workspace::descend(const Ladder& ladder, u32 lanes, u32 budget_ms) {
  const Descent d{ladder, marked_.data(), labels_->at, budget_ms};
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

std::span<const u32> Workspace::run_part(const Ladder& whole, const Ladder& part,
                                         std::span<const u32> local_of,
                                         std::span<const Seed> seeds, u32 lanes) {
  climb(whole, seeds, lanes);
  const std::size_t count = std::size_t{part.states} * lanes;
  u32* labels = room(count);
  marked_.assign((part.states + 63) / 64, 0);
  for (std::size_t i = 0; i < climbed_.size(); ++i) {
    const u32 local = local_of[climbed_[i]];
    if (local == kNever) continue;
    marked_[local >> 6] |= std::uint64_t{1} << (local & 63U);
    std::copy_n(&climb_labels_[i * lanes], lanes, labels + local * std::size_t{lanes});
  }
  descend(part, lanes, kNever - 1);
  return {labels, count};
}

}  // namespace muster::road
