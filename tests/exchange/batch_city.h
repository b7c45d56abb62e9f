// A small city that can import: both engines, the described batch, and people by account.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "exchange/exchange.h"
#include "support/small_city.h"
#include "support/temp_folder.h"

namespace muster::exchange {

/// Accounts of the tests and what they may.
class FewPeople final : public identity::Directory {
 public:
  std::map<std::string, identity::Viewer> people{};
  Result<identity::Viewer> viewer(std::string_view account, std::string_view /*person*/, std::string_view /*post*/, UtcTime /*city_now*/) override {
    const auto found = people.find(std::string(account));
    if (found == people.end()) return fail(error::kNoPost, "", {{"person", std::string(account)}});
    return found->second;
  }
  std::vector<Held> held(std::string_view /*person*/, UtcTime /*city_now*/) override { return {}; }
  void invalidate() override {}
};

class BatchCity {
 public:
  explicit BatchCity(db::Engine engine);

  test_support::SmallCity city;
  test_support::TempFolder folder{};
  FewPeople directory{};
  std::unique_ptr<Imports> imports{};
  identity::Viewer system = identity::Viewer::system("import");

  /// A new process on the same data.
  void restart();
  /// Somebody with an account and one grant.
  identity::Viewer person(const std::string& account, std::vector<std::string> verbs, const std::string& path);
  /// Adds and checks; the batch as it is shown. @param id set to the batch's id
  json::Value checked(const identity::Viewer& viewer, const ImportOptions& options, const std::string& name, const std::string& bytes, std::string* id = nullptr);
  /// The same, confirmed and written.
  json::Value imported(const identity::Viewer& viewer, const ImportOptions& options, const std::string& name, const std::string& bytes, std::string* id = nullptr, bool good_only = false);
  json::Value undone(const identity::Viewer& viewer, const std::string& id);
  [[nodiscard]] std::vector<record::Record> dams();
  [[nodiscard]] record::Record dam(const std::string& name);
  [[nodiscard]] std::int64_t journal_head();
};

[[nodiscard]] ImportOptions of_dams(std::string on_duplicate = "refuse");

}  // namespace muster::exchange
