#include "cap/chinese_bulletin.h"
#include "errors/cap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace muster::cap {
namespace {

using testing::ElementsAre;

UtcTime at(const char* time) { return *parse_time(time); }

json::Array published() {
  std::ifstream file(std::string(MUSTER_SOURCE_DIR) + "/tests/data/cap/chinese/warnings.json",
                     std::ios::binary);
  return json::parse(std::string(std::istreambuf_iterator<char>(file), {}))->as_array();
}

TEST(RealBulletins, AgreeWithTheFactsPublishedBesideThem) {
  const json::Array rows = published();
  ASSERT_EQ(rows.size(), 7U);
  for (const json::Value& row : rows) {
    SCOPED_TRACE(row.text("content"));
    const UtcTime issued = at(row.text("issueTime").c_str());
    const auto bulletin = parse_bulletin(row.text("content"), issued + std::chrono::hours{5});
    ASSERT_TRUE(bulletin) << error_text(bulletin.error(), "en");
    EXPECT_EQ(bulletin->action, BulletinAction::kIssue);
    EXPECT_EQ(bulletin->hazard, row.text("type"));
    EXPECT_EQ(colour_word(bulletin->colour), row.text("level"));
    // The text has minutes only.
    EXPECT_EQ(bulletin->issued_at.at, std::chrono::floor<std::chrono::minutes>(issued));
    EXPECT_EQ(bulletin->source, "国家预警信息发布中心");
  }
}

TEST(RealBulletins, NameIssuerPlacesHorizonAndWhetherItHasHappened) {
  const struct {
    const char* issuer;
    std::vector<std::string> areas;
    std::optional<int> hours;
    bool observed;
  } expected[] = {
      {"荆州市气象台", {"监利"}, 3, false},
      {"武汉中心气象台", {"监利"}, 3, false},
      {"包头气象台", {"市区", "石拐", "固阳", "土右"}, 6, false},
      {"武汉中心气象台", {"通城", "通山"}, 3, false},
      {"武汉中心气象台",
       {"五峰", "宜都", "枝江", "荆州", "公安", "松滋", "荆门", "钟祥", "阳新", "武穴", "黄梅",
        "通山"},
       6,
       false},
      {"武汉中心气象台", {"枝江"}, 3, false},
      {"昭苏县气象台", {"昭苏镇", "种马场", "乌尊布拉克镇", "阿克达拉镇"}, std::nullopt, true}};
  const json::Array rows = published();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(rows[i].text("content"));
    const Bulletin bulletin =
        *parse_bulletin(rows[i].text("content"), at("2026-10-08T00:00:00+08:00"));
    EXPECT_EQ(bulletin.issuer, expected[i].issuer);
    EXPECT_EQ(bulletin.areas, expected[i].areas);
    EXPECT_EQ(bulletin.horizon_hours, expected[i].hours);
    EXPECT_EQ(bulletin.is_observed, expected[i].observed);
  }
}

TEST(RealBulletins, BecomeValidCapMessages) {
  for (const json::Value& row : published()) {
    const Bulletin bulletin = *parse_bulletin(row.text("content"), at("2026-10-08T00:00:00+08:00"));
    const Message message = to_message(bulletin, {.identifier = "42100041600000_20180715160323",
                                                  .sender = "42100041600000",
                                                  .status = Status::kExercise,
                                                  .references = {},
                                                  .geocodes = {},
                                                  .area = {}});
    EXPECT_THAT(check(write(message)), testing::IsEmpty());
    EXPECT_EQ(colour_of(message.infos[0]), bulletin.colour);
    EXPECT_EQ(*parse(write(message)), message);
  }
}

struct Row {
  const char* name;
  const char* text;
  BulletinAction action;
  const char* issuer;
  const char* hazard;
  Colour colour;
  std::optional<Colour> old_colour;
  const char* issued_at;
  std::vector<std::string> areas;
};

class Wording : public testing::TestWithParam<Row> {};

TEST_P(Wording, IsRead) {
  const auto bulletin = parse_bulletin(GetParam().text, at("2020-08-12T12:00:00+08:00"));
  ASSERT_TRUE(bulletin) << error_text(bulletin.error(), "en");
  EXPECT_EQ(bulletin->action, GetParam().action);
  EXPECT_EQ(bulletin->issuer, GetParam().issuer);
  EXPECT_EQ(bulletin->hazard, GetParam().hazard);
  EXPECT_EQ(bulletin->colour, GetParam().colour);
  EXPECT_EQ(bulletin->old_colour, GetParam().old_colour);
  EXPECT_EQ(format_time(bulletin->issued_at.at), GetParam().issued_at);
  EXPECT_EQ(bulletin->areas, GetParam().areas);
}

INSTANTIATE_TEST_SUITE_P(
    ChineseBulletin, Wording,
    testing::Values(
        Row{"Lift",
            "沙市区气象台2020年8月10日02时00分解除暴雨橙色预警信号。",
            BulletinAction::kLift,
            "沙市区气象台",
            "暴雨",
            Colour::kOrange,
            std::nullopt,
            "2020-08-10T02:00:00+08:00",
            {"沙市区"}},
        Row{"Continue",
            "荆州市气象台8月11日9时继续发布高温黄色预警信号：预计今天白天，荆州城区将出现37℃以上高"
            "温。",
            BulletinAction::kContinue,
            "荆州市气象台",
            "高温",
            Colour::kYellow,
            std::nullopt,
            "2020-08-11T09:00:00+08:00",
            {"荆州城区"}},
        Row{"RaiseWithFormer",
            "监利市气象台2020年08月10日03时20分将暴雨黄色预警信号升级为橙色：未来3小时，白螺、桥市"
            "可能出现50毫米以上降雨。",
            BulletinAction::kChange,
            "监利市气象台",
            "暴雨",
            Colour::kOrange,
            Colour::kYellow,
            "2020-08-10T03:20:00+08:00",
            {"白螺", "桥市"}},
        Row{"ChangeFromRedToBlue",
            "公安县气象台2020年8月10日5点变更暴雨红色预警信号为暴雨蓝色预警信号：雨势减弱。",
            BulletinAction::kChange,
            "公安县气象台",
            "暴雨",
            Colour::kBlue,
            Colour::kRed,
            "2020-08-10T05:00:00+08:00",
            {"公安县"}},
        Row{"TitleWithoutTime",
            "沙市区气象台发布暴雨橙色预警[II级/严重]",
            BulletinAction::kIssue,
            "沙市区气象台",
            "暴雨",
            Colour::kOrange,
            std::nullopt,
            "2020-08-12T12:00:00+08:00",
            {"沙市区"}},
        Row{"DecemberReadInAugust",
            "荆州市气象台12月31日23时50分发布大雾黄色预警信号：请注意防范。",
            BulletinAction::kIssue,
            "荆州市气象台",
            "大雾",
            Colour::kYellow,
            std::nullopt,
            "2019-12-31T23:50:00+08:00",
            {"荆州市"}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Bulletin, SaysWhatItCannotRead) {
  const struct {
    const char* text;
    const char* what;
  } rows[] = {{"", "issuer"},
              {"今天天气晴好。", "issuer"},
              {"沙市区气象台发布暴雨预警信号：请注意", "colour"},
              {"沙市区气象台发布橙色预警信号：请注意", "hazard"},
              {"沙市区气象台2020年13月40日02时00分发布暴雨橙色预警信号", "time"}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto bulletin = parse_bulletin(row.text, at("2020-08-12T12:00:00+08:00"));
    ASSERT_FALSE(bulletin);
    EXPECT_EQ(bulletin.error().code, error::kBulletinUnread);
    EXPECT_THAT(error_text(bulletin.error(), "en"), testing::HasSubstr(row.what));
  }
}

TEST(BulletinMessage, OfALiftIsACancelWithReferences) {
  const Bulletin bulletin = *parse_bulletin(
      "沙市区气象台2020年8月10日02时00分解除暴雨橙色预警信号。", at("2020-08-10T02:01:00+08:00"));
  BulletinMessage with{.identifier = "i2",
                       .sender = "s",
                       .references = {{"s", "i1", When{at("2020-08-09T20:00:00+08:00")}}},
                       .geocodes = {{"GB/T2260", "421002"}},
                       .area = geo::rectangle({112.2, 30.25, 112.35, 30.35})};
  const Message message = to_message(bulletin, with);
  EXPECT_EQ(message.msg_type, MsgType::kCancel);
  EXPECT_THAT(message.infos[0].response_types, ElementsAre(ResponseType::kAllClear));
  EXPECT_EQ(message.infos[0].urgency, Urgency::kPast);
  EXPECT_THAT(check(write(message)), testing::IsEmpty());
  EXPECT_TRUE(geo::contains(geometry(message), {112.24, 30.3}));
}

}  // namespace
}  // namespace muster::cap
