// Who did what when: journal, a record's history, why one may see it, and the reveal of a personal
// field.
#include <charconv>

#include "app/routes.h"

namespace muster::app {
namespace {

using net::Request;
using net::Response;

constexpr int kPageMost = 500;
constexpr int kEntriesReadMost =
    5000;  ///< for one page, when most entries are hidden from the caller

std::int64_t integer_param(const Request& request, std::string_view name, std::int64_t otherwise,
                           std::int64_t most) {
  const std::string text = request.param(name).value_or("");
  std::int64_t value = otherwise;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return otherwise;
  return std::min(value, most);
}

// Sealed values stay sealed: the page says that a personal field changed, not from what to what.
json::Value shown_fields(const model::TypeDef* type, const json::Value& fields) {
  json::Object out;
  if (!fields.is_object()) return out;
  for (const auto& [name, pair] : fields.as_object()) {
    const model::Field* field = type == nullptr ? nullptr : type->field(name);
    if (field == nullptr || !field->personal) {
      out.set(name, pair);
    } else if (pair.is_array() && pair.as_array().size() == 2) {
      json::Array masked;
      for (const json::Value& side : pair.as_array())
        masked.push_back(side.is_null() ? json::Value() : json::Value("***"));
      out.set(name, std::move(masked));
    }
  }
  return out;
}

class Names {
 public:
  explicit Names(Services& services) : services_(services) {}
  std::string of(const journal::Entry& entry) {
    const std::string& person = entry.actor.person;
    if (!is_id(person)) return entry.actor.account;
    const auto known = names_.find(person);
    if (known != names_.end()) return known->second;
    const auto found = services_.store.get(identity::Viewer::system("api"), "person", person);
    return names_[person] = found ? found->label : entry.actor.account;
  }

 private:
  Services& services_;
  std::map<std::string, std::string> names_;
};

json::Object entry_json(const journal::Entry& entry, json::Array changes, Names& names) {
  json::Object out{{"seq", entry.seq},
                   {"at", format_time(entry.at)},
                   {"recorded_at", format_time(entry.recorded_at)},
                   {"kind", entry.kind},
                   {"ledger", entry.ledger},
                   {"actor", entry.actor.account},
                   {"actor_name", names.of(entry)},
                   {"post", entry.actor.post},
                   {"name_of", entry.actor.name_of},
                   {"channel", entry.actor.channel},
                   {"changes", std::move(changes)},
                   {"hash", entry.hash}};
  if (!entry.actor.for_person.empty()) out.set("for_person", entry.actor.for_person);
  if (!entry.body["reason"].is_null()) out.set("reason", entry.body["reason"]);
  return out;
}

json::Array seen_changes(Services& services, const identity::Viewer& viewer,
                         const journal::Entry& entry, std::string_view only_id) {
  json::Array out;
  const json::Value& changes = entry.body["changes"];
  if (!changes.is_array()) return out;
  for (const json::Value& change : changes.as_array()) {
    if (!only_id.empty() && change.text("id") != only_id) continue;
    if (!may_see_change(services, viewer, change)) continue;
    json::Object shown = shown_change(change).as_object();
    shown.set("fields",
              shown_fields(services.store.model().type(change.text("type")), change["fields"]));
    out.emplace_back(std::move(shown));
  }
  return out;
}

// An entry shows when one of its changes does; those without changes (a new model) are the
// administrator's.
Result<Response> journal_page(Services& services, const Request& request) {
  const identity::Viewer& viewer = caller(request).viewer;
  const std::int64_t limit =
      std::max<std::int64_t>(1, integer_param(request, "limit", 100, kPageMost));
  journal::Search search{.after = integer_param(request, "after", 0, INT64_MAX - 1),
                         .limit = kPageMost};
  search.type = request.param("type").value_or("");
  search.record = request.param("record").value_or("");
  search.actor = request.param("actor").value_or("");
  const bool sees_all = viewer.may_somewhere("admin", "*");
  json::Array items;
  Names names(services);
  for (int read = 0; read < kEntriesReadMost && static_cast<std::int64_t>(items.size()) < limit;) {
    const auto entries =
        services.db.read([&](db::Connection& c) { return journal::find(c, search); });
    for (const journal::Entry& entry : entries) {
      search.after = entry.seq;
      json::Array changes = seen_changes(services, viewer, entry, {});
      if (changes.empty() && !(sees_all && !entry.body["changes"].is_array())) continue;
      items.emplace_back(entry_json(entry, std::move(changes), names));
      if (static_cast<std::int64_t>(items.size()) == limit) break;
    }
    read += kPageMost;
    if (entries.size() < static_cast<std::size_t>(kPageMost)) break;
  }
  const std::int64_t head = services.db.read([](db::Connection& c) { return journal::head(c); });
  return Response::json(
      json::Object{{"items", std::move(items)}, {"next_after", search.after}, {"head", head}});
}

Result<Response> history(Services& services, const Request& request) {
  const identity::Viewer& viewer = caller(request).viewer;
  const auto record =
      services.store.get(viewer, request.path_param("type"), request.path_param("id"));
  if (!record) return fail(record.error());
  const auto entries = services.db.read([&](db::Connection& c) {
    return journal::of_record(c, record->type, record->id,
                              integer_param(request, "before", 0, INT64_MAX - 1),
                              static_cast<int>(std::max<std::int64_t>(
                                  1, integer_param(request, "limit", 100, kPageMost))));
  });
  json::Array items;
  Names names(services);
  for (const journal::Entry& entry : entries) {
    items.emplace_back(entry_json(entry, seen_changes(services, viewer, entry, record->id), names));
  }
  return Response::json(json::Object{{"items", std::move(items)}});
}

std::string label_of(Services& services, std::string_view type, const std::string& id) {
  const auto found = services.store.get(identity::Viewer::system("api"), type, id);
  return found ? found->label : id;
}

json::Object grant_json(Services& services, const identity::ScopedGrant& grant) {
  json::Array verbs;
  for (const std::string& verb : grant.verbs) verbs.emplace_back(verb);
  json::Object out{{"role", grant.role},
                   {"post", grant.post},
                   {"post_title", label_of(services, "post", grant.post)},
                   {"verbs", std::move(verbs)},
                   {"path", grant.path},
                   {"self", grant.self}};
  if (!grant.until.empty()) out.set("until", grant.until);
  const auto role = services.store.model().roles.find(grant.role);
  if (role != services.store.model().roles.end()) {
    out.set("role_title",
            json::Object{{"zh", role->second.title.zh}, {"en", role->second.title.en}});
  }
  return out;
}

Result<Response> why(Services& services, const Request& request) {
  const identity::Viewer& viewer = caller(request).viewer;
  const auto record =
      services.store.get(viewer, request.path_param("type"), request.path_param("id"));
  if (!record) return fail(record.error());
  const identity::ScopedGrant* grant = viewer.why("read", record->type, record->jpath);
  if (grant == nullptr) {  // seen although no place grants it: the record names the person
    for (const identity::ScopedGrant& each : viewer.grants) {
      const auto lists = [](const std::vector<std::string>& words, std::string_view word) {
        return std::find(words.begin(), words.end(), word) != words.end() ||
               std::find(words.begin(), words.end(), "*") != words.end();
      };
      if (each.self && lists(each.types, record->type) && lists(each.verbs, "read")) grant = &each;
    }
  }
  if (grant == nullptr)
    return fail(error::kNotFound, "id", {{"what", std::string(request.path_param("id"))}});
  return Response::json(json::Object{{"grant", grant_json(services, *grant)}});
}

Result<Response> reveal(Services& services, const Request& request) {
  const auto body = object_body(request, {"field", "reason"});
  if (!body) return fail(body.error());
  const auto value =
      services.store.reveal(caller(request).viewer, request.path_param("type"),
                            request.path_param("id"), body->text("field"), body->text("reason"));
  if (!value) return fail(value.error());
  Response response = Response::json(json::Object{{"value", *value}});
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace

json::Value shown_change(const json::Value& change) {
  json::Object out;
  for (const char* key : {"type", "id", "op", "move", "state", "version", "label"}) {
    if (!change[key].is_null()) out.set(key, change[key]);
  }
  return out;
}

bool may_see_change(Services& services, const identity::Viewer& viewer, const json::Value& change) {
  const std::string type = change.text("type");
  if (viewer.is_system || viewer.may("read", type, change.text("jpath"))) return true;
  return viewer.may_somewhere("read", type) &&
         services.store.get(viewer, type, change.text("id")).has_value();
}

void add_proof_routes(net::Router& router, Services& services) {
  using net::Method;
  using Handle = Result<Response> (*)(Services&, const Request&);
  const auto add = [&](Method method, const char* pattern, Handle handle) {
    router.add({method, pattern, "session",
                [&services, handle](const Request& request) { return handle(services, request); }});
  };
  add(Method::kGet, "/api/v1/journal", journal_page);
  add(Method::kGet, "/api/v1/records/{type}/{id}/history", history);
  add(Method::kGet, "/api/v1/records/{type}/{id}/why", why);
  add(Method::kPost, "/api/v1/records/{type}/{id}/reveal", reveal);
}

}  // namespace muster::app
