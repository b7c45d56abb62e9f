#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "errors/dispatch.h"
#include "errors/road.h"
#include "supply/circle_facts.h"
#include "supply/dispatch.h"
#include "supply/dispatch_lorries.h"
#include "supply/dispatch_need.h"
#include "supply/dispatch_plan.h"
#include "supply/orders.h"

namespace muster::supply {
namespace {

using record::Record;
using record::Unit;
using record::Viewer;

// A place that stock leaves from, with its record.
struct Source {
  Record record;
  geo::Position at;
};

struct Question {
  PlanProblem problem;
  std::vector<Source> sources;           // per place of the problem
  std::vector<geo::Position> sinks;      // per need of the problem
  std::map<std::string, Record> batches;  // by id
  std::vector<std::string> unplaced;     // stores whose place is not known
  double load_min = 0;                   // by rule, where a store tells none
};

double ready_min(const Record& place, const CircleRule& circle, const json::Value& rule, bool night) {
  if (place.type == "sand_stone_reserve") return rule.number("pile_load_min", 15);
  const json::Value* manned = place.fields.find("manned");
  const bool is_manned = manned != nullptr && manned->is_bool() && manned->as_bool();
  const double call_in = night && !is_manned ? circle.call_in_ms / 60'000.0 : 0;
  return place.number_of("prepare_min", circle.prepare_ms / 60'000.0) + place.number_of("load_min", circle.load_ms / 60'000.0) + call_in;
}

// Lots of what is asked, as far as the viewer may read the places that they lie in.
Status gather_lots(Unit& unit, const Viewer& viewer, const NeedAsked& need, Question& out) {
  const auto rule = dispatch_rule(unit.model(), unit.now());
  const auto circle = circle_rule(unit.model(), unit.now());
  if (!rule || !circle) return fail(!rule ? rule.error() : circle.error());
  const bool night = is_night(unit.model(), *circle, unit.now());
  out.load_min = circle->load_ms / 60'000.0;
  std::map<std::string, std::optional<std::size_t>> place_of;
  for (const Asked& asked : need.items) {
    for (Lot& lot : lots_of(unit, asked.goods)) {
      const std::string type = lot.store.empty() ? "sand_stone_reserve" : "store";
      const std::string& id = lot.store.empty() ? lot.reserve : lot.store;
      if (!place_of.contains(id)) {
        const auto place = unit.find(type, id);
        if (!place || !(viewer.is_system || viewer.may("read", type, place->jpath))) {
          place_of[id] = std::nullopt;
        } else if (const auto at = position_of(*place)) {
          place_of[id] = out.sources.size();
          out.problem.places.push_back({lot.store, lot.reserve, place->label, ready_min(*place, *circle, *rule, night)});
          out.sources.push_back({*place, *at});
        } else {
          place_of[id] = std::nullopt;
          out.unplaced.push_back(place->label);
        }
      }
      if (!place_of[id]) continue;
      if (const auto batch = unit.find("stock_batch", lot.batch)) out.batches.emplace(lot.batch, *batch);
      out.problem.place_of_lot.push_back(*place_of[id]);
      out.problem.lots.push_back(std::move(lot));
    }
  }
  return {};
}

double minutes_until(const std::optional<UtcTime>& time, UtcTime now) { return time ? static_cast<double>((*time - now).count()) / 60'000 : 0; }

// Needs that nobody has met yet want the same stock.
void gather_rivals(Unit& unit, const NeedAsked& need, Question& out) {
  for (const Record& order : unit.find_where("transfer_order", {{"state", "need"}}, 200)) {
    const auto at = position_of(order);
    if (order.id == need.need || !at || order.has("store")) continue;
    PlanNeed rival{.title = order.text("title"), .deadline_min = minutes_until(order.instant("wanted_at"), unit.now()), .items = {}, .drive_min = {}};
    if (rival.deadline_min <= 0) continue;
    for (const Record& item : lines_of(unit, order.id)) {
      if (item.number_of("asked") > 0) rival.items.push_back({item.text("goods"), item.number_of("asked"), item.text("unit_name")});
    }
    if (rival.items.empty()) continue;
    out.problem.needs.push_back(std::move(rival));
    out.sinks.push_back(*at);
  }
}

Status drive_all(const DispatchParts& parts, const std::string& ledger, const NeedAsked& need, Question& out) {
  const auto roads = parts.ways(ledger, need.profile, out.problem.now, need.drawn);
  if (!roads) return fail(roads.error());
  std::vector<geo::Position> from;
  for (const Source& source : out.sources) from.push_back(source.at);
  const auto minutes = drive_minutes(*roads, from, out.sinks);
  if (!minutes) return fail(minutes.error());
  for (std::size_t n = 0; n < out.problem.needs.size(); ++n) {
    for (const auto& row : *minutes) out.problem.needs[n].drive_min.push_back(row[n]);
  }
  return {};
}

double tenth(double value) { return std::round(value * 10) / 10; }

std::string clock_of(UtcTime time) { return format_time(time).substr(11, 5); }

UtcTime after(UtcTime now, double minutes) { return now + Millis{static_cast<std::int64_t>(std::ceil(minutes)) * 60'000}; }

std::string why_text(const Question& q, const PlanOrder& order, double km, double waits, std::string_view lang) {
  const double ready = q.problem.places[order.place].ready_min + waits;
  const std::string at = clock_of(after(q.problem.now, order.arrive_min + waits));
  const std::string wanted = clock_of(after(q.problem.now, q.problem.needs.front().deadline_min));
  if (lang == "en") return fmt::format("{:.0f} min to prepare and load, {:.0f} min by road ({:.1f} km): there at {}, wanted by {}", ready, order.drive_min, km, at, wanted);
  return fmt::format("备货装车 {:.0f} 分，路程 {:.0f} 分（{:.1f} km），{} 到，要求 {}", ready, order.drive_min, km, at, wanted);
}

std::string why_not_text(const Question& q, const PlanOther& other, std::string_view lang) {
  const bool en = lang == "en";
  const std::string at = other.arrive_min ? clock_of(after(q.problem.now, *other.arrive_min)) : "";
  const double late = other.arrive_min.value_or(0) - q.problem.needs.front().deadline_min;
  switch (other.why) {
    case WhyNot::kLocked: return en ? "closed, or its stock is locked or damaged" : "未开库，或存量封存、损坏";
    case WhyNot::kExpired: return en ? "its stock has expired, or will have on arrival" : "存量已过期，或到时过期";
    case WhyNot::kNoneFree: return en ? "nothing free: all is held or gone" : "无可用存量，已预留或为零";
    case WhyNot::kCutOff: return en ? "no passable road leads there" : "道路不通";
    case WhyNot::kTooLate: return en ? fmt::format("there at {}, {:.0f} min too late", at, late) : fmt::format("最快 {} 到，迟 {:.0f} 分", at, late);
    case WhyNot::kNotNeeded: return en ? fmt::format("could be there at {}; nearer stock suffices", at) : fmt::format("{} 可到，前面的已够", at);
  }
  return {};
}

json::Object shown_line(const Question& q, const PlanLine& line) {
  const Lot& lot = q.problem.lots[line.lot];
  json::Object out{{"goods", lot.goods}, {"quantity", std::round(line.quantity * 1000) / 1000}, {"unit", line.unit}};
  if (!lot.reserve.empty()) out.set("reserve", lot.reserve);
  if (const auto batch = q.batches.find(lot.batch); batch != q.batches.end()) {
    out.set("batch", lot.batch);
    out.set("batch_no", batch->second.text("batch_no"));
  }
  if (!lot.expires_on.empty()) out.set("expires_on", lot.expires_on);
  return out;
}

void name_place(const SupplyPlace& place, json::Object& out) {
  out.set(place.store.empty() ? "reserve" : "store", place.store.empty() ? place.reserve : place.store);
  out.set("label", place.label);
}

// When lorries come to the store later than its own preparing takes, they are what is waited for.
double waits_for_lorries(const Question& q, const PlanOrder& order, const OrderCarried& carried) {
  if (carried.lorries.empty()) return 0;
  const SupplyPlace& place = q.problem.places[order.place];
  const double loads = std::min(place.ready_min, place.store.empty() ? place.ready_min : q.sources[order.place].record.number_of("load_min", q.load_min));
  return std::max(0.0, carried.lorries.back().min + loads - place.ready_min);
}

Result<json::Object> shown_order(const Question& q, const CircleRoads& roads, const PlanOrder& order, const OrderCarried& carried, std::string_view lang) {
  const SupplyPlace& place = q.problem.places[order.place];
  const double waits = waits_for_lorries(q, order, carried);
  const Source& source = q.sources[order.place];
  const auto route = drive(roads, source.at, q.sinks.front());
  if (!route) return fail(error::kRoadNoRoute);
  const double km = route->length_m / 1000;
  json::Object out;
  name_place(place, out);
  out.set("at", to_json(source.at));
  out.set("expected_at", format_time(after(q.problem.now, order.arrive_min + waits)));
  out.set("ready_min", tenth(place.ready_min + waits));
  out.set("min", tenth(order.drive_min));
  out.set("km", tenth(km));
  json::Array items;
  for (const PlanLine& line : order.lines) items.emplace_back(shown_line(q, line));
  out.set("items", std::move(items));
  out.set("line", geo::to_geojson(geo::line(route->line)));
  out.set("why", why_text(q, order, km, waits, lang));
  show_lorries(carried, out);
  return out;
}

json::Object shown_other(const Question& q, const PlanOther& other, std::string_view lang) {
  json::Object out;
  name_place(q.problem.places[other.place], out);
  out.set("why_not", why_not_name(other.why));
  if (other.arrive_min) out.set("arrive_min", tenth(*other.arrive_min));
  out.set("text", why_not_text(q, other, lang));
  return out;
}

std::vector<ToCarry> to_carry(const Question& q, const Plan& made) {
  std::vector<ToCarry> out;
  for (const PlanOrder& order : made.orders) {
    ToCarry one{q.sources[order.place].at, {}};
    for (const PlanLine& line : order.lines) {
      const Lot& lot = q.problem.lots[line.lot];
      GoodsCarried goods{lot.goods, line.quantity, line.unit, lot.density_t_m3};
      if (const auto batch = q.batches.find(lot.batch); batch != q.batches.end() && line.unit == lot.unit) {
        if (batch->second.has("unit_kg")) goods.unit_kg = batch->second.number_of("unit_kg");
        if (batch->second.has("unit_m3")) goods.unit_m3 = batch->second.number_of("unit_m3");
      }
      one.goods.push_back(std::move(goods));
    }
    out.push_back(std::move(one));
  }
  return out;
}

Result<json::Object> shown(const DispatchParts& parts, const Viewer& viewer, const std::string& ledger, const NeedAsked& need, const Question& q, const Plan& made,
                           std::string_view lang) {
  const auto roads = parts.ways(ledger, need.profile, q.problem.now, need.drawn);
  if (!roads) return fail(roads.error());
  json::Array orders, unmet, others, shares;
  const auto carried = carry(parts, viewer, ledger, need.profile, need.drawn, to_carry(q, made));
  if (!carried) return fail(carried.error());
  for (std::size_t i = 0; i < made.orders.size(); ++i) {
    auto one = shown_order(q, *roads, made.orders[i], (*carried)[i], lang);
    if (!one) return fail(one.error());
    orders.emplace_back(std::move(*one));
  }
  for (const Asked& one : made.unmet) unmet.emplace_back(json::Object{{"goods", one.goods}, {"quantity", one.quantity}, {"unit", one.unit}});
  for (const PlanOther& one : made.others) others.emplace_back(shown_other(q, one, lang));
  for (const PlanShare& one : made.shares) {
    shares.emplace_back(json::Object{{"goods", one.goods}, {"share", std::round(one.share * 1000) / 1000}, {"among", static_cast<std::int64_t>(one.among)}});
  }
  json::Object out = to_json(need);
  out.set("orders", std::move(orders));
  out.set("unmet", std::move(unmet));
  out.set("others", std::move(others));
  out.set("shares", std::move(shares));
  if (!q.unplaced.empty()) out.set("without_place", json::Array(q.unplaced.begin(), q.unplaced.end()));
  out.set("reckoned_at", format_time(q.problem.now));
  return out;
}

}  // namespace

Result<json::Object> propose(const DispatchParts& parts, const Viewer& viewer, const std::string& ledger, const json::Value& body, std::string_view lang) {
  NeedAsked need;
  Question question;
  const Status gathered = parts.store.look(viewer, ledger, [&](Unit& unit) -> Status {
    auto read = read_need(unit, viewer, body);
    if (!read) return fail(read.error());
    need = *std::move(read);
    question = {};
    question.problem.now = unit.now();
    question.problem.needs.push_back({need.title, minutes_until(need.wanted_at, unit.now()), need.items, {}});
    question.sinks.push_back(need.at);
    gather_rivals(unit, need, question);
    return gather_lots(unit, viewer, need, question);
  });
  if (!gathered) return fail(gathered.error());
  if (Status driven = drive_all(parts, ledger, need, question); !driven) return fail(driven.error());
  const auto made = plan(question.problem);
  if (!made) return fail(made.error());
  return shown(parts, viewer, ledger, need, question, *made, lang);
}

}  // namespace muster::supply
