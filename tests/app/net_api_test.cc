// The responsibility net through HTTP: a guest, the right place, the wrong place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/test_city.h"

namespace muster::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class NetApi : public testing::TestWithParam<db::Engine> {
 protected:
  NetApi() : city(GetParam()) {
    const std::string gongan = city.id("gongan");
    work = made("reservoir", R"({"jurisdiction_id":")" + gongan + R"(","fields":{"name":"卷桥水库","grade":"small_1"},"geometry":{"type":"Point","coordinates":[112.1,29.9]}})");
    held = made("responsibility", R"({"jurisdiction_id":")" + gongan + R"(","fields":{"work":")" + work + R"(","role":"technical","person":")" + city.id("person:gongan") +
                                      R"(","from":"2020-04-01"}})");
  }
  std::string made(const std::string& type, const std::string& body) {
    const Answer answer = city.ask({.who = "keeper", .method = "POST", .path = "/api/v1/records/" + type, .body = body});
    if (answer.status != 201) throw std::runtime_error(answer.body);
    return answer.json()["record"].is_object() ? answer.json()["record"].text("id") : answer.json().text("id");
  }
  Answer get(const std::string& who, const std::string& path) { return city.ask({.who = who, .path = path}); }

  TestCity city;
  std::string work;
  std::string held;
};
INSTANTIATE_TEST_SUITE_P(Engines, NetApi, testing::Values(db::Engine::kSqlite, db::Engine::kPostgres),
                         [](const auto& one) { return one.param == db::Engine::kSqlite ? "Sqlite" : "Postgres"; });

TEST_P(NetApi, ShowsTheHolesOfOnesOwnPlaceOnly) {
  struct Row {
    const char* name;
    const char* who;
    std::string path;
    int status;
    std::vector<std::string> holds;
    std::vector<std::string> lacks;
  };
  const std::string stranger = "卷桥水库";
  const Row rows[] = {
      {"a guest is turned away", "", "/api/v1/net", 401, {}, {stranger}},
      {"one's own county", "gongan", "/api/v1/net", 200, {stranger, R"("due":3)", R"("gap":2)"}, {"13900000461"}},
      {"another county learns nothing", "jianli", "/api/v1/net", 200, {R"("works":0)", R"("holes":0)"}, {stranger}},
      {"another county's place counts nothing", "jianli", "/api/v1/net?jurisdiction=" + city.id("gongan"), 200, {R"("works":0)"}, {stranger}},
      {"the day before its first term", "duty", "/api/v1/net?at=2020-03-31", 200, {R"("gap":3)"}, {}},
      {"only what is asked", "duty", "/api/v1/net?only=duplicate", 200, {R"("rows":[])", R"("due":3)"}, {stranger}},
      {"a word that is no state", "duty", "/api/v1/net?only=vacant", 422, {"not_a_choice"}, {}},
      {"a type without roles", "duty", "/api/v1/net?type=store", 404, {"unknown_type"}, {}},
      {"a day that is none", "duty", "/api/v1/net?at=yesterday", 422, {"bad_time"}, {}},
      {"an unknown place", "duty", "/api/v1/net?jurisdiction=nowhere", 422, {"no_such_reference"}, {}},
      {"here", "gongan", "/api/v1/net/here?lon=112.1&lat=29.9", 200, {stranger, R"("person_name":"gongan")"}, {}},
      {"here, of another county", "jianli", "/api/v1/net/here?lon=112.1&lat=29.9", 200, {R"("works":[])"}, {stranger}},
      {"here, by the work's id, of another county", "jianli", "/api/v1/net/here?work=" + work, 200, {R"("works":[])"}, {stranger}},
      {"a guest asks who is here", "", "/api/v1/net/here?lon=112.1&lat=29.9", 401, {}, {stranger}},
      {"a place that is none", "duty", "/api/v1/net/here?lon=200&lat=29.9", 422, {"out_of_range"}, {}},
      {"a cell with its history", "gongan", "/api/v1/net/cell?work=" + work + "&role=technical", 200, {R"("history":[{)", R"("candidates":[)"}, {}},
      {"a cell of another county", "jianli", "/api/v1/net/cell?work=" + work + "&role=technical", 404, {"not_found"}, {stranger}},
      {"whom to ask", "gongan", "/api/v1/net/ask", 200, {R"("contact":"unproved")"}, {"13900000461"}},
      {"whom to ask in another county", "jianli", "/api/v1/net/ask", 200, {R"("people":[])"}, {}},
      {"the figure", "gongan", "/api/v1/figures/net_holes?period=2020&by=jurisdiction", 200, {R"("value":3)", "only=hole", R"("calibre")"}, {}},  // two vacant, one unproved
      {"the figure of another county", "jianli", "/api/v1/figures/net_holes?period=2020", 200, {R"("value":0)"}, {}},
      {"the figure by what it does not know", "duty", "/api/v1/figures/net_holes?by=colour", 422, {"bad_value"}, {}},
      {"a sheet to read", "gongan", "/api/v1/net/sheet?class=reservoir:small_1&format=json&jurisdiction=" + city.id("gongan"), 200, {"公安县2020年防汛责任人公示表", "空缺"}, {}},
      {"a sheet of another county", "jianli", "/api/v1/net/sheet?class=reservoir:small_1&format=json", 404, {"not_found"}, {stranger}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const Answer answer = get(row.who, row.path);
    EXPECT_EQ(answer.status, row.status) << answer.body;
    for (const std::string& text : row.holds) EXPECT_THAT(answer.body, HasSubstr(text));
    for (const std::string& text : row.lacks) EXPECT_THAT(answer.body, Not(HasSubstr(text)));
  }
}

TEST_P(NetApi, TheSheetIsAWorkbookWithANameInChinese) {
  const Answer answer = get("gongan", "/api/v1/net/sheet?class=reservoir:small_1&jurisdiction=" + city.id("gongan"));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_THAT(answer.body, StartsWith("PK"));
  EXPECT_THAT(answer.headers.at("content-disposition"), HasSubstr("filename*=UTF-8''%E5%85%AC%E5%AE%89"));
}

TEST_P(NetApi, WhoLeavesIsReplacedByWhomeverMay) {
  const auto ask = [&](const std::string& who, const std::string& body) { return city.ask({.who = who, .method = "POST", .path = "/api/v1/net/replace", .body = body}); };
  const std::string leaves = R"({"person":")" + city.id("person:gongan") + R"(","with":")" + city.id("person:keeper") + R"(","from":"2020-08-10","reason":"换届"})";
  EXPECT_EQ(ask("", leaves).status, 401);
  EXPECT_EQ(ask("jianli", leaves).status, 403);
  EXPECT_EQ(ask("keeper", R"({"person":"x","when":"now"})").status, 422);
  const Answer done = ask("keeper", leaves);
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.json().integer("opened"), 1);
  EXPECT_THAT(get("gongan", "/api/v1/net/here?work=" + work).body, HasSubstr(R"("person_name":"keeper")"));
  EXPECT_THAT(get("gongan", "/api/v1/net/here?at=2020-08-01&work=" + work).body, HasSubstr(R"("person_name":"gongan")"));
}

}  // namespace
}  // namespace muster::app
