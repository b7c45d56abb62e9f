#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cap/cap.h"
#include "cap/sample.h"

namespace muster::cap {
namespace {

TEST(Parse, ReadsTheExample) {
  const Message message = *parse(kSample);
  EXPECT_EQ(message.identifier, "42100241600000_20260715080000_0");
  EXPECT_EQ(message.status, Status::kExercise);
  EXPECT_EQ(format_time(message.sent.at), "2026-07-15T08:00:00+08:00");
  ASSERT_EQ(message.infos.size(), 1U);
  EXPECT_EQ(message.infos[0].severity, Severity::kSevere);
  EXPECT_EQ(message.infos[0].areas[0].polygons[0][0], (geo::Position{112.20, 30.25}));
  EXPECT_EQ(message.infos[0].areas[0].geocodes[0], (Named{"GB/T2260", "421002"}));
}

TEST(Write, GivesBackEveryElement) {
  Message message = *parse(kSample);
  message.msg_type = MsgType::kUpdate;
  message.scope = Scope::kPrivate;
  message.addresses = {"a@example.org", "two words"};
  message.incidents = {"flood 2026", "x"};
  message.codes = {"one", "two"};
  message.note = "1 < 2 & \"quoted\"";
  message.source = "值班室";
  message.references = {{"s", "i", *parse_when("2026-07-15T00:00:00-00:00")}};
  Info& info = message.infos[0];
  info.response_types = {ResponseType::kEvacuate, ResponseType::kMonitor};
  info.audience = "沿江群众";
  info.event_codes = {{"GB/T 35561", "11B03"}};
  info.effective = info.onset = message.sent;
  info.sender_name = "沙市区气象台";
  info.headline = "暴雨橙色预警";
  info.description = "第一行\n第二行";
  info.instruction = "转移";
  info.web = "https://example.org/";
  info.contact = "0716-0000000";
  info.parameters = {{"ColorCode", "Orange"}};
  info.resources = {
      {"map", "image/png", 3, "https://example.org/m.png", "AAAA", std::string(40, 'a')}};
  info.areas[0].circles = {{{112.3, 30.3}, 2.5}};
  info.areas[0].altitude_ft = 0.5;
  info.areas[0].ceiling_ft = 100;
  const std::string written = write(message);
  EXPECT_THAT(check(written), testing::IsEmpty()) << json::write(to_json(check(written)));
  EXPECT_EQ(*parse(written), message);
}

TEST(When, Cap12Clause332WritesUtcAsMinusZero) {
  EXPECT_EQ(format_when(When{*parse_time("2026-07-15T08:00:00.9+08:00"), 0}),
            "2026-07-15T00:00:00-00:00");
  EXPECT_EQ(format_when(When{*parse_time("2026-07-15T08:00:00+08:00")}),
            "2026-07-15T08:00:00+08:00");
  EXPECT_EQ(format_when(*parse_when("2026-07-15T08:00:00-06:50")), "2026-07-15T08:00:00-06:50");
}

TEST(When, Cap12Clause332RefusesOtherForms) {
  for (const char* text :
       {"2026-07-15T08:00:00Z", "2026-07-15T08:00:00+0800", "2026-07-15 08:00:00+08:00",
        "2026-07-15T08:00+08:00", "2026-13-01T08:00:00+08:00", "2026-07-15T25:00:00+08:00",
        "2026-07-15T08:00:00+15:00", ""}) {
    EXPECT_FALSE(parse_when(text)) << text;
  }
}

}  // namespace
}  // namespace muster::cap
