#include <fmt/format.h>

#include "incident/line.h"
#include "incident/routes.h"

namespace muster::incident {
namespace {

using app::caller;
using app::ledger_of;
using net::Request;
using net::Response;
using record::Record;

// What the line would become: an incident when it names a kind and a stake; otherwise nothing is proposed.
json::Value proposal_of(record::Store& store, const record::Viewer& viewer, const std::string& ledger, const LineFacts& facts,
                        const std::string& section_id, UtcTime occurred_at) {
  if (facts.kind.empty()) return {};
  json::Object fields{{"kind", facts.kind}, {"found_at", format_time(occurred_at)}};
  if (facts.stake) fields.set("stake", *facts.stake);
  if (facts.distance_m) fields.set("distance_m", *facts.distance_m);
  if (facts.aperture_cm) fields.set("aperture_cm", *facts.aperture_cm);
  if (facts.count) fields.set("count", *facts.count);
  if (facts.people) fields.set("people_on_site", *facts.people);
  for (const auto& [name, value] : {std::pair<const char*, const std::string&>{"bank", facts.bank}, {"side", facts.side}, {"water", facts.water}, {"sand", facts.sand}}) {
    if (!value.empty()) fields.set(name, value);
  }
  if (facts.stake) {
    (void)store.look(viewer, ledger, [&](record::Unit& unit) -> Status {
      if (const auto section = section_at(unit, *facts.stake, facts.bank, section_id)) fields.set("section", section->id);
      return {};
    });
  }
  return json::Object{{"type", "dike_incident"}, {"fields", std::move(fields)}};
}

Result<Response> parse_line(const Request& request, app::Services& services) {
  const auto body = app::object_body(request, {"text", "section", "occurred_at"});
  if (!body) return fail(body.error());
  const LineFacts facts = read_line(body->text("text"));
  const std::string ledger = ledger_of(request);
  const auto occurred = app::instant_of(*body, "occurred_at");
  if (!occurred) return fail(occurred.error());
  return Response::json(json::Object{{"facts", to_json(facts)},
                                     {"proposal", proposal_of(services.store, caller(request).viewer, ledger, facts, body->text("section"),
                                                              occurred->value_or(services.city.now(ledger)))}});
}

// The line is kept first, whatever it says; facts and proposal stand beside it for one-tap correction.
Result<Response> post_line(const Request& request, app::Services& services) {
  const auto body = app::object_body(request, {"text", "occurred_at", "task", "section", "shift", "channel", "photos", "in_name_of", "geometry"});
  if (!body) return fail(body.error());
  auto intent = app::intent_of(request, "line");
  if (!intent) return fail(intent.error());
  const auto viewer = app::acting(request, *body);
  if (!viewer) return fail(viewer.error());
  const auto occurred = app::instant_of(*body, "occurred_at");
  if (!occurred) return fail(occurred.error());
  const UtcTime at = occurred->value_or(services.city.now(intent->ledger));
  const LineFacts facts = read_line(body->text("text"));
  const json::Value proposal = proposal_of(services.store, *viewer, intent->ledger, facts, body->text("section"), at);
  record::Draft draft;
  draft.type = "line_report";
  draft.occurred_at = at;
  draft.fields = {{"text", body->text("text")}, {"facts", to_json(facts)}, {"proposal", proposal}};
  if (!viewer->actor.person.empty()) draft.fields.set("person", viewer->actor.person);
  for (const char* field : {"task", "section", "shift", "channel"}) {
    if (!body->text(field).empty()) draft.fields.set(field, body->text(field));
  }
  if ((*body)["photos"].is_array()) draft.fields.set("photos", (*body)["photos"]);
  if (!(*body)["geometry"].is_null()) draft.geometry = (*body)["geometry"];
  const auto line = services.store.create(*viewer, *intent, draft);
  if (!line) return fail(line.error());
  const model::TypeDef& type = *services.store.model().type("line_report");
  return Response::json(json::Object{{"record", record::to_json(*line, type)}, {"facts", to_json(facts)}, {"proposal", proposal},
                                     {"refs", services.store.labels(*viewer, {*line})}},
                        201);
}

std::string gauge_line(const Sources& sources, const record::Viewer& viewer, const std::string& ledger, const Record& incident) {
  const auto gauges = sources.observation.now(viewer, ledger);
  if (!gauges) return {};
  for (const observation::GaugeNow& gauge : *gauges) {
    if (gauge.gauge.id != incident.text("control_gauge") || !gauge.last) continue;
    std::string text = fmt::format("{}站{}水位{:.2f}米", gauge.gauge.text("name"), format_time(gauge.last->at).substr(11, 5), gauge.last->value);
    if (gauge.stage < 0) return text;
    const telemetry::Stage& stage = gauge.stages[static_cast<std::size_t>(gauge.stage)];
    return text + fmt::format("，超{}{:.2f}米", sources.store.model().word("stage_kind", stage.kind), telemetry::over(gauge.last->value, stage.value_m));
  }
  return {};
}

Result<Response> get_draft(const Request& request, const Sources& sources) {
  const record::Viewer& viewer = caller(request).viewer;
  const std::string ledger = ledger_of(request);
  const auto incident = sources.store.get(viewer, "dike_incident", request.path_param("id"));
  if (!incident) return fail(incident.error());
  const auto section = sources.store.get(viewer, "dike_section", incident->text("section"));
  record::Query query;
  query.type = "task";
  query.ledger = ledger;
  query.filters = {{"about", "eq", incident->id}};
  query.sort = "fid";
  query.limit = 200;
  const auto tasks = sources.store.list(viewer, query);
  if (!tasks) return fail(tasks.error());
  const ReportDraft draft = draft_report(sources.store.model(), *incident, section ? section->label : std::string(),
                                         gauge_line(sources, viewer, ledger, *incident), request.param("kind").value_or("first"), tasks->items);
  json::Array unknowns;
  for (const std::string& unknown : draft.unknowns) unknowns.emplace_back(unknown);
  return Response::json(json::Object{{"title", draft.title}, {"text", draft.text}, {"unknowns", std::move(unknowns)}});
}

template <class F>
net::Handler for_incident(const Sources& sources, F make) {
  return [sources, make](const Request& request) -> Result<Response> {
    auto out = make(sources, caller(request).viewer, ledger_of(request), request.path_param("id"));
    if (!out) return fail(out.error());
    return Response::json(std::move(*out));
  };
}

}  // namespace

void add_routes(net::Router& router, app::Services& services, observation::Service& observation, MinutesByRoad by_road) {
  using net::Method;
  const Sources sources{services.store, observation, services.city, std::move(by_road)};
  router.add({Method::kGet, "/api/v1/records/dike_incident/{id}/room", "session", for_incident(sources, room)});
  router.add({Method::kGet, "/api/v1/records/dike_incident/{id}/after_action", "session", for_incident(sources, after_action)});
  router.add({Method::kGet, "/api/v1/records/dike_incident/{id}/draft", "session", [sources](const Request& r) { return get_draft(r, sources); }});
  router.add({Method::kPost, "/api/v1/lines/parse", "session", [&services](const Request& r) { return parse_line(r, services); }});
  router.add({Method::kPost, "/api/v1/lines", "session", [&services](const Request& r) { return post_line(r, services); }});
}

}  // namespace muster::incident
