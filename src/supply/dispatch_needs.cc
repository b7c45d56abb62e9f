#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "errors/dispatch.h"
#include "supply/circle_facts.h"
#include "supply/dispatch.h"
#include "supply/helpers.h"
#include "supply/orders.h"

namespace muster::supply {
namespace {

using record::Record;
using record::Unit;
using record::Viewer;

constexpr std::size_t kCandidates = 5;

double times(const json::Value& row, const Record& incident) {
  if (row.text("per") == "count") return static_cast<double>(std::max<std::int64_t>(1, incident.integer("count", 1)));
  const double length = row.number("per_length_m");
  return length > 0 ? std::max(1.0, std::ceil(incident.number_of("length_m") / length)) : 1;
}

json::Object shown_need(const model::Model& model, const json::Value& row, const Record& incident, const json::Value& kind, const std::string& mark) {
  const double factor = times(row, incident);
  const auto norm = [&](const char* lang) {
    const std::string base = fmt::format("{}·{}：{:g} {}", model.word("incident_kind", incident.text("kind"), lang),
                                         model.word("local_grade", incident.text("grade"), lang), row.number("quantity"), row.text("unit"));
    return factor > 1 ? base + fmt::format(" × {:g}", factor) : base;
  };
  return {{"goods", row.text("goods")}, {"quantity", row.number("quantity") * factor}, {"unit", row.text("unit")},
          {"norm", json::Object{{"zh", norm("zh")}, {"en", norm("en")}}}, {"way", kind["way"]}, {"mark", mark}};
}

std::vector<std::string> words_of(const json::Value& list) {
  std::vector<std::string> out;
  if (!list.is_array()) return out;
  for (const json::Value& one : list.as_array()) out.push_back(one.as_string());
  return out;
}

// Those that are free now; nobody when the norm asks for none.
std::vector<Helper> free_helpers(Unit& unit, const Viewer& viewer, const char* type, const json::Value& norm, const std::string& about) {
  HelperAsk ask{about, words_of(norm["capabilities"]), words_of(norm["expertise"]), {}};
  if ((type == std::string_view("rescue_team") ? ask.capabilities : ask.expertise).empty()) return {};
  std::vector<Helper> out = helpers_of(unit, viewer, type, ask);
  std::erase_if(out, [](const Helper& one) { return !one.why_not.empty(); });
  return out;
}

// Nearest in time, mustering included; who cannot come by road is left out.
Result<json::Array> nearest_of(const DispatchParts& parts, const std::string& ledger, const std::vector<Helper>& all, geo::Position to, UtcTime now) {
  const auto minutes = minutes_to(parts, ledger, all, to, {});
  if (!minutes) return fail(minutes.error());
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if ((*minutes)[i]) order.emplace_back(all[i].ready_min + *(*minutes)[i], i);
  }
  std::stable_sort(order.begin(), order.end());
  order.resize(std::min(order.size(), kCandidates));
  json::Array out;
  for (const auto& [total, i] : order) {
    json::Object one = helper_json(all[i], (*minutes)[i], now);
    if (all[i].call && binds(*all[i].call)) one.set("called", all[i].call->state);
    out.emplace_back(std::move(one));
  }
  return out;
}

}  // namespace

Result<json::Object> needs_of_incident(const DispatchParts& parts, const Viewer& viewer, const std::string& ledger, const std::string& id) {
  const auto incident = parts.store.get(viewer, "dike_incident", id);
  if (!incident || incident->ledger != ledger) return fail(error::kNotFound, "incident", {{"what", bilingual("险情", "Dike incident")}});
  const auto at = position_of(*incident);
  if (!at) return fail(error::kNoPlace, "incident", {{"what", incident->label}});
  const UtcTime now = parts.city.now(ledger);
  const model::Model& model = parts.store.model();
  const auto rule = model.rule("incident_needs", city_day(now));
  const auto dispatch = dispatch_rule(model, now);
  if (!rule || !dispatch) return fail(!rule ? rule.error() : dispatch.error());
  const json::Value& kinds = (*rule)->body["kinds"];
  const json::Value& kind = kinds[incident->text("kind")].is_null() ? kinds["other"] : kinds[incident->text("kind")];
  const json::Value& norm = kind[incident->text("grade") == "key" ? "key" : "general"];
  json::Array items;
  if (norm["goods"].is_array()) {
    for (const json::Value& row : norm["goods"].as_array()) items.emplace_back(shown_need(model, row, *incident, kind, (*rule)->mark));
  }
  std::vector<Helper> teams, experts;
  const Status looked = parts.store.look(viewer, ledger, [&](Unit& unit) -> Status {
    teams = free_helpers(unit, viewer, "rescue_team", norm, id);
    experts = free_helpers(unit, viewer, "expert", norm, id);
    return {};
  });
  if (!looked) return fail(looked.error());
  auto nearest_teams = nearest_of(parts, ledger, teams, *at, now);
  auto nearest_experts = nearest_of(parts, ledger, experts, *at, now);
  if (!nearest_teams || !nearest_experts) return fail(!nearest_teams ? nearest_teams.error() : nearest_experts.error());
  const UtcTime found = incident->instant("received_at").value_or(incident->instant("found_at").value_or(now));
  const UtcTime wanted = std::max(found + rule_span((*rule)->body, "wanted_within", std::chrono::hours(1)), now + std::chrono::minutes(30));
  return json::Object{{"incident", incident->id}, {"label", incident->label}, {"at", to_json(*at)}, {"wanted_at", format_time(wanted)},
                      {"items", std::move(items)},
                      {"teams_wanted", norm.integer("teams")}, {"capabilities", norm["capabilities"]},
                      {"teams", *std::move(nearest_teams)},
                      {"experts_wanted", norm.integer("experts")}, {"expertise", norm["expertise"]},
                      {"experts", *std::move(nearest_experts)},
                      {"source", json::Object{{"zh", (*rule)->source.zh}, {"en", (*rule)->source.en}}}, {"mark", (*rule)->mark},
                      {"invented", (*rule)->body.boolean("invented")}};
}

}  // namespace muster::supply
