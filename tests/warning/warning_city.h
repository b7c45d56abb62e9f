// The shipped definitions over either engine: 荆州 with 公安 (421022) and 监利 (421088), a reservoir in each, and who answers for it.
//
//        111.9      112.4      112.9
//   30.2   +----------+----------+
//          |  公安 ·r |  监利 ·r |
//   29.6   +----------+----------+
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/services.h"
#include "support/small_city.h"
#include "warning/routes.h"
#include "warning/warning.h"

namespace muster::warning {

/// An alert of 荆州市气象台 for 公安县 by code. @param change pairs of text to replace, what stands there by what shall
[[nodiscard]] std::string alert(const std::vector<std::pair<std::string, std::string>>& change = {});

class WarningCity : public testing::TestWithParam<db::Engine> {
 protected:
  WarningCity();

  /// Somebody in a role below a place: "city", "gongan", "jianli"; may act in the name of the bodies.
  [[nodiscard]] record::Viewer person(const std::string& name, const std::string& role, const std::string& place,
                                      const std::vector<std::string>& names = {}) const;
  Result<Received> take(const std::string& xml, const std::string& ledger = "real");
  Result<Received> take_bulletin(const std::string& text);
  Result<record::Record> move(const record::Viewer& who, const record::Record& warning, const std::string& name, json::Object fields = {},
                              const std::string& ledger = "real");
  [[nodiscard]] record::Record now(const record::Record& warning);
  [[nodiscard]] std::vector<record::Record> callouts(const record::Record& warning);
  /// A warning drafted here in the name of a body.
  Result<record::Record> own(const std::string& body, const std::string& hazard, const std::string& place);
  /// The route's handler with the caller; a refusal becomes its problem document.
  net::Response ask(const record::Viewer* who, net::Method method, const std::string& target, const std::string& body = {},
                    std::vector<std::pair<std::string, std::string>> headers = {});
  record::Record relayed(const std::string& xml, const std::string& ledger = "real");

  test_support::HandTime time;
  test_support::TestDatabase database;
  test_support::TestDatabase accounts;
  std::shared_ptr<const model::Model> model;
  std::unique_ptr<record::Store> store;
  std::unique_ptr<identity::Access> access;
  std::unique_ptr<identity::Directory> directory;
  std::map<std::string, std::string> ids;  ///< of places, bodies, persons, works by their names here
  bool demo = false;

 private:
  std::string create(const std::string& key, const std::string& type, const std::string& place, json::Object fields, json::Value geometry = {});
  void found();
};

}  // namespace muster::warning
