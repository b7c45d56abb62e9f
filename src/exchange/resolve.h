// From what people write for a record to its id: code, number, name, label, full name of a place.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/model.h"
#include "record/record.h"

namespace muster::exchange {

/// Reads each register that is referred to once, as far as the viewer may read it. One thread.
class Resolver {
 public:
  Resolver(record::Store& store, const record::Viewer& viewer, std::string ledger);

  /// The id of the one record of a type ("*": any type, by id or as "title:name") that the text names.
  /// kReferenceUnknown (of "*": kReferenceOfAny), kReferenceAmbiguous with the candidates.
  Result<std::string> find(const std::string& type, std::string_view text, const model::Field& field);
  struct Place {
    std::string id;
    std::string path;
  };
  /// By code, name or full name, "监利市朱河镇".
  Result<Place> place(std::string_view text);
  [[nodiscard]] const Place* place_of(std::string_view id);
  /// The place whose path this is: where the acting post is at home.
  [[nodiscard]] const Place* place_at(std::string_view path);
  /// A row of the same file that comes before: later rows may refer to it.
  void add(const model::TypeDef& type, const std::string& id, const json::Object& fields, const std::string& path);

 private:
  struct Register {
    std::unordered_map<std::string, std::vector<std::string>> ids;  ///< by what is written
    std::unordered_map<std::string, std::string> labels;            ///< by id
  };
  Result<Register*> load(const std::string& type);
  Status load_places();
  void index(Register& into, const model::TypeDef& type, const std::string& id, const json::Object& fields);
  void name_place(const std::string& id, const std::string& path, const std::string& name);
  Result<std::string> only(const Register& in, std::string_view text, const model::Field& field) const;
  Result<std::string> find_any(std::string_view text, const model::Field& field);

  record::Store& store_;
  const record::Viewer& viewer_;
  std::string ledger_;
  std::map<std::string, Register> registers_;
  std::unordered_map<std::string, Place> places_;           ///< by id
  std::unordered_map<std::string, std::string> by_path_;    ///< id by path
  std::unordered_map<std::string, std::string> names_;      ///< of a place by its path
  bool places_loaded_ = false;
};

}  // namespace muster::exchange
