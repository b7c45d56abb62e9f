// The live stream, heard through a sink in place of a connection.
#include "app/live.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/test_city.h"

namespace muster::app {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class Ear final : public net::EventSink {
 public:
  bool send(std::string event) override {
    const std::lock_guard lock(mutex_);
    heard_ += event;
    return open_;
  }
  void close() override { open_ = false; }
  [[nodiscard]] bool is_open() const override { return open_; }
  [[nodiscard]] std::string heard() const {
    const std::lock_guard lock(mutex_);
    return heard_;
  }

 private:
  mutable std::mutex mutex_;
  std::string heard_;
  std::atomic<bool> open_ = true;
};

class LiveTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  LiveTest()
      : city_(GetParam()),
        hub_(*city_.installation().database, *city_.installation().store,
             *city_.installation().city, city_.wall()) {
    city_.installation().store->listen(
        [this](const journal::Entry& entry, const std::vector<record::Change>& changes) {
          hub_.committed(entry, changes);
        });
  }
  ~LiveTest() override { city_.platform().stop(); }  // nothing speaks to the hub after it is gone
  Caller as(const std::string& account) {
    Caller who;
    who.signed_in = true;
    who.account = account;
    who.session_token = account;
    who.viewer = *city_.installation().directory->viewer(account, city_.id("person:" + account), "",
                                                         city_.wall().now());
    return who;
  }
  std::shared_ptr<Ear> listen(const std::string& account, std::optional<std::int64_t> after = {}) {
    auto ear = std::make_shared<Ear>();
    const auto response = hub_.open(as(account), "real", after);
    EXPECT_TRUE(response);
    response->stream(ear);
    return ear;
  }
  std::int64_t make(const std::string& name) {
    const Answer made =
        city_.ask({.who = "keeper",
                   .method = "POST",
                   .path = "/api/v1/records/store",
                   .body = R"({"fields":{"name":")" + name + R"(","kind":"flood"}})"});
    EXPECT_EQ(made.status, 201) << made.body;
    return made.json().integer("seq");
  }
  static std::string id_line(std::int64_t seq) { return "id: " + std::to_string(seq) + "\n"; }

  TestCity city_;
  LiveHub hub_;
};

TEST_P(LiveTest, AChangeIsHeardWhereItMayBeReadAndAdvancesTheIdElsewhere) {
  const auto near = listen("gongan");
  const auto far = listen("jianli");
  const std::int64_t seq = make("直播仓");
  EXPECT_THAT(near->heard(),
              HasSubstr(id_line(seq) + "event: change\ndata: {\"seq\":" + std::to_string(seq)));
  EXPECT_THAT(near->heard(), HasSubstr("直播仓"));
  EXPECT_THAT(far->heard(), HasSubstr(id_line(seq) + "\n"));
  EXPECT_THAT(far->heard(), Not(HasSubstr("直播仓")));
}

TEST_P(LiveTest, AStreamThatComesBackMissesNothingAndHearsNothingTwice) {
  const std::int64_t first = make("甲仓");
  const std::int64_t second = make("乙仓");
  const auto ear = listen("gongan", first);
  const std::int64_t third = make("丙仓");
  const std::string heard = ear->heard();
  EXPECT_THAT(heard, Not(HasSubstr("甲仓")));
  for (const std::int64_t seq : {second, third}) {
    const std::size_t at = heard.find(id_line(seq));
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(heard.find(id_line(seq), at + 1), std::string::npos);
  }
  EXPECT_LT(heard.find("乙仓"), heard.find("丙仓"));
}

TEST_P(LiveTest, AResumedStreamLeaksNothingOfAnotherCounty) {
  make("丁仓");
  const auto ear = listen("jianli", 0);
  EXPECT_THAT(ear->heard(), Not(HasSubstr("丁仓")));
  EXPECT_THAT(ear->heard(), HasSubstr(id_line(city_.journal_head())));
}

TEST_P(LiveTest, WhatIsCommittedBetweenTheAnswerAndItsConnectionIsNotLost) {
  const auto response = hub_.open(as("gongan"), "real", city_.journal_head());
  ASSERT_TRUE(response);
  make("戊仓");
  const auto ear = std::make_shared<Ear>();
  response->stream(ear);
  make("己仓");
  EXPECT_THAT(ear->heard(), ContainsRegex("戊仓.*\n\n(.|\n)*己仓"));
}

TEST_P(LiveTest, AnIdFromTheFutureIsAGap) {
  const auto ear = listen("gongan", city_.journal_head() + 1000);
  EXPECT_THAT(ear->heard(), HasSubstr("\"gap\":true"));
}

TEST_P(LiveTest, AnotherLedgersEntriesAreSilent) {
  auto ear = std::make_shared<Ear>();
  const auto response = hub_.open(as("gongan"), "drill:other", {});
  ASSERT_TRUE(response);
  response->stream(ear);
  const std::int64_t seq = make("庚仓");
  EXPECT_THAT(ear->heard(), HasSubstr(id_line(seq) + "\n"));
  EXPECT_THAT(ear->heard(), Not(HasSubstr("庚仓")));
}

TEST_P(LiveTest, ReadingsAreAHintWithoutAnId) {
  const auto ear = listen("gongan");
  hub_.readings("real", {"g1"});
  hub_.readings("drill:other", {"g2"});
  EXPECT_THAT(ear->heard(), HasSubstr("\nevent: readings\ndata: {\"stations\":[\"g1\"]}\n\n"));
  EXPECT_THAT(ear->heard(), Not(HasSubstr("g2")));
}

TEST_P(LiveTest, StreamsEndWithTheirSessionAndAreForgottenWhenClosed) {
  const auto one = listen("gongan");
  const auto two = listen("duty");
  EXPECT_EQ(hub_.open_streams(), 2U);
  hub_.close_session("gongan");
  EXPECT_FALSE(one->is_open());
  EXPECT_TRUE(two->is_open());
  EXPECT_EQ(hub_.open_streams(), 1U);
  hub_.close_all();
  EXPECT_FALSE(two->is_open());
}

INSTANTIATE_TEST_SUITE_P(Engines, LiveTest, ::testing::ValuesIn(test_support::engines()),
                         test_support::engine_name);

}  // namespace
}  // namespace muster::app
