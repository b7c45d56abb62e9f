#include <algorithm>

#include "base/hash.h"
#include "base/id.h"
#include "warning/routes.h"
#include "warning/warning.h"
#include "xml/xml.h"

namespace muster::warning {
namespace {

using app::caller;
using app::ledger_of;
using net::Request;
using net::Response;
using record::Record;
using record::Unit;

constexpr int kFeedEntries = 100;
constexpr int kBoardRows = 500;

Status may_receive(const Request& request) {
  const record::Viewer& viewer = caller(request).viewer;
  if (viewer.may_somewhere("create", "warning")) return {};
  return fail(error::kNotAllowed, {}, {{"post", viewer.person_name}, {"verb", "接收"}, {"type", "预警"}, {"who", "gateway"}});
}

template <class F>
Result<Response> receive_by(const Request& request, app::Services& services, const record::Viewer& viewer, const F& take) {
  const auto intent = app::intent_of(request, "warning");
  if (!intent) return fail(intent.error());
  const auto done = services.store.run(viewer, *intent, [&](Unit& unit) -> Result<json::Value> {
    const auto received = take(unit);
    if (!received) return fail(received.error());
    return json::Value(json::Object{{"id", received->record.id}, {"duplicate", received->duplicate}});
  });
  if (!done) return fail(done.error());
  const auto kept = services.store.get(record::Viewer::system("api"), "warning", done->answer.text("id"));
  if (!kept) return fail(kept.error());
  const bool duplicate = done->answer.boolean("duplicate");
  return app::written(json::Object{{"record", record::to_json(*kept, *services.store.model().type("warning"))}, {"duplicate", duplicate}},
                      *done, duplicate ? 200 : 201);
}

Result<Response> post_cap(const Request& request, app::Services& services) {
  if (Status allowed = may_receive(request); !allowed) return fail(allowed.error());
  const auto message = cap::parse(request.body);
  if (!message) return fail(message.error());
  return receive_by(request, services, caller(request).viewer, [&](Unit& unit) { return receive(unit, *message, request.body); });
}

Result<Response> post_bulletin(const Request& request, app::Services& services) {
  if (Status allowed = may_receive(request); !allowed) return fail(allowed.error());
  const auto body = app::object_body(request, {"text", "received_at", "in_name_of", "channel"});
  if (!body) return fail(body.error());
  const std::string text = body->text("text");
  if (text.empty()) return fail(error::kRequired, "text", {{"title", "正文 text"}});
  const auto received_at = app::instant_of(*body, "received_at");
  if (!received_at) return fail(received_at.error());
  const auto viewer = app::acting(request, *body);
  if (!viewer) return fail(viewer.error());
  const UtcTime at = received_at->value_or(services.city.now(ledger_of(request)));
  return receive_by(request, services, *viewer, [&](Unit& unit) { return receive_bulletin(unit, text, at); });
}

// The board (叫应): whoever was called about a warning that the caller may read, and how far each call has come.
Result<Response> get_callouts(const Request& request, app::Services& services) {
  const record::Viewer& viewer = caller(request).viewer;
  const auto warning = services.store.get(viewer, "warning", request.path_param("id"));
  if (!warning) return fail(warning.error());
  record::Query query;
  query.type = "callout";
  query.ledger = warning->ledger;
  query.filters = {{"about", "eq", warning->id}};
  query.limit = kBoardRows;
  query.with_total = false;
  json::Array items;
  std::vector<Record> shown;
  std::int64_t sent = 0;
  std::int64_t delivered = 0;
  std::int64_t read = 0;
  std::int64_t answered = 0;
  std::int64_t missed = 0;
  do {
    const auto page = services.store.list(viewer, query);
    if (!page) return fail(page.error());
    for (const Record& row : page->items) {
      ++sent;
      delivered += row.has("delivered_at") || row.has("read_at") || row.has("answered_at") ? 1 : 0;
      read += row.has("read_at") || row.has("answered_at") ? 1 : 0;
      answered += row.state == "answered" ? 1 : 0;
      missed += row.state == "missed" ? 1 : 0;
      items.emplace_back(record::to_json(row, *services.store.model().type("callout")));
      shown.push_back(row);
    }
    query.cursor = page->next_cursor;
  } while (!query.cursor.empty() && shown.size() < 10'000);
  return Response::json(json::Object{{"items", std::move(items)}, {"refs", services.store.labels(viewer, shown)},
                                     {"counts", json::Object{{"sent", sent}, {"delivered", delivered}, {"read", read}, {"answered", answered}, {"missed", missed}}}});
}

// Guests read the real ledger; a scenario's only where the whole data folder is a demonstration.
Result<std::string> public_ledger(const Request& request, const app::Services& services) {
  std::string ledger = ledger_of(request);
  if (ledger != "real" && !services.demo) return fail(error::kNotFound, "ledger", {{"what", ledger}});
  return ledger;
}

struct Published {
  Record record;
  cap::Message message;
};

Result<std::vector<Published>> published_where(app::Services& services, const std::string& ledger, std::vector<record::Filter> filters) {
  const record::Viewer system = record::Viewer::system("api");
  record::Query query;
  query.type = "warning";
  query.ledger = ledger;
  query.filters = std::move(filters);
  query.sort = "-sent";
  query.limit = kFeedEntries;
  query.with_total = false;
  const auto page = services.store.list(system, query);
  if (!page) return fail(page.error());
  std::vector<Published> out;
  const Status looked = services.store.look(system, ledger, [&](Unit& unit) -> Status {
    for (const Record& record : page->items) {
      if (auto message = published(unit, record)) out.push_back({record, std::move(*message)});
    }
    return {};
  });
  if (!looked) return fail(looked.error());
  return out;
}

Response with_etag(const Request& request, std::string body, const char* type) {
  const std::string tag = '"' + sha256_hex(body).substr(0, 32) + '"';
  Response response = request.header("if-none-match") == tag ? Response::text("", type, 304) : Response::text(std::move(body), type);
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Cache-Control", "public, no-cache");
  return response;
}

Result<Response> get_cap(const Request& request, app::Services& services) {
  const auto ledger = public_ledger(request, services);
  if (!ledger) return fail(ledger.error());
  const std::string identifier(request.path_param("identifier"));
  auto found = published_where(services, *ledger, {{"identifier", "eq", identifier}});
  if (!found) return fail(found.error());
  const std::string sender = request.param("sender").value_or("");  // an identifier is unique for its sender only
  for (const Published& one : *found) {
    if (sender.empty() || one.message.sender == sender) return with_etag(request, cap::write(one.message), "application/cap+xml; charset=utf-8");
  }
  return fail(error::kNotFound, "identifier", {{"what", identifier}});
}

std::string path_escaped(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return out;
}

std::string link_to(const Published& one, const std::string& ledger) {
  std::string out = "/cap/" + path_escaped(one.message.identifier) + ".xml?sender=" + path_escaped(one.message.sender);
  return ledger == "real" ? out : out + "&ledger=" + path_escaped(ledger);
}

// RFC 4287; `updated` moves only when a warning does.
std::string atom(const std::vector<Published>& all, const std::string& ledger, bool is_zh) {
  UtcTime updated = from_millis(0);
  for (const Published& one : all) updated = std::max(updated, one.record.changed_at);
  xml::Writer out;
  const std::string self = ledger == "real" ? "/cap/feed.atom" : "/cap/feed.atom?ledger=" + path_escaped(ledger);
  out.open("feed", {{"xmlns", "http://www.w3.org/2005/Atom"}, {"xml:lang", is_zh ? "zh-CN" : "en"}});
  out.leaf("id", "urn:uuid:" + derived_id("cap feed|" + ledger));
  const std::string title = is_zh ? "预警（CAP 1.2）" : "Warnings (CAP 1.2)";
  out.leaf("title", ledger == "real" ? title : (is_zh ? "【演练】" : "EXERCISE: ") + title);
  out.leaf("updated", format_time(updated));
  out.open("author").leaf("name", "Muster").close();
  out.leaf("link", "", {{"rel", "self"}, {"type", "application/atom+xml"}, {"href", self}});
  for (const Published& one : all) {
    const auto wanted = std::ranges::find_if(one.message.infos, [&](const cap::Info& info) { return info.language.starts_with(is_zh ? "zh" : "en"); });
    const cap::Info& info = wanted == one.message.infos.end() ? one.message.infos.front() : *wanted;
    out.open("entry");
    out.leaf("id", "urn:uuid:" + one.record.id);
    out.leaf("title", info.headline.empty() ? info.event : info.headline);
    out.leaf("updated", format_time(one.record.changed_at));
    out.leaf("published", format_time(one.message.sent.at));
    out.open("author").leaf("name", info.sender_name.empty() ? one.message.sender : info.sender_name).close();
    out.leaf("link", "", {{"rel", "alternate"}, {"type", "application/cap+xml"}, {"href", link_to(one, ledger)}});
    out.leaf("summary", info.description.empty() ? info.event : info.description);
    out.close();
  }
  out.close();
  return out.take();
}

Result<Response> get_feed(const Request& request, app::Services& services) {
  const auto ledger = public_ledger(request, services);
  if (!ledger) return fail(ledger.error());
  const std::string now = format_time(services.city.now(*ledger));
  const auto all = published_where(services, *ledger, {{"state", "in", "relayed,issued"}, {"expires", "gt", now}});
  if (!all) return fail(all.error());
  return with_etag(request, atom(*all, *ledger, request.lang() != "en"), "application/atom+xml; charset=utf-8");
}

}  // namespace

void add_routes(net::Router& router, app::Services& services) {
  using net::Method;
  // Not "readings": a duty leader takes in warnings and sends no readings. The handlers ask for create on warning.
  router.add({Method::kPost, "/api/v1/cap", "session", [&services](const Request& r) { return post_cap(r, services); }});
  router.add({Method::kPost, "/api/v1/warnings/bulletin", "session", [&services](const Request& r) { return post_bulletin(r, services); }});
  router.add({Method::kGet, "/api/v1/records/warning/{id}/callouts", "session", [&services](const Request& r) { return get_callouts(r, services); }});
  router.add({Method::kGet, "/cap/feed.atom", "public", [&services](const Request& r) { return get_feed(r, services); }});
  router.add({Method::kGet, "/cap/{identifier}.xml", "public", [&services](const Request& r) { return get_cap(r, services); }});
}

}  // namespace muster::warning
