#include "road/steps.h"

#include <array>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace muster::road {
namespace {

/// Degrees clockwise from north.
double bearing(geo::Position a, geo::Position b) {
  const double dx = (b.lon - a.lon) * std::cos(a.lat * std::numbers::pi / 180);
  return std::atan2(dx, b.lat - a.lat) * 180 / std::numbers::pi;
}

/// Degrees to the right, (-180, 180].
double turned(double before, double after) {
  double out = std::fmod(after - before, 360);
  if (out > 180) out -= 360;
  if (out <= -180) out += 360;
  return out;
}

Turn turn_of(double right) {
  const double size = std::abs(right);
  if (size < 20) return Turn::kStraight;
  if (size > 170) return Turn::kUTurn;
  if (size < 50) return right > 0 ? Turn::kSlightRight : Turn::kSlightLeft;
  if (size < 130) return right > 0 ? Turn::kRight : Turn::kLeft;
  return right > 0 ? Turn::kSharpRight : Turn::kSharpLeft;
}

class Teller {
 public:
  explicit Teller(const Metric& metric) : metric_(metric), network_(*metric.network) {}

  void add(const RoutePart& part) {
    const geo::Path line = edge_line(network_, part.edge, part.from, part.to);
    if (line.size() < 2) return;
    const Way& way = network_.way_of(part.edge);
    const double entered = bearing(line[0], line[1]);
    const Turn turn = steps_.empty() ? Turn::kDepart : turn_at(part, way, entered);
    if (steps_.empty() || is_told(turn, way))
      steps_.push_back({turn, network_.name(way), network_.english_name(way), line[0], 0, 0});
    Step& step = steps_.back();
    step.length_m += std::abs(static_cast<double>(part.to) - part.from) *
                     metric_.t().edges[part.edge].length_mm / 1000;
    const EdgeTimes times = metric_.times(part.edge);
    const u32 whole = part.from < part.to ? times.forward_ms : times.backward_ms;
    step.ms += share_ms(whole, std::abs(static_cast<double>(part.to) - part.from));
    left_ = bearing(line[line.size() - 2], line.back());
    last_ = &way;
  }

  std::vector<Step> finish(geo::Position end) {
    steps_.push_back({Turn::kArrive, {}, {}, end, 0, 0});
    return std::move(steps_);
  }

 private:
  [[nodiscard]] const WayKind& kind(const Way& way) const {
    return metric_.t().way_kinds[way.kind];
  }

  Turn turn_at(const RoutePart& part, const Way& way, double entered) {
    if ((kind(way).flags & kFerry) != 0) return Turn::kFerry;
    if ((kind(way).flags & kRoundabout) != 0) return Turn::kRoundabout;
    const Turn turn = turn_of(turned(left_, entered));
    // A bend of the one road there is needs no word.
    if (turn != Turn::kUTurn && choices(part) <= 2 && same_name(way)) return Turn::kStraight;
    return turn;
  }

  [[nodiscard]] bool same_name(const Way& way) const {
    return way.names == last_->names &&
           (way.names != 0 || kind(way).road_class == kind(*last_).road_class);
  }
  [[nodiscard]] bool is_told(Turn turn, const Way& way) const {
    const int flags = kind(*last_).flags;
    if (turn == Turn::kFerry) return (flags & kFerry) == 0;
    if (turn == Turn::kRoundabout) return (flags & kRoundabout) == 0;
    return turn != Turn::kStraight || way.names != last_->names || (flags & kFerry) != 0;
  }

  /// Roads at the junction where the part begins.
  std::size_t choices(const RoutePart& part) const {
    const Edge& edge = metric_.t().edges[part.edge];
    const u32 state = part.from < part.to ? edge.a : edge.b;
    return metric_.t().first_arc[state + 1] - metric_.t().first_arc[state];
  }

  const Metric& metric_;
  const Network& network_;
  std::vector<Step> steps_;
  const Way* last_ = nullptr;
  double left_ = 0;
};

struct Words {
  const char* zh;
  const char* en;
};

Words words_of(Turn turn) {
  static constexpr std::array<Words, 12> kWords = {{{"出发", "Depart"},
                                                    {"直行", "Continue"},
                                                    {"偏左", "Bear left"},
                                                    {"左转", "Turn left"},
                                                    {"向左后方转", "Turn sharp left"},
                                                    {"偏右", "Bear right"},
                                                    {"右转", "Turn right"},
                                                    {"向右后方转", "Turn sharp right"},
                                                    {"掉头", "Make a U-turn"},
                                                    {"进入环岛", "Enter the roundabout"},
                                                    {"上渡船", "Take the ferry"},
                                                    {"到达", "Arrive"}}};
  return kWords[static_cast<std::size_t>(turn)];
}

std::string distance(double metres, bool zh) {
  if (metres >= 1000) return fmt::format("{:.1f} {}", metres / 1000, zh ? "公里" : "km");
  return fmt::format("{:.0f} {}", metres, zh ? "米" : "m");
}

}  // namespace

std::vector<Step> steps_of(const Metric& metric, const std::vector<RoutePart>& parts,
                           geo::Position start, geo::Position end) {
  Teller teller(metric);
  for (const RoutePart& part : parts) teller.add(part);
  auto out = teller.finish(end);
  if (out.size() == 1) out.insert(out.begin(), {Turn::kDepart, {}, {}, start, 0, 0});
  return out;
}

std::string step_text(const Step& step, std::string_view lang) {
  const bool zh = lang != "en";
  const Words words = words_of(step.turn);
  std::string out = zh ? words.zh : words.en;
  if (step.turn == Turn::kArrive) return out;
  const std::string& name = zh || step.name_en.empty() ? step.name : step.name_en;
  if (!name.empty()) out += zh ? "，沿" + name : " on " + name;
  const char* before = zh ? (name.empty() ? "，行驶 " : "行驶 ") : ", ";
  return out + before + distance(step.length_m, zh);
}

}  // namespace muster::road
