#include <filesystem>
#include <fstream>
#include <iterator>

#include "message/message_city.h"
#include "message/outbox.h"

namespace muster::message {
namespace {

namespace fs = std::filesystem;
using test_support::need;
using testing::HasSubstr;

using Sending = MessageCity;
INSTANTIATE_TEST_SUITE_P(Engines, Sending, testing::ValuesIn(test_support::engines()), test_support::engine_name);

std::string read_text(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

net::Response taken(const std::string& number, const std::string& signed_by = {}) {
  json::Object answer{{"number", number}, {"received_at", "2026-08-19T20:06:00+08:00"}};
  if (!signed_by.empty()) {
    answer.set("signed_by", signed_by);
    answer.set("signed_at", "2026-08-19T20:05:00+08:00");
  }
  return net::Response::json(answer, 201);
}

TEST_P(Sending, AReportWaitsUntilItHasLeftAndOnlyTheWrittenOneIsAMessage) {
  send_first_report();
  ASSERT_EQ(city.list("message_out").size(), 1U);
  EXPECT_EQ(message().state, "queued");
  for (const record::Record& one : city.list("report_receipt", {{"report_kind", "eq", "first"}})) {
    EXPECT_EQ(one.state, "waiting");
    EXPECT_TRUE(one.has("report"));
  }
}

TEST_P(Sending, WithoutAnAddressItIsAFileNamedByItsNumberForProgramsAndForPeople) {
  send_first_report();
  Sender s = sender();
  ASSERT_TRUE(step(s));
  EXPECT_EQ(message().state, "sent");
  EXPECT_EQ(message().text("carrier"), "folder");
  EXPECT_EQ(receipt().state, "sent");
  const fs::path base = fs::path(settings.outbox) / message().number;
  const json::Value file = need(json::parse(read_text(base.string() + ".json")));
  EXPECT_EQ(file.text("title"), "荆江大堤718+350管涌险情初报");
  EXPECT_EQ(file.text("receiver"), "市委办");
  EXPECT_EQ(file["from"].text("node"), "main");
  EXPECT_THAT(read_text(base.string() + ".txt"), testing::AllOf(HasSubstr("管涌一处。"), HasSubstr(message().number)));
  EXPECT_EQ(std::distance(fs::directory_iterator(settings.outbox), fs::directory_iterator()), 2);  // nothing half written stays
  ASSERT_TRUE(step(s));
  EXPECT_EQ(s.counts().filed, 1);
}

TEST_P(Sending, WhatWasWrittenBeforeACrashIsWrittenAgainTheSame) {
  send_first_report();
  const auto queued = message();
  Sender dies = sender();
  ASSERT_TRUE(step(dies));
  const std::string first = read_text(fs::path(settings.outbox) / (queued.number + ".json"));
  // Another holder of the same news: its intent is the same, so the record is not moved twice.
  Sender again = sender();
  ASSERT_TRUE(step(again));
  EXPECT_EQ(read_text(fs::path(settings.outbox) / (queued.number + ".json")), first);
  EXPECT_EQ(message().integer("attempts"), 1);
}

TEST_P(Sending, AScenarioIsMarkedAndLiesApart) {
  const json::Object envelope{{"number", "WF-1"}, {"ledger", "scenario:flood"}, {"marked", "【情景】"}, {"title", "初报"}, {"text", "x"}};
  ASSERT_TRUE(write_outbox(settings.outbox, envelope));
  EXPECT_THAT(read_text(fs::path(settings.outbox) / "scenario-flood" / "WF-1.txt"), HasSubstr("【情景】初报"));
}

TEST_P(Sending, ANumberLeadsToNoOtherFolder) {
  ASSERT_TRUE(write_outbox(settings.outbox, {{"number", "../../etc/x"}, {"ledger", "../real"}, {"title", "t"}}));
  for (const auto& entry : fs::recursive_directory_iterator(folder.path())) EXPECT_THAT(entry.path().string(), HasSubstr(settings.outbox));
}

TEST_P(Sending, AFolderThatCannotBeWrittenIsTriedAgain) {
  settings.outbox = "/proc/outbox";
  send_first_report();
  Sender s = sender();
  ASSERT_TRUE(step(s));
  EXPECT_EQ(message().state, "failed");
  EXPECT_THAT(message().text("error"), HasSubstr("/proc/outbox"));
  EXPECT_TRUE(message().has("next_at"));
}

TEST_P(Sending, APeersAnswerIsDeliveryAndItsNumberStandsAtTheReceipt) {
  Receiver peer([](const net::Request&) { return taken("SW-20260819-007"); });
  give_address(peer.url());
  fs::create_directories(settings.tokens);
  std::ofstream(settings.tokens + "/city_committee_office.token") << "mst_secret\n";
  send_first_report();
  Sender s = sender();
  ASSERT_TRUE(step(s));
  EXPECT_EQ(message().state, "delivered");
  EXPECT_TRUE(message().has("sent_at"));
  EXPECT_EQ(receipt().state, "delivered");
  EXPECT_EQ(receipt().text("receipt_no"), "SW-20260819-007");
  EXPECT_TRUE(receipt().has("sent_at") && receipt().has("delivered_at"));
  EXPECT_FALSE(receipt().has("receipt_at"));  // delivered is not signed for
  const net::Request request = peer.requests().front();
  EXPECT_EQ(request.header("idempotency-key"), message().id);
  EXPECT_EQ(request.header("authorization"), "Bearer mst_secret");
  EXPECT_THAT(request.body, HasSubstr("管涌一处。"));
}

TEST_P(Sending, ASignatureIsAskedForAndStopsTheClock) {
  std::string signer;
  Receiver peer([&](const net::Request&) { return taken("SW-1", signer); });
  settings.peer_url = peer.url();
  send_first_report();
  Sender s = sender();
  ASSERT_TRUE(step(s));
  signer = "刘值班";
  ASSERT_TRUE(step(s));  // asked once already, and not again at once
  EXPECT_EQ(message().state, "delivered");
  city.time.advance(settings.ask_again);
  ASSERT_TRUE(step(s));
  EXPECT_EQ(message().state, "acknowledged");
  EXPECT_EQ(receipt().state, "acknowledged");
  EXPECT_EQ(receipt().text("receipt_by"), "刘值班");
  EXPECT_EQ(receipt().text("receipt_at"), "2026-08-19T20:05:00+08:00");
  const auto clocks = city.list("clock", {{"about", "eq", receipt().id}});
  ASSERT_EQ(clocks.size(), 1U);
  EXPECT_EQ(clocks.front().state, "met");
}

TEST_P(Sending, APeerThatIsDownIsTriedAgainWithGrowingWaitsUntilTheReceiptWaitsForAPerson) {
  std::string url;
  {
    Receiver gone([](const net::Request&) { return taken("x"); });
    url = gone.url();
  }
  settings.peer_url = url;
  send_first_report();
  Sender s = sender();
  Millis waited{0};
  for (int attempt = 1; attempt <= settings.attempts; ++attempt) {
    ASSERT_TRUE(step(s));
    ASSERT_EQ(message().integer("attempts"), attempt);
    ASSERT_EQ(message().state, "failed");
    EXPECT_FALSE(message().text("error").empty());
    if (attempt == settings.attempts) break;
    const Millis wait = *message().instant("next_at") - city.time.now();
    EXPECT_GE(wait.count(), settings.first_wait.count() * (1 << (attempt - 1)) / 2);
    EXPECT_LE(wait.count(), settings.first_wait.count() * (1 << (attempt - 1)));
    waited += wait;
    ASSERT_TRUE(step(s));
    ASSERT_EQ(message().integer("attempts"), attempt);  // not before its time
    city.time.advance(std::max(wait, Millis{60'000}));  // and not while the circuit is open
  }
  EXPECT_FALSE(message().has("next_at"));
  EXPECT_EQ(receipt().state, "waiting");
  EXPECT_FALSE(receipt().text("failed").empty());
  EXPECT_EQ(s.counts().given_up, 1);
}

TEST_P(Sending, ARefusalIsNotRepeated) {
  Receiver peer([](const net::Request&) {
    return net::Response::json(json::Object{{"detail", "没有这个标题"}}, 422);
  });
  settings.peer_url = peer.url();
  send_first_report();
  Sender s = sender();
  ASSERT_TRUE(step(s));
  city.time.advance(std::chrono::hours(2));
  ASSERT_TRUE(step(s));
  EXPECT_EQ(peer.requests().size(), 1U);
  EXPECT_THAT(message().text("error"), testing::AllOf(HasSubstr("422"), HasSubstr("没有这个标题")));
  // A person mends it and says: again.
  need(city.move(city.as("officer"), message(), "retry"));
  ASSERT_TRUE(step(s));
  EXPECT_EQ(peer.requests().size(), 2U);
}

TEST_P(Sending, AServerErrorPassesAndTheSecondAttemptIsTheSameMessage) {
  int calls = 0;
  Receiver peer([&](const net::Request&) { return ++calls == 1 ? net::Response::text("busy", "text/plain", 503) : taken("SW-2"); });
  settings.peer_url = peer.url();
  send_first_report();
  Sender s = sender();
  ASSERT_TRUE(step(s));
  city.time.advance(settings.first_wait);
  ASSERT_TRUE(step(s));
  EXPECT_EQ(message().state, "delivered");
  const auto requests = peer.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].body, requests[1].body);
  EXPECT_EQ(requests[0].header("idempotency-key"), requests[1].header("idempotency-key"));
}

TEST_P(Sending, WhatAPeerHasInOtherWordsIsThere) {
  Receiver peer([](const net::Request& r) {
    return r.method == net::Method::kPost ? net::Response::json(json::Object{{"code", "intent_conflict"}}, 409) : taken("SW-5");
  });
  settings.peer_url = peer.url();
  send_first_report();
  Sender s = sender();
  ASSERT_TRUE(step(s));
  EXPECT_EQ(message().state, "delivered");
  EXPECT_EQ(message().text("receipt_no"), "SW-5");
}

TEST_P(Sending, TheDefaultTokenIsToldToTheDefaultSystemOnly) {
  Receiver peer([](const net::Request&) { return taken("SW-6"); });
  give_address(peer.url());
  fs::create_directories(settings.tokens);
  std::ofstream(settings.tokens + "/default.token") << "mst_default\n";
  send_first_report();
  Sender s = sender();
  ASSERT_TRUE(step(s));
  EXPECT_EQ(peer.requests().front().header("authorization"), "");
}

TEST_P(Sending, AReceiptTakenByTelephoneEndsTheWaitOfTheMessage) {
  Receiver peer([](const net::Request&) { return taken("SW-3"); });
  settings.peer_url = peer.url();
  send_first_report();
  Sender s = sender();
  ASSERT_TRUE(step(s));
  need(city.move(city.as("officer"), receipt(), "acknowledge", {{"receipt_by", "市委办李某"}}));
  EXPECT_EQ(message().state, "acknowledged");
  EXPECT_EQ(message().text("signed_by"), "市委办李某");
}

TEST_P(Sending, AFaxWaitsForAPersonAndSaysWhoSentIt) {
  const auto fax = need(city.add(test_support::ShippedCity::system(), "message_out",
                                 {{"channel", "fax"}, {"subject", "通知"}, {"text", "正文"}, {"queued_at", format_time(city.time.now())}}, "city"));
  Sender s = sender();
  ASSERT_TRUE(step(s));
  EXPECT_EQ(city.now(fax).state, "queued");
  need(city.move(city.as("officer"), fax, "send", {{"carrier", "fax"}}));
  EXPECT_EQ(city.now(fax).text("sent_by"), city.ids["officer"]);
  EXPECT_FALSE(city.move(city.as("gongan.duty"), fax, "acknowledge"));
}

TEST_P(Sending, TheCircuitOfADeadPeerOpensForAllItsMessagesAndNotForOthers) {
  std::string dead;
  {
    Receiver gone([](const net::Request&) { return taken("x"); });
    dead = gone.url();
  }
  Receiver alive([](const net::Request&) { return taken("SW-9"); });
  Peers peers(city.time, {});
  const auto ask = [&](const std::string& url) {
    net::ClientRequest request;
    request.url = url;
    return peers.ask(request, {}).kind;
  };
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(peers.may_try(dead));
    ASSERT_EQ(ask(dead), Reply::Kind::kTryAgain);
  }
  EXPECT_FALSE(peers.may_try(dead));
  EXPECT_EQ(peers.open_circuits(), 1);
  EXPECT_TRUE(peers.may_try(alive.url()));
  EXPECT_EQ(ask(alive.url()), Reply::Kind::kTaken);
  city.time.advance(std::chrono::seconds(30));
  EXPECT_TRUE(peers.may_try(dead));
  static_cast<void>(ask(dead));
  city.time.advance(std::chrono::seconds(30));
  EXPECT_FALSE(peers.may_try(dead));  // twice as long
}

}  // namespace
}  // namespace muster::message
