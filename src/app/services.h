// What a handler is given. The one header of app that a module's front door (<module>_api.cc) may
// include: it names interfaces of lower modules only, so that nothing has to be linked with app.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/id.h"
#include "base/time.h"
#include "db/db.h"
#include "identity/access.h"
#include "identity/identity.h"
#include "json/json.h"
#include "net/http.h"
#include "record/record.h"

namespace muster::app {

/// Open event streams, seen from a module: hints about what is not in the journal.
class Live {
 public:
  virtual ~Live() = default;
  /// `event: readings` to the streams of a ledger; a hint without id that makes browsers fetch
  /// again. Thread-safe, never blocks.
  virtual void readings(const std::string& ledger, const std::vector<std::string>& stations) = 0;
};

/// Figures for /metrics, given by a module when asked. Name and label values follow Prometheus'
/// text format.
struct Gauge {
  std::string name;  ///< "muster_clocks_running"
  std::string help;
  double value = 0;
};

struct Services {
  db::Database& db;
  record::Store& store;
  identity::Access& access;
  identity::Directory& directory;
  const record::CityTime& city;
  const TimeSource& wall;
  Live& live;
  std::function<std::string(std::string_view name)>
      setting;        ///< value of a setting of muster.toml, "server.listen"
  std::string data;   ///< the data folder
  bool demo = false;  ///< a demonstration data folder
  /// A list page of a type as GET /api/v1/records/{type} gives it, from the request's query and
  /// further filters.
  std::function<Result<net::Response>(const net::Request&, std::string_view type,
                                      std::vector<record::Filter> more)>
      list_page{};
  std::vector<std::function<std::vector<Gauge>()>>
      gauges{};  ///< modules append theirs before serving
};

/// Who sends a request, found out before the handler runs.
struct Caller {
  bool signed_in = false;
  bool by_token = false;
  identity::Viewer viewer;  ///< without grants for a guest
  std::string account;
  std::string person;
  std::string csrf;
  std::string session_token;
  std::optional<Error> no_post;  ///< signed in, but holding no post now
  UtcTime until;  ///< wall time from which on it must be found out again who this is
};
[[nodiscard]] inline const Caller& caller(const net::Request& request) {
  static const Caller guest;
  return request.context == nullptr ? guest : *static_cast<const Caller*>(request.context.get());
}

[[nodiscard]] inline std::string ledger_of(const net::Request& request) {
  return request.param("ledger").value_or("real");
}

/// The body as an object whose members are all in `known`. kBadJson, kBadRequest, kUnknownField.
[[nodiscard]] inline Result<json::Value> object_body(
    const net::Request& request, std::initializer_list<std::string_view> known) {
  auto body = json::parse(request.body.empty() ? "{}" : request.body);
  if (!body) return fail(body.error());
  if (!body->is_object()) return fail(error::kBadRequest, "", {{"reason", "{…}"}});
  for (const auto& [key, value] : body->as_object()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      return fail(error::kUnknownField, key, {{"field", key}});
    }
  }
  return body;
}

/// The intent of a write: its id from Idempotency-Key (kBadRequest when that is no UUID), its
/// ledger from the query.
[[nodiscard]] inline Result<record::Intent> intent_of(const net::Request& request,
                                                      std::string kind) {
  record::Intent intent;
  intent.id = request.header("idempotency-key");
  intent.kind = std::move(kind);
  intent.ledger = ledger_of(request);
  if (!intent.id.empty() && !is_id(intent.id)) {
    return fail(error::kBadRequest, "Idempotency-Key", {{"reason", "Idempotency-Key: UUID"}});
  }
  if (!intent.id.empty()) {
    intent.fingerprint = sha256_hex(std::string(net::method_name(request.method)) + ' ' +
                                    request.target + '\n' + request.body);
  }
  return intent;
}

/// The caller as one acting in the name of a body (`in_name_of`) over a channel (`channel`) of the
/// request's body. kWrongName for a body in whose name the person may not act.
[[nodiscard]] inline Result<identity::Viewer> acting(const net::Request& request,
                                                     const json::Value& body) {
  identity::Viewer viewer = caller(request).viewer;
  const std::string name_of = body.text("in_name_of");
  if (!name_of.empty()) {
    if (std::find(viewer.names.begin(), viewer.names.end(), name_of) == viewer.names.end()) {
      return fail(error::kWrongName, "in_name_of",
                  {{"name", name_of}, {"reason", viewer.person_name}});
    }
    viewer.actor.name_of = name_of;
  }
  const std::string channel = body.text("channel");
  if (!channel.empty()) viewer.actor.channel = channel;
  return viewer;
}

/// The answer of a write; a repeated intent says so.
[[nodiscard]] inline net::Response written(const json::Value& body, const record::Outcome& outcome,
                                           int status = 200) {
  net::Response response = net::Response::json(body, status);
  if (outcome.repeated) response.headers.emplace_back("X-Muster-Repeated", "true");
  return response;
}

/// An instant member of a body; nothing when absent, kBadTime when it is not one.
[[nodiscard]] inline Result<std::optional<UtcTime>> instant_of(const json::Value& body,
                                                               std::string_view key) {
  if (body[key].is_null()) return std::optional<UtcTime>{};
  const auto time =
      body[key].is_string()
          ? parse_time(body[key].as_string())
          : Result<UtcTime>(fail(error::kBadTime, "", {{"value", json::write(body[key])}}));
  if (!time) {
    Error error = time.error();
    error.field = key;
    return fail(std::move(error));
  }
  return std::optional<UtcTime>{*time};
}

}  // namespace muster::app
