#include <gmock/gmock.h>

#include "warning/warning_city.h"
#include "xml/xml.h"

namespace muster::warning {
namespace {

using Feed = WarningCity;
INSTANTIATE_TEST_SUITE_P(Engines, Feed, testing::ValuesIn(test_support::engines()), test_support::engine_name);

std::string header(const net::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST_P(Feed, Rfc4287HoldsWhatIsRelayedAndLinksToValidCap) {
  ASSERT_TRUE(take(alert({{"_0</identifier>", "_9</identifier>"}})));  // received only
  const record::Record warning = relayed(alert());
  const net::Response feed = ask(nullptr, net::Method::kGet, "/cap/feed.atom");
  ASSERT_EQ(feed.status, 200) << feed.body;
  const auto document = xml::Document::parse(feed.body);
  ASSERT_TRUE(document);
  const xml::Element& root = document->root();
  EXPECT_EQ(root.namespace_uri, "http://www.w3.org/2005/Atom");
  for (const char* name : {"id", "title", "updated", "author"}) EXPECT_NE(root.child(name), nullptr) << name;
  const auto entries = root.children_named("entry");
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0]->text_of("id"), "urn:uuid:" + warning.id);
  EXPECT_EQ(entries[0]->child("author")->text_of("name"), "荆州市气象台");

  const net::Response one = ask(nullptr, net::Method::kGet, entries[0]->child("link")->attribute("href"));
  ASSERT_EQ(one.status, 200) << one.body;
  EXPECT_THAT(cap::check(one.body), testing::IsEmpty()) << one.body;
  const auto message = cap::parse(one.body);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->sender, "42100041600000");
  EXPECT_EQ(message->status, cap::Status::kActual);
  ASSERT_EQ(message->infos.size(), 2U);
  EXPECT_EQ(message->infos[0].language, "zh-CN");
  EXPECT_EQ(message->infos[1].language, "en-US");
  EXPECT_EQ(message->infos[1].headline, "Jingzhou Weather Office: Orange Rainstorm warning");
}

TEST_P(Feed, AnUnchangedFeedAnswers304) {
  relayed(alert());
  const net::Response first = ask(nullptr, net::Method::kGet, "/cap/feed.atom");
  const std::string tag = header(first, "ETag");
  ASSERT_FALSE(tag.empty());
  EXPECT_EQ(ask(nullptr, net::Method::kGet, "/cap/feed.atom", "", {{"if-none-match", tag}}).status, 304);
  relayed(alert({{"_0</identifier>", "_1</identifier>"}}));
  EXPECT_EQ(ask(nullptr, net::Method::kGet, "/cap/feed.atom", "", {{"if-none-match", tag}}).status, 200);
}

TEST_P(Feed, AnIssuedOwnWarningIsValidCap) {
  const auto made = own("weather", "gale", "gongan");
  const auto leader = person("leader", "duty_leader", "city", {"weather"});
  ASSERT_TRUE(move(person("officer", "duty_officer", "city", {"weather"}), *made, "draft"));
  EXPECT_EQ(ask(nullptr, net::Method::kGet, "/cap/" + made->text("identifier") + ".xml").status, 404);
  ASSERT_TRUE(move(leader, *made, "approve"));
  ASSERT_TRUE(move(leader, *made, "issue"));
  const net::Response one = ask(nullptr, net::Method::kGet, "/cap/" + made->text("identifier") + ".xml");
  ASSERT_EQ(one.status, 200) << one.body;
  EXPECT_THAT(cap::check(one.body), testing::IsEmpty()) << one.body;
}

TEST_P(Feed, WhatIsNotForThePublicOrNotRelayedIsNotGivenOut) {
  ASSERT_TRUE(take(alert()));
  EXPECT_EQ(ask(nullptr, net::Method::kGet, "/cap/42100041600000_20260819190000_0.xml").status, 404);
  relayed(alert({{"_0</identifier>", "_2</identifier>"}, {"<scope>Public</scope>", "<scope>Restricted</scope><restriction>防指成员单位</restriction>"}}));
  EXPECT_EQ(ask(nullptr, net::Method::kGet, "/cap/42100041600000_20260819190000_2.xml").status, 404);
  EXPECT_THAT(ask(nullptr, net::Method::kGet, "/cap/feed.atom").body, testing::Not(testing::HasSubstr("<entry>")));
}

TEST_P(Feed, AScenarioIsPublicOnlyInADemonstrationAndAlwaysAnExercise) {
  relayed(alert(), "scenario:flood");
  const std::string path = "/cap/42100041600000_20260819190000_0.xml?ledger=scenario:flood";
  EXPECT_EQ(ask(nullptr, net::Method::kGet, path).status, 404);
  EXPECT_EQ(ask(nullptr, net::Method::kGet, "/cap/feed.atom?ledger=scenario:flood").status, 404);
  demo = true;
  const net::Response one = ask(nullptr, net::Method::kGet, path);
  ASSERT_EQ(one.status, 200) << one.body;
  EXPECT_THAT(cap::check(one.body), testing::IsEmpty());
  const auto message = cap::parse(one.body);
  EXPECT_EQ(message->status, cap::Status::kExercise);
  for (const cap::Info& info : message->infos) EXPECT_THAT(info.headline, testing::AnyOf(testing::StartsWith("【演练】"), testing::StartsWith("EXERCISE")));
  EXPECT_EQ(ask(nullptr, net::Method::kGet, "/cap/42100041600000_20260819190000_0.xml").status, 404);
}

}  // namespace
}  // namespace muster::warning
