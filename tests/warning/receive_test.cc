#include <fstream>
#include <gmock/gmock.h>
#include <sstream>

#include "warning/warning_city.h"

namespace muster::warning {
namespace {

using Receiving = WarningCity;
INSTANTIATE_TEST_SUITE_P(Engines, Receiving, testing::ValuesIn(test_support::engines()), test_support::engine_name);

std::string file(const std::string& name) {
  std::ifstream in(std::string(MUSTER_SOURCE_DIR) + "/tests/data/cap/" + name, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

const std::string kReference = "<references>42100041600000,42100041600000_20260819190000_0,2026-08-19T19:00:00+08:00</references>";

// A later message about the sample.
std::string later(const std::string& type) {
  return alert({{"_20260819190000_0</identifier>", "_20260819193000_0</identifier>"}, {"19:00:00+08:00</sent>", "19:30:00+08:00</sent>"},
                {"<msgType>Alert", "<msgType>" + type}, {"</scope>", "</scope>" + kReference}});
}

TEST_P(Receiving, KeepsTheIssuersNameAndMapsHazardColourAndArea) {
  const auto received = take(alert());
  ASSERT_TRUE(received) << error_text(received.error(), "en");
  const record::Record& w = received->record;
  EXPECT_EQ(w.state, "received");
  EXPECT_EQ(w.text("origin"), "relayed");
  EXPECT_EQ(w.text("sender"), "42100041600000");
  EXPECT_EQ(w.text("issuer"), "荆州市气象台");
  EXPECT_EQ(w.text("issuer_body"), ids["weather"]);
  EXPECT_EQ(w.text("hazard"), "rainstorm");
  EXPECT_EQ(w.text("colour"), "orange");
  EXPECT_EQ(w.text("cap_xml"), alert());
  EXPECT_EQ(json::write(*w.fields.find("areas")), json::write(json::Array{ids["gongan"]}));
  EXPECT_EQ(w.jurisdiction_id, ids["gongan"]);
}

struct AreaCase {
  const char* name;
  std::string area;
  std::vector<std::string> places;
};

TEST_P(Receiving, MapsAreasByCodeByPolygonAndByCircle) {
  const std::string code = "<geocode><valueName>GB/T2260</valueName><value>421022</value></geocode>";
  const auto coded = [](const char* value) { return "<geocode><valueName>GB/T 2260</valueName><value>" + std::string(value) + "</value></geocode>"; };
  int n = 0;
  for (const AreaCase& c : {AreaCase{"a code that the place had before 2020", coded("421023"), {"jianli"}}, AreaCase{"the city's code", coded("421000"), {"city"}},
                            AreaCase{"the province's code", coded("420000"), {"city"}}, AreaCase{"another province", coded("430000"), {}},
                            AreaCase{"a polygon in one county", "<polygon>29.7,112.0 29.8,112.0 29.8,112.1 29.7,112.0</polygon>", {"gongan"}},
                            AreaCase{"a circle across the border", "<circle>29.9,112.4 5</circle>", {"gongan", "jianli"}},
                            AreaCase{"a circle far away", "<circle>45.0,10.0 5</circle>", {}}}) {
    SCOPED_TRACE(c.name);
    const auto received = take(alert({{"_0</identifier>", "_" + std::to_string(++n) + "</identifier>"}, {code, c.area}}));
    ASSERT_TRUE(received) << error_text(received.error(), "en");
    json::Array wanted;
    for (const std::string& place : c.places) wanted.emplace_back(ids[place]);
    EXPECT_EQ(json::write(*received->record.fields.find("areas")), json::write(wanted));
  }
}

TEST_P(Receiving, TakesAMessageOnceAndRefusesItsIdentifierForAnother) {
  const auto first = take(alert());
  const auto again = take(alert());
  ASSERT_TRUE(first && again);
  EXPECT_TRUE(again->duplicate);
  EXPECT_EQ(again->record.id, first->record.id);
  const auto other = take(alert({{"19:00:00+08:00</sent>", "19:01:00+08:00</sent>"}}));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, error::kDuplicate);
}

struct ChainCase {
  const char* type;
  const char* state;
};

TEST_P(Receiving, Cap121AnUpdateOrCancelEndsWhatItRefersToInOrderAndOutOfOrder) {
  for (const bool in_order : {true, false}) {
    for (const ChainCase& c : {ChainCase{"Update", "updated"}, ChainCase{"Cancel", "cancelled"}}) {
      SCOPED_TRACE(std::string(c.type) + (in_order ? " in order" : " first"));
      const std::string tag = std::string("2026") + (in_order ? "1" : "2") + c.type;
      const auto named = [&](std::string text) {
        for (std::size_t at = 0; (at = text.find("42100041600000_2026", at)) != std::string::npos; ++at) text.replace(at, 19, "42100041600000_" + tag);
        return text;
      };
      const auto first = take(named(in_order ? alert() : later(c.type)));
      const auto second = take(named(in_order ? later(c.type) : alert()));
      ASSERT_TRUE(first && second);
      const record::Record ended = now(in_order ? first->record : second->record);
      EXPECT_EQ(ended.state, c.state);
      EXPECT_TRUE(ended.has("ended_why"));
      const record::Record ender = now(in_order ? second->record : first->record);
      EXPECT_EQ(ender.state, "received");
      EXPECT_EQ(ender.text("replaces"), std::string(c.type) == "Update" ? ended.id : std::string());
    }
  }
}

TEST_P(Receiving, AnotherSenderEndsNobodysWarning) {
  const auto first = take(alert());
  std::string foreign = later("Cancel");
  foreign.replace(foreign.find("<sender>42100041600000"), 22, "<sender>99999941600000");
  const auto second = take(foreign);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(now(first->record).state, "received");
}

TEST_P(Receiving, ATestOrExerciseNeverBecomesARealWarning) {
  for (const char* status : {"Test", "Exercise", "Draft", "System"}) {
    SCOPED_TRACE(status);
    const std::string xml = alert({{"<status>Actual", "<status>" + std::string(status)}, {"_0</identifier>", std::string("_") + status + "</identifier>"}});
    const auto real = take(xml);
    ASSERT_FALSE(real);
    EXPECT_EQ(real.error().code, error::kBadValue);
    EXPECT_EQ(real.error().field, "status");
    const auto drill = take(xml, "scenario:flood");
    ASSERT_TRUE(drill) << error_text(drill.error(), "en");
    EXPECT_EQ(drill->record.text("status"), status);
    EXPECT_THAT(drill->record.text("headline"), testing::StartsWith("【演练】"));
  }
  const auto actual = take(alert(), "scenario:flood");
  ASSERT_TRUE(actual);
  EXPECT_EQ(actual->record.text("status"), "Exercise");
}

TEST_P(Receiving, RealMessagesOfOtherCountriesAreTakenOrRefusedByTheirStatus) {
  for (const char* name : {"valid/google__canada.cap", "valid/kelvinn__australia_bom.cap", "valid/wmo-im__cap_example.xml", "valid/google__earthquake-iso8859-1.cap"}) {
    SCOPED_TRACE(name);
    const std::string xml = file(name);
    const auto message = cap::parse(xml);
    ASSERT_TRUE(message);
    const auto received = take(xml);
    EXPECT_EQ(received.has_value(), message->status == cap::Status::kActual) << (received ? "" : error_text(received.error(), "en"));
    if (!received) continue;
    EXPECT_EQ(received->record.text("sender"), message->sender);
  }
}

TEST_P(Receiving, AnInvalidMessageIsRefusedWithClauseAndLine) {
  const auto officer = person("officer", "duty_officer", "city");
  const net::Response response = ask(&officer, net::Method::kPost, "/api/v1/cap", alert({{"<urgency>Expected", "<urgency>Soon"}}));
  EXPECT_EQ(response.status, 422);
  EXPECT_THAT(response.body, testing::HasSubstr("CAP 1.2 3.2.2"));
  EXPECT_THAT(response.body, testing::HasSubstr("\"line\""));
}

TEST_P(Receiving, OnlyWhoMayCreateWarningsSendsThem) {
  const auto officer = person("officer", "duty_officer", "city");
  const auto leader = person("leader", "duty_leader", "city");
  const auto elsewhere = person("jianli", "county_duty", "jianli");
  EXPECT_EQ(ask(nullptr, net::Method::kPost, "/api/v1/cap", alert()).status, 403);
  EXPECT_EQ(ask(&elsewhere, net::Method::kPost, "/api/v1/cap", alert()).status, 403);
  const auto far_officer = person("far", "duty_officer", "jianli");  // may create, but not in 公安
  EXPECT_EQ(ask(&far_officer, net::Method::kPost, "/api/v1/cap", alert()).status, 403);
  EXPECT_EQ(ask(&officer, net::Method::kPost, "/api/v1/cap", alert()).status, 201);
  EXPECT_EQ(ask(&leader, net::Method::kPost, "/api/v1/cap", alert()).status, 200);
}

TEST_P(Receiving, AChineseBulletinIsTakenOnceAndLiftedByALaterOne) {
  time.set("2018-07-15T16:10:00+08:00");
  const std::string text = "荆州市气象台2018年07月15日16时03分发布大风黄色预警信号:预计未来3小时，监利东部部分乡镇有8-10级大风，雨量30-50毫米，伴有雷电，请注意防范。 （预警信息来源：国家预警信息发布中心）";
  const auto received = take_bulletin(text);
  ASSERT_TRUE(received) << error_text(received.error(), "en");
  EXPECT_EQ(received->record.text("issuer"), "荆州市气象台");
  EXPECT_EQ(received->record.text("sender"), "42100041600000");
  EXPECT_EQ(received->record.text("hazard"), "gale");
  EXPECT_EQ(received->record.text("colour"), "yellow");
  EXPECT_EQ(received->record.jurisdiction_id, ids["jianli"]);
  EXPECT_TRUE(take_bulletin(text)->duplicate);
  time.set("2018-07-15T18:10:00+08:00");
  const auto lifted = take_bulletin("荆州市气象台2018年07月15日18时05分解除大风黄色预警信号。");
  ASSERT_TRUE(lifted) << error_text(lifted.error(), "en");
  EXPECT_EQ(now(received->record).state, "cancelled");
  const auto officer = person("officer", "duty_officer", "city");
  EXPECT_EQ(ask(&officer, net::Method::kPost, "/api/v1/warnings/bulletin", R"({"text":"今天天气很好"})").status, 422);
  EXPECT_EQ(ask(nullptr, net::Method::kPost, "/api/v1/warnings/bulletin", R"({"text":"x"})").status, 403);
}

TEST_P(Receiving, AWarningPastItsEndExpiresOnce) {
  const auto received = take(alert());
  ASSERT_TRUE(received);
  ASSERT_TRUE(expire(*store, time, "real"));
  EXPECT_EQ(now(received->record).state, "received");
  time.set("2026-08-20T07:00:00+08:00");
  ASSERT_TRUE(expire(*store, time, "real"));
  ASSERT_TRUE(expire(*store, time, "real"));
  EXPECT_EQ(now(received->record).state, "expired");
}

}  // namespace
}  // namespace muster::warning
