// The routes of imports and exports: a guest, a reader, people of the right and of the wrong place; both engines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "app/test_city.h"
#include "exchange/exchange.h"
#include "exchange/workbook.h"

namespace muster::exchange {
namespace {

using app::Answer;
using app::TestCity;
using ::testing::HasSubstr;
using ::testing::Not;

class ImportApi : public ::testing::TestWithParam<db::Engine> {
 protected:
  TestCity& city = TestCity::of(GetParam());

  Answer post(const std::string& who, const std::string& path, const std::string& body = "{}", std::vector<std::pair<std::string, std::string>> headers = {}) {
    return city.ask({.who = who, .method = "POST", .path = path, .body = body, .headers = std::move(headers)});
  }
  Answer get(const std::string& who, const std::string& path) { return city.ask({.who = who, .path = path}); }
  /// Asks until the batch waits for somebody; each request gives the worker its time, the test has its own limit.
  json::Value settled(const std::string& who, const std::string& id) {
    for (;;) {
      const json::Value shown = get(who, "/api/v1/imports/" + id).json();
      const std::string state = shown.text("state");
      if (state != "checking" && state != "running" && state != "undoing") return shown;
      std::this_thread::yield();
    }
  }
  std::string upload(const std::string& who, const std::string& csv, const std::string& more = "") {
    const Answer made = post(who, "/api/v1/imports?type=store" + more, csv, {{"X-File-Name", "%E4%BB%93%E5%BA%93.csv"}});
    EXPECT_EQ(made.status, 201) << made.body;
    return made.json().text("id");
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, ImportApi, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(ImportApi, TakesAFileChecksItWritesItAndTakesItBack) {
  const std::string id = upload("keeper", "仓库名称,名称,类别\n,一号仓,防汛物资\n,二号仓,防汛物资\n");
  const json::Value checked = settled("keeper", id);
  EXPECT_EQ(checked.text("state"), "checked") << json::write(checked);
  EXPECT_EQ(checked.text("file"), "仓库.csv");
  EXPECT_EQ(checked["counts"].integer("create"), 2) << json::write(checked);
  EXPECT_THAT(get("keeper", "/api/v1/records/store").body, Not(HasSubstr("一号仓")));
  EXPECT_EQ(post("keeper", "/api/v1/imports/" + id + "/confirm").status, 202);
  EXPECT_EQ(settled("keeper", id).text("state"), "done");
  EXPECT_THAT(get("keeper", "/api/v1/records/store").body, HasSubstr("一号仓"));
  EXPECT_EQ(post("keeper", "/api/v1/imports/" + id + "/undo").status, 422);
  EXPECT_EQ(post("keeper", "/api/v1/imports/" + id + "/undo", R"({"reason":"导错"})").status, 202);
  EXPECT_EQ(settled("keeper", id)["result"]["undone"].integer("removed"), 2);
  EXPECT_THAT(get("keeper", "/api/v1/records/store").body, Not(HasSubstr("一号仓")));
}

TEST_P(ImportApi, IsClosedToGuestsReadersAndOtherPlaces) {
  EXPECT_EQ(post("", "/api/v1/imports?type=store", "名称\n甲\n").status, 401);
  EXPECT_EQ(post("gongan", "/api/v1/imports?type=dike", "名称\n甲\n").status, 403);
  const std::string id = upload("keeper", "名称,类别,属地\n三号仓,防汛物资,公安县\n四号仓,防汛物资,监利县\n");
  const json::Value checked = settled("keeper", id);
  EXPECT_EQ(checked["counts"].integer("bad"), 1);
  // Of a place that the keeper may not see there is no talk.
  EXPECT_THAT(json::write(checked["errors"]), HasSubstr("\"row\":3"));
  for (const char* path : {"", "/errors.xlsx", "/errors.csv"}) {
    EXPECT_EQ(get("jianli", "/api/v1/imports/" + id + path).status, 404) << path;
    EXPECT_EQ(get("", "/api/v1/imports/" + id + path).status, 401) << path;
    EXPECT_EQ(get("keeper", "/api/v1/imports/" + id + path).status, 200) << path;
    EXPECT_EQ(get("admin", "/api/v1/imports/" + id + path).status, 200) << path;
  }
  for (const char* action : {"confirm", "check", "cancel", "undo"}) {
    EXPECT_EQ(post("jianli", "/api/v1/imports/" + id + "/" + action, action == std::string("undo") ? R"({"reason":"x"})" : "{}").status, 404) << action;
  }
  EXPECT_EQ(post("keeper", "/api/v1/imports/" + id + "/confirm").status, 409);
  EXPECT_THAT(get("jianli", "/api/v1/imports").body, Not(HasSubstr(id)));
  EXPECT_THAT(get("keeper", "/api/v1/imports").body, HasSubstr(id));
  EXPECT_EQ(post("keeper", "/api/v1/imports/" + id + "/cancel").status, 202);
}

struct BadAsk {
  const char* path;
  std::string body;
  int status;
  const char* code;
};

TEST_P(ImportApi, RefusesWhatItCannotTake) {
  for (const BadAsk& each : std::vector<BadAsk>{{"/api/v1/imports?type=dragon", "a", 404, "unknown_type"},
                                                {"/api/v1/imports", "a", 404, "unknown_type"},
                                                {"/api/v1/imports?type=store", "", 400, "bad_request"},
                                                {"/api/v1/imports?type=store&on_duplicate=maybe", "a", 422, "bad_option"},
                                                {"/api/v1/imports?type=store&column=x", "a", 400, "bad_request"},
                                                {"/api/v1/imports/not-an-id/confirm", "{}", 404, "not_found"}}) {
    const Answer answer = post("keeper", each.path, each.body);
    EXPECT_EQ(answer.status, each.status) << each.path << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(each.code)) << each.path;
  }
}

TEST_P(ImportApi, IsCheckedAgainWithNamedColumns) {
  const std::string id = upload("keeper", "库名,什么库\n五号仓,防汛物资\n");
  EXPECT_EQ(settled("keeper", id)["refused"].text("code"), "no_header");
  EXPECT_EQ(post("keeper", "/api/v1/imports/" + id + "/check", R"({"columns":{"库名":"name","什么库":"kind"}})").status, 202);
  const json::Value checked = settled("keeper", id);
  EXPECT_EQ(checked["counts"].integer("create"), 1) << json::write(checked);
  EXPECT_EQ(post("keeper", "/api/v1/imports/" + id + "/cancel").status, 202);
}

TEST_P(ImportApi, GivesTemplatesThatItReads) {
  const Answer book = get("gongan", "/api/v1/templates/store.xlsx");
  ASSERT_EQ(book.status, 200);
  EXPECT_THAT(book.headers.at("content-disposition"), HasSubstr("filename*=UTF-8''"));
  EXPECT_TRUE(open_xlsx(book.body).has_value());
  EXPECT_EQ(get("gongan", "/api/v1/templates/dragon.xlsx").status, 404);
  EXPECT_EQ(get("", "/api/v1/templates/store.xlsx").status, 401);
}

TEST_P(ImportApi, ExportsWhatOneMaySee) {
  const std::string path = "/api/v1/export/call_record?format=csv&columns=caller,topic";
  EXPECT_THAT(get("duty", path).body, HasSubstr("巡查员"));
  EXPECT_THAT(get("jianli", path).body, Not(HasSubstr("巡查员")));
  EXPECT_EQ(get("", path).status, 401);
  EXPECT_THAT(get("duty", path + "&filter=caller:eq:x").body, Not(HasSubstr("巡查员")));
  EXPECT_EQ(get("gongan", "/api/v1/export/store?format=pdf").status, 422);
  EXPECT_EQ(get("gongan", "/api/v1/export/person?format=geojson").status, 422);
  EXPECT_EQ(get("gongan", "/api/v1/export/store?columns=colour").status, 422);
  EXPECT_THAT(get("gongan", "/api/v1/export/store?format=geojson").body, HasSubstr("\"FeatureCollection\""));
  const Answer book = get("gongan", "/api/v1/export/store");
  EXPECT_TRUE(open_xlsx(book.body).has_value());
}

TEST_P(ImportApi, RevealsPersonalFieldsOnlyByAWriteWithItsReason) {
  const std::string path = "/api/v1/export/person?format=csv&columns=name,phone";
  EXPECT_THAT(get("duty", path).body, Not(HasSubstr("13900000461")));
  EXPECT_EQ(post("duty", path, R"({"reveal":true})").status, 422);
  EXPECT_THAT(post("duty", path, R"({"reveal":true,"reason":"汛前核对"})").body, HasSubstr("13900000461"));
}

}  // namespace
}  // namespace muster::exchange
