#include "exchange/run.h"

#include <algorithm>
#include <map>

#include "base/id.h"
#include "journal/journal.h"
#include "record/schema.h"

namespace muster::exchange {
namespace {

constexpr std::string_view kBatchType = "import_batch";

std::string piece_intent(const Batch& batch, std::size_t piece) { return derived_id("import " + batch.id + " piece " + std::to_string(piece)); }
std::string row_intent(const Batch& batch, std::int64_t row) { return derived_id("import " + batch.id + " one row " + std::to_string(row)); }

record::Draft draft_of(const Batch& batch, const Plan& plan) {
  record::Draft draft;
  draft.type = batch.options.type;
  draft.id = plan.id;
  draft.fields = plan.fields;
  draft.geometry = plan.geometry;
  draft.jurisdiction_id = plan.jurisdiction_id;
  if (plan.op == "update") draft.if_version = plan.version;
  return draft;
}

Status write_row(record::Unit& unit, const Batch& batch, const Plan& plan) {
  const record::Draft draft = draft_of(batch, plan);
  const auto done = plan.op == "create" ? unit.create(draft) : unit.update(draft);
  if (!done) return fail(done.error());
  return {};
}

/// Reads the plans in pieces of kRowsOfAPiece.
class Pieces {
 public:
  explicit Pieces(const Batch& batch) : reader_(batch.rows_path, batch.key) {}
  Result<std::vector<Plan>> next() {
    std::vector<Plan> out;
    while (out.size() < static_cast<std::size_t>(kRowsOfAPiece)) {
      auto line = reader_.next();
      if (!line) return fail(line.error());
      if (!*line) break;
      out.push_back(plan_from(**line));
    }
    return out;
  }
  /// Where each piece begins.
  std::vector<LineReader::Position> begins() {
    std::vector<LineReader::Position> out;
    for (int line = 0;; ++line) {
      const LineReader::Position here = reader_.position();
      if (!reader_.skip()) return out;
      if (line % kRowsOfAPiece == 0) out.push_back(here);
    }
  }
  Result<std::vector<Plan>> at(const LineReader::Position& begin) {
    reader_.go(begin);
    return next();
  }

 private:
  LineReader reader_;
};

class Writer {
 public:
  explicit Writer(const Batch& batch) : batch_(batch) {}

  Result<Ran> run() {
    Pieces pieces(batch_);
    for (std::size_t number = 0;; ++number) {
      const auto piece = pieces.next();
      if (!piece) return fail(piece.error());
      if (piece->empty()) break;
      if (const Status written = write(number, *piece); !written) return fail(written.error());
      rows_ += static_cast<std::int64_t>(piece->size());
      if (number == 0 || number == 4 || number == 24) look_anew();
      if (batch_.go_on && !batch_.go_on(rows_)) {
        out_.stopped = true;
        break;
      }
    }
    if (const Status ended = end(); !ended) return fail(ended.error());
    return std::move(out_);
  }

 private:
  record::Intent intent(std::string id) const {
    record::Intent made;
    made.id = std::move(id);
    made.kind = "import";
    made.ledger = batch_.options.ledger;
    return made;
  }

  // PostgreSQL keeps the plan that it made while the register was empty, a walk over all rows, until it has counted them again.
  void look_anew() {
    if (batch_.db.engine() != db::Engine::kPostgres) return;
    const std::string table = db::quote_name(record::table_name(*batch_.store.model().type(batch_.options.type)));
    const Status counted = batch_.db.write_with([&](db::Connection& connection) -> Status {
      connection.run_script("ANALYZE " + table + "; ANALYZE record_index; ANALYZE search_row");
      return {};
    });
    static_cast<void>(counted);  // only slower without
  }

  Status write(std::size_t number, const std::vector<Plan>& piece) {
    const auto outcome = batch_.store.run(batch_.viewer, intent(piece_intent(batch_, number)), [&](record::Unit& unit) -> Result<json::Value> {
      for (const Plan& plan : piece) {
        if (const Status done = write_row(unit, batch_, plan); !done) return fail(done.error());
      }
      if (const Status noted = note(unit, piece, 0); !noted) return fail(noted.error());
      return json::Value(json::Object{{"batch", batch_.id}, {"piece", number}});
    });
    if (outcome) {
      count(piece);
      return {};
    }
    if (error_info(outcome.error().code).status >= 500) return fail(outcome.error());
    return write_singly(number, piece);
  }

  void count(const std::vector<Plan>& piece) {
    for (const Plan& plan : piece) (plan.op == "create" ? out_.created : out_.updated) += 1;
  }

  // Somebody was faster in one of these rows: the others are written all the same.
  Status write_singly(std::size_t number, const std::vector<Plan>& piece) {
    std::vector<Plan> written;
    for (const Plan& plan : piece) {
      const auto outcome = batch_.store.run(batch_.viewer, intent(row_intent(batch_, plan.row)), [&](record::Unit& unit) -> Result<json::Value> {
        if (const Status done = write_row(unit, batch_, plan); !done) return fail(done.error());
        return json::Value(json::Object{{"batch", batch_.id}, {"row", plan.row}});
      });
      if (outcome) {
        written.push_back(plan);
        continue;
      }
      if (error_info(outcome.error().code).status >= 500) return fail(outcome.error());
      ++out_.failed;
      if (out_.errors.size() < kErrorsShown) out_.errors.emplace_back(fault_json(outcome.error(), plan.row, nullptr));
    }
    const auto noted = batch_.store.run(batch_.viewer, intent(derived_id("import " + batch_.id + " note " + std::to_string(number))), [&](record::Unit& unit) -> Result<json::Value> {
      if (const Status done = note(unit, written, static_cast<std::int64_t>(piece.size() - written.size())); !done) return fail(done.error());
      return json::Value(json::Object{{"batch", batch_.id}, {"piece", number}});
    });
    if (!noted) return fail(noted.error());
    count(written);
    return {};
  }

  /// The batch's own record, made with the first piece; each piece's journal entry names it.
  Status note(record::Unit& unit, const std::vector<Plan>& piece, std::int64_t failed) {
    const auto known = unit.find(kBatchType, batch_.id);
    const auto creates = std::count_if(piece.begin(), piece.end(), [](const Plan& plan) { return plan.op == "create"; });
    const auto updates = static_cast<std::int64_t>(piece.size()) - creates;
    record::Draft draft;
    draft.type = kBatchType;
    draft.id = batch_.id;
    draft.fields = {{"created", (known ? known->integer("created") : 0) + creates},
                    {"updated", (known ? known->integer("updated") : 0) + updates},
                    {"failed", (known ? known->integer("failed") : 0) + failed}};
    if (!known) {
      const model::TypeDef* type = unit.model().type(batch_.options.type);
      draft.fields.set("type_name", batch_.options.type);
      draft.fields.set("type_title", type->title.zh);
      draft.fields.set("file", batch_.file_name);
      draft.fields.set("file_hash", batch_.file_hash);
      draft.fields.set("on_duplicate", batch_.options.on_duplicate);
      if (!batch_.options.crs.empty()) draft.fields.set("crs", batch_.options.crs);
    }
    const auto done = known ? unit.update_by_rule(draft) : unit.create_by_rule(draft);
    if (!done) return fail(done.error());
    return {};
  }

  Status end() {
    const auto outcome = batch_.store.run(batch_.viewer, intent(derived_id("import " + batch_.id + " end")), [&](record::Unit& unit) -> Result<json::Value> {
      const json::Value answer(json::Object{{"batch", batch_.id}});
      const auto known = unit.find(kBatchType, batch_.id);
      if (!known || known->state != "running") return answer;
      record::Draft draft;
      draft.type = kBatchType;
      draft.id = batch_.id;
      draft.move = out_.stopped ? "stop" : "finish";
      const auto done = unit.move_by_rule(draft);
      if (!done) return fail(done.error());
      return answer;
    });
    if (!outcome) return fail(outcome.error());
    return {};
  }

  const Batch& batch_;
  Ran out_;
  std::int64_t rows_ = 0;
};

class Undoer {
 public:
  Undoer(const Batch& batch, const std::string& reason) : batch_(batch), reason_(reason), viewer_(batch.viewer) {
    viewer_.is_system = true;  // who may import may take back; the entry still names the person
  }

  Result<Undone> run() {
    Pieces pieces(batch_);
    const std::vector<LineReader::Position> begins = pieces.begins();
    for (std::size_t number = begins.size(); number-- > 0;) {
      const auto piece = pieces.at(begins[number]);
      if (!piece) return fail(piece.error());
      if (const Status done = undo(number, *piece); !done) return fail(done.error());
    }
    if (const Status done = mark(); !done) return fail(done.error());
    return std::move(out_);
  }

 private:
  record::Intent intent(std::string id) const {
    record::Intent made;
    made.id = std::move(id);
    made.kind = "import.undo";
    made.ledger = batch_.options.ledger;
    return made;
  }

  /// Versions that the batch left behind, from the journal; a row that was never written has none.
  std::map<std::string, std::int64_t> versions_of(record::Unit& unit, std::size_t number, const std::vector<Plan>& piece) const {
    std::map<std::string, std::int64_t> out;
    const auto add = [&out](const std::optional<journal::Entry>& entry) {
      if (!entry || !entry->body["changes"].is_array()) return;
      for (const json::Value& change : entry->body["changes"].as_array()) out[change.text("id")] = change.integer("version");
    };
    const auto whole = journal::of_intent(unit.connection(), piece_intent(batch_, number));
    add(whole);
    if (whole) return out;
    for (const Plan& plan : piece) add(journal::of_intent(unit.connection(), row_intent(batch_, plan.row)));
    return out;
  }

  Status undo(std::size_t number, const std::vector<Plan>& piece) {
    Undone part;
    const auto outcome = batch_.store.run(viewer_, intent(derived_id("import " + batch_.id + " undo " + std::to_string(number))), [&](record::Unit& unit) -> Result<json::Value> {
      part = {};
      const auto versions = versions_of(unit, number, piece);
      for (auto plan = piece.rbegin(); plan != piece.rend(); ++plan) {
        const auto version = versions.find(plan->id);
        if (version == versions.end()) continue;
        if (const Status done = undo_row(unit, *plan, version->second, part); !done) return fail(done.error());
      }
      return json::Value(json::Object{{"removed", part.removed}, {"restored", part.restored}, {"kept", part.kept}});
    });
    if (!outcome) return fail(outcome.error());
    out_.removed += outcome->answer.integer("removed");
    out_.restored += outcome->answer.integer("restored");
    if (outcome->answer["kept"].is_array()) {
      for (const json::Value& kept : outcome->answer["kept"].as_array()) out_.kept.push_back(kept);
    }
    return {};
  }

  Status undo_row(record::Unit& unit, const Plan& plan, std::int64_t version, Undone& part) {
    const auto now = unit.find(batch_.options.type, plan.id);
    if (!now) return {};  // gone already
    if (now->version != version) {
      part.kept.emplace_back(json::Object{{"type", now->type}, {"id", now->id}, {"label", now->label}, {"row", plan.row}});
      return {};
    }
    record::Draft draft;
    draft.type = batch_.options.type;
    draft.id = plan.id;
    draft.reason = reason_;
    if (plan.op == "create") {
      if (const Status gone = unit.remove(draft); !gone) return gone;
      ++part.removed;
      return {};
    }
    draft.fields = plan.before;
    draft.geometry = plan.geometry_before;
    draft.jurisdiction_id = plan.jurisdiction_before;
    const auto done = unit.update(draft);
    if (!done) return fail(done.error());
    ++part.restored;
    return {};
  }

  Status mark() {
    const auto outcome = batch_.store.run(viewer_, intent(derived_id("import " + batch_.id + " undone")), [&](record::Unit& unit) -> Result<json::Value> {
      record::Draft draft;
      draft.type = kBatchType;
      draft.id = batch_.id;
      draft.move = "undo";
      draft.fields = {{"undo_reason", reason_}, {"kept", out_.kept.size()}};
      draft.reason = reason_;
      if (!unit.find(kBatchType, batch_.id)) return json::Value(json::Object{});
      const auto done = unit.move_by_rule(draft);
      if (!done) return fail(done.error());
      return json::Value(json::Object{{"batch", batch_.id}});
    });
    if (!outcome) return fail(outcome.error());
    return {};
  }

  const Batch& batch_;
  std::string reason_;
  record::Viewer viewer_;
  Undone out_;
};

}  // namespace

Result<Ran> run_batch(const Batch& batch) { return Writer(batch).run(); }
Result<Undone> undo_batch(const Batch& batch, const std::string& reason) { return Undoer(batch, reason).run(); }

}  // namespace muster::exchange
