// Brings tables and rows from one model to the next, in the caller's transaction.
#include <set>

#include "base/id.h"
#include "errors/change.h"
#include "model/definitions.h"
#include "record/model_change.h"
#include "record/reshape.h"
#include "record/scan.h"
#include "record/schema.h"
#include "record/unit.h"
#include "record/search.h"

namespace muster::record {
namespace {

using model::TypeDef;

constexpr json::Limits kDefinitionLimits{.bytes = 64U << 20, .depth = 64, .values = 4U << 20};

std::vector<std::string> field_names(const TypeDef& type) {
  std::vector<std::string> out;
  for (const model::Field& field : type.fields) out.push_back(field.name);
  return out;
}

// What the journal can prove of a row that was given another form: the values that are not as they were, personal ones sealed.
json::Object difference(const Reshape& reshape, const Codec& codec, const TypeDef& earlier, const TypeDef& present, const Record& row, const Record& now) {
  json::Object out;
  for (const model::Field& field : present.fields) {
    if (!field.computed.is_null()) continue;
    const model::Field* was = reshape.field_before(earlier, present, field);
    const json::Value* before = was == nullptr ? nullptr : row.fields.find(was->name);
    const json::Value* after = now.fields.find(field.name);
    const json::Value null;
    if ((before != nullptr ? *before : null) == (after != nullptr ? *after : null)) continue;
    out.set(field.name, codec.for_journal(present, field, after != nullptr ? *after : null));
  }
  if (row.state != now.state) out.set("state", now.state);
  return out;
}

class Migration {
 public:
  Migration(db::Connection& connection, const model::Model& from, const model::Model& to, const Reshape& reshape, const Codec& codec)
      : connection_(connection), from_(from), to_(to), reshape_(reshape), codec_(codec) {}

  Result<std::vector<Rewritten>> run() {
    std::set<std::string> anew;
    for (const auto& [name, type] : from_.types) {
      const TypeDef* present = reshape_.now(name);
      if (present != nullptr && !reshape_.rewrites(type, *present)) continue;
      set_aside(connection_, type);
      if (present == nullptr) drop_aside(connection_, type);  // the plan found it empty
      if (present != nullptr) anew.insert(name);
    }
    rename_indexed();
    for (const auto& [name, type] : to_.types) {
      const TypeDef* earlier = reshape_.before(name);
      const bool stays = earlier != nullptr && !anew.contains(earlier->name);
      apply_type(connection_, type, stays, stays ? field_names(*earlier) : std::vector<std::string>{});
    }
    std::vector<Rewritten> out;
    for (const std::string& name : anew) out.push_back(rewrite(*from_.type(name), *reshape_.now(name)));
    return out;
  }

 private:
  // Two steps, for two types may exchange their names.
  void rename_indexed() {
    for (const char* table : {"record_index", "search_row", "journal_record"}) {
      const std::string sql = "UPDATE " + db::quote_name(table) + " SET type = $2 WHERE type = $1";
      for (const bool first : {true, false}) {
        for (const auto& [name, type] : from_.types) {
          const std::string now = reshape_.type_now(name);
          if (now.empty() || now == name) continue;
          (void)connection_.execute(sql, first ? db::Cells{name, '>' + now} : db::Cells{'>' + now, now});
        }
      }
    }
  }

  Rewritten rewrite(const TypeDef& earlier, const TypeDef& present) {
    Rewritten out{present.name, 0, 0, {}};
    scan(connection_, codec_, earlier, aside_name(earlier), [&](const Record& row) {
      std::vector<Reshape::Fault> faults;
      const Record now = reshape_.apply(row, faults);
      codec_.insert(connection_, present, now, unique_key_of(present, now));
      forget_in_search(connection_, now.id);
      index_for_search(connection_, codec_, present, now);
      ++out.rows;
      if (json::Object changed = difference(reshape_, codec_, earlier, present, row, now); !changed.empty()) {
        ++out.changed;
        out.digest = sha256_hex(out.digest + now.id + json::write_canonical(changed));
      }
      return true;
    });
    continue_fids(connection_, present);
    drop_aside(connection_, earlier);
    return out;
  }

  db::Connection& connection_;
  const model::Model& from_;
  const model::Model& to_;
  const Reshape& reshape_;
  const Codec& codec_;
};

Result<std::optional<model::Model>> in_force(db::Connection& connection) {
  const auto last = connection.one("SELECT body FROM model_applied ORDER BY number DESC LIMIT 1");
  if (!last) return std::optional<model::Model>();
  const auto body = json::parse((*last)[0].text(), kDefinitionLimits);
  if (!body) return fail(body.error());
  auto model = model::from_definitions(*body);
  if (!model) return fail(model.error());
  return std::optional(*std::move(model));
}

}  // namespace

json::Array to_json(const std::vector<Rewritten>& rewritten) {
  json::Array out;
  for (const Rewritten& one : rewritten) {
    out.emplace_back(json::Object{{"type", one.type}, {"rows", one.rows}, {"changed", one.changed}, {"digest", one.digest}});
  }
  return out;
}

Result<json::Value> definitions_of(db::Connection& connection, const journal::Entry& entry) {
  if (entry.body["definitions"].is_object()) return entry.body["definitions"];
  const auto row = connection.one("SELECT body FROM model_applied WHERE version = $1 ORDER BY number LIMIT 1", {entry.model_version});
  if (!row) return fail(error::kReplayNoDefinitions, {}, {{"seq", std::to_string(entry.seq)}});
  return json::parse((*row)[0].text(), kDefinitionLimits);
}

Result<std::vector<Rewritten>> change_tables(db::Connection& connection, const std::optional<model::Model>& from, const model::Model& to,
                                             const std::string& definitions, const std::string& version, const std::string& field_key) {
  const model::Model nothing;
  const model::Model& earlier = from ? *from : nothing;
  const auto reshape = Reshape::make(earlier, to);
  if (!reshape) return fail(reshape.error());
  const Codec codec(field_key, connection.engine());
  auto rewritten = Migration(connection, earlier, to, *reshape, codec).run();
  if (!rewritten) return rewritten;
  const auto number = connection.one("SELECT COALESCE(MAX(number), 0) + 1 FROM model_applied");
  const auto kept = connection.execute("INSERT INTO model_applied (number, version, body) VALUES ($1, $2, $3)",
                                       {(*number)[0].integer(), version, definitions});
  if (!kept) return fail(kept.error());
  return rewritten;
}

Result<ModelPlan> apply_model(db::Connection& connection, const model::Model& model, const std::string& field_key, const ModelActor& by) {
  // Two nodes that start together after an upgrade: the second finds the work done.
  if (connection.engine() == db::Engine::kPostgres) connection.query("SELECT pg_advisory_xact_lock(7305802)");
  auto plan = plan_model(connection, model, field_key);
  if (!plan || plan->from == plan->to) return plan;
  if (!plan->possible()) return fail(plan->refusal());
  const auto from = in_force(connection);
  if (!from) return fail(from.error());
  json::Value definitions = model::definitions(model);
  const auto rewritten = change_tables(connection, *from, model, json::write_canonical(definitions), model.hash, field_key);
  if (!rewritten) return fail(rewritten.error());
  json::Array added;
  for (const ModelStep& step : plan->steps) {
    if (step.change.kind == model::ChangeKind::kTypeAdded) added.emplace_back(step.change.type);
  }
  const auto number = connection.one("SELECT MAX(number) FROM model_applied");
  journal::Entry entry;
  entry.at = by.at;
  entry.recorded_at = by.at;
  entry.intent = derived_id("model/" + std::to_string((*number)[0].integer()) + '/' + model.hash);
  entry.ledger = "real";
  entry.kind = "model";
  entry.actor = by.actor;
  entry.model_version = model.hash;
  entry.body = json::Object{{"form", 2}, {"number", (*number)[0].integer()}, {"from", plan->from}, {"to", plan->to},
                            {"added", std::move(added)}, {"definitions", std::move(definitions)}, {"rewritten", to_json(*rewritten)}};
  // The first model adds everything; there is nothing to tell of rows.
  if (!plan->from.empty()) entry.body.as_object().set("plan", plan->to_json());
  const auto appended = journal::append(connection, by.hash, std::move(entry));
  if (!appended) return fail(appended.error());
  return plan;
}

}  // namespace muster::record
