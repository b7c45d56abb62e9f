// The shipped definitions over either engine, with real posts: 荆州 with 公安 (421022), its township 埠河 and 江陵 (421024), the
// receivers of reports, gauge 沙市 with its stages, and one section of 荆江大堤 in 江陵 from 718+000 to 721+000.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "identity/access.h"
#include "model/model.h"
#include "record/record.h"
#include "support/small_city.h"

namespace muster::test_support {

/// The value, or std::runtime_error with the whole refusal: what a test needs and does not test.
template <class T>
T need(Result<T> result) {
  if (result) return std::move(*result);
  std::string text = error_text(result.error(), "en") + ' ' + result.error().field + ' ' + result.error().cause;
  for (const Error& also : result.error().also) text += "; " + error_text(also, "en") + ' ' + also.field;
  throw std::runtime_error(text);
}

class ShippedCity {
 public:
  /// @param more  migrations of further modules (observation)
  explicit ShippedCity(db::Engine engine, const std::vector<db::Migration>& more = {});
  virtual ~ShippedCity() = default;

  HandTime time;
  TestDatabase database;
  TestDatabase accounts;
  std::shared_ptr<const model::Model> model;
  std::unique_ptr<record::Store> store;
  std::unique_ptr<identity::Access> access;
  std::unique_ptr<identity::Directory> directory;
  std::map<std::string, std::string> ids;  ///< by the keys given to `create`; people by their account

  std::string create(const std::string& key, const std::string& type, const std::string& place, json::Object fields, json::Value geometry = {});
  /// A person with account, post and assignment. Made beforehand: officer, leader, director (防办), gateway at the city; gongan (county_duty).
  void appoint(const std::string& account, const std::string& role, const std::string& place, const std::string& body);
  [[nodiscard]] identity::Viewer as(const std::string& account);
  static identity::Viewer system() { return identity::Viewer::system("rule"); }

  Result<record::Record> add(const identity::Viewer& who, const std::string& type, json::Object fields, const std::string& place = {});
  Result<record::Record> move(const identity::Viewer& who, const record::Record& record, const std::string& name, json::Object fields = {});
  [[nodiscard]] record::Record now(const record::Record& record);
  [[nodiscard]] std::vector<record::Record> list(const std::string& type, std::vector<record::Filter> filters = {}, const std::string& sort = "fid");

 private:
  struct Founding {};
  ShippedCity(Founding founding, db::Engine engine, const std::vector<db::Migration>& more);
  explicit ShippedCity(ShippedCity& founded);
  static ShippedCity& founded(db::Engine engine, const std::vector<db::Migration>& more);
  void open();
  void found();
};

}  // namespace muster::test_support
