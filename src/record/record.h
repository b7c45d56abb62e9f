// The one write path: intent → checks → change → table + journal in one transaction. Nothing else writes city data.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "db/db.h"
#include "identity/identity.h"
#include "journal/journal.h"
#include "json/json.h"
#include "model/model.h"

namespace muster::record {

using identity::Viewer;

/// A row of a register with its envelope. Columns of table r_<type>; fields are columns f_<name>, geometry is GeoPackage
/// (SQLite) or PostGIS (PostgreSQL), shown here as GeoJSON.
struct Record {
  std::int64_t fid = 0;
  std::string type;
  std::string id;
  std::string owner_node;
  std::string ledger = "real";
  std::int64_t version = 0;
  std::string jurisdiction_id;
  std::string jpath;          ///< path of the jurisdiction when written, "/42/10/24/101"
  std::string state;          ///< empty without a workflow
  std::string number;         ///< running number where the type has one
  std::string label;          ///< one-line name, made from the type's template
  UtcTime occurred_at;        ///< claimed
  UtcTime recorded_at;        ///< city time when received
  UtcTime changed_at;         ///< city time of this version
  std::string created_by;     ///< person id
  std::string changed_by;     ///< person id of this version
  std::string model_version;
  std::optional<UtcTime> deleted_at;
  json::Object fields;
  json::Value geometry;       ///< GeoJSON geometry or null

  [[nodiscard]] std::string text(std::string_view field) const;
  [[nodiscard]] double number_of(std::string_view field, double otherwise = 0) const;
  [[nodiscard]] std::int64_t integer(std::string_view field, std::int64_t otherwise = 0) const;
  [[nodiscard]] std::optional<UtcTime> instant(std::string_view field) const;  ///< instants are RFC 3339 strings in `fields`
  [[nodiscard]] bool has(std::string_view field) const;  ///< present and not null
  /// Whether the day ("2020-08-10") lies within two date fields, both days included; an empty end is open.
  [[nodiscard]] bool valid_on(std::string_view day, std::string_view from = "valid_from", std::string_view to = "valid_to") const;
  bool operator==(const Record&) const = default;
};

enum class Op { kCreate, kUpdate, kMove, kDelete };
[[nodiscard]] std::string_view op_name(Op op);

/// One record's part of a committed entry.
struct Change {
  Op op = Op::kCreate;
  std::string move;         ///< name of the move
  Record before;            ///< empty for create
  Record after;
};

/// What someone wants done to one record.
struct Draft {
  std::string type;
  std::string id;                     ///< empty: a new one is made (create)
  std::string jurisdiction_id;        ///< empty on create: taken from the acting post
  json::Object fields;                ///< only those given; null clears
  std::optional<json::Value> geometry;
  std::optional<UtcTime> occurred_at;
  std::optional<std::int64_t> if_version;
  std::string move;                   ///< name of a move; empty for create/update
  std::string reason;                 ///< for delete, and a remark on a move
};

/// Inside one transaction. Everything done through one Unit is one journal entry.
class Unit {
 public:
  virtual ~Unit() = default;
  [[nodiscard]] virtual const Viewer& viewer() const = 0;
  [[nodiscard]] virtual const std::string& ledger() const = 0;
  [[nodiscard]] virtual UtcTime now() const = 0;         ///< city time of the ledger, fixed for the unit
  [[nodiscard]] virtual const model::Model& model() const = 0;
  [[nodiscard]] virtual db::Connection& connection() = 0;  ///< reads only
  [[nodiscard]] virtual const std::string& intent_id() const = 0;

  /// Checked against type, workflow and the viewer's permission; reactors run after each.
  virtual Result<Record> create(const Draft& draft) = 0;
  virtual Result<Record> update(const Draft& draft) = 0;
  virtual Result<Record> move(const Draft& draft) = 0;
  virtual Status remove(const Draft& draft) = 0;
  /// The same with the system's right: what follows from a rule, not from the person's own right.
  virtual Result<Record> create_by_rule(const Draft& draft) = 0;
  virtual Result<Record> update_by_rule(const Draft& draft) = 0;
  virtual Result<Record> move_by_rule(const Draft& draft) = 0;

  /// Reads inside the transaction, without permission (rules see the whole city).
  virtual std::optional<Record> find(std::string_view type, std::string_view id) = 0;
  virtual std::vector<Record> find_where(std::string_view type, const json::Object& equals, int limit = 1000) = 0;
};

/// Runs inside the transaction after a change; may make further changes (depth at most 16). An error undoes the whole intent.
using Reactor = std::function<Status(Unit&, const Change&)>;

struct Outcome {
  std::int64_t seq = 0;        ///< journal entry
  bool repeated = false;       ///< the intent id had been applied before; the first outcome is given again
  std::vector<Change> changes;
  json::Value answer;          ///< what `run`'s body returned
};

struct Intent {
  std::string id;              ///< UUID; empty: a new one
  std::string kind = "record";
  std::string ledger = "real";
  std::string fingerprint;     ///< digest of what is asked, where the caller has it: the same id with another one is kIntentConflict
};

struct Filter {
  std::string field;           ///< field, or envelope: id state number jurisdiction_id occurred_at recorded_at changed_at created_by
  std::string op;              ///< eq ne lt le gt ge in like null notnull
  std::string value;           ///< "in": comma separated
};
struct Query {
  std::string type;
  std::string ledger = "real";
  std::string jurisdiction_id;  ///< subtree
  std::vector<Filter> filters;
  std::string text;             ///< search words
  std::optional<std::array<double, 4>> bbox;  ///< west, south, east, north
  std::string sort;             ///< "-occurred_at"; ties by fid
  int limit = 50;               ///< 1 … 500
  std::string cursor;           ///< opaque
  bool with_total = true;
};
struct Page {
  std::vector<Record> items;
  std::string next_cursor;      ///< empty at the end
  std::int64_t total = 0;       ///< counted up to 10,001
};

/// City time of each ledger: start and speed are stored (table ledger).
class CityTime {
 public:
  virtual ~CityTime() = default;
  [[nodiscard]] virtual UtcTime now(std::string_view ledger) const = 0;
  [[nodiscard]] virtual double speed(std::string_view ledger) const = 0;
  /// Wall instant at which the ledger's city time will be `city`.
  [[nodiscard]] virtual UtcTime wall_of(std::string_view ledger, UtcTime city) const = 0;
};

class Store {
 public:
  virtual ~Store() = default;
  struct Options {
    HashAlgorithm hash = HashAlgorithm::kSha256;
    std::string node = "main";
    std::string field_key;      ///< 32 bytes for personal fields
  };
  /// Creates or checks the tables of the model (docs/design/model-change.md); kModelNeedsMapping when rows stand in the way.
  static Result<std::unique_ptr<Store>> open(db::Database& database, std::shared_ptr<const model::Model> model,
                                             const CityTime& city, const TimeSource& wall, Options options);

  [[nodiscard]] virtual const model::Model& model() const = 0;
  /// Reactors of a type ("*" for all), in the order registered. Before serving only.
  virtual void react(std::string type, Reactor reactor) = 0;
  /// Called after commit, outside the transaction, in seq order, once per entry (live streams, timers).
  virtual void listen(std::function<void(const journal::Entry&, const std::vector<Change>&)> listener) = 0;

  /// One intent made of any number of changes. `body` may be run again after a serialization failure.
  virtual Result<Outcome> run(const Viewer& viewer, const Intent& intent,
                              const std::function<Result<json::Value>(Unit&)>& body) = 0;
  Result<Record> create(const Viewer& viewer, const Intent& intent, const Draft& draft);
  Result<Record> update(const Viewer& viewer, const Intent& intent, const Draft& draft);
  Result<Record> move(const Viewer& viewer, const Intent& intent, const Draft& draft);
  Status remove(const Viewer& viewer, const Intent& intent, const Draft& draft);

  /// A Unit over a snapshot, for rules that only look (plan lint, guard table): its writes are refused by the database, and what it finds
  /// is not filtered by permission, so the caller filters what it shows.
  virtual Status look(const Viewer& viewer, const std::string& ledger, const std::function<Status(Unit&)>& body) = 0;

  /// Reads with permission. kNotFound also where the viewer may not know that the record exists.
  virtual Result<Record> get(const Viewer& viewer, std::string_view type, std::string_view id) = 0;
  virtual Result<Page> list(const Viewer& viewer, const Query& query) = 0;
  /// All pages of a query, one after another (its limit, cursor and total are not used). For registers, not for readings.
  Result<std::vector<Record>> list_all(const Viewer& viewer, Query query);
  /// Names for ids found in the records (references, persons, jurisdictions), as far as the viewer may read them.
  virtual json::Object labels(const Viewer& viewer, const std::vector<Record>& records) = 0;
  /// Moves open to the viewer in the record's state.
  [[nodiscard]] virtual std::vector<std::string> moves_for(const Viewer& viewer, const Record& record) const = 0;
  virtual Result<std::string> reveal(const Viewer& viewer, std::string_view type, std::string_view id,
                                     std::string_view field, std::string_view reason) = 0;
};

/// API form of a record (docs/api/contract.md): envelope keys, fields, geometry; personal fields masked.
[[nodiscard]] json::Object to_json(const Record& record, const model::TypeDef& type);

}  // namespace muster::record
