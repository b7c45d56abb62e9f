#include "exchange/imports_impl.h"

namespace muster::exchange {
namespace {

constexpr std::string_view kSqlite =
    "CREATE TABLE import_job (id TEXT PRIMARY KEY, account TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL, "
    "created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL) STRICT;"
    "CREATE INDEX import_job_state ON import_job (state);"
    "CREATE TABLE import_title (type TEXT NOT NULL, header_set TEXT NOT NULL, title TEXT NOT NULL, target TEXT NOT NULL, "
    "used_at INTEGER NOT NULL, PRIMARY KEY (type, header_set, title)) STRICT;";
constexpr std::string_view kPostgres =
    "CREATE TABLE import_job (id TEXT PRIMARY KEY, account TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL, "
    "created_at BIGINT NOT NULL, changed_at BIGINT NOT NULL);"
    "CREATE INDEX import_job_state ON import_job (state);"
    "CREATE TABLE import_title (type TEXT NOT NULL, header_set TEXT NOT NULL, title TEXT NOT NULL, target TEXT NOT NULL, "
    "used_at BIGINT NOT NULL, PRIMARY KEY (type, header_set, title));";

json::Object body_of(const Job& job) {
  return json::Object{{"person", job.person},       {"post", job.post},           {"options", to_json(job.options)},
                      {"file_name", job.file_name}, {"file_hash", job.file_hash}, {"path", job.path},
                      {"good_only", job.good_only}, {"undo_reason", job.undo_reason}, {"report", job.report},
                      {"result", job.result}};
}

ImportOptions options_of(const json::Value& value) {
  ImportOptions options;
  options.type = value.text("type");
  options.ledger = value.text("ledger", "real");
  options.sheet = value.text("sheet");
  options.crs = value.text("crs");
  options.on_duplicate = value.text("on_duplicate", "refuse");
  options.jurisdiction = value.text("jurisdiction");
  if (value["columns"].is_object()) {
    for (const auto& [title, target] : value["columns"].as_object()) {
      if (target.is_string()) options.columns[title] = target.as_string();
    }
  }
  return options;
}

constexpr std::string_view kColumns = "SELECT id, account, state, body, created_at, changed_at FROM import_job";

std::optional<Job> job_of(const db::Row& row) {
  const auto body = json::parse(row[3].text(), {.bytes = 64U << 20, .depth = 64, .values = 4U << 20});
  if (!body) return std::nullopt;
  Job job;
  job.id = row[0].text();
  job.account = row[1].text();
  job.state = row[2].text();
  job.created_at = from_millis(row[4].integer());
  job.changed_at = from_millis(row[5].integer());
  job.person = body->text("person");
  job.post = body->text("post");
  job.options = options_of((*body)["options"]);
  job.file_name = body->text("file_name");
  job.file_hash = body->text("file_hash");
  job.path = body->text("path");
  job.good_only = body->boolean("good_only");
  job.undo_reason = body->text("undo_reason");
  job.report = (*body)["report"];
  job.result = (*body)["result"];
  return job;
}

}  // namespace

std::vector<db::Migration> migrations() { return {{950, "imports", kSqlite, kPostgres}}; }

json::Object to_json(const ImportOptions& options) {
  json::Object columns;
  for (const auto& [title, target] : options.columns) columns.set(title, target);
  return json::Object{{"type", options.type},       {"ledger", options.ledger},
                      {"sheet", options.sheet},     {"crs", options.crs},
                      {"on_duplicate", options.on_duplicate}, {"jurisdiction", options.jurisdiction},
                      {"columns", std::move(columns)}};
}

Result<ImportOptions> options_from(const json::Value& value, const model::Model& model) {
  if (!value.is_object()) return fail(error::kBadRequest, "", {{"reason", "{…}"}});
  for (const auto& [name, member] : value.as_object()) {
    const bool known = name == "type" || name == "ledger" || name == "sheet" || name == "crs" || name == "on_duplicate" || name == "jurisdiction";
    if (!known && name != "columns") return fail(error::kUnknownField, name, {{"field", name}});
    if (known ? !member.is_string() : !member.is_object()) return fail(error::kBadRequest, name, {{"reason", name}});
  }
  ImportOptions options = options_of(value);
  if (options.on_duplicate.empty()) options.on_duplicate = "refuse";
  if (model.type(options.type) == nullptr) return fail(error::kUnknownType, "type", {{"type", options.type}});
  if (options.on_duplicate != "refuse" && options.on_duplicate != "skip" && options.on_duplicate != "update") {
    return fail(error::kBadOption, "on_duplicate", {{"option", "on_duplicate"}, {"value", options.on_duplicate}, {"allowed", "refuse skip update"}});
  }
  return options;
}

namespace jobs {

Status insert(db::Database& db, const Job& job) {
  const auto done = db.write([&](db::Connection& c) {
    return c.execute("INSERT INTO import_job (id, account, state, body, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6)",
                     {job.id, job.account, job.state, json::write(body_of(job)), to_millis(job.created_at), to_millis(job.changed_at)});
  });
  if (!done) return fail(done.error());
  return {};
}

Result<bool> save(db::Database& db, const Job& job, const std::vector<std::string>& from) {
  const auto done = db.write([&](db::Connection& c) {
    db::Cells cells{job.state, json::write(body_of(job)), to_millis(job.changed_at), job.id};
    std::string states;
    for (const std::string& state : from) {
      cells.emplace_back(state);
      states += (states.empty() ? " AND state IN ($" : ", $") + std::to_string(cells.size());
    }
    return c.execute("UPDATE import_job SET state = $1, body = $2, changed_at = $3 WHERE id = $4" + (states.empty() ? states : states + ")"), cells);
  });
  if (!done) return fail(done.error());
  return *done > 0;
}

std::optional<Job> find(db::Database& db, std::string_view id) {
  const auto row = db.read([&](db::Connection& c) { return c.one(std::string(kColumns) + " WHERE id = $1", {std::string(id)}); });
  return row ? job_of(*row) : std::nullopt;
}

std::vector<Job> newest(db::Database& db, const std::string& account, int limit) {
  const auto rows = db.read([&](db::Connection& c) {
    return account.empty() ? c.query(std::string(kColumns) + " ORDER BY created_at DESC, id DESC LIMIT $1", {limit})
                           : c.query(std::string(kColumns) + " WHERE account = $1 ORDER BY created_at DESC, id DESC LIMIT $2", {account, limit});
  });
  std::vector<Job> out;
  for (const db::Row& row : rows) {
    if (auto job = job_of(row)) out.push_back(*std::move(job));
  }
  return out;
}

std::vector<std::string> unfinished(db::Database& db) {
  const auto rows = db.read([](db::Connection& c) {
    return c.query("SELECT id FROM import_job WHERE state IN ('checking', 'running', 'undoing') ORDER BY created_at, id");
  });
  std::vector<std::string> out;
  for (const db::Row& row : rows) out.push_back(row[0].text());
  return out;
}

Remembered remembered(db::Database& db, const std::string& type, const std::string& header_set) {
  const auto rows = db.read([&](db::Connection& c) {
    return c.query("SELECT title, target FROM import_title WHERE type = $1 AND header_set IN ('', $2) ORDER BY header_set", {type, header_set});
  });
  Remembered out;
  for (const db::Row& row : rows) out[row[0].text()] = row[1].text();
  return out;
}

Status remember(db::Database& db, const std::string& type, const std::string& header_set, const Remembered& titles, UtcTime now) {
  return db.write_with([&](db::Connection& c) -> Status {
    for (const auto& [title, target] : titles) {
      for (const std::string& set : {std::string(), header_set}) {
        const auto done = c.execute("INSERT INTO import_title (type, header_set, title, target, used_at) VALUES ($1, $2, $3, $4, $5) "
                                    "ON CONFLICT (type, header_set, title) DO UPDATE SET target = excluded.target, used_at = excluded.used_at",
                                    {type, set, title, target, to_millis(now)});
        if (!done) return fail(done.error());
      }
    }
    return {};
  });
}

}  // namespace jobs
}  // namespace muster::exchange
