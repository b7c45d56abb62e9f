// Records of every type: list, one, create, change, move, delete.
#include <array>
#include <charconv>

#include "app/live.h"
#include "app/routes.h"

namespace muster::app {
namespace {

using net::Request;
using net::Response;
using record::Record;

constexpr std::int64_t kCountedUpTo = 10000;

Result<const model::TypeDef*> type_of(const Services& services, std::string_view name) {
  const model::TypeDef* type = services.store.model().type(name);
  if (type == nullptr) return fail(error::kUnknownType, "type", {{"type", std::string(name)}});
  return type;
}

Result<record::Filter> read_filter(const std::string& text) {
  const std::size_t first = text.find(':');
  const std::size_t second = first == std::string::npos ? first : text.find(':', first + 1);
  if (first == std::string::npos || first == 0) {
    return fail(error::kBadRequest, "filter", {{"reason", "filter=field:op:value"}});
  }
  record::Filter filter;
  filter.field = text.substr(0, first);
  filter.op = text.substr(first + 1, second == std::string::npos ? second : second - first - 1);
  if (second != std::string::npos) filter.value = text.substr(second + 1);
  return filter;
}

std::optional<double> real_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<std::array<double, 4>> read_box(const std::string& text) {
  std::array<double, 4> box{};
  std::string_view rest = text;
  for (std::size_t i = 0; i < box.size(); ++i) {
    const std::size_t comma = rest.find(',');
    const auto value = real_of(rest.substr(0, comma));
    if (!value || (comma == std::string_view::npos) != (i + 1 == box.size())) {
      return fail(error::kBadRequest, "bbox", {{"reason", "bbox=west,south,east,north"}});
    }
    box.at(i) = *value;
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  return box;
}

}  // namespace

Result<record::Query> list_query(const Request& request, std::string_view type,
                                 std::vector<record::Filter> more) {
  record::Query query;
  query.type = type;
  query.ledger = ledger_of(request);
  query.jurisdiction_id = request.param("jurisdiction").value_or("");
  query.text = request.param("q").value_or("");
  query.sort = request.param("sort").value_or("");
  query.cursor = request.param("cursor").value_or("");
  query.filters = std::move(more);
  for (const std::string& text : request.params("filter")) {
    auto filter = read_filter(text);
    if (!filter) return fail(filter.error());
    query.filters.push_back(*std::move(filter));
  }
  if (const auto box = request.param("bbox")) {
    const auto read = read_box(*box);
    if (!read) return fail(read.error());
    query.bbox = *read;
  }
  if (const auto limit = request.param("limit")) {
    const auto value = real_of(*limit);
    if (!value || *value < 1 || *value > 500) {
      return fail(error::kOutOfRange, "limit",
                  {{"title", "limit"}, {"min", "1"}, {"max", "500"}, {"value", *limit}});
    }
    query.limit = static_cast<int>(*value);
  }
  return query;
}

namespace {

/// `"3"` or a record's ETag `"3-9f…"` → 3 (RFC 9110 section 13.1.1); nothing when absent. What is compared is the version: names and
/// clocks beside the record, which the tag knows too, are not what is written.
Result<std::optional<std::int64_t>> if_match(const Request& request) {
  const std::string_view tag = request.header("if-match");
  if (tag.empty()) return std::optional<std::int64_t>{};
  std::int64_t version = 0;
  const std::string_view digits = tag.size() > 2 && tag.front() == '"' && tag.back() == '"'
                                      ? tag.substr(1, std::min(tag.size() - 1, tag.find('-')) - 1)
                                      : "";
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) {
    return fail(error::kBadRequest, "If-Match", {{"reason", "If-Match: \"<version>\""}});
  }
  return std::optional<std::int64_t>{version};
}

Result<record::Draft> read_draft(const Request& request, const json::Value& body) {
  record::Draft draft;
  draft.type = request.path_param("type");
  draft.id = request.path_param("id");
  draft.jurisdiction_id = body.text("jurisdiction_id");
  draft.reason = body.text("reason");
  draft.move = request.path_param("move");
  if (const json::Value& fields = body["fields"]; fields.is_object()) {
    draft.fields = fields.as_object();
  } else if (!fields.is_null()) {
    return fail(error::kBadRequest, "fields", {{"reason", "fields: {…}"}});
  }
  if (body.as_object().has("geometry")) draft.geometry = body["geometry"];
  const auto at = instant_of(body, "occurred_at");
  if (!at) return fail(at.error());
  draft.occurred_at = *at;
  const auto version = if_match(request);
  if (!version) return fail(version.error());
  draft.if_version = *version;
  return draft;
}

json::Array heard_changes(Services& services, const Request& request,
                          const record::Outcome& outcome) {
  const identity::Viewer& viewer = caller(request).viewer;
  json::Array out;
  if (outcome.repeated) {
    const auto entries =
        services.db.read([&](db::Connection& c) { return journal::after(c, outcome.seq - 1, 1); });
    if (entries.empty() || !entries.front().body["changes"].is_array()) return out;
    for (const json::Value& change : entries.front().body["changes"].as_array()) {
      if (may_see_change(services, viewer, change)) out.push_back(shown_change(change));
    }
    return out;
  }
  for (const record::Change& change : outcome.changes) {
    const model::TypeDef* type = services.store.model().type(change.after.type);
    if (type == nullptr || !may_read(viewer, *type, change.after)) continue;
    out.emplace_back(json::Object{{"type", change.after.type},
                                  {"id", change.after.id},
                                  {"op", record::op_name(change.op)},
                                  {"label", change.after.label}});
  }
  return out;
}

using Step = std::function<Result<Record>(record::Unit&)>;

/// Whoever may not read a record is not told that it exists, whatever is asked of it. A repeated
/// intent is let through: it may have deleted the record or moved it out of sight, and its first
/// answer is due.
Status seen(Services& services, const Request& request) {
  const std::string key(request.header("idempotency-key"));
  const bool repeated =
      is_id(key) &&
      services.db.read([&](db::Connection& c) { return journal::of_intent(c, key); }).has_value();
  if (repeated) return {};
  const auto found = services.store.get(caller(request).viewer, request.path_param("type"),
                                        request.path_param("id"));
  if (!found) return fail(found.error());
  return {};
}

/// Runs one step as one intent and answers with the record as that step left it, also when the
/// intent is repeated.
Result<Response> write_record(Services& services, const Request& request, const json::Value& body,
                              std::string kind, int status, const Step& step) {
  auto intent = intent_of(request, std::move(kind));
  if (!intent) return fail(intent.error());
  const auto viewer = acting(request, body);
  if (!viewer) return fail(viewer.error());
  const auto type = type_of(services, request.path_param("type"));
  if (!type) return fail(type.error());
  const auto outcome =
      services.store.run(*viewer, *intent, [&](record::Unit& unit) -> Result<json::Value> {
        const auto done = step(unit);
        if (!done) return fail(done.error());
        return json::Value(record::to_json(*done, **type));
      });
  if (!outcome) return fail(outcome.error());
  json::Object answer{{"record", outcome->answer}, {"refs", json::Object{}}, {"seq", outcome->seq}};
  if (const auto now = services.store.get(*viewer, (*type)->name, outcome->answer.text("id"))) {
    answer.set("refs", services.store.labels(*viewer, {*now}));
  }
  if (!request.path_param("move").empty())
    answer.set("changes", heard_changes(services, request, *outcome));
  Response response = written(answer, *outcome, status);
  response.headers.emplace_back("ETag",
                                "\"" + std::to_string(outcome->answer.integer("version")) + "\"");
  return response;
}

/// A stale version carries the record as it is now, so that both can be compared side by side.
Result<Response> with_current(Services& services, const Request& request, Result<Response> result) {
  if (result || result.error().code != error::kStaleVersion) return result;
  Response response = net::problem(result.error(), request.lang(), request.id);
  const auto type = type_of(services, request.path_param("type"));
  const auto now = services.store.get(caller(request).viewer, request.path_param("type"),
                                      request.path_param("id"));
  auto document = json::parse(response.body);
  if (type && now && document && document->is_object()) {
    document->as_object().set("current", record::to_json(*now, **type));
    response.body = json::write(*document);
  }
  return response;
}

Result<Response> get_record(Services& services, const Request& request) {
  const identity::Viewer& viewer = caller(request).viewer;
  const auto type = type_of(services, request.path_param("type"));
  if (!type) return fail(type.error());
  const auto found = services.store.get(viewer, (*type)->name, request.path_param("id"));
  if (!found) return fail(found.error());
  json::Array moves;
  for (std::string& move : services.store.moves_for(viewer, *found))
    moves.emplace_back(std::move(move));
  json::Array clocks;
  if (const model::TypeDef* clock = services.store.model().type("clock");
      clock != nullptr && (*type)->name != "clock") {
    record::Query query;
    query.type = "clock";
    query.ledger = found->ledger;
    query.filters = {{"about", "eq", found->id}};
    query.limit = 100;
    query.with_total = false;
    const auto page = services.store.list(viewer, query);
    if (!page) return fail(page.error());
    for (const Record& running : page->items) clocks.emplace_back(record::to_json(running, *clock));
  }
  json::Object body;
  body.set("record", record::to_json(*found, **type));
  body.set("refs", services.store.labels(viewer, {*found}));
  body.set("moves", std::move(moves));
  body.set("clocks", std::move(clocks));
  Response response = Response::json(std::move(body));
  response.headers.emplace_back("ETag", "\"" + std::to_string(found->version) + "\"");
  return response;
}

Result<Response> create_record(Services& services, const Request& request) {
  const auto body = object_body(
      request, {"jurisdiction_id", "occurred_at", "in_name_of", "channel", "fields", "geometry"});
  if (!body) return fail(body.error());
  const auto draft = read_draft(request, *body);
  if (!draft) return fail(draft.error());
  return write_record(services, request, *body, "record", 201,
                      [&](record::Unit& unit) { return unit.create(*draft); });
}

Result<Response> change_record(Services& services, const Request& request) {
  if (const Status found = seen(services, request); !found) return fail(found.error());
  const auto body = object_body(
      request, {"jurisdiction_id", "occurred_at", "in_name_of", "channel", "fields", "geometry"});
  if (!body) return fail(body.error());
  const auto draft = read_draft(request, *body);
  if (!draft) return fail(draft.error());
  if (!draft->if_version) return fail(error::kVersionRequired, "If-Match");
  return with_current(services, request,
                      write_record(services, request, *body, "record", 200,
                                   [&](record::Unit& unit) { return unit.update(*draft); }));
}

Result<Response> move_record(Services& services, const Request& request) {
  if (const Status found = seen(services, request); !found) return fail(found.error());
  const auto body = object_body(
      request, {"fields", "reason", "occurred_at", "in_name_of", "channel", "geometry"});
  if (!body) return fail(body.error());
  const auto draft = read_draft(request, *body);
  if (!draft) return fail(draft.error());
  return with_current(services, request,
                      write_record(services, request, *body, "record", 200,
                                   [&](record::Unit& unit) { return unit.move(*draft); }));
}

Result<Response> delete_record(Services& services, const Request& request) {
  if (const Status found = seen(services, request); !found) return fail(found.error());
  const auto body = object_body(request, {"reason", "in_name_of", "channel"});
  if (!body) return fail(body.error());
  const auto draft = read_draft(request, *body);
  if (!draft) return fail(draft.error());
  auto intent = intent_of(request, "record");
  if (!intent) return fail(intent.error());
  const auto viewer = acting(request, *body);
  if (!viewer) return fail(viewer.error());
  const auto outcome =
      services.store.run(*viewer, *intent, [&](record::Unit& unit) -> Result<json::Value> {
        if (const Status gone = unit.remove(*draft); !gone) return fail(gone.error());
        return json::Value(json::Object{{"id", draft->id}});
      });
  if (!outcome) return with_current(services, request, fail(outcome.error()));
  return written(json::Object{{"id", draft->id}, {"seq", outcome->seq}}, *outcome);
}

}  // namespace

Result<Response> list_page(Services& services, const Request& request, std::string_view type_name,
                           std::vector<record::Filter> more) {
  const auto type = type_of(services, type_name);
  if (!type) return fail(type.error());
  const auto query = list_query(request, (*type)->name, std::move(more));
  if (!query) return fail(query.error());
  const identity::Viewer& viewer = caller(request).viewer;
  const auto page = services.store.list(viewer, *query);
  if (!page) return fail(page.error());
  json::Array items;
  for (const Record& each : page->items) items.emplace_back(record::to_json(each, **type));
  json::Object body;  // braces would copy the items
  body.set("items", std::move(items));
  body.set("next_cursor",
           page->next_cursor.empty() ? json::Value() : json::Value(page->next_cursor));
  body.set("total", std::min(page->total, kCountedUpTo));
  body.set("total_text",
           page->total > kCountedUpTo ? "10,000+" : std::to_string(page->total));
  body.set("refs", services.store.labels(viewer, page->items));
  return Response::json(std::move(body));
}

void add_record_routes(net::Router& router, Services& services, KeptAnswers& kept) {
  using net::Method;
  using Handle = Result<Response> (*)(Services&, const Request&);
  const auto add = [&](Method method, const char* pattern, Handle handle) {
    router.add({method, pattern, "session",
                [&services, handle](const Request& request) { return handle(services, request); }});
  };
  add(Method::kGet, "/api/v1/records/{type}", [](Services& s, const Request& request) {
    return s.list_page(request, request.path_param("type"), {});
  });
  add(Method::kPost, "/api/v1/records/{type}", create_record);
  router.add({Method::kGet, "/api/v1/records/{type}/{id}", "session",
              [&services, &kept](const Request& request) {
                return kept.answer(request, [&services](const Request& asked) {
                  return get_record(services, asked);
                });
              }});
  add(Method::kPatch, "/api/v1/records/{type}/{id}", change_record);
  add(Method::kDelete, "/api/v1/records/{type}/{id}", delete_record);
  add(Method::kPost, "/api/v1/records/{type}/{id}/moves/{move}", move_record);
  add(Method::kGet, "/api/v1/clocks", [](Services& s, const Request& request) {
    std::vector<record::Filter> more;
    if (const auto state = request.param("state"))
      more.push_back({"state", state->find(',') == std::string::npos ? "eq" : "in", *state});
    if (const auto about = request.param("record")) more.push_back({"about", "eq", *about});
    if (const auto holder = request.param("holder"))
      more.push_back({"holder_person", "eq", *holder});
    return s.list_page(request, "clock", std::move(more));
  });
}

}  // namespace muster::app
