// The store: opens the tables of the model, runs intents, answers reads.
#include <algorithm>
#include <map>
#include <mutex>

#include "base/id.h"
#include "base/log.h"
#include "errors/change.h"
#include "record/box.h"
#include "record/check.h"
#include "record/model_change.h"
#include "record/query.h"
#include "record/schema.h"
#include "record/unit.h"
#include "record/search.h"

namespace muster::record {
namespace {

using model::TypeDef;

class StoreOnDatabase final : public Store {
 public:
  StoreOnDatabase(db::Database& database, std::shared_ptr<const model::Model> model, const CityTime& city,
                  const TimeSource& wall, Options options)
      : database_(database),
        model_(std::move(model)),
        city_(city),
        wall_(wall),
        options_(std::move(options)),
        codec_(options_.field_key, database.engine()) {}

  Status prepare() {
    ModelActor by;
    by.actor.person = "system";
    by.actor.account = "system";
    by.actor.channel = "rule";
    by.at = wall_.now();
    by.hash = options_.hash;
    const auto done = database_.write([&](db::Connection& connection) { return apply_model(connection, *model_, options_.field_key, by); });
    if (!done) return fail(done.error());
    // What a data folder of an earlier release lacks.
    const Status filled = database_.write_with([&](db::Connection& connection) {
      for (const auto& [name, type] : model_->types) make_box_index(connection, type);
      make_missing_search(connection, codec_, *model_);
      return Status();
    });
    if (!filled) return filled;
    published_ = database_.read([](db::Connection& connection) { return journal::head(connection); });
    return {};
  }

  [[nodiscard]] const model::Model& model() const override { return *model_; }

  void react(std::string type, Reactor reactor) override { reactors_[std::move(type)].push_back(std::move(reactor)); }
  void listen(std::function<void(const journal::Entry&, const std::vector<Change>&)> listener) override {
    listeners_.push_back(std::move(listener));
  }

  Result<Outcome> run(const Viewer& viewer, const Intent& asked,
                      const std::function<Result<json::Value>(Unit&)>& body) override {
    Intent intent = asked;
    if (intent.id.empty()) intent.id = new_id(wall_.now());
    if (!is_id(intent.id)) return fail(error::kBadRequest, "Idempotency-Key", {{"reason", "UUID"}});
    if (!viewer.is_system && !viewer.actor.name_of.empty() &&
        std::ranges::find(viewer.names, viewer.actor.name_of) == viewer.names.end()) {
      return fail(error::kWrongName, "in_name_of", {{"name", name_of_body(viewer.actor.name_of)}, {"reason", viewer.person_name}});
    }
    std::optional<journal::Entry> entry;
    auto outcome = database_.write([&](db::Connection& connection) -> Result<Outcome> {
      entry.reset();
      return run_in(connection, viewer, intent, body, entry);
    });
    if (outcome && entry) publish(*entry, outcome->changes);
    return outcome;
  }

  Status look(const Viewer& viewer, const std::string& ledger, const std::function<Status(Unit&)>& body) override {
    Intent intent;
    intent.ledger = ledger;
    return database_.read([&](db::Connection& connection) {
      UnitOfWork unit({connection, *model_, codec_, reactors_, viewer, intent, city_.now(ledger), wall_.now(), options_.node});
      return body(unit);
    });
  }

  Result<Record> get(const Viewer& viewer, std::string_view type_name, std::string_view id) override {
    const TypeDef* type = model_->type(type_name);
    if (type == nullptr) return fail(error::kUnknownType, "type", {{"type", std::string(type_name)}});
    db::Cells cells{std::string(id)};
    std::string where = "t.id = $1 AND t.deleted_at IS NULL";
    if (!viewer.is_system) {
      identity::Clause allowed = identity::predicate(viewer, *type, "read", 2, "t.");
      where += " AND (" + allowed.sql + ")";
      cells.insert(cells.end(), allowed.cells.begin(), allowed.cells.end());
    }
    const auto row = database_.read([&](db::Connection& connection) {
      return connection.one("SELECT " + codec_.select_list(*type) + " FROM " + db::quote_name(table_name(*type)) + " t WHERE " + where, cells);
    });
    if (!row) return fail(error::kNotFound, "id", {{"what", bilingual(type->title)}});
    return codec_.read(*type, *row);
  }

  Result<Page> list(const Viewer& viewer, const Query& query) override {
    if (query.type == "*") {
      return database_.read([&](db::Connection& connection) { return search_all(viewer, *model_, query, codec_, connection); });
    }
    const TypeDef* type = model_->type(query.type);
    if (type == nullptr) return fail(error::kUnknownType, "type", {{"type", query.type}});
    return database_.read([&](db::Connection& connection) { return run_query(viewer, *model_, *type, query, codec_, connection); });
  }

  // The name of what a visible record refers to is part of that record, so names are not filtered again.
  json::Object labels(const Viewer& /*viewer*/, const std::vector<Record>& records) override {
    std::vector<std::string> ids;
    for (const Record& record : records) {
      const TypeDef* type = model_->type(record.type);
      if (type == nullptr) continue;
      for (const Reference& reference : references(*type, record.fields)) ids.push_back(reference.id);
      for (const std::string* id : {&record.jurisdiction_id, &record.created_by, &record.changed_by}) {
        if (is_id(*id)) ids.push_back(*id);
      }
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return database_.read([&](db::Connection& connection) { return labels_in(connection, ids); });
  }

  [[nodiscard]] std::vector<std::string> moves_for(const Viewer& viewer, const Record& record) const override {
    std::vector<std::string> out;
    const TypeDef* type = model_->type(record.type);
    if (type == nullptr || record.deleted_at) return out;
    const model::State* state = type->state(record.state);
    for (const model::Move& move : type->moves) {
      const bool open = move.from.empty() ? state == nullptr || !state->final
                                          : std::ranges::find(move.from, record.state) != move.from.end();
      const bool second = move.two_person && record.changed_by == viewer.actor.person && !viewer.is_system;
      if (open && !second && allows_move(viewer, *type, move, record)) out.push_back(move.name);
    }
    return out;
  }

  Result<std::string> reveal(const Viewer& viewer, std::string_view type_name, std::string_view id, std::string_view field,
                             std::string_view reason) override {
    const auto record = get(viewer, type_name, id);
    if (!record) return fail(record.error());
    const TypeDef& type = *model_->type(type_name);
    const model::Field* wanted = type.field(field);
    if (wanted == nullptr || !wanted->personal) return fail(error::kUnknownField, "field", {{"field", std::string(field)}});
    if (!viewer.is_system && !viewer.may("reveal", type_name, record->jpath)) {
      return fail(error::kNotAllowed, {}, {{"post", viewer.person_name}, {"verb", bilingual("查看明文", "reveal")}, {"type", bilingual(type.title)}, {"who", bilingual("管理员", "the administrator")}});
    }
    if (reason.empty()) return fail(error::kRequired, "reason", {{"title", "查看原因"}});
    Status logged = database_.write([&](db::Connection& connection) {
      return log_access(connection, viewer, json::Object{{"type", type_name}, {"id", id}, {"field", field}, {"reason", reason}});
    });
    if (!logged) return fail(logged.error());
    return record->text(field);
  }

 private:
  Result<Outcome> run_in(db::Connection& connection, const Viewer& viewer, const Intent& intent,
                         const std::function<Result<json::Value>(Unit&)>& body, std::optional<journal::Entry>& entry) {
    if (const auto done = connection.one("SELECT seq, fingerprint, answer FROM intent WHERE id = $1", {intent.id})) {
      if (!intent.fingerprint.empty() && (*done)[1].text() != intent.fingerprint) {
        return fail(error::kIntentConflict, "Idempotency-Key", {{"id", intent.id}});
      }
      auto answer = json::parse((*done)[2].text());
      Outcome outcome;
      outcome.seq = (*done)[0].integer();
      outcome.repeated = true;
      if (answer) outcome.answer = std::move(*answer);
      return outcome;
    }
    // Another process may have changed the definitions meanwhile: nothing is written by those of yesterday.
    if (const auto now = connection.one("SELECT version FROM model_applied ORDER BY number DESC LIMIT 1"); !now || (*now)[0].text() != model_->hash) {
      return fail(error::kModelMovedOn, {}, {{"found", now ? (*now)[0].text().substr(0, 12) : "-"}, {"own", model_->hash.substr(0, 12)}});
    }
    UnitOfWork unit({connection, *model_, codec_, reactors_, viewer, intent, city_.now(intent.ledger), wall_.now(), options_.node});
    auto answer = body(unit);
    if (!answer) return fail(answer.error());
    Outcome outcome;
    outcome.answer = std::move(*answer);
    outcome.seq = journal::head(connection);
    if (!unit.changes().empty()) {
      unit.index_changes();
      auto appended = journal::append(connection, options_.hash, entry_of(unit, viewer, intent));
      if (!appended) return fail(appended.error());
      outcome.seq = appended->seq;
      entry = std::move(*appended);
    }
    const auto kept = connection.execute("INSERT INTO intent (id, seq, fingerprint, answer) VALUES ($1, $2, $3, $4)",
                                         {intent.id, outcome.seq, intent.fingerprint, json::write(outcome.answer)});
    if (!kept) return fail(kept.error());
    outcome.changes = std::move(unit.changes());
    return outcome;
  }

  journal::Entry entry_of(UnitOfWork& unit, const Viewer& viewer, const Intent& intent) const {
    journal::Entry entry;
    entry.at = unit.now();
    entry.recorded_at = wall_.now();
    entry.intent = intent.id;
    entry.ledger = intent.ledger;
    entry.kind = intent.kind;
    entry.actor = viewer.actor;
    entry.model_version = model_->hash;
    json::Array changes;
    for (const Change& change : unit.changes()) changes.push_back(to_journal(*model_->type(change.after.type), change, codec_));
    json::Object body{{"changes", std::move(changes)}};
    if (!unit.counters().empty()) body.set("series", unit.counters());
    if (!unit.reason().empty()) body.set("reason", unit.reason());
    entry.body = std::move(body);
    return entry;
  }

  // Listeners hear every entry once and in order. Whoever commits last may come first: what it misses is read from the journal.
  void publish(const journal::Entry& entry, const std::vector<Change>& changes) {
    const std::lock_guard lock(publish_mutex_);
    if (listeners_.empty()) published_ = std::max(published_, entry.seq);
    while (published_ + 1 < entry.seq) {
      const auto missed = database_.read([&](db::Connection& connection) { return journal::after(connection, published_, 100); });
      if (missed.empty()) break;
      for (const journal::Entry& earlier : missed) {
        if (earlier.seq >= entry.seq) break;
        tell(earlier, {});
      }
    }
    if (entry.seq > published_) tell(entry, changes);
  }

  void tell(const journal::Entry& entry, const std::vector<Change>& changes) {
    published_ = entry.seq;
    for (const auto& listener : listeners_) {
      try {
        listener(entry, changes);
      } catch (const std::exception& failure) {
        log::error("listener failed", {{"seq", entry.seq}, {"cause", std::string(failure.what())}});
      }
    }
  }

  json::Object labels_in(db::Connection& connection, const std::vector<std::string>& ids) {
    if (ids.empty()) return {};
    const std::string among(connection.pick("id IN (SELECT value FROM json_each($1))", "id = ANY (ARRAY(SELECT jsonb_array_elements_text($1::jsonb)))"));
    const auto listed = [](const std::vector<std::string>& some) { return json::write(json::Array(some.begin(), some.end())); };
    std::map<std::string, std::vector<std::string>> of_type;
    for (const db::Row& row : connection.query("SELECT type, id FROM record_index WHERE " + among, {listed(ids)})) of_type[row[0].text()].push_back(row[1].text());
    std::map<std::string, json::Object> found;
    for (const auto& [name, some] : of_type) {
      const TypeDef* type = model_->type(name);
      if (type == nullptr) continue;
      for (const db::Row& row : connection.query("SELECT id, label FROM " + db::quote_name(table_name(*type)) + " WHERE " + among, {listed(some)})) {
        found[row[0].text()] = json::Object{{"type", name}, {"label", row[1].text()}};
      }
    }
    json::Object out;
    for (auto& [id, label] : found) out.set(id, std::move(label));
    return out;
  }

  std::string name_of_body(const std::string& id) {
    const auto names = database_.read([&](db::Connection& connection) { return labels_in(connection, {id}); });
    return names.has(id) ? names.find(id)->text("label") : id;
  }

  Status log_access(db::Connection& connection, const Viewer& viewer, const json::Object& what) {
    const auto last = connection.one("SELECT number, hash FROM access_log ORDER BY number DESC LIMIT 1");
    const std::int64_t number = last ? (*last)[0].integer() + 1 : 1;
    const std::string body = json::write_canonical(what);
    const std::int64_t at = to_millis(wall_.now());
    const std::string hash = to_hex(digest(options_.hash, (last ? (*last)[1].text() : std::string()) + '|' + std::to_string(at) +
                                                              '|' + viewer.actor.account + '|' + body));
    const auto done = connection.execute("INSERT INTO access_log (number, at, account, body, hash) VALUES ($1, $2, $3, $4, $5)",
                                         {number, at, viewer.actor.account, body, hash});
    if (!done) return fail(done.error());
    return {};
  }

  db::Database& database_;
  std::shared_ptr<const model::Model> model_;
  const CityTime& city_;
  const TimeSource& wall_;
  Options options_;
  Codec codec_;
  Reactors reactors_;
  std::vector<std::function<void(const journal::Entry&, const std::vector<Change>&)>> listeners_;
  std::mutex publish_mutex_;
  std::int64_t published_ = 0;  ///< guarded by publish_mutex_
};

// The four single-record intents share their shape: run, then hand out the record.
Result<Record> single(Store& store, const Viewer& viewer, const Intent& intent, const std::string& type,
                      const std::function<Result<Record>(Unit&)>& step) {
  std::optional<Record> made;
  const auto outcome = store.run(viewer, intent, [&](Unit& unit) -> Result<json::Value> {
    auto record = step(unit);
    if (!record) return fail(record.error());
    made = std::move(*record);
    return json::Value(json::Object{{"type", type}, {"id", made->id}});
  });
  if (!outcome) return fail(outcome.error());
  if (!outcome->repeated && made) return std::move(*made);
  return store.get(Viewer::system("api"), outcome->answer.text("type"), outcome->answer.text("id"));
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(db::Database& database, std::shared_ptr<const model::Model> model,
                                           const CityTime& city, const TimeSource& wall, Options options) {
  if (options.field_key.size() != 32) {
    return fail(error::kBadSetting, {}, {{"name", "field_key"}, {"reason", "32 字节 / 32 bytes"}});
  }
  auto store = std::make_unique<StoreOnDatabase>(database, std::move(model), city, wall, std::move(options));
  if (Status ready = store->prepare(); !ready) return fail(ready.error());
  return store;
}

Result<std::vector<Record>> Store::list_all(const Viewer& viewer, Query query) {
  query.limit = 500;
  query.cursor.clear();
  query.with_total = false;
  std::vector<Record> all;
  do {
    auto page = list(viewer, query);
    if (!page) return fail(page.error());
    std::ranges::move(page->items, std::back_inserter(all));
    query.cursor = page->next_cursor;
  } while (!query.cursor.empty());
  return all;
}

Result<Record> Store::create(const Viewer& viewer, const Intent& intent, const Draft& draft) {
  return single(*this, viewer, intent, draft.type, [&](Unit& unit) { return unit.create(draft); });
}
Result<Record> Store::update(const Viewer& viewer, const Intent& intent, const Draft& draft) {
  return single(*this, viewer, intent, draft.type, [&](Unit& unit) { return unit.update(draft); });
}
Result<Record> Store::move(const Viewer& viewer, const Intent& intent, const Draft& draft) {
  return single(*this, viewer, intent, draft.type, [&](Unit& unit) { return unit.move(draft); });
}
Status Store::remove(const Viewer& viewer, const Intent& intent, const Draft& draft) {
  const auto outcome = run(viewer, intent, [&](Unit& unit) -> Result<json::Value> {
    if (Status done = unit.remove(draft); !done) return fail(done.error());
    return json::Value(json::Object{{"id", draft.id}});
  });
  if (!outcome) return fail(outcome.error());
  return {};
}

}  // namespace muster::record
