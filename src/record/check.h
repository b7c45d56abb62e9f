// Checks what was given for a record's fields against its type; all faults at once.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.h"
#include "model/model.h"

namespace muster::record {

/// Normal forms: instants in the city's zone, stakes as integers of metres, numbers in range, choices known.
/// Null values pass (they clear); a retired field takes nothing else (kFieldRetired). kInvalid with every fault in `also` (field = name), in the order given.
[[nodiscard]] Result<json::Object> check_given(const model::Model& model, const model::TypeDef& type,
                                               const json::Object& given);

/// One value in the normal form of its field, whether or not the field is retired; kBadValue, kOutOfRange, kNotAChoice … otherwise.
[[nodiscard]] Result<json::Value> check_value(const model::Model& model, const model::Field& field, const json::Value& value);

/// After merging: required fields, required_when, and `needs` of a move.
[[nodiscard]] Status check_whole(const model::TypeDef& type, const json::Object& fields,
                                 const std::vector<std::string>& needs);

/// Fills computed fields from the others, in the order of definition.
void fill_computed(const model::TypeDef& type, json::Object& fields);

/// Ids that the fields refer to, with the field and its target type ("*" any).
struct Reference {
  const model::Field* field = nullptr;
  std::string id;
};
[[nodiscard]] std::vector<Reference> references(const model::TypeDef& type, const json::Object& fields);

/// GeoJSON that fits the type's place, or kBadGeometry. Null passes.
[[nodiscard]] Status check_place(const model::TypeDef& type, const json::Value& geometry);

/// "718+350" or "718350" → 718350 m; nothing when it is neither.
[[nodiscard]] std::optional<std::int64_t> parse_stake(std::string_view text);

}  // namespace muster::record
