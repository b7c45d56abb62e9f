// Who reads a field (谁在用这个字段): found in the definitions and in the program's sources, never listed by hand. The record's own page and
// exports show every field and are therefore no readers.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "burden/code_words.h"
#include "model/model.h"

namespace muster::burden {

struct Reader {
  std::string kind;  ///< figure clock formula list filter label key search module screen
  std::string name;  ///< of the figure, clock, field with the formula, module or screen; else empty
  auto operator<=>(const Reader&) const = default;
};

class Readers {
 public:
  /// @param units a module or screen reads a field when it names both the type and the field: rather one reader too many than a field given
  /// up that is needed
  Readers(const model::Model& model, std::span<const CodeUnit> units);

  /// Empty for a field that nobody reads.
  [[nodiscard]] const std::set<Reader>& of(const std::string& type, const std::string& field) const;

 private:
  std::map<std::string, std::map<std::string, std::set<Reader>>> of_;
};

/// Fields that a person is asked for: not computed, not retired, no structured value, not stamped by a move.
[[nodiscard]] std::vector<const model::Field*> asked_fields(const model::TypeDef& type);

}  // namespace muster::burden
