// Two real servers: a lower node reports to an upper one.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/muster_server.h"
#include "support/test_database.h"

namespace muster::message {
namespace {

using test_support::eventually;
using test_support::MusterServer;

class TwoNodes : public testing::Test {
 protected:
  explicit TwoNodes(db::Engine engine = db::Engine::kSqlite) : upper(engine, {}), lower(db::Engine::kSqlite, {{"MUSTER_NODE_NAME", "lower"}}) {
    upper.start();
    token = upper.account("lower-node", "peer");
    const std::string person = upper.account("upper-duty", "duty_officer");
    upper_duty = person;
    std::filesystem::create_directories(lower.data() + "/peers");
    std::ofstream(lower.data() + "/peers/default.token") << token << '\n';
    lower.settings["MUSTER_MESSAGES_PEER_URL"] = upper.address() + "/api/v1/incoming";
    lower.start();
  }
  std::string queue(const std::string& title) {
    return lower.create("message_out", {{"channel", "written"}, {"receiver", "省防办"}, {"subject", title}, {"text", "管涌一处。"},
                                        {"queued_at", format_time(WallTime().now())}});
  }
  json::Value message(const std::string& id) {
    json::Value answer = lower.get("/api/v1/records/message_out/" + id);
    return answer["record"];
  }
  std::vector<json::Value> documents() {
    const json::Value list = upper.get("/api/v1/records/document_in?limit=500");
    return {list["items"].as_array().begin(), list["items"].as_array().end()};
  }

  MusterServer upper;
  MusterServer lower;
  std::string token;
  std::string upper_duty;
};

// The upper node on PostgreSQL, the lower one on SQLite.
class TwoKindsOfNodes : public TwoNodes {
 protected:
  TwoKindsOfNodes() : TwoNodes(db::Engine::kPostgres) {}
};

TEST_F(TwoKindsOfNodes, AReportArrivesIsSignedForAndTheSignatureComesBack) {
  const std::string id = queue("荆江大堤管涌险情初报");
  ASSERT_TRUE(eventually([&] { return message(id).text("state") == "delivered"; })) << message(id)["fields"].text("error");
  const auto arrived = documents();
  ASSERT_EQ(arrived.size(), 1U);
  EXPECT_EQ(arrived.front()["fields"].text("title"), "荆江大堤管涌险情初报");
  EXPECT_EQ(message(id)["fields"].text("receipt_no"), arrived.front().text("number"));
  const auto signed_for = upper.ask(net::Method::kPost, "/api/v1/records/document_in/" + arrived.front().text("id") + "/moves/sign", "{}", upper_duty);
  ASSERT_EQ(signed_for.status, 200) << signed_for.body;
  ASSERT_TRUE(eventually([&] { return message(id).text("state") == "acknowledged"; }));
  EXPECT_EQ(message(id)["fields"].text("signed_by"), "upper-duty");

  // The lower node's token adds documents and asks for its own receipts; nothing else.
  EXPECT_EQ(upper.ask(net::Method::kGet, "/api/v1/incoming/" + id, {}, token).status, 200);
  EXPECT_EQ(upper.ask(net::Method::kGet, "/api/v1/incoming/" + id, {}, upper_duty).status, 404);
  const auto seen = upper.ask(net::Method::kGet, "/api/v1/records/document_in", {}, token);
  EXPECT_TRUE(seen.status == 403 || (*json::parse(seen.body))["items"].as_array().empty()) << seen.body;
  EXPECT_EQ(upper.ask(net::Method::kPost, "/api/v1/incoming", "{}", token).status, 422);
}

TEST_F(TwoNodes, KilledAgainAndAgainEachReportArrivesOnce) {
  std::vector<std::string> sent;
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 5; ++i) sent.push_back(queue("第 " + std::to_string(round) + " 轮第 " + std::to_string(i) + " 份"));
    // At the moment when something of this round has arrived above, the lower node may not know it yet.
    ASSERT_TRUE(eventually([&] { return documents().size() > static_cast<std::size_t>(round) * 5; }));
    lower.kill();
    lower.start();
  }
  ASSERT_TRUE(eventually([&] {
    return std::all_of(sent.begin(), sent.end(), [&](const std::string& id) { return message(id).text("state") == "delivered"; });
  }));
  EXPECT_EQ(documents().size(), sent.size());
}

}  // namespace
}  // namespace muster::message
