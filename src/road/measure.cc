#include "road/measure.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <functional>
#include <random>
#include <string>

#include "road/dijkstra.h"
#include "road/metric.h"
#include "road/sweep.h"

namespace muster::road {
namespace {

/// CPU time of this thread: what others do on the machine disturbs it least.
double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double ms_of(const std::function<void()>& work) {
  const double start = cpu_ms();
  work();
  return cpu_ms() - start;
}

double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

double median_ms(int times, const std::function<void()>& work) {
  std::vector<double> all;
  for (int i = 0; i < times; ++i) all.push_back(ms_of(work));
  return median(std::move(all));
}

class Bench {
 public:
  Bench(MetricPtr metric, const Told& told) : metric_(std::move(metric)), told_(told) {
    states_ = static_cast<u32>(metric_->t().states());
    // Sources are junctions of roads that hang together, as stores are.
    for (u32 i = 0; i < states_; i += 1 + states_ / 4096) candidates_.push_back(i);
    std::shuffle(candidates_.begin(), candidates_.end(), random_);
  }

  json::Object run() {
    one_to_all();
    closures();
    many_to_many();
    nearest_five();
    areas();
    out_.set("equal_to_dijkstra", right_);
    return std::move(out_);
  }

 private:
  u32 source(std::size_t i) const { return candidates_[i % candidates_.size()]; }

  void one_to_all() {
    const Ladder ladder = ladder_of(*metric_, Direction::kFrom);
    std::vector<u32> expected;
    std::size_t q = 0;
    put("dijkstra_ms", median_ms(5, [&] {
          expected = dijkstra(metric_->t(), metric_->arc_ms, one_seed(q++), Direction::kFrom);
        }));
    q = 0;
    put("sweep_1_ms", median_ms(7, [&] { work_.run(ladder, one_seed(q++), 1); }));
    for (const u32 minutes : {15U, 60U}) {
      const std::string name = std::to_string(minutes) + "min";
      q = 0;
      put("dijkstra_" + name + "_ms", median_ms(5, [&] {
            expected = dijkstra(metric_->t(), metric_->arc_ms, one_seed(q++), Direction::kFrom,
                                minutes * 60'000);
          }));
      q = 0;
      put("sweep_1_" + name + "_ms",
          median_ms(7, [&] { work_.run(ladder, one_seed(q++), 1, minutes * 60'000); }));
      put("sweep_16_" + name + "_ms_per_source", median_ms(5, [&] {
                                                   work_.run(ladder, sixteen(q), kLanes,
                                                             minutes * 60'000);
                                                   q += 16;
                                                 }) / 16);
    }
    q = 0;
    put("sweep_16_ms_per_source", median_ms(7, [&] {
                                    work_.run(ladder, sixteen(q), kLanes);
                                    q += 16;
                                  }) / 16);
    // As many sources as fit into some seconds: a thousand up to 100,000 states.
    const std::size_t sources = std::clamp<std::size_t>(100'000'000 / states_, 64, 1000);
    for (std::size_t first = 0; first < sources; first += kLanes) check(*metric_, first, 1);
    out_.set("sources_checked", (sources + kLanes - 1) / kLanes * kLanes);
  }

  std::vector<Seed> one_seed(std::size_t i) const { return {{source(i), 0, 0}}; }
  std::vector<Seed> sixteen(std::size_t i) const {
    std::vector<Seed> out;
    for (u32 lane = 0; lane < kLanes; ++lane) out.push_back({source(i + lane), lane, 0});
    return out;
  }

  /// Sixteen sources, of which every `step`th is compared; in both directions by turns.
  void check(const Metric& metric, std::size_t first, u32 step) {
    const Direction direction = first % (2 * kLanes) == 0 ? Direction::kFrom : Direction::kTowards;
    const auto labels = work_.run(ladder_of(metric, direction), sixteen(first), kLanes);
    for (u32 lane = 0; lane < kLanes; lane += step) {
      const auto expected = dijkstra(metric.t(), metric.arc_ms, one_seed(first + lane), direction);
      for (u32 v = 0; v < states_; ++v) right_ = right_ && labels[v * kLanes + lane] == expected[v];
    }
  }

  void closures() {
    for (const std::size_t count : {1U, 100U, 10'000U}) {
      MetricPtr closed;
      std::vector<double> all;
      for (int round = 0; round < 5; ++round) {
        Conditions conditions;
        Condition& condition = conditions.list.emplace_back();
        const auto& ways = metric_->t().ways;
        for (std::size_t i = 0; i < std::min(count, ways.size() / 20); ++i)
          condition.ways.push_back(ways[random_() % ways.size()].id);
        all.push_back(ms_of([&] {
          auto made = with(metric_, conditions);
          if (made) closed = *made;
        }));
        if (round == 0) all.clear();  // makes the table of lower neighbours
      }
      put("closures_" + std::to_string(count) + "_ms", median(all));
      check(*closed, 0, 5);
      check(*closed, kLanes, 5);
    }
    put("customise_all_ms", median_ms(3, [&] {
          Weights all{{metric_->arc_ms.begin(), metric_->arc_ms.end()}, {}, {}};
          customise_all(metric_->t(), all);
        }));
  }

  std::vector<Place> some_places(std::size_t count) {
    std::vector<Place> out;
    for (std::size_t i = 0; i < count; ++i) {
      const auto state = static_cast<u32>(random_() % states_);
      out.push_back({.at = position(metric_->t().junctions[state]), .max_snap_m = 1e6});
    }
    return out;
  }

  void many_to_many() {
    const auto from = some_places(1000), to = some_places(10'000);
    Result<Matrix> found = fail(error::kInternal);
    std::vector<double> all;
    for (int i = 0; i < 3; ++i) all.push_back(ms_of([&] { found = matrix(*metric_, from, to); }));
    put("matrix_1000x10000_ns_per_cell", median(all) * 1e6 / 1e7);
    put("matrix_snap_ms", ms_of([&] { snap_all(*metric_, to, "to").has_value(); }));
    for (std::size_t row = 0; row < 1000; row += 331) {
      std::vector<Seed> seeds;
      add_seeds(*metric_, found->from[row], Direction::kFrom, 0, 0, seeds);
      const auto label = dijkstra(metric_->t(), metric_->arc_ms, seeds, Direction::kFrom);
      for (std::size_t column = 0; column < 10'000; column += 7) {
        std::vector<Seed> ends;
        add_seeds(*metric_, found->to[column], Direction::kTowards, 0, 0, ends);
        u32 least = along_edge_ms(*metric_, found->from[row], found->to[column]);
        for (const Seed& end : ends) least = std::min(least, label[end.state] + end.ms);
        right_ = right_ && least == found->at(row, column);
      }
    }
  }

  void nearest_five() {
    const auto vehicles = some_places(2000), incidents = some_places(1000);
    put("nearest_5_of_2000_for_1000_ms",
        median_ms(3, [&] { nearest(*metric_, vehicles, incidents, 5).has_value(); }));
    std::vector<double> all;
    for (int i = 0; i < 50; ++i)
      all.push_back(ms_of([&] {
        route(*metric_, vehicles[static_cast<std::size_t>(i)],
              incidents[static_cast<std::size_t>(i)])
            .has_value();
      }));
    put("route_ms", median(all));
  }

  void areas() {
    ReachRequest request{.sources = some_places(1), .budgets_ms = {1'800'000, 3'600'000}};
    request.areas.wanted = false;
    put("reach_parts_ms", median_ms(5, [&] { reach(*metric_, request).has_value(); }));
    request.areas.wanted = true;
    put("reach_with_areas_ms", median_ms(3, [&] { reach(*metric_, request).has_value(); }));
  }

  void put(const std::string& name, double value) {
    out_.set(name, std::round(value * 10000) / 10000);
    if (told_) told_(name, value);
  }

  MetricPtr metric_;
  const Told& told_;
  json::Object out_;
  Workspace work_;
  u32 states_ = 0;
  std::vector<u32> candidates_;
  std::mt19937 random_{7};
  bool right_ = true;
};

}  // namespace

json::Object measure(const MetricPtr& metric, const Told& told) {
  return Bench(metric, told).run();
}

std::vector<Ball> balls(const Metric& metric, std::size_t count, std::uint32_t budget_ms) {
  std::vector<Ball> out;
  Workspace work;
  const auto n = static_cast<u32>(metric.t().states());
  for (std::size_t i = 0; i < count; ++i) {
    Ball& ball = out.emplace_back();
    ball.source = static_cast<u32>((i + 1) * n / (count + 1));
    const std::vector<Seed> seeds{{ball.source, 0, 0}};
    std::vector<u32> label;
    ball.dijkstra_ms = ms_of(
        [&] { label = dijkstra(metric.t(), metric.arc_ms, seeds, Direction::kFrom, budget_ms); });
    ball.sweep_ms =
        ms_of([&] { work.run(ladder_of(metric, Direction::kFrom), seeds, 1, budget_ms); });
    for (const u32 ms : label) {
      if (ms > budget_ms) continue;
      ++ball.states;
      ball.sum_ms += ms;
    }
  }
  return out;
}

}  // namespace muster::road
