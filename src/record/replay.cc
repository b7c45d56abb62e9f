#include "record/replay.h"

#include <functional>

#include "base/hash.h"
#include "errors/change.h"
#include "model/definitions.h"
#include "record/journal_form.h"
#include "record/model_change.h"
#include "record/reshape.h"
#include "record/schema.h"
#include "record/unit.h"
#include "record/search.h"

namespace muster::record {
namespace {

using model::TypeDef;

// Entries that share one transaction of the target.
constexpr int kTogether = 200;

struct Stored {
  journal::Entry entry;
  HashAlgorithm algorithm = HashAlgorithm::kSha256;
  json::Value definitions;  ///< of an entry of kind "model"
};

// The next entries in order; empty at the end.
Result<std::vector<Stored>> entries_after(db::Database& from, std::int64_t seq) {
  return from.read([&](db::Connection& connection) -> Result<std::vector<Stored>> {
    std::vector<Stored> out;
    for (journal::Entry& entry : journal::after(connection, seq, kTogether)) out.push_back({std::move(entry), HashAlgorithm::kSha256, {}});
    const db::Rows algorithms = connection.query("SELECT algorithm FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2", {seq, kTogether});
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (algorithms.at(i)[0].text() == "sm3") out[i].algorithm = HashAlgorithm::kSm3;
      if (out[i].entry.kind != "model") continue;
      auto definitions = definitions_of(connection, out[i].entry);
      if (!definitions) return fail(definitions.error());
      out[i].definitions = *std::move(definitions);
    }
    return out;
  });
}

Status each_entry(db::Database& from, const std::function<Status(std::vector<Stored>&)>& page) {
  for (std::int64_t seq = 0;;) {
    auto entries = entries_after(from, seq);
    if (!entries) return fail(entries.error());
    if (entries->empty()) return {};
    seq = entries->back().entry.seq;
    if (Status done = page(*entries); !done) return done;
  }
}

tl::unexpected<Error> unknown(const journal::Entry& entry, const json::Value& change) {
  return fail(error::kReplayUnknown, {}, {{"seq", std::to_string(entry.seq)}, {"type", change.text("type")}, {"id", change.text("id")}});
}

Status check_version(const journal::Entry& entry, const json::Value& change, std::int64_t before) {
  if (change.integer("version") == before + 1) return {};
  return fail(error::kReplayOutOfOrder, {}, {{"seq", std::to_string(entry.seq)}, {"type", change.text("type")}, {"id", change.text("id")},
                                             {"expected", std::to_string(before + 1)}, {"found", std::to_string(change.integer("version"))}});
}

const json::Array& changes_of(const journal::Entry& entry) {
  static const json::Array kNone;
  return entry.body["changes"].is_array() ? entry.body["changes"].as_array() : kNone;
}

class BookReader {
 public:
  BookReader(Book& book, Codec codec) : book_(book), codec_(std::move(codec)) {}

  Status take(const Stored& stored) {
    ++book_.entries;
    if (stored.entry.kind == "model") return change_model(stored.definitions);
    for (const json::Value& change : changes_of(stored.entry)) {
      const TypeDef* type = model_.type(change.text("type"));
      if (type == nullptr) return unknown(stored.entry, change);
      Record& row = book_.rows[change.text("id")];
      if (Status order = check_version(stored.entry, change, row.version); !order) return order;
      row = from_journal(*type, change, stored.entry, row, codec_);
    }
    return {};
  }

 private:
  Status change_model(const json::Value& definitions) {
    auto next = model::from_definitions(definitions);
    if (!next) return fail(next.error());
    const auto reshape = Reshape::make(model_, *next);
    if (!reshape) return fail(reshape.error());
    for (auto& [id, row] : book_.rows) {
      const TypeDef* earlier = model_.type(row.type);
      const TypeDef* present = reshape->now(row.type);
      if (earlier == nullptr || present == nullptr || !reshape->rewrites(*earlier, *present)) continue;
      std::vector<Reshape::Fault> faults;
      row = reshape->apply(row, faults);
    }
    model_ = *std::move(next);
    return {};
  }

  Book& book_;
  Codec codec_;
  model::Model model_;
};

class Replayer {
 public:
  Replayer(db::Connection& connection, const std::string& field_key, std::optional<model::Model>& model, Replayed& replayed)
      : connection_(connection), field_key_(field_key), codec_(field_key, connection.engine()), model_(model), replayed_(replayed) {}

  Status take(Stored& stored) {
    ++replayed_.entries;
    if (stored.entry.kind == "model") {
      if (Status changed = change_model(stored); !changed) return changed;
    }
    for (const json::Value& change : changes_of(stored.entry)) {
      if (Status done = apply(stored.entry, change); !done) return done;
    }
    if (stored.entry.body["series"].is_object()) keep_series(stored.entry.body["series"].as_object());
    const auto intent = connection_.execute("INSERT INTO intent (id, seq, fingerprint, answer) VALUES ($1, $2, '', 'null')", {stored.entry.intent, stored.entry.seq});
    if (!intent) return fail(intent.error());
    const std::string hash = stored.entry.hash;
    const std::int64_t seq = stored.entry.seq;
    const auto appended = journal::append(connection_, stored.algorithm, std::move(stored.entry));
    if (!appended) return fail(appended.error());
    if (appended->hash != hash || appended->seq != seq) return fail(error::kChainBroken, {}, {{"seq", std::to_string(seq)}, {"reason", "hash"}});
    return {};
  }

 private:
  Status change_model(const Stored& stored) {
    auto next = model::from_definitions(stored.definitions);
    if (!next) return fail(next.error());
    const auto rewritten = change_tables(connection_, model_, *next, json::write_canonical(stored.definitions), stored.entry.model_version, field_key_);
    if (!rewritten) return fail(rewritten.error());
    const json::Value& told = stored.entry.body["rewritten"];
    if (!told.is_null() && !(told == json::Value(to_json(*rewritten)))) {
      return fail(error::kChainBroken, {}, {{"seq", std::to_string(stored.entry.seq)}, {"reason", "rewritten"}});
    }
    model_ = *std::move(next);
    return {};
  }

  Status apply(const journal::Entry& entry, const json::Value& change) {
    const TypeDef* type = model_ ? model_->type(change.text("type")) : nullptr;
    if (type == nullptr) return unknown(entry, change);
    const auto row = connection_.one("SELECT " + codec_.select_list(*type) + " FROM " + db::quote_name(table_name(*type)) + " t WHERE t.id = $1", {change.text("id")});
    const Record before = row ? codec_.read(*type, *row) : Record{};
    if (Status order = check_version(entry, change, before.version); !order) return order;
    Record after = from_journal(*type, change, entry, before, codec_);
    const std::string key = unique_key_of(*type, after);
    if (!row) {
      codec_.insert(connection_, *type, after, key);
      const auto indexed = connection_.execute("INSERT INTO record_index (id, type) VALUES ($1, $2)", {after.id, type->name});
      if (!indexed) return fail(indexed.error());
    } else {
      codec_.update(connection_, *type, after, key);
    }
    index_for_search(connection_, codec_, *type, after);
    note_attachments(*type, after, entry);
    return {};
  }

  void note_attachments(const TypeDef& type, const Record& record, const journal::Entry& entry) {
    for (const model::Field& field : type.fields) {
      const json::Value* value = field.kind == model::FieldKind::kAttachment ? record.fields.find(field.name) : nullptr;
      if (value == nullptr || !value->is_array()) continue;
      for (const json::Value& item : value->as_array()) {
        replayed_.attachments.try_emplace(item.text("hash"), Attached{item.integer("size"), item.text("media_type"), item.text("name"),
                                                                      entry.recorded_at, entry.actor.account});
      }
    }
  }

  void keep_series(const json::Object& series) {
    for (const auto& [name, last] : series) {
      (void)connection_.execute("INSERT INTO number_series (series, last) VALUES ($1, $2) ON CONFLICT (series) DO UPDATE SET last = $2",
                                {name, last.as_integer()});
    }
  }

  db::Connection& connection_;
  const std::string& field_key_;
  Codec codec_;
  std::optional<model::Model>& model_;
  Replayed& replayed_;
};

// City time of each ledger is a setting of the installation, not a record: it is taken over.
Status copy_ledgers(db::Database& from, db::Database& into) {
  const db::Rows rows = from.read([](db::Connection& c) { return c.query("SELECT id, title_zh, title_en, kind, city_start, wall_start, speed FROM ledger"); });
  return into.write_with([&](db::Connection& connection) -> Status {
    for (const db::Row& row : rows) {
      const auto done = connection.execute("INSERT INTO ledger (id, title_zh, title_en, kind, city_start, wall_start, speed) VALUES ($1, $2, $3, $4, $5, $6, $7) "
                                           "ON CONFLICT (id) DO NOTHING", row);
      if (!done) return fail(done.error());
    }
    return {};
  });
}

}  // namespace

Result<Book> read_book(db::Database& database, const std::string& field_key) {
  Book book;
  BookReader reader(book, Codec(field_key, database.engine()));
  const Status read = each_entry(database, [&](std::vector<Stored>& page) -> Status {
    for (const Stored& stored : page) {
      if (Status taken = reader.take(stored); !taken) return taken;
    }
    return {};
  });
  if (!read) return fail(read.error());
  return book;
}

Result<Replayed> replay(db::Database& from, db::Database& into, const std::string& field_key) {
  const std::int64_t there = into.read([](db::Connection& connection) { return journal::head(connection); });
  if (there > 0) return fail(error::kReplayNotEmpty, {}, {{"rows", std::to_string(there)}});
  if (Status copied = copy_ledgers(from, into); !copied) return fail(copied.error());
  Replayed replayed;
  std::optional<model::Model> model;
  const Status done = each_entry(from, [&](std::vector<Stored>& page) {
    // A transaction that is retried begins where the one before it ended.
    const Replayed kept = replayed;
    const std::optional<model::Model> had = model;
    return into.write_with([&](db::Connection& connection) -> Status {
      replayed = kept;
      model = had;
      std::vector<Stored> entries = page;
      Replayer replayer(connection, field_key, model, replayed);
      for (Stored& stored : entries) {
        if (Status taken = replayer.take(stored); !taken) return taken;
      }
      return {};
    });
  });
  if (!done) return fail(done.error());
  return replayed;
}

}  // namespace muster::record
