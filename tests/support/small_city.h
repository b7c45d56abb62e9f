// A small described city for tests of the write path: places, people, a register with a workflow and clocks.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/model.h"
#include "record/record.h"
#include "support/test_database.h"

namespace muster::test_support {

/// City time set by hand; the wall is the same.
class HandTime final : public record::CityTime, public TimeSource {
 public:
  [[nodiscard]] UtcTime now() const override { return now_; }
  [[nodiscard]] UtcTime now(std::string_view /*ledger*/) const override { return now_; }
  [[nodiscard]] double speed(std::string_view /*ledger*/) const override { return 1; }
  [[nodiscard]] UtcTime wall_of(std::string_view /*ledger*/, UtcTime city) const override { return city; }
  void set(std::string_view text) { now_ = parse_time(text).value(); }
  void advance(Millis by) { now_ += by; }

 private:
  UtcTime now_ = parse_time("2026-08-19T20:00:00+08:00").value();
};

/// The definitions of small_city.cc, with further YAML documents after them. Throws with the text of the errors when they are wrong.
[[nodiscard]] std::shared_ptr<const model::Model> small_model(const std::string& more = {});
/// The same with texts replaced, each of which must stand there; and further documents after them.
[[nodiscard]] std::shared_ptr<const model::Model> small_model_where(const std::vector<std::pair<std::string, std::string>>& instead,
                                                                    const std::string& more = {});

/// A store over a fresh database of either engine, with a city and two counties, north (/jz/north) and south (/jz/south).
class SmallCity {
 public:
  explicit SmallCity(db::Engine engine, std::shared_ptr<const model::Model> definitions = small_model());

  HandTime time;
  TestDatabase database;
  std::shared_ptr<const model::Model> model;
  std::unique_ptr<record::Store> store;
  std::string city;   ///< record ids of the places
  std::string north;
  std::string south;

  /// Somebody with one grant through a role below a path.
  [[nodiscard]] static identity::Viewer person(const std::string& role, std::vector<std::string> verbs, std::vector<std::string> types,
                                               const std::string& path);
  [[nodiscard]] record::Draft dam(const std::string& name, const std::string& place) const;
  /// Opens the store again on the same database, with the same or changed definitions: a restart. The error of a refused change.
  Status reopen(std::shared_ptr<const model::Model> definitions = nullptr);
};

}  // namespace muster::test_support
