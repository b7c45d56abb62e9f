#include <algorithm>

#include "response/routes.h"

namespace muster::response {
namespace {

using app::caller;
using app::ledger_of;
using net::Request;
using net::Response;
using record::Record;
using record::Unit;

constexpr const char* kFloodPlan = "flood_city";

json::Object both(const model::Text& text) { return {{"zh", text.zh}, {"en", text.en}}; }

json::Value text_or_null(const std::string& text) { return text.empty() ? json::Value{} : json::Value(text); }

json::Object shown_action(const Action& action) {
  return {{"id", action.id},           {"kind", action.kind},         {"when", text_or_null(action.when)}, {"deadline_ms", std::int64_t{action.deadline.count()}},
          {"resource", action.resource}, {"clause", action.clause},   {"title", both(action.title)},       {"text", both(action.text)},
          {"to", json::Object{{"word", action.to.word}, {"of", text_or_null(action.to.of_type)}}}};
}

json::Object shown_plan(const Plan& plan) {
  json::Array levels;
  for (const auto& [name, level] : plan.levels) {
    json::Array actions;
    for (const Action& action : level.actions) actions.emplace_back(shown_action(action));
    levels.push_back(json::Object{{"level", name}, {"title", both(level.title)}, {"conditions", level.conditions}, {"chair_post", level.chair_post},
                                  {"signer_post", level.signer_post}, {"actions", std::move(actions)}});
  }
  return {{"name", plan.name}, {"title", both(plan.title)}, {"source", both(plan.source)}, {"mark", plan.mark}, {"hazard", plan.hazard},
          {"levels", std::move(levels)}};
}

Result<Response> get_plans(const Request& request, app::Services& services) {
  json::Array out;
  for (const std::string& name : plan_names(services.store.model())) {
    const auto plan = plan_of(services.store.model(), name);
    if (!plan) return fail(plan.error());
    json::Object shown = shown_plan(*plan);
    record::Query query = notices_in_force(ledger_of(request));
    query.filters.push_back({"plan", "eq", name});
    query.limit = 1;
    const auto notices = services.store.list(caller(request).viewer, query);
    if (!notices) return fail(notices.error());
    const model::TypeDef& type = *services.store.model().type("level_notice");
    shown.set("in_force", notices->items.empty() ? json::Value{} : json::Value(record::to_json(notices->items.front(), type)));
    out.emplace_back(std::move(shown));
  }
  return Response::json(json::Value(std::move(out)));
}

json::Object shown_assignee(const Assignee& who, const std::string& person) {
  return {{"name", who.name}, {"person", text_or_null(who.person)}, {"person_name", text_or_null(person)}, {"post", text_or_null(who.post)},
          {"unit", text_or_null(who.unit)}, {"work", text_or_null(who.work)}, {"work_type", text_or_null(who.work_type)},
          {"role", text_or_null(who.role)}, {"missing", text_or_null(who.missing)}, {"jurisdiction_id", who.jurisdiction_id}};
}

// A county reader sees the lint of its own places only.
json::Array shown_assignees(Unit& unit, const record::Viewer& viewer, const std::vector<Assignee>& all) {
  json::Array out;
  for (const Assignee& who : all) {
    const auto place = unit.find("jurisdiction", who.jurisdiction_id);
    if (place && !viewer.may("read", "task", place->jpath)) continue;
    const auto person = unit.find("person", who.person);
    out.emplace_back(shown_assignee(who, person ? person->text("name") : std::string()));
  }
  return out;
}

Result<Response> get_lint(const Request& request, app::Services& services) {
  const auto plan = plan_of(services.store.model(), request.path_param("name"));
  if (!plan) return fail(plan.error());
  const record::Viewer& viewer = caller(request).viewer;
  json::Array rows;
  std::int64_t total = 0;
  std::int64_t open = 0;
  const Status looked = services.store.look(viewer, ledger_of(request), [&](Unit& unit) -> Status {
    for (const LintRow& row : lint(unit, *plan)) {
      json::Array missing = shown_assignees(unit, viewer, row.missing);
      ++total;
      open += missing.empty() ? 0 : 1;
      rows.push_back(json::Object{{"level", row.level}, {"action", shown_action(row.action)}, {"total", row.total},
                                  {"missing", std::move(missing)}, {"reachable", shown_assignees(unit, viewer, row.reachable)}});
    }
    return {};
  });
  if (!looked) return fail(looked.error());
  return Response::json(json::Object{{"plan", plan->name}, {"actions", total}, {"with_gaps", open}, {"rows", std::move(rows)}});
}

Result<Response> get_deployment(const Request& request, const Sources& sources) {
  const std::string ledger = ledger_of(request);
  const auto at = parse_time(request.param("at").value_or(format_time(sources.city.now(ledger))));
  if (!at) return fail(at.error());
  auto table = guard_json(sources, caller(request).viewer, ledger, *at);
  if (!table) return fail(table.error());
  return Response::json(std::move(*table));
}

Result<json::Object> facts_with_guard(const Request& request, const Sources& sources) {
  const std::string ledger = ledger_of(request);
  auto facts = five_facts(sources, caller(request).viewer, ledger);
  if (!facts) return facts;
  auto table = guard_json(sources, caller(request).viewer, ledger, sources.city.now(ledger));
  if (!table) return table;
  facts->set("deployment", *table->find("rows"));
  facts->set("totals", *table->find("totals"));
  facts->set("calibre", *table->find("calibre"));
  return facts;
}

std::optional<Record> first_of(const Request& request, const Sources& sources, const char* type, std::vector<record::Filter> filters) {
  record::Query query;
  query.type = type;
  query.ledger = ledger_of(request);
  query.filters = std::move(filters);
  query.limit = 1;
  query.with_total = false;
  auto page = sources.store.list(caller(request).viewer, query);
  if (!page || page->items.empty()) return std::nullopt;
  return std::move(page->items.front());
}

Result<Response> get_facts(const Request& request, const Sources& sources) {
  auto facts = facts_with_guard(request, sources);
  if (!facts) return fail(facts.error());
  const auto proposal = first_of(request, sources, "consultation", {{"plan", "eq", kFloodPlan}, {"state", "in", "proposed,convened,decided"}});
  const model::TypeDef& type = *sources.store.model().type("consultation");
  facts->set("proposal", proposal ? json::Value(record::to_json(*proposal, type)) : json::Value{});
  return Response::json(std::move(*facts));
}

json::Array shown_records(const Sources& sources, const std::vector<Record>& records) {
  json::Array out;
  for (const Record& record : records) out.emplace_back(record::to_json(record, *sources.store.model().type(record.type)));
  return out;
}

Result<std::vector<Record>> receipts_of(const Request& request, const Sources& sources, const std::string& notice) {
  record::Query query;
  query.type = "receipt";
  query.ledger = ledger_of(request);
  query.filters = {{"notice", "eq", notice}};
  query.sort = "fid";
  query.limit = 500;
  auto page = sources.store.list(caller(request).viewer, query);
  if (!page) return fail(page.error());
  return std::move(page->items);
}

Result<Response> get_receipts(const Request& request, const Sources& sources) {
  const auto notice = sources.store.get(caller(request).viewer, "level_notice", request.path_param("id"));
  if (!notice) return fail(notice.error());
  const auto receipts = receipts_of(request, sources, notice->id);
  if (!receipts) return fail(receipts.error());
  return Response::json(json::Object{{"items", shown_records(sources, *receipts)}, {"refs", sources.store.labels(caller(request).viewer, *receipts)}});
}

// Everything of the consultation screen in one answer: the record, what is known now, the notice that came of it, its receipts.
Result<Response> get_consultation_room(const Request& request, const Sources& sources) {
  const record::Viewer& viewer = caller(request).viewer;
  const auto consultation = sources.store.get(viewer, "consultation", request.path_param("id"));
  if (!consultation) return fail(consultation.error());
  auto facts = facts_with_guard(request, sources);
  if (!facts) return fail(facts.error());
  std::vector<Record> shown{*consultation};
  const auto notice = first_of(request, sources, "level_notice", {{"consultation", "eq", consultation->id}});
  std::vector<Record> receipts;
  if (notice) {
    auto found = receipts_of(request, sources, notice->id);
    if (!found) return fail(found.error());
    receipts = std::move(*found);
    shown.push_back(*notice);
  }
  shown.insert(shown.end(), receipts.begin(), receipts.end());
  json::Array moves;
  for (const std::string& move : sources.store.moves_for(viewer, *consultation)) moves.emplace_back(move);
  json::Array notice_moves;
  if (notice) {
    for (const std::string& move : sources.store.moves_for(viewer, *notice)) notice_moves.emplace_back(move);
  }
  json::Object out{{"record", record::to_json(*consultation, *sources.store.model().type("consultation"))}, {"moves", std::move(moves)},
                   {"facts", std::move(*facts)}, {"notice", nullptr}, {"notice_moves", std::move(notice_moves)},
                   {"receipts", shown_records(sources, receipts)}, {"refs", sources.store.labels(viewer, shown)}};
  if (notice) out.set("notice", record::to_json(*notice, *sources.store.model().type("level_notice")));
  return Response::json(std::move(out));
}

bool contains_stake(const Record& section, std::int64_t stake) {
  const std::int64_t a = section.integer("from_stake");
  const std::int64_t b = section.integer("to_stake");
  return std::min(a, b) <= stake && stake <= std::max(a, b);
}

// Who was responsible for a section or stake on a day: assignments of the net whose validity covers it (R2).
Result<Response> get_responsible(const Request& request, const Sources& sources) {
  const std::string ledger = ledger_of(request);
  const auto at = parse_time(request.param("at").value_or(format_time(sources.city.now(ledger))));
  if (!at) return fail(at.error());
  const std::string day = format_date(city_day(*at));
  const std::string section_id = request.param("section").value_or(request.param("work").value_or(""));
  const std::int64_t stake = std::atoll(request.param("stake").value_or("-1").c_str());
  const record::Viewer& viewer = caller(request).viewer;
  json::Array out;
  const Status looked = sources.store.look(viewer, ledger, [&](Unit& unit) -> Status {
    std::vector<Record> works;
    if (auto one = unit.find("dike_section", section_id)) works.push_back(std::move(*one));
    if (works.empty() && stake >= 0) {
      for (Record& section : unit.find_where("dike_section", {}, 5000)) {
        const bool of_dike = !request.param("dike") || section.text("dike") == *request.param("dike");
        if (of_dike && contains_stake(section, stake)) works.push_back(std::move(section));
      }
    }
    for (const Record& work : works) {
      if (!viewer.may("read", "responsibility", work.jpath)) continue;
      for (const Record& row : unit.find_where("responsibility", {{"work", work.id}})) {
        const bool held = row.valid_on(day, "from", "to");
        if (!held) continue;
        const auto person = unit.find("person", row.text("person"));
        const auto liaison = unit.find("person", row.text("liaison"));
        out.push_back(json::Object{{"section", work.id}, {"section_label", work.label}, {"role", row.text("role")}, {"assignment", row.id},
                                   {"person", row.text("person")}, {"person_name", person ? person->text("name") : std::string()},
                                   {"post", text_or_null(row.text("post"))}, {"liaison", text_or_null(row.text("liaison"))},
                                   {"liaison_name", text_or_null(liaison ? liaison->text("name") : std::string())}});
      }
    }
    return {};
  });
  if (!looked) return fail(looked.error());
  return Response::json(json::Value(std::move(out)));
}

}  // namespace

void add_routes(net::Router& router, app::Services& services, observation::Service& observation) {
  using net::Method;
  const Sources sources{services.store, observation, services.city};
  const auto get = [&router](const char* pattern, auto handler) { router.add({Method::kGet, pattern, "session", handler}); };
  get("/api/v1/plans", [&services](const Request& r) { return get_plans(r, services); });
  get("/api/v1/plans/{name}/lint", [&services](const Request& r) { return get_lint(r, services); });
  get("/api/v1/deployment", [sources](const Request& r) { return get_deployment(r, sources); });
  get("/api/v1/consultation/facts", [sources](const Request& r) { return get_facts(r, sources); });
  get("/api/v1/records/consultation/{id}/room", [sources](const Request& r) { return get_consultation_room(r, sources); });
  get("/api/v1/records/level_notice/{id}/receipts", [sources](const Request& r) { return get_receipts(r, sources); });
  get("/api/v1/responsible", [sources](const Request& r) { return get_responsible(r, sources); });
}

}  // namespace muster::response
