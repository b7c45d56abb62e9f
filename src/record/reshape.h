// Between two models: what becomes of a row of the earlier one. Values in, values out, so that migration, replay and check agree.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/model.h"
#include "record/record.h"

namespace muster::record {

class Reshape {
 public:
  /// What hinders a row: the field's present name, "state", "geometry" or "ledger"; and why.
  struct Fault {
    enum class Kind { kConvert, kUnit, kFit, kState, kPlace, kLedger };
    Kind kind = Kind::kFit;
    std::string field;
    Error why;
  };

  /// Both models must outlive it. The rule `model_mapping` of the later one says what becomes of values that do not convert by
  /// themselves: { "dam.height_m": { unit: [m, cm], times: 100, plus: 0 }, "dam.grade": { values: { huge: large } }, "dam.state": … }.
  /// kModelBadMapping when it cannot be read.
  static Result<Reshape> make(const model::Model& from, const model::Model& to);

  /// Present name of an earlier type; empty when it is gone.
  [[nodiscard]] std::string type_now(const std::string& earlier) const;
  [[nodiscard]] const model::TypeDef* now(const std::string& earlier) const;
  [[nodiscard]] const model::TypeDef* before(const std::string& present) const;
  /// The field of the earlier type that a present field continues; null for a new one.
  [[nodiscard]] const model::Field* field_before(const model::TypeDef& earlier, const model::TypeDef& present,
                                                 const model::Field& field) const;
  /// Rows of the type get another form: another name, column, value or key.
  [[nodiscard]] bool rewrites(const model::TypeDef& earlier, const model::TypeDef& present) const;
  /// Whether some of its rows may fail to fit, so that each must be looked at before anything is changed.
  [[nodiscard]] bool examines(const model::TypeDef& earlier, const model::TypeDef& present) const;

  /// The row as it is from now on; what does not fit keeps its value and is a fault. Rows that were deleted need only be
  /// convertible: nothing asks of them any more what is asked of the others.
  [[nodiscard]] Record apply(const Record& row, std::vector<Fault>& faults) const;

 private:
  struct Mapping {
    std::string unit_from;
    std::string unit_to;
    double times = 1;
    double plus = 0;
    std::map<std::string, std::string> values;
  };
  Reshape(const model::Model& from, const model::Model& to) : from_(&from), to_(&to) {}
  Status read_mappings();
  [[nodiscard]] bool same_values(const model::Field& a, const model::Field& b) const;
  [[nodiscard]] const Mapping* mapping(const std::string& type, const std::string& name) const;
  [[nodiscard]] json::Value value_now(const model::TypeDef& type, const model::Field& was, const model::Field& is,
                                      const json::Value& value, bool deleted, std::vector<Fault>& faults) const;
  void state_now(const model::TypeDef& type, Record& row, std::vector<Fault>& faults) const;

  const model::Model* from_;
  const model::Model* to_;
  std::map<std::string, std::string> now_;     ///< earlier name of a type → present name
  std::map<std::string, std::string> before_;  ///< the contrary
  std::map<std::string, Mapping> mappings_;    ///< "type.field"
};

/// A value of one kind as another keeps it, when nothing is lost; kBadValue otherwise. Text is read as a person would write the
/// other kind (718+350, 30m, true). Limits of the field are not looked at.
[[nodiscard]] Result<json::Value> converted(const model::Field& from, const model::Field& to, const json::Value& value);

}  // namespace muster::record
