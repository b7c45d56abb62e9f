#include "supply/dispatch_plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "supply/dispatch_share.h"

namespace muster::supply {
namespace {

constexpr double kTiny = 1e-6;

// Measured, not counted: a fraction of it can be sent.
bool is_measured(const std::string& unit) {
  constexpr std::array<std::string_view, 14> kMeasured{"吨", "t", "m³", "m3", "方", "立方米", "kg", "公斤", "千克", "升", "L", "m²", "m", "米"};
  return std::find(kMeasured.begin(), kMeasured.end(), unit) != kMeasured.end();
}

// One kind of goods: its lots, what each can give in the unit asked, and who wants it.
struct Part {
  std::string goods;
  std::string unit;
  std::map<std::size_t, double> gives;  ///< per lot, > 0
  std::vector<std::size_t> needs;       ///< the first is need 0
  std::vector<double> asked;            ///< per entry of `needs`
};

double arrive_min(const PlanProblem& problem, std::size_t need, std::size_t place) {
  return problem.places[place].ready_min + *problem.needs[need].drive_min[place];
}

bool in_time(const PlanProblem& problem, std::size_t need, std::size_t place) {
  return problem.needs[need].drive_min[place] && arrive_min(problem, need, place) <= problem.needs[need].deadline_min + kTiny;
}

bool expires_before(const PlanProblem& problem, const Lot& lot, std::size_t place) {
  if (lot.expires_on.empty() || !problem.needs[0].drive_min[place]) return false;
  const auto arrival = problem.now + Millis{static_cast<std::int64_t>(arrive_min(problem, 0, place) * 60'000)};
  return lot.expires_on < format_date(city_day(arrival));
}

Result<Part> part_of(const PlanProblem& problem, const Asked& asked) {
  Part part{.goods = asked.goods, .unit = asked.unit, .gives = {}, .needs = {}, .asked = {}};
  std::optional<Error> unlike;
  for (std::size_t l = 0; l < problem.lots.size(); ++l) {
    const Lot& lot = problem.lots[l];
    if (lot.goods != asked.goods) continue;
    if (!lot.barred.empty() || lot.free() <= kTiny || expires_before(problem, lot, problem.place_of_lot[l])) continue;
    const auto free = convert(lot.free(), lot.unit, asked.unit, lot.density_t_m3, asked.goods);
    if (free) {
      part.gives[l] = *free;
    } else {
      unlike = free.error();
    }
  }
  // Stock kept in another unit is left out, unless there is nothing else.
  if (part.gives.empty() && unlike) return fail(*std::move(unlike));
  for (std::size_t n = 0; n < problem.needs.size(); ++n) {
    double sum = 0;
    for (const Asked& item : problem.needs[n].items) {
      if (item.goods != asked.goods) continue;
      const auto same = convert(item.quantity, item.unit, asked.unit, Lot{}.density_t_m3, asked.goods);
      // Another need's odd unit is its own trouble.
      if (!same && n == 0) return fail(same.error());
      if (same) sum += *same;
    }
    if (sum <= 0) continue;
    part.needs.push_back(n);
    part.asked.push_back(sum);
  }
  return part;
}

Transport transport_of(const PlanProblem& problem, const Part& part) {
  Transport out;
  out.whole = !is_measured(part.unit);
  out.capacity.assign(problem.places.size(), 0);
  for (const auto& [lot, quantity] : part.gives) out.capacity[problem.place_of_lot[lot]] += out.whole ? std::floor(quantity + kTiny) : quantity;
  out.demand = part.asked;
  out.cost.assign(problem.places.size(), std::vector<std::optional<double>>(part.needs.size()));
  for (std::size_t p = 0; p < problem.places.size(); ++p) {
    for (std::size_t k = 0; k < part.needs.size(); ++k) {
      if (in_time(problem, part.needs[k], p)) out.cost[p][k] = arrive_min(problem, part.needs[k], p);
    }
  }
  return out;
}

PlanOrder& order_from(Plan& out, const PlanProblem& problem, std::size_t place) {
  const auto found = std::find_if(out.orders.begin(), out.orders.end(), [place](const PlanOrder& one) { return one.place == place; });
  if (found != out.orders.end()) return *found;
  out.orders.push_back({.place = place, .drive_min = *problem.needs[0].drive_min[place], .arrive_min = arrive_min(problem, 0, place), .lines = {}});
  return out.orders.back();
}

// First expired, first out: the lots stand in that order.
void take_from_lots(const PlanProblem& problem, const Part& part, const Flow& flow, bool whole, Plan& out) {
  double rest = flow.quantity;
  for (const auto& [lot, gives] : part.gives) {
    if (problem.place_of_lot[lot] != flow.source || rest <= kTiny) continue;
    const double taken = std::min(rest, whole ? std::floor(gives + kTiny) : gives);
    if (taken <= kTiny) continue;
    order_from(out, problem, flow.source).lines.push_back({.lot = lot, .quantity = taken, .unit = part.unit});
    rest -= taken;
  }
}

Status plan_goods(const PlanProblem& problem, const Asked& asked, Plan& out) {
  const auto part = part_of(problem, asked);
  if (!part) return fail(part.error());
  const Transport transport = transport_of(problem, *part);
  const std::vector<double> amounts = fair_amounts(transport);
  const double wanted = part->asked.front();
  double met = 0;
  for (const Flow& flow : cheapest(transport, amounts)) {
    if (flow.sink != 0) continue;
    Flow own = flow;
    if (transport.whole) own.quantity = std::round(own.quantity);
    met += own.quantity;
    take_from_lots(problem, *part, own, transport.whole, out);
  }
  const double lacking = wanted - met;
  if (lacking > wanted * 1e-5) out.unmet.push_back({asked.goods, std::round(lacking * 1000) / 1000, asked.unit});
  if (part->needs.size() > 1) out.shares.push_back({asked.goods, met / wanted, part->needs.size()});
  return {};
}

// The reason that lies deepest: what could go in time and was not needed says most, an empty shelf least.
WhyNot why_not(const PlanProblem& problem, std::size_t place, const std::vector<std::size_t>& lots) {
  bool any_free = false;
  bool any_expired = false;
  bool any_locked = false;
  for (const std::size_t l : lots) {
    const Lot& lot = problem.lots[l];
    const bool expired = lot.barred == "expired" || expires_before(problem, lot, place);
    any_expired = any_expired || (expired && lot.book > kTiny);
    any_locked = any_locked || (lot.barred == "locked" && lot.book > kTiny);
    any_free = any_free || (lot.barred.empty() && !expired && lot.free() > kTiny);
  }
  if (!any_free) return any_locked ? WhyNot::kLocked : any_expired ? WhyNot::kExpired : WhyNot::kNoneFree;
  if (!problem.needs[0].drive_min[place]) return WhyNot::kCutOff;
  return in_time(problem, 0, place) ? WhyNot::kNotNeeded : WhyNot::kTooLate;
}

void explain_others(const PlanProblem& problem, Plan& out) {
  std::map<std::size_t, std::vector<std::size_t>> held;
  for (std::size_t l = 0; l < problem.lots.size(); ++l) {
    const auto& items = problem.needs[0].items;
    const bool asked = std::any_of(items.begin(), items.end(), [&](const Asked& item) { return item.goods == problem.lots[l].goods; });
    if (asked) held[problem.place_of_lot[l]].push_back(l);
  }
  for (const auto& [place, lots] : held) {
    const bool sends = std::any_of(out.orders.begin(), out.orders.end(), [p = place](const PlanOrder& order) { return order.place == p; });
    if (sends) continue;
    PlanOther other{.place = place, .why = why_not(problem, place, lots), .arrive_min = {}};
    if (problem.needs[0].drive_min[place]) other.arrive_min = arrive_min(problem, 0, place);
    out.others.push_back(other);
  }
  std::stable_sort(out.others.begin(), out.others.end(), [](const PlanOther& a, const PlanOther& b) {
    return a.arrive_min.value_or(1e9) < b.arrive_min.value_or(1e9);
  });
}

}  // namespace

std::string_view why_not_name(WhyNot why) {
  constexpr std::array<std::string_view, 6> kNames{"locked", "expired", "none_free", "cut_off", "too_late", "not_needed"};
  return kNames[static_cast<std::size_t>(why)];
}

Result<Plan> plan(const PlanProblem& problem) {
  Plan out;
  std::vector<std::string> seen;
  for (const Asked& asked : problem.needs.front().items) {
    if (std::find(seen.begin(), seen.end(), asked.goods) != seen.end()) continue;
    seen.push_back(asked.goods);
    if (Status planned = plan_goods(problem, asked, out); !planned) return fail(planned.error());
  }
  std::stable_sort(out.orders.begin(), out.orders.end(), [](const PlanOrder& a, const PlanOrder& b) { return a.arrive_min < b.arrive_min; });
  explain_others(problem, out);
  return out;
}

}  // namespace muster::supply
