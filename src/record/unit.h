// One transaction of the write path; made and used by the store only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "record/codec.h"
#include "record/record.h"

namespace muster::record {

using Reactors = std::map<std::string, std::vector<Reactor>, std::less<>>;

class UnitOfWork final : public Unit {
 public:
  struct Parts {
    db::Connection& connection;
    const model::Model& model;
    const Codec& codec;
    const Reactors& reactors;
    const Viewer& viewer;
    const Intent& intent;
    UtcTime city_now;
    UtcTime wall_now;
    std::string node;
  };
  explicit UnitOfWork(Parts parts) : p_(std::move(parts)) {}

  [[nodiscard]] const Viewer& viewer() const override { return p_.viewer; }
  [[nodiscard]] const std::string& ledger() const override { return p_.intent.ledger; }
  [[nodiscard]] UtcTime now() const override { return p_.city_now; }
  [[nodiscard]] const model::Model& model() const override { return p_.model; }
  [[nodiscard]] db::Connection& connection() override { return p_.connection; }
  [[nodiscard]] const std::string& intent_id() const override { return p_.intent.id; }

  Result<Record> create(const Draft& draft) override { return create_with(draft, false); }
  Result<Record> update(const Draft& draft) override { return update_with(draft, false); }
  Result<Record> move(const Draft& draft) override { return move_with(draft, false); }
  Status remove(const Draft& draft) override;
  Result<Record> create_by_rule(const Draft& draft) override { return create_with(draft, true); }
  Result<Record> update_by_rule(const Draft& draft) override { return update_with(draft, true); }
  Result<Record> move_by_rule(const Draft& draft) override { return move_with(draft, true); }

  std::optional<Record> find(std::string_view type, std::string_view id) override;
  std::vector<Record> find_where(std::string_view type, const json::Object& equals, int limit) override;

  [[nodiscard]] std::vector<Change>& changes() { return changes_; }
  /// The search rows of all that was changed, each record once and as the unit leaves it: its last step.
  void index_changes();
  [[nodiscard]] const json::Object& counters() const { return counters_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  Result<const model::TypeDef*> type_of(std::string_view name) const;
  [[nodiscard]] std::string ledger_of(const model::TypeDef& type) const;
  Result<Record> existing(const model::TypeDef& type, const Draft& draft);
  Result<Record> create_with(const Draft& draft, bool by_rule);
  Result<Record> update_with(const Draft& draft, bool by_rule);
  Result<Record> move_with(const Draft& draft, bool by_rule);
  Status place_in(const model::TypeDef& type, Record& record, const std::string& jurisdiction_id);
  Status check_references(const model::TypeDef& type, const json::Object& fields);
  Status may(std::string_view verb, const model::TypeDef& type, const Record& record) const;
  Status may_move(const model::TypeDef& type, const model::Move& move, const Record& record) const;
  Status give_number(const model::TypeDef& type, const model::Move* move, Record& record);
  std::int64_t next_in_series(const std::string& series);
  /// Label, unique key, computed fields; then row, index, search, reactors.
  Result<Record> finish(const model::TypeDef& type, Change change);
  Status write(const model::TypeDef& type, const Change& change);
  std::string label_of(std::string_view id);

  Parts p_;
  std::vector<Change> changes_;
  json::Object counters_;  ///< number series touched, for the replay
  std::string reason_;
  std::map<std::string, std::pair<std::string, std::string>> places_;  ///< by the id asked for ("": home): id and path of a jurisdiction
  int depth_ = 0;
};

/// Whether the viewer may make a move: by role of the move over the record's place, by naming, or by verb.
[[nodiscard]] bool allows_move(const Viewer& viewer, const model::TypeDef& type, const model::Move& move,
                               const Record& record);
/// The record names the viewer's person, or a post that the viewer acts through, in one of its fields.
[[nodiscard]] bool names_viewer(const Viewer& viewer, const model::TypeDef& type, const Record& record);

/// Unique key of a record as stored: canonical JSON of the key fields; empty when the type has none.
[[nodiscard]] std::string unique_key_of(const model::TypeDef& type, const Record& record);

/// Journal form of a change (form.cc); replay.cc reads it.
[[nodiscard]] json::Object to_journal(const model::TypeDef& type, const Change& change, const Codec& codec);

}  // namespace muster::record
