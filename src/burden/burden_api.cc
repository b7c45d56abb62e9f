#include <algorithm>
#include <memory>

#include "burden/burden.h"
#include "burden/routes.h"
#include "statistics/figures.h"

namespace muster::burden {
namespace {

using app::caller;
using net::Request;
using net::Response;

constexpr std::size_t kMostRows = 2000;

struct Sources {
  record::Store& store;
  const record::CityTime& city;
  std::shared_ptr<const Readers> readers;
};

struct Asked {
  std::string period;
  Month month;
};

Result<Asked> asked_of(const Request& request, const Sources& sources, const std::string& jurisdiction_id) {
  const std::string ledger = app::ledger_of(request);
  const std::string now = format_date(city_day(sources.city.now(ledger))).substr(0, 7);
  const auto period = statistics::period_of(request.param("period").value_or(now));
  if (!period) return fail(period.error());
  auto month = burden_of(sources.store, caller(request).viewer, *sources.readers, ledger, period->from, period->to, jurisdiction_id);
  if (!month) return fail(month.error());
  return Asked{period->text, *std::move(month)};
}

struct Sum {
  std::int64_t forms = 0;
  std::int64_t asked = 0;
  std::int64_t filled = 0;
  std::int64_t unread = 0;
  void add(const Form& form) {
    ++forms;
    asked += form.asked;
    filled += form.filled;
    unread += form.unread;
  }
  [[nodiscard]] json::Object json() const { return {{"forms", forms}, {"asked", asked}, {"filled", filled}, {"unread", unread}}; }
};

json::Array by_type(const std::map<std::string, Sum>& sums) {
  std::vector<std::pair<std::string, Sum>> sorted(sums.begin(), sums.end());
  std::ranges::stable_sort(sorted, std::greater{}, [](const auto& one) { return one.second.asked; });
  json::Array out;
  for (const auto& [type, sum] : sorted) {
    json::Object one = sum.json();
    one.set("type", type);
    out.push_back(std::move(one));
  }
  return out;
}

Result<Response> get_burden(const Request& request, const Sources& sources) {
  const auto asked = asked_of(request, sources, request.param("jurisdiction").value_or(""));
  if (!asked) return fail(asked.error());
  Sum total;
  std::map<std::string, Sum> types;
  std::map<std::string, std::pair<Sum, std::map<std::string, Sum>>> places;  // by code and id: the order of the tree
  std::map<std::string, const Place*> known;
  for (const Form& form : asked->month.forms) {
    const std::string key = form.place->code + ' ' + form.place->id;
    known[key] = form.place;
    total.add(form);
    types[form.type].add(form);
    places[key].first.add(form);
    places[key].second[form.type].add(form);
  }
  json::Array shown;
  for (const auto& [key, sums] : places) {
    const Place& place = *known[key];
    json::Object one = sums.first.json();
    one.set("id", place.id);
    one.set("name", place.name);
    one.set("level", place.level);
    if (!place.county.empty()) one.set("county", place.county);
    one.set("types", by_type(sums.second));
    shown.push_back(std::move(one));
  }
  return Response::json(json::Object{{"period", asked->period}, {"total", total.json()}, {"types", by_type(types)}, {"places", std::move(shown)}});
}

// The forms behind a number: `place` is one of the places counted, alone, without what lies below it.
Result<Response> get_rows(const Request& request, const Sources& sources) {
  const std::string type = request.param("type").value_or("");
  const std::string place = request.param("place").value_or("");
  const auto asked = asked_of(request, sources, request.param("jurisdiction").value_or(""));
  if (!asked) return fail(asked.error());
  json::Array rows;
  std::int64_t total = 0;
  for (const Form& form : asked->month.forms) {
    if ((!type.empty() && form.type != type) || (!place.empty() && form.place->id != place)) continue;
    if (static_cast<std::size_t>(++total) > kMostRows) continue;
    rows.push_back(json::Object{{"seq", form.seq}, {"at", format_time(form.at)}, {"type", form.type}, {"id", form.id}, {"label", form.label}, {"op", form.op},
                                {"move", form.move}, {"place", form.place->id}, {"place_name", form.place->name}, {"asked", form.asked}, {"filled", form.filled},
                                {"unread", form.unread}});
  }
  return Response::json(json::Object{{"period", asked->period}, {"total", total}, {"items", std::move(rows)}});
}

json::Object type_json(const model::TypeDef& type, const Readers& readers) {
  json::Array fields, upper;
  std::int64_t unread = 0;
  for (const model::Field* field : asked_fields(type)) {
    json::Array shown;
    for (const Reader& reader : readers.of(type.name, field->name)) {
      json::Object one{{"kind", reader.kind}};
      if (!reader.name.empty()) one.set("name", reader.name);
      shown.push_back(std::move(one));
    }
    if (shown.empty()) ++unread;
    fields.push_back(json::Object{{"name", field->name}, {"required", field->required}, {"readers", std::move(shown)}});
  }
  for (const std::string& system : type.also_wanted_by) upper.emplace_back(system);
  const auto asked = static_cast<std::int64_t>(fields.size());
  return {{"type", type.name}, {"asked", asked}, {"unread", unread}, {"also_wanted_by", std::move(upper)}, {"fields", std::move(fields)}};
}

Result<Response> get_readers(const Request& request, const Sources& sources) {
  const record::Viewer& viewer = caller(request).viewer;
  const std::string asked = request.param("type").value_or("");
  json::Array items;
  for (const auto& [name, type] : sources.store.model().types) {
    if ((asked.empty() || asked == name) && !type.retired && viewer.may_somewhere("read", name)) items.push_back(type_json(type, *sources.readers));
  }
  if (!asked.empty() && items.empty()) return fail(error::kUnknownType, "type", {{"type", asked}});
  return Response::json(json::Object{{"items", std::move(items)}});
}

}  // namespace

void add_routes(net::Router& router, app::Services& services) {
  const Sources sources{services.store, services.city, std::make_shared<Readers>(services.store.model(), code_units())};
  const auto get = [&router, sources](const char* pattern, Result<Response> (*handler)(const Request&, const Sources&)) {
    router.add({net::Method::kGet, pattern, "session", [sources, handler](const Request& request) { return handler(request, sources); }});
  };
  get("/api/v1/burden", get_burden);
  get("/api/v1/burden/rows", get_rows);
  get("/api/v1/burden/readers", get_readers);
}

}  // namespace muster::burden
