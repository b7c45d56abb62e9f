#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>

#include "errors/common.h"
#include "responsibility/here.h"
#include "responsibility/register.h"
#include "responsibility/routes.h"

namespace muster::responsibility {
namespace {

using app::caller;
using net::Request;
using net::Response;

struct Sources {
  record::Store& store;
  const record::CityTime& city;
};

// A date means its last instant where it is past, the present where it is today; an instant means itself.
Result<UtcTime> at_of(const Request& request, UtcTime now) {
  const auto text = request.param("at");
  if (!text || text->empty()) return now;
  if (text->size() != 10) return parse_time(*text);
  const auto day = parse_date(*text);
  if (!day) return fail(day.error());
  if (*day == city_day(now)) return now;
  const UtcTime begin = city_midnight(*day);
  return begin > now ? begin : begin + std::chrono::days{1} - Millis{1};
}

Result<Asked> asked_of(const Request& request, const Sources& sources) {
  const UtcTime now = sources.city.now(app::ledger_of(request));
  const auto at = at_of(request, now);
  if (!at) return fail(at.error());
  const std::string type = request.param("type").value_or("");
  const model::TypeDef* known = sources.store.model().type(type);
  if (!type.empty() && (known == nullptr || known->responsible.empty())) return fail(error::kUnknownType, "type", {{"type", type}});
  return Asked{.type = type, .jurisdiction_id = request.param("jurisdiction").value_or(""), .works = {}, .at = *at, .now = now};
}

// Whoever may read responsibilities nowhere is refused; whoever may somewhere sees that part.
Status may_look(const record::Viewer& viewer, const model::Model& model) {
  const model::TypeDef* type = model.type("responsibility");
  if (type == nullptr) return fail(error::kUnknownType, "type", {{"type", "responsibility"}});
  if (viewer.may_somewhere("read", "responsibility")) return {};
  return fail(error::kNotAllowed, {}, {{"post", viewer.person_name}, {"verb", bilingual("查看", "read")}, {"type", bilingual(type->title)},
                                       {"who", bilingual("管理员", "the administrator")}});
}

template <class F>
Result<Response> looking(const Request& request, const Sources& sources, const F& body) {
  const record::Viewer& viewer = caller(request).viewer;
  if (const Status may = may_look(viewer, sources.store.model()); !may) return fail(may.error());
  const auto asked = asked_of(request, sources);
  if (!asked) return fail(asked.error());
  json::Value out;
  const Status looked = sources.store.look(viewer, app::ledger_of(request), [&](record::Unit& unit) -> Status {
    auto made = body(unit, viewer, *asked);
    if (!made) return fail(made.error());
    out = std::move(*made);
    return {};
  });
  if (!looked) return fail(looked.error());
  return Response::json(out);
}

Result<Only> only_of(const Request& request) {
  static const std::map<std::string, Only> known{{"", Only::kAll}, {"hole", Only::kHoles}, {"gap", Only::kGap}, {"expired", Only::kExpired}, {"duplicate", Only::kDuplicate}, {"unreachable", Only::kUnreachable}};
  const std::string word = request.param("only").value_or("");
  const auto found = known.find(word);
  if (found != known.end()) return found->second;
  return fail(error::kNotAChoice, "only", {{"title", "only"}, {"value", word}});
}

Result<Response> get_net(const Request& request, const Sources& sources) {
  const auto only = only_of(request);
  if (!only) return fail(only.error());
  return looking(request, sources, [&](record::Unit& unit, const record::Viewer& viewer, const Asked& asked) -> Result<json::Value> {
    const auto net = net_of(unit, viewer, asked);
    if (!net) return fail(net.error());
    return json::Value(to_json(*net, *only));
  });
}

Result<Response> get_gaps(const Request& request, const Sources& sources) {
  const std::string year = format_date(city_day(sources.city.now(app::ledger_of(request)))).substr(0, 4);
  const std::string from = request.param("from").value_or(year + "-01-01");
  const std::string to = request.param("to").value_or(year + "-12-31");
  for (const std::string& day : {from, to}) {
    if (const auto parsed = parse_date(day); !parsed) return fail(parsed.error());
  }
  return looking(request, sources, [&](record::Unit& unit, const record::Viewer& viewer, const Asked& asked) -> Result<json::Value> {
    const auto gaps = gaps_of(unit, viewer, asked, from, to);
    if (!gaps) return fail(gaps.error());
    json::Array out;
    for (const Gap& gap : *gaps) {
      out.push_back(json::Object{{"work", gap.work.id}, {"label", gap.work.label}, {"role", gap.role}, {"from", gap.span.from}, {"to", gap.span.to}});
    }
    return json::Value(json::Object{{"from", from}, {"to", to}, {"gaps", std::move(out)}});
  });
}

Result<double> number_param(const Request& request, const char* name, double least, double most) {
  const std::string text = request.param(name).value_or("");
  double value = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (wrong != std::errc{} || end != text.data() + text.size() || value < least || value > most) {
    return fail(error::kOutOfRange, name, {{"title", name}, {"min", json::write(least)}, {"max", json::write(most)}, {"value", text}});
  }
  return value;
}

Result<std::vector<AtPlace>> places_asked(const Request& request, const Sources& sources) {
  const record::Viewer& viewer = caller(request).viewer;
  if (const auto work = request.param("work")) return std::vector<AtPlace>{{*work, 0, std::nullopt}};
  if (request.param("stake")) {
    const auto stake = number_param(request, "stake", 0, 10'000'000);
    if (!stake) return fail(stake.error());
    return works_at_stake(sources.store, viewer, static_cast<std::int64_t>(*stake), request.param("dike").value_or(""));
  }
  const auto lon = number_param(request, "lon", -180, 180);
  const auto lat = number_param(request, "lat", -90, 90);
  if (!lon || !lat) return fail(lon ? lat.error() : lon.error());
  return works_at(sources.store, viewer, {*lon, *lat});
}

Result<Response> get_here(const Request& request, const Sources& sources) {
  if (const Status may = may_look(caller(request).viewer, sources.store.model()); !may) return fail(may.error());
  const auto places = places_asked(request, sources);
  if (!places) return fail(places.error());
  return looking(request, sources, [&](record::Unit& unit, const record::Viewer& viewer, Asked asked) -> Result<json::Value> {
    json::Array works;
    const std::string day = format_date(city_day(asked.at));
    if (places->empty()) return json::Value(json::Object{{"day", day}, {"works", std::move(works)}});
    for (const AtPlace& place : *places) asked.works.push_back(place.work);
    const auto net = net_of(unit, viewer, asked);
    if (!net) return fail(net.error());
    for (const AtPlace& place : *places) {
      const auto row = std::ranges::find_if(net->rows, [&](const Row& one) { return one.work.id == place.work; });
      if (row == net->rows.end()) continue;
      json::Array cells;
      for (const Cell& cell : row->cells) {
        if (cell.due || !cell.people.empty()) cells.push_back(to_json(cell));
      }
      json::Object shown = to_json(row->work);
      shown.set("distance_m", std::round(place.distance_m));
      if (place.stake) shown.set("stake", *place.stake);
      shown.set("cells", std::move(cells));
      works.push_back(std::move(shown));
    }
    return json::Value(json::Object{{"day", day}, {"works", std::move(works)}});
  });
}

json::Object to_json(const Candidate& one, record::Unit& unit) {
  const auto body = unit.find("body", one.unit);
  json::Object out{{"person", one.person}, {"name", one.name}, {"job", one.job}, {"unit_name", body ? body->text("name") : std::string()},
                   {"same_unit", one.same_unit}, {"works", one.works}, {"contact", contact_name(one.contact)}};
  if (!one.post.empty()) out.set("post", one.post);
  if (one.proved_at) out.set("proved_at", format_time(*one.proved_at));
  return out;
}

Result<Response> get_cell(const Request& request, const Sources& sources) {
  const std::string work = request.param("work").value_or("");
  const std::string role = request.param("role").value_or("");
  return looking(request, sources, [&](record::Unit& unit, const record::Viewer& viewer, Asked asked) -> Result<json::Value> {
    asked.works = {work};
    const auto known = read_register(unit, viewer, asked);
    if (!known) return fail(known.error());
    const auto net = net_of(unit, viewer, asked);
    if (!net) return fail(net.error());
    const auto cell = net->rows.empty() ? std::vector<Cell>::const_iterator{} : std::ranges::find(net->rows.front().cells, role, &Cell::role);
    if (net->rows.empty() || cell == net->rows.front().cells.end()) return fail(error::kNotFound, "work", {{"what", work + ' ' + role}});
    json::Array history, proposed;
    std::vector<Term> terms = known->terms_of(work, role);
    std::ranges::sort(terms, std::greater{}, &Term::from);
    for (const Term& term : terms) history.push_back(to_json(term));
    const auto people = candidates(unit, viewer, net->rows.front().work, *cell, asked);
    if (!people) return fail(people.error());
    for (const Candidate& one : *people) proposed.push_back(to_json(one, unit));
    return json::Value(json::Object{{"day", net->day}, {"work", to_json(net->rows.front().work)}, {"cell", to_json(*cell)}, {"history", std::move(history)}, {"candidates", std::move(proposed)}});
  });
}

Result<Response> get_ask(const Request& request, const Sources& sources) {
  return looking(request, sources, [&](record::Unit& unit, const record::Viewer& viewer, const Asked& asked) -> Result<json::Value> {
    const auto people = to_ask(unit, viewer, asked);
    if (!people) return fail(people.error());
    json::Array out;
    for (const ToAsk& one : *people) {
      json::Object shown{{"person", one.person}, {"name", one.name}, {"job", one.job}, {"county", one.county}, {"works", one.works},
                         {"contact", contact_name(one.contact)}, {"fails", one.fails}};
      if (one.proved_at) shown.set("proved_at", format_time(*one.proved_at));
      if (one.asked_at) shown.set("asked_at", format_time(*one.asked_at));
      out.push_back(std::move(shown));
    }
    return json::Value(json::Object{{"day", format_date(city_day(asked.at))}, {"people", std::move(out)}});
  });
}

// The net narrowed to one class of works.
void keep_class(Net& net, const std::string& key) {
  std::erase_if(net.rows, [&](const Row& row) { return row.work.class_key != key; });
  net.total = net.by_class[key];
}

Result<Response> get_sheet(const Request& request, const Sources& sources, const Workbook& workbook) {
  const std::string lang = request.param("lang").value_or("zh") == "en" ? "en" : "zh";
  const std::string key = request.param("class").value_or("");
  const std::string format = request.param("format").value_or("xlsx");
  if (format != "xlsx" && format != "json") return fail(error::kNotAChoice, "format", {{"title", "format"}, {"value", format}});
  Sheet sheet;
  auto answer = looking(request, sources, [&](record::Unit& unit, const record::Viewer& viewer, const Asked& asked) -> Result<json::Value> {
    auto net = net_of(unit, viewer, asked);
    if (!net) return fail(net.error());
    const auto known = std::ranges::find(net->classes, key, &Class::key);
    if (known == net->classes.end()) return fail(error::kNotFound, "class", {{"what", key}});
    const auto place = unit.find("jurisdiction", asked.jurisdiction_id);
    keep_class(*net, key);
    sheet = publication_sheet(*net, unit.model(), place ? place->text("name") : std::string(), lang == "en" ? known->title.en : known->title.zh, lang);
    json::Array heading, titles, rows;
    for (const std::string& line : sheet.heading) heading.emplace_back(line);
    for (const std::string& title : sheet.titles) titles.emplace_back(title);
    for (const auto& row : sheet.rows) {
      json::Array fields;
      for (const Sheet::Field& field : row) fields.push_back(field.marked ? json::Value(json::Object{{"text", field.text}, {"marked", true}}) : json::Value(field.text));
      rows.emplace_back(std::move(fields));
    }
    return json::Value(json::Object{{"name", sheet.name}, {"heading", std::move(heading)}, {"titles", std::move(titles)}, {"rows", std::move(rows)}});
  });
  if (!answer || format == "json") return answer;
  return workbook(sheet);
}

Result<Response> post_replace(const Request& request, const Sources& sources) {
  const auto body = app::object_body(request, {"person", "with", "from", "reason", "in_name_of", "channel"});
  if (!body) return fail(body.error());
  const auto viewer = app::acting(request, *body);
  if (!viewer) return fail(viewer.error());
  const auto intent = app::intent_of(request, "net_replace");
  if (!intent) return fail(intent.error());
  const Replacement asked{body->text("person"), body->text("with"), body->text("from"), body->text("reason")};
  const auto outcome = sources.store.run(*viewer, *intent, [&](record::Unit& unit) { return replace(unit, asked); });
  if (!outcome) return fail(outcome.error());
  return app::written(outcome->answer, *outcome);
}

}  // namespace

void add_routes(net::Router& router, app::Services& services, Workbook workbook) {
  const Sources sources{services.store, services.city};
  const auto get = [&router, sources](const char* pattern, Result<Response> (*handler)(const Request&, const Sources&)) {
    router.add({net::Method::kGet, pattern, "session", [sources, handler](const Request& request) { return handler(request, sources); }});
  };
  get("/api/v1/net", get_net);
  get("/api/v1/net/gaps", get_gaps);
  get("/api/v1/net/here", get_here);
  get("/api/v1/net/cell", get_cell);
  get("/api/v1/net/ask", get_ask);
  router.add({net::Method::kGet, "/api/v1/net/sheet", "session",
              [sources, workbook = std::move(workbook)](const Request& request) { return get_sheet(request, sources, workbook); }});
  router.add({net::Method::kPost, "/api/v1/net/replace", "session", [sources](const Request& request) { return post_replace(request, sources); }});
}

Result<json::Object> holes_figure(record::Store& store, const record::Viewer& viewer, const std::string& ledger, UtcTime from, UtcTime to, UtcTime now,
                                  const std::string& jurisdiction_id, const std::string& by) {
  const UtcTime at = from <= now && now < to ? now : to - Millis{1};
  const Asked asked{.type = {}, .jurisdiction_id = jurisdiction_id, .works = {}, .at = at, .now = now};
  Net net;
  const Status looked = store.look(viewer, ledger, [&](record::Unit& unit) -> Status {
    auto made = net_of(unit, viewer, asked);
    if (!made) return fail(made.error());
    net = std::move(*made);
    return {};
  });
  if (!looked) return fail(looked.error());
  json::Array parts;
  const std::string all = "/api/v1/net?ledger=" + ledger + "&only=hole&at=" + net.day;
  const std::string url = jurisdiction_id.empty() ? all : all + "&jurisdiction=" + jurisdiction_id;
  const auto add = [&](const std::string& key, const std::string& label, std::int64_t value) {
    parts.push_back(json::Object{{"key", key}, {"label", label}, {"value", value}, {"rows_url", by == "state" ? url : all + "&jurisdiction=" + key}});
  };
  if (by == "jurisdiction" || by == "county") {
    for (const auto& [county, count] : net.by_county) add(county, net.places[county], count.holes());
  }
  if (by == "state") {
    for (const auto& [state, count] : net.total.of) {
      if (is_hole(state)) add(std::string(state_name(state)), std::string(state_name(state)), count);
    }
  }
  return json::Object{{"value", net.total.holes()}, {"rows", net.total.holes()}, {"rows_url", url}, {"by", std::move(parts)}};
}

}  // namespace muster::responsibility
