// Definitions change: what a change does to the rows there are, and doing it (docs/design/model-change.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "journal/journal.h"
#include "model/diff.h"
#include "record/record.h"

namespace muster::record {

/// One change of the definitions and the rows it meets.
struct ModelStep {
  model::ModelChange change;
  std::int64_t rows = 0;              ///< hold what is changed, or get a value by it
  std::int64_t in_the_way = 0;        ///< do not fit, so that nothing is changed
  std::vector<std::string> examples;  ///< "label (id): reason" of at most five in the way; personal values are not shown
};

struct ModelPlan {
  std::string from;  ///< version in force; empty before the first
  std::string to;
  std::vector<ModelStep> steps;  ///< as model::diff names them
  [[nodiscard]] bool possible() const;
  /// kModelNeedsMapping; `also` names type, field, count, examples and remedy of each step that rows stand in the way of.
  [[nodiscard]] Error refusal() const;
  [[nodiscard]] json::Array to_json() const;
};

/// The dry run: reads, changes nothing. kBadModel, kModelBadMapping.
/// @param field_key 32 bytes, to read personal fields
[[nodiscard]] Result<ModelPlan> plan_model(db::Connection& connection, const model::Model& model, const std::string& field_key);

struct ModelActor {
  journal::Actor actor;
  UtcTime at;
  HashAlgorithm hash = HashAlgorithm::kSha256;
};
/// Brings the tables to the model inside the caller's transaction and writes the journal entry of kind "model"; nothing when it is in
/// force already. The plan's refusal when rows stand in the way. The rows of a type that gets another form are written anew.
[[nodiscard]] Result<ModelPlan> apply_model(db::Connection& connection, const model::Model& model, const std::string& field_key,
                                            const ModelActor& by);

/// What a journal entry of kind "model" put in force: from its body, or (entries of earlier versions of the program) from the
/// database that it stands in. kReplayNoDefinitions.
[[nodiscard]] Result<json::Value> definitions_of(db::Connection& connection, const journal::Entry& entry);

/// Rows of a type that were given another form, and the digest over what was changed in them: the same again in a replay.
struct Rewritten {
  std::string type;  ///< present name
  std::int64_t rows = 0;
  std::int64_t changed = 0;
  std::string digest;
};
/// Tables, rows, indexes and the list of models in force go from one model to the next; nothing is checked, nothing journalled.
[[nodiscard]] Result<std::vector<Rewritten>> change_tables(db::Connection& connection, const std::optional<model::Model>& from,
                                                           const model::Model& to, const std::string& definitions,
                                                           const std::string& version, const std::string& field_key);
[[nodiscard]] json::Array to_json(const std::vector<Rewritten>& rewritten);

}  // namespace muster::record
