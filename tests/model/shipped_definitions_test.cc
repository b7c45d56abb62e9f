// The definitions compiled into the binary: that they load, and facts of law and practice that must
// not slip.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "model/small_model.h"

namespace muster::model::test {
namespace {

const Model& shipped() {
  static const std::shared_ptr<const Model> model = loaded(shipped_sources());
  return *model;
}

std::chrono::year_month_day day(const std::string& text) { return parse_date(text).value(); }

const json::Value& body(std::string_view rule, const std::string& on = "2026-08-20") {
  static const json::Value null;
  const auto found = shipped().rule(rule, day(on));
  EXPECT_TRUE(found) << rule << " on " << on;
  return found ? (*found)->body : null;
}

TEST(ShippedDefinitions, Load) { EXPECT_GE(shipped().types.size(), 150U); }

TEST(ShippedDefinitions, AreTheFilesOfTheRepository) {
  const auto read = read_sources(std::string(MUSTER_SOURCE_DIR) + "/model");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), shipped_sources().size());
  EXPECT_EQ(loaded(*read)->hash, shipped().hash);
}

TEST(ShippedDefinitions, HaveADeadlineOnEveryStateThatSomebodyMustLeave) {
  const std::pair<const char*, const char*> waits[] = {
      {"alarm", "active"},        {"warning", "received"},     {"callout", "sent"},
      {"receipt", "sent"},        {"task", "accepted"},        {"patrol_shift", "due"},
      {"report_receipt", "sent"}, {"line_report", "received"}, {"zero_report", "due"}};
  for (const auto& [type, state] : waits) {
    SCOPED_TRACE(type);
    const std::vector<ClockDef>& clocks = shipped().type(type)->clocks;
    EXPECT_TRUE(std::any_of(clocks.begin(), clocks.end(), [&s = state](const ClockDef& clock) {
      return std::find(clock.during.begin(), clock.during.end(), s) != clock.during.end();
    })) << state;
  }
}

TEST(ShippedDefinitions, StampEveryStageOfADikeIncident) {
  const TypeDef& incident = *shipped().type("dike_incident");
  const std::pair<const char*, const char*> stamps[] = {
      {"receive", "received_at"},      {"verify", "verified_at"}, {"measure", "first_measure_at"},
      {"control", "under_control_at"}, {"watch", "watched_at"},   {"close", "closed_at"}};
  for (const auto& [move, field] : stamps) {
    ASSERT_NE(incident.move(move), nullptr) << move;
    EXPECT_EQ(incident.move(move)->stamps.at(field), "now");
  }
}

// 突发事件应对: warnings and orders are released by two people.
TEST(ShippedDefinitions, NeedTwoPeopleToReleaseWarningsAndNotices) {
  const std::pair<const char*, const char*> releases[] = {{"warning", "relay"},
                                                          {"warning", "approve"},
                                                          {"level_notice", "sign"},
                                                          {"report", "approve"},
                                                          {"handover", "take"}};
  for (const auto& [type, move] : releases)
    EXPECT_TRUE(shipped().type(type)->move(move)->two_person) << type << '.' << move;
}

TEST(ShippedDefinitions, KeepTelephonesEncrypted) {
  for (const auto& [name, type] : shipped().types) {
    for (const Field& field : type.fields) {
      const bool private_phone = field.name == "phone" && name != "store" && name != "rescue_team";
      if (private_phone) {
        EXPECT_TRUE(field.personal) << name << '.' << field.name;
      }
    }
  }
}

TEST(Thresholds, StandAsTheBulletinsHaveThem) {
  struct Stage {
    const char* station;
    const char* kind;
    double value_m;
  };
  const Stage certain[] = {
      {"沙市", "defence", 42.00},   {"沙市", "warning", 43.00},   {"沙市", "guarantee", 45.00},
      {"沙市", "record", 45.22},    {"石首", "defence", 37.50},   {"监利", "guarantee", 37.23},
      {"螺山", "defence", 31.00},   {"螺山", "warning", 32.00},   {"螺山", "guarantee", 34.01},
      {"长湖", "guarantee", 33.00}, {"洪湖", "guarantee", 26.97}, {"洪湖", "flood_limit", 24.50}};
  for (const Stage& stage : certain) {
    bool found = false;
    for (const json::Value& row : body("threshold_defaults")["stations"].as_array()) {
      found = found ||
              (row.text("station") == stage.station && row.number(stage.kind) == stage.value_m);
    }
    EXPECT_TRUE(found) << stage.station << ' ' << stage.kind;
  }
}

TEST(RainSignals, HaveTheLimitsOfCmaOrder16) {
  const json::Array& signals = body("rain_signals")["signals"].as_array();
  ASSERT_EQ(signals.size(), 4U);
  EXPECT_EQ(signals[0].integer("mm"), 50);
  EXPECT_EQ(signals[3].text("colour"), "red");
  EXPECT_EQ(signals[3].text("window"), "3h");
  EXPECT_EQ(signals[3].integer("mm"), 100);
}

// 水情预警发布管理办法: hydrology offices issue, never the emergency bureau.
TEST(IssuingAuthority, OfFloodAndWeatherWarningsIsNeverTheBureau) {
  for (const json::Value& row : body("issuing_authority")["authorities"].as_array()) {
    EXPECT_NE(row.text("authority"), "city_emergency");
    EXPECT_NE(row.text("authority"), "city_flood_hq");
    for (const json::Value& hazard : row["hazards"].as_array()) {
      EXPECT_NE(shipped().dictionaries.at("hazard").choice(hazard.as_string()), nullptr)
          << hazard.as_string();
    }
    for (const json::Value& colour : row["colours"].as_array()) {
      EXPECT_NE(shipped().dictionaries.at("warning_colour").choice(colour.as_string()), nullptr);
    }
  }
}

TEST(ReportingLimits, NameTheFieldThatStartsEachClockAndParseAsDurations) {
  for (const auto& [type_name, kinds] : body("reporting_limits").as_object()) {
    const TypeDef* type = shipped().type(type_name);
    ASSERT_NE(type, nullptr) << type_name;
    for (const auto& [kind, rows] : kinds.as_object()) {
      EXPECT_NE(shipped().dictionaries.at("report_kind").choice(kind), nullptr);
      for (const json::Value& row : rows.as_array()) {
        const Field* starts = type->field(row.text("starts"));
        ASSERT_NE(starts, nullptr);
        EXPECT_EQ(starts->kind, FieldKind::kInstant);
        EXPECT_TRUE(parse_duration(row.text("limit")));
        EXPECT_NE(shipped().dictionaries.at("channel").choice(row.text("channel")), nullptr);
      }
    }
  }
  EXPECT_EQ(body("reporting_limits")["dike_incident"]["first"].as_array().size(), 4U);
}

TEST(Ladders, HaveKnownChannelsAndWaits) {
  for (const auto& [name, rungs] : body("ladders")["ladders"].as_object()) {
    SCOPED_TRACE(name);
    for (const json::Value& rung : rungs.as_array()) {
      EXPECT_NE(shipped().dictionaries.at("channel").choice(rung.text("channel")), nullptr);
      EXPECT_TRUE(parse_duration(rung.text("wait")));
    }
  }
}

// 国务院办公厅放假通知: shifted working days fall on weekends, holidays never on a shifted working
// day.
TEST(Calendar, ShiftsOnlyWeekendsToWork) {
  int years = 0;
  for (const Rule& rule : shipped().rules) {
    if (rule.name != "calendar") continue;
    ++years;
    const std::string year = std::to_string(rule.body.integer("year"));
    SCOPED_TRACE(year);
    std::set<std::string> holidays;
    for (const json::Value& item : rule.body["holidays"].as_array()) {
      EXPECT_TRUE(parse_date(item.as_string())) << item.as_string();
      EXPECT_EQ(item.as_string().substr(0, 4), year);
      EXPECT_TRUE(holidays.insert(item.as_string()).second) << item.as_string() << " twice";
    }
    for (const json::Value& item : rule.body["workdays"].as_array()) {
      const std::chrono::weekday weekday{std::chrono::sys_days{day(item.as_string())}};
      EXPECT_TRUE(weekday == std::chrono::Saturday || weekday == std::chrono::Sunday)
          << item.as_string();
      EXPECT_EQ(holidays.count(item.as_string()), 0U) << item.as_string();
    }
  }
  EXPECT_EQ(years, 9);
}

TEST(Plans, HaveFourLevelsWhoseActionsSayWhoByWhenAndOnWhichClause) {
  const Dictionary& kinds = shipped().dictionaries.at("task_kind");
  for (const auto& [plan, content] : shipped().plans) {
    std::set<std::string> ids;
    for (const char* level : {"1", "2", "3", "4"}) {
      SCOPED_TRACE(std::string(plan) + " " + level);
      const json::Value& at_level = content["levels"][level];
      EXPECT_FALSE(at_level["conditions"].as_array().empty());
      EXPECT_FALSE(at_level["signer"].text("post").empty());
      EXPECT_FALSE(at_level["chair"].text("post").empty());
      for (const json::Value& action : at_level["actions"].as_array()) {
        SCOPED_TRACE(action.text("id"));
        EXPECT_TRUE(ids.insert(action.text("id")).second);
        EXPECT_NE(kinds.choice(action.text("kind")), nullptr) << action.text("kind");
        EXPECT_TRUE(parse_duration(action.text("deadline")));
        EXPECT_FALSE(action.text("clause").empty());
        EXPECT_FALSE(action["title"].text("zh").empty());
        EXPECT_FALSE(action["title"].text("en").empty());
        EXPECT_EQ(action["to"].as_object().has("role"),
                  action["to"].as_object().has("of") && !action["to"].as_object().has("leader_of"));
      }
    }
  }
  EXPECT_EQ(shipped().plans.size(), 2U);
}

// Practice: any key station >= 设防 → IV; >= 警戒 → III; >= 保证 − 0.50 → II; >= 保证 → I.
TEST(AdvisedLevel, FollowsTheStage) {
  const json::Array& steps = body("advised_level")["steps"].as_array();
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_EQ(steps[1].text("stage_kind"), "warning");
  EXPECT_EQ(steps[1].text("level"), "3");
  EXPECT_EQ(steps[2].number("plus_m"), -0.5);
  EXPECT_EQ(steps[3].text("level"), "1");
}

TEST(Indicators, CountTypesAndFieldsThatExist) {
  for (const auto& [name, indicator] : shipped().indicators) {
    SCOPED_TRACE(name);
    const TypeDef* type = shipped().type(indicator.text("of"));
    ASSERT_NE(type, nullptr);
    const std::string at = indicator.text("at");
    const bool dated = type->field(at) != nullptr || at == "occurred_at";
    const bool on_the_day = indicator["standing"].is_object() || indicator["computed"].is_string() || indicator["computed"].is_bool();
    EXPECT_TRUE(dated || on_the_day) << at;
    if (!indicator["by"].is_array()) continue;
    for (const json::Value& by : indicator["by"].as_array()) {  // a path is looked up along its references when it is asked
      const std::string field = by.as_string().substr(0, by.as_string().find('.'));
      EXPECT_TRUE(field == "jurisdiction" || field == "state" || type->field(field) != nullptr) << field;
    }
  }
}

}  // namespace
}  // namespace muster::model::test
