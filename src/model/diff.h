// What a change of definitions does to what is stored. The record module asks, counts the rows concerned, and applies or refuses.
#pragma once

#include <string>
#include <vector>

#include "model/model.h"

namespace muster::model {

enum class ChangeKind {
  kTypeAdded, kTypeRenamed, kTypeRetired, kTypeRemoved,
  kFieldAdded, kFieldRenamed, kFieldRetired, kFieldRemoved,
  kFieldRetyped,    ///< another kind, another target of a reference, or personal (encrypted) or not
  kFieldNarrowed,   ///< required now, a closer range, fewer characters, another dictionary
  kFieldWidened,    ///< the contrary of both: every stored value still fits
  kUnitChanged,     ///< the same number would mean something else
  kSharedChanged,   ///< one register for all ledgers, or one in each
  kKeyChanged,      ///< other fields must be unique together
  kPlaceChanged,    ///< another kind of geometry
  kStateAdded, kStateRemoved,
  kWorkflowAdded, kWorkflowRemoved,
  kChoiceAdded, kChoiceRemoved,  ///< `type` is empty, `name` is "dictionary.value"
  kOther            ///< titles, moves, clocks, rules, roles, plans: nothing stored changes
};
[[nodiscard]] std::string_view change_word(ChangeKind kind);  ///< "field_removed"

struct ModelChange {
  ChangeKind kind = ChangeKind::kOther;
  std::string type;    ///< its present name
  std::string name;    ///< field, state, or dictionary.value
  std::string was;     ///< earlier name of a type or field; earlier kind of a retyped field
  std::string detail;  ///< "required", "max 3 → 2" …
  std::vector<std::string> used_by;  ///< of a choice: "type.field" whose rows may hold it

  /// Rows may stand in the way: refuse while such rows exist and no mapping is given.
  [[nodiscard]] bool touches_rows() const;
  bool operator==(const ModelChange&) const = default;
};

struct ModelDiff {
  std::vector<ModelChange> changes;  ///< in the order of types and fields; empty: the same model
  [[nodiscard]] bool touches_rows() const;
};

/// Compares `definitions()` of the model that is stored (null: none yet) with the model that is to be. `was:` of a type or field
/// names what it is renamed from; it has no effect once the stored model knows the new name. kBadModel when `before` is no such JSON.
[[nodiscard]] Result<ModelDiff> diff(const json::Value& before, const Model& after);

}  // namespace muster::model
