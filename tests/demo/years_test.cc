// The figures that Jingzhou published for 2019, each computed from the generated rows; one founding per engine.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <tuple>

#include "app/computed.h"
#include "demo/credit_code.h"
#include "demo/demo_folder.h"
#include "demo/flaws.h"
#include "demo/years.h"
#include "statistics/figures.h"
#include "statistics/rows_url.h"

namespace muster::demo {
namespace {

Folder& founded(db::Engine engine) {
  static std::map<db::Engine, std::unique_ptr<Folder>> made;
  std::unique_ptr<Folder>& folder = made[engine];
  if (!folder) {
    folder = std::make_unique<Folder>(engine);
    const Status loaded = folder->load_city(true);
    EXPECT_TRUE(loaded) << whole_text(loaded.error());
  }
  return *folder;
}

class DemoYears : public testing::TestWithParam<db::Engine> {
 protected:
  json::Value ask(const std::string& name, const std::string& period, const std::string& by = {}, const std::string& place = {}) {
    const auto found = statistics::figure(*city_.store, viewer_, {name, "real", *statistics::period_of(period), place.empty() ? place : place_id(place), by, true},
                                           app::computed_figures(*city_.store, city_.time));
    EXPECT_TRUE(found) << name << (found ? "" : error_text(found.error(), "en"));
    return found ? json::Value(*found) : json::Value{};
  }
  std::vector<record::Record> rows(const std::string& type, std::vector<record::Filter> filters = {}) {
    record::Query query;
    query.type = type;
    query.filters = std::move(filters);
    return *city_.store->list_all(viewer_, query);
  }
  Folder& city_ = founded(GetParam());
  identity::Viewer viewer_ = identity::Viewer::system("test");
};
INSTANTIATE_TEST_SUITE_P(Engines, DemoYears, testing::ValuesIn(test_support::engines()), test_support::engine_name);

struct Figure {
  const char* name;
  const char* period;
  double value;
};
std::string without_dashes(std::string day) {
  std::erase(day, '-');
  return day;
}

constexpr Figure kFigures[] = {
    {"accidents", "2018", 145},           {"accidents", "2019", 111},            {"accident_deaths", "2018", 143},       {"accident_deaths", "2019", 117},
    {"accident_deaths_listed", "2018", 143}, {"accident_deaths_listed", "2019", 117}, {"large_accidents", "2018", 1},     {"large_accidents", "2019", 0},
    {"violations", "2019", 4020},         {"fines", "2019", 5'121'000},          {"fined", "2019", 386},                 {"shut_downs", "2019", 220},
    {"detentions", "2019", 40},           {"city_weather_warnings", "2019", 65}, {"water_bulletins", "2019", 199},       {"consultation_bulletins", "2019", 169},
    {"risk_consultations", "2019", 5},    {"followed_dangers", "2019", 6},      {"followed_dangers_late", "2019", 0},  {"followed_danger_stages", "2019", 30}, {"dike_incidents", "2019", 15},
    {"incident_clocks_late", "2019", 1},  {"screened_sites", "2019", 2201},      {"hazard_points", "2019", 168},         {"hazard_points_removed", "2019", 1},
    {"households_relocated", "2019", 6},  {"rescue_teams", "2019", 43},          {"drills", "2019", 110},                {"drill_people", "2019", 103'416},
    {"migrant_classes", "2019", 312},     {"migrant_trained", "2019", 41'286},   {"training_classes", "2019", 344},      {"national_articles", "2019", 32},
    {"national_communities", "2019", 55}, {"province_communities", "2019", 92},  {"disaster_funds", "2019", 33'500'000}, {"sand_stone", "2019", 100'000},
    {"enforcement_posts", "2019", 318},   {"identified_staff", "2019", 578},     {"basin_commands", "2019", 15},         {"merged_bodies", "2019", 10},
    {"drought_people", "2019", 313'463},  {"drought_aid", "2019", 9'865},        {"drought_crops", "2019", 32'437},      {"drought_loss", "2019", 112'910'000},
    {"duty_checks", "2019", 57},          {"plans_on_register", "2019", 84},     {"plan_defects", "2019", 9},            {"enforcement_posts", "2018", 0},
    {"inspection_findings", "2019", 4020}, {"enterprises", "2019", 541},         {"major_hazard_sources", "2019", 20},   {"township_stations", "2019", 129},
    {"agreements_in_force", "2019", 9},   {"policy_documents", "2019", 12},      {"meeting_decisions", "2019", 24},      {"honours", "2019", 3}};

TEST_P(DemoYears, GiveEachPublishedFigureAndOpenItsRows) {
  for (const Figure& figure : kFigures) {
    SCOPED_TRACE(std::string(figure.name) + ' ' + figure.period);
    const json::Value found = ask(figure.name, figure.period);
    if (std::string(figure.name) == "enforcement_posts" && std::string(figure.period) == "2018") {
      EXPECT_TRUE(found["value"].is_null());  // its calibre begins with the merger
      continue;
    }
    EXPECT_DOUBLE_EQ(found.number("value", -1), figure.value);
    EXPECT_EQ(test_support::opened(*city_.store, viewer_, found.text("rows_url")), found.integer("rows"));
    double rows = 0;
    for (const json::Value& row : found["source_rows"].as_array()) rows += row.number("value");
    EXPECT_NEAR(rows, figure.value, 1e-6);
  }
  EXPECT_EQ(ask("enforcement_bulletins", "2019").integer("value"), 11);  // December's is signed in January
}

TEST_P(DemoYears, AddUpByCountyAndByMonth) {
  for (const Figure& figure : kFigures) {
    const json::Value whole = ask(figure.name, figure.period, "county");
    if (whole["value"].is_null()) continue;
    for (const char* by : {"county", "month"}) {
      SCOPED_TRACE(std::string(figure.name) + ' ' + figure.period + ' ' + by);
      const auto split = statistics::figure(*city_.store, viewer_, {figure.name, "real", *statistics::period_of(figure.period), "", by, false});
      if (!split) continue;  // what stands has no months
      const json::Value shown(*split);
      double sum = 0;
      std::int64_t opened = 0;
      for (const json::Value& part : shown["by"].as_array()) {
        sum += part.number("value");
        opened += test_support::opened(*city_.store, viewer_, part.text("rows_url"));
      }
      EXPECT_NEAR(sum, figure.value, 1e-6);
      EXPECT_EQ(opened, shown.integer("rows"));
    }
  }
}

TEST_P(DemoYears, ComputeChangesAndNeverJoinCalibres) {
  EXPECT_DOUBLE_EQ(ask("accidents", "2019")["change"].number("percent"), -23.4);
  EXPECT_DOUBLE_EQ(ask("accident_deaths", "2019")["change"].number("percent"), -18.2);
  EXPECT_TRUE(ask("accidents", "2018")["change"].is_null());
  EXPECT_TRUE(ask("accidents", "2017")["value"].is_null());
  EXPECT_EQ(ask("accidents", "2017").integer("published"), 181);
  EXPECT_EQ(ask("accident_deaths", "2017").integer("published"), 78);
}

TEST_P(DemoYears, HaveTheAccidentsOfEachSectorInTheirPlacesAndSeasons) {
  std::map<std::string, std::pair<double, double>> sectors;
  const json::Value accidents = ask("accidents", "2019", "sector");
  const json::Value deaths = ask("accident_deaths", "2019", "sector");
  for (const json::Value& part : accidents["by"].as_array()) sectors[part.text("key")].first = part.number("value");
  for (const json::Value& part : deaths["by"].as_array()) sectors[part.text("key")].second = part.number("value");
  EXPECT_EQ(sectors["road"], (std::pair<double, double>{74, 76}));
  EXPECT_EQ(sectors["construction"], (std::pair<double, double>{15, 18}));
  EXPECT_EQ(sectors["farm_machine"], (std::pair<double, double>{4, 3}));
  EXPECT_EQ(sectors["mine"], (std::pair<double, double>{1, 1}));
  for (const record::Record& mine : rows("accident", {{"sector", "eq", "mine"}})) EXPECT_TRUE(mine.jpath.starts_with("/42/10/87")) << mine.label;
  std::map<int, int> by_deaths;
  for (const record::Record& row : rows("accident", {{"happened_at", "ge", "2019-01-01T00:00:00+08:00"}})) ++by_deaths[static_cast<int>(row.integer("deaths"))];
  EXPECT_EQ(by_deaths, (std::map<int, int>{{0, 3}, {1, 99}, {2, 9}}));
  for (const record::Record& row : rows("accident")) EXPECT_EQ(row.state, "closed");
}

TEST_P(DemoYears, AgreeBetweenTheReturnsAndTheRegisters) {
  double fines_fen = 0;
  std::int64_t shut = 0;
  std::int64_t detained = 0;
  for (const record::Record& row : rows("enforcement_return")) {
    fines_fen += row.number_of("fines_fen");
    shut += row.integer("shut_downs");
    detained += row.integer("detentions");
  }
  EXPECT_DOUBLE_EQ(fines_fen, 512'100'000);
  EXPECT_EQ(shut, 220);
  EXPECT_EQ(detained, 40);
}

// Every violation of a return is a finding of an inspection of that department's sector, month and county.
TEST_P(DemoYears, CountAsManyFindingsAsTheReturnsTellInEachMonthSectorAndCounty) {
  using Cell = std::tuple<std::string, std::string, std::string>;
  std::map<std::string, record::Record> inspections;
  for (record::Record& row : rows("inspection")) inspections.emplace(row.id, std::move(row));
  const auto county = [](const std::string& path) { return path.substr(0, 9); };  // "/42/10/87"
  std::map<Cell, std::int64_t> found;
  std::map<std::string, std::int64_t> per_visit;
  for (const record::Record& row : rows("finding")) {
    const record::Record& visit = inspections.at(row.text("inspection"));
    ++found[{row.text("inspection").empty() ? "" : format_date(city_day(*visit.instant("started_at"))).substr(0, 7), visit.text("sector"), county(visit.jpath)}];
    ++per_visit[visit.id];
  }
  std::map<Cell, std::int64_t> told;
  for (const record::Record& row : rows("enforcement_return")) {
    if (row.integer("violations") > 0) told[{row.text("month"), row.text("sector"), county(row.jpath)}] += row.integer("violations");
  }
  EXPECT_EQ(found, told);
  for (const auto& [id, visit] : inspections) {
    EXPECT_EQ(visit.integer("findings"), per_visit[id]) << visit.label;
    EXPECT_EQ(visit.state, "closed");
    EXPECT_TRUE(visit.number.starts_with("ZF-2019")) << visit.number;
  }
}

TEST_P(DemoYears, HaveFirmsWithSoundCreditCodesAndSourcesGradedByTheStandard) {
  for (const record::Record& firm : rows("enterprise")) {
    const std::string code = firm.text("credit_code");
    ASSERT_EQ(code.size(), 18U);
    EXPECT_EQ(code.back(), credit_check(code.substr(0, 17))) << code;
    EXPECT_EQ(code[16], organisation_check(code.substr(8, 8))) << code;
    EXPECT_NE(firm.text("name").find("演示"), std::string::npos);
  }
  std::map<std::string, record::Record> substances;
  for (record::Record& row : rows("hazardous_substance")) substances.emplace(row.text("unit"), std::move(row));
  for (const record::Record& unit : rows("hazardous_unit")) {
    const record::Record& only = substances.at(unit.id);
    EXPECT_NEAR(unit.number_of("s_value"), only.number_of("ratio"), 0.006);
    EXPECT_NEAR(unit.number_of("r_value"), unit.number_of("alpha") * only.number_of("weighted"), 0.006);
    const double r = unit.number_of("r_value");
    const std::string grade = unit.number_of("s_value") < 1 ? "none" : r >= 100 ? "1" : r >= 50 ? "2" : r >= 10 ? "3" : "4";
    EXPECT_EQ(unit.text("grade"), grade);
    EXPECT_TRUE(unit.text("monitoring") == "docked" || (grade != "1" && grade != "2"));  // grades I and II are docked to the Ministry
  }
}

TEST_P(DemoYears, AgreeBetweenStationsAndIdentifiedPosts) {
  std::map<std::string, std::int64_t> stations;
  for (const record::Record& row : rows("township_station")) stations[row.jpath.substr(0, 9)] += row.integer("full_time");
  for (const record::Record& row : rows("identified_post", {{"kind", "eq", "township"}})) {
    const auto found = stations.find(row.jpath);
    EXPECT_TRUE(found == stations.end() || found->second == row.integer("people")) << row.jpath;
  }
  EXPECT_EQ(stations.size(), 9U);
}

TEST_P(DemoYears, TellWhoAnsweredForEachWorkInTheFloodOf2019) {
  EXPECT_EQ(ask("net_holes", "2019-07-15").integer("value", -1), 0);
  EXPECT_EQ(ask("net_holes", "2019").integer("value", -1), 0);
}

TEST_P(DemoYears, NumberEachRowInTheYearThatItBelongsTo) {
  for (const char* type : {"accident", "drill", "training_class", "shut_down", "police_transfer", "hidden_danger", "warning", "dike_incident", "instruction"}) {
    for (const record::Record& row : rows(type)) {
      if (row.ledger != "real") continue;
      EXPECT_EQ(row.number.substr(row.number.find('-') + 1, 8), without_dashes(format_date(city_day(row.occurred_at)))) << type;
    }
  }
}

// Each is found by a figure that a bureau would look at, none by knowing where to look.
TEST_P(DemoYears, ShowTheSevenFlawsPlantedOnPurpose) {
  EXPECT_EQ(flaws().size(), 7U);
  for (const Flaw& flaw : flaws()) EXPECT_EQ(ask(flaw.figure, flaw.period).integer("value", -1), flaw.value) << flaw.text.en;
}

TEST_P(DemoYears, NameTheGaugeTheNightTheBatchAndThePlanThatAreWrong) {
  const auto only = [&](const std::string& type, const std::string& url) {
    const auto found = city_.store->get(viewer_, type, url.substr(url.rfind(':') + 1));
    EXPECT_TRUE(found) << url;
    return found ? *found : record::Record{};
  };
  EXPECT_EQ(only("gauge", ask("stuck_gauges", "2019").text("rows_url")).text("code"), kLyingGauge);
  EXPECT_EQ(ask("stuck_gauges", "2019-07-16").integer("value", -1), 0);  // a single day is too short to say so
  const record::Record before = only("duty_shift", ask("duty_gaps", "2019").text("rows_url"));
  EXPECT_EQ(before.jurisdiction_id, place_id("421081"));
  EXPECT_EQ(before.text("to"), format_time(*parse_time("2019-10-04T20:00:00+08:00")));
  EXPECT_EQ(ask("duty_gaps", "2019-10-03").integer("value", -1), 0);
  EXPECT_EQ(rows("duty_check", {{"result", "eq", "absent"}}).size(), 1U);
  const json::Value batches = ask("expired_batches", "2026");
  EXPECT_EQ(batches["source_rows"].as_array().size(), 1U);
  EXPECT_NE(batches["source_rows"].as_array().front().text("label").find("JY2014-03"), std::string::npos);
  const json::Value plans = ask("plans_overdue", "2026");
  EXPECT_NE(plans["source_rows"].as_array().front().text("label").find("石首市森林火灾应急预案"), std::string::npos);
  EXPECT_EQ(rows("clock", {{"about_type", "eq", "emergency_plan"}, {"state", "eq", "late"}}).size(), 1U);
}

TEST(DemoYearsMade, AreTheSameEachTimeAndNeverWithoutBeingAsked) {
  EXPECT_EQ(fingerprint(make_city(true)), fingerprint(make_city(true)));
  EXPECT_TRUE(make_city().years.empty());
  EXPECT_GT(make_city(true).years.size(), 5000U);
}

TEST(Split, GivesWholePartsThatAddUp) {
  EXPECT_EQ(split(10, {1, 1, 1}), (std::vector<std::int64_t>{4, 3, 3}));
  EXPECT_EQ(split(7, {5, 0, 2}), (std::vector<std::int64_t>{5, 0, 2}));
  EXPECT_EQ(split(0, {3, 4}), (std::vector<std::int64_t>{0, 0}));
}

}  // namespace
}  // namespace muster::demo
