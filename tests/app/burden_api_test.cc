// The burden page through HTTP: a guest, the right place, the wrong place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/test_city.h"

namespace muster::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class BurdenApi : public testing::TestWithParam<db::Engine> {
 protected:
  BurdenApi() : city(GetParam()) {
    const Answer made = city.ask({.who = "keeper", .method = "POST", .path = "/api/v1/records/reservoir",
                                  .body = R"({"jurisdiction_id":")" + city.id("gongan") +
                                          R"(","fields":{"name":"卷桥水库","grade":"small_1"},"geometry":{"type":"Point","coordinates":[112.1,29.9]}})"});
    if (made.status != 201) throw std::runtime_error(made.body);
  }
  TestCity city;
};
INSTANTIATE_TEST_SUITE_P(Engines, BurdenApi, testing::Values(db::Engine::kSqlite, db::Engine::kPostgres),
                         [](const auto& one) { return one.param == db::Engine::kSqlite ? "Sqlite" : "Postgres"; });

TEST_P(BurdenApi, CountsWhatWasAskedInOnesOwnPlaceOnly) {
  struct Row {
    const char* name;
    const char* who;
    std::string path;
    int status;
    std::vector<std::string> holds;
    std::vector<std::string> lacks;
  };
  const std::string form = "卷桥水库";
  const Row rows[] = {
      {"a guest is turned away", "", "/api/v1/burden", 401, {}, {"公安县"}},
      {"one's own county", "gongan", "/api/v1/burden", 200, {R"("forms":1)", R"("type":"reservoir")", "公安县"}, {}},
      {"another county learns nothing", "jianli", "/api/v1/burden", 200, {R"("forms":0)", R"("places":[])"}, {"公安县"}},
      {"another county's place counts nothing", "jianli", "/api/v1/burden?jurisdiction=" + city.id("gongan"), 200, {R"("forms":0)"}, {"公安县"}},
      {"a month before", "gongan", "/api/v1/burden?period=2019-01", 200, {R"("forms":0)"}, {}},
      {"a period that is none", "gongan", "/api/v1/burden?period=soon", 422, {"bad_date"}, {}},
      {"a place that is none", "gongan", "/api/v1/burden?jurisdiction=nowhere", 404, {"not_found"}, {}},
      {"the forms behind a number", "gongan", "/api/v1/burden/rows?type=reservoir&place=" + city.id("gongan"), 200, {form, R"("op":"create")", R"("total":1)"}, {}},
      {"of another register", "gongan", "/api/v1/burden/rows?type=store", 200, {R"("items":[])"}, {form}},
      {"the forms of another county", "jianli", "/api/v1/burden/rows?type=reservoir", 200, {R"("total":0)"}, {form}},
      {"a guest asks for the forms", "", "/api/v1/burden/rows", 401, {}, {form}},
      {"who reads the fields", "gongan", "/api/v1/burden/readers?type=reservoir", 200, {R"("name":"name")", R"("kind":"list")"}, {}},
      {"of a register that is none", "gongan", "/api/v1/burden/readers?type=nothing", 404, {"unknown_type"}, {}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const Answer answer = city.ask({.who = row.who, .path = row.path});
    EXPECT_EQ(answer.status, row.status) << answer.body;
    for (const std::string& text : row.holds) EXPECT_THAT(answer.body, HasSubstr(text));
    for (const std::string& text : row.lacks) EXPECT_THAT(answer.body, Not(HasSubstr(text)));
  }
}

}  // namespace
}  // namespace muster::app
