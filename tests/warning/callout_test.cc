#include <algorithm>
#include <gmock/gmock.h>
#include <set>

#include "warning/warning_city.h"

namespace muster::warning {
namespace {

using Callouts = WarningCity;
INSTANTIATE_TEST_SUITE_P(Engines, Callouts, testing::ValuesIn(test_support::engines()), test_support::engine_name);

std::multiset<std::string> persons(const std::vector<record::Record>& rows) {
  std::multiset<std::string> out;
  for (const record::Record& row : rows) out.insert(row.text("person"));
  return out;
}

TEST_P(Callouts, RelayingCallsTheDutyRoomAndEachResponsiblePersonOfTheAreaOnce) {
  const std::vector<record::Record> rows = callouts(relayed(alert()));
  EXPECT_EQ(persons(rows), (std::multiset<std::string>{ids["duty_gongan"], ids["keeper_gongan"]}));
  for (const record::Record& row : rows) {
    EXPECT_EQ(row.jurisdiction_id, ids["gongan"]);
    EXPECT_EQ(*row.instant("due_at") - *row.instant("sent_at"), std::chrono::minutes(30));  // orange by rule warning_limits
    if (row.text("person") != ids["keeper_gongan"]) continue;
    EXPECT_EQ(row.text("liaison"), ids["liaison_gongan"]);
    EXPECT_THAT(row.text("text"), testing::AllOf(testing::HasSubstr("upper_gongan"), testing::HasSubstr("lower_gongan")));
  }
}

TEST_P(Callouts, AHazardThatDoesNotConcernWorksCallsTheDutyRoomOnly) {
  const auto rows = callouts(relayed(alert({{"<event>暴雨", "<event>大雾"}})));
  EXPECT_EQ(persons(rows), std::multiset<std::string>{ids["duty_gongan"]});
}

TEST_P(Callouts, AShapeReachesOnlyTheWorksInsideIt) {
  const std::string code = "<geocode><valueName>GB/T2260</valueName><value>421022</value></geocode>";
  const auto rows = callouts(relayed(alert({{code, "<circle>29.8,112.605 8</circle>"}})));
  EXPECT_EQ(persons(rows), (std::multiset<std::string>{ids["duty_jianli"], ids["keeper_jianli"]}));
}

TEST_P(Callouts, OneAnswerLeavesTheOthersToAnswerAndAMissClimbsThatPersonsLadder) {
  const record::Record warning = relayed(alert());
  const auto rows = callouts(warning);
  const auto row_of = [&](const std::string& person) { return *std::ranges::find_if(rows, [&](const record::Record& r) { return r.text("person") == ids[person]; }); };
  const auto move_call = [&](const record::Record& row, const char* name, json::Object fields) {
    record::Draft draft;
    draft.type = "callout";
    draft.id = row.id;
    draft.move = name;
    draft.fields = std::move(fields);
    return store->move(record::Viewer::system("timer"), {}, draft);
  };
  ASSERT_TRUE(move_call(row_of("duty_gongan"), "answer", {{"answer", "noted"}}));
  EXPECT_EQ(store->get(record::Viewer::system("api"), "callout", row_of("keeper_gongan").id)->state, "sent");
  const auto missed = move_call(row_of("keeper_gongan"), "miss", {});
  ASSERT_TRUE(missed) << error_text(missed.error(), "en");
  const auto after = callouts(warning);
  ASSERT_EQ(after.size(), 3U);
  EXPECT_THAT(persons(after), testing::Contains(ids["liaison_gongan"]));

  const auto reader = person("gongan", "county_duty", "gongan");
  const net::Response board = ask(&reader, net::Method::kGet, "/api/v1/records/warning/" + warning.id + "/callouts");
  ASSERT_EQ(board.status, 200) << board.body;
  const json::Value counts = (*json::parse(board.body))["counts"];
  EXPECT_EQ(json::write(counts), R"({"sent":3,"delivered":1,"read":1,"answered":1,"missed":1})");
  const auto elsewhere = person("jianli", "county_duty", "jianli");
  EXPECT_EQ(ask(&elsewhere, net::Method::kGet, "/api/v1/records/warning/" + warning.id + "/callouts").status, 404);
  EXPECT_EQ(ask(nullptr, net::Method::kGet, "/api/v1/records/warning/" + warning.id + "/callouts").status, 404);
}

}  // namespace
}  // namespace muster::warning
