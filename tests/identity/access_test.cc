#include <gtest/gtest.h>

#include "identity/access_fixture.h"

namespace muster::identity {
namespace {

using std::chrono::hours;

class AccessTest : public AccessFixture {};
INSTANTIATE_TEST_SUITE_P(Engines, AccessTest, ::testing::ValuesIn(test_support::engines()),
                         test_support::engine_name);

TEST_P(AccessTest, KeepsAccounts) {
  auto demo = make("沙市值班");
  demo.demo = true;
  ASSERT_TRUE(access_->add_account(demo));
  EXPECT_EQ(refused(access_->add_account(make("wang"))), error::kDuplicate);
  EXPECT_EQ(refused(access_->add_account(make(""))), error::kRequired);
  EXPECT_EQ(refused(access_->add_account(make(std::string(65, 'x')))), error::kTooLong);
  open();  // as after a restart
  const auto all = access_->accounts();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "wang");
  EXPECT_EQ(all[0].person, "p-wang");
  EXPECT_TRUE(all[0].has_password);
  EXPECT_FALSE(all[0].has_code);
  EXPECT_TRUE(all[1].demo);
  EXPECT_FALSE(all[1].has_password);
  EXPECT_FALSE(access_->account("nobody"));
}

TEST_P(AccessTest, RefusesShortAndEndlessPasswords) {
  EXPECT_EQ(refused(access_->set_password("wang", "123456789")), error::kWeakPassword);
  EXPECT_EQ(refused(access_->set_password("wang", "江水浩荡浩荡到海边")),
            error::kWeakPassword);  // nine, of 27 bytes
  EXPECT_EQ(refused(access_->set_password("wang", std::string(257, 'x'))), error::kTooLong);
  EXPECT_EQ(refused(access_->set_password("nobody", "1234567890")), error::kNotFound);
  EXPECT_TRUE(access_->set_password("wang", "1234567890"));
}

TEST_P(AccessTest, StoresNeitherPasswordsNorTokensNorCodes) {
  const auto uri = access_->enable_code("wang");
  const auto token = access_->make_token("wang", "test", hours{1});
  const auto link = access_->make_link("wang", hours{1});
  const auto session = access_->open_session("wang", kAddress);
  ASSERT_TRUE(uri && token && link && session);
  std::string all;
  database_->read_with([&](db::Connection& c) {
    for (const char* sql :
         {"SELECT name, password, code FROM account",
          "SELECT hash, purpose, account FROM api_token", "SELECT hash, account, account FROM link",
          "SELECT hash, account, address FROM session"}) {
      for (const auto& row : c.query(sql))
        all += row[0].text() + " " + row[1].text() + " " + row[2].text() + "\n";
    }
  });
  EXPECT_NE(all.find("$argon2id$"), std::string::npos);
  EXPECT_EQ(all.find(kPassword), std::string::npos);
  for (const auto& secret : {*token, *link, session->token, session->csrf}) {
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
  }
}

TEST_P(AccessTest, ASessionIsKnownByItsTokenUntilItEnds) {
  const auto session = access_->open_session("wang", kAddress);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->account, "wang");
  EXPECT_EQ(session->person, "p-wang");
  open();
  const auto again = access_->session(session->token);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->csrf, session->csrf);
  EXPECT_EQ(again->person, "p-wang");
  EXPECT_NE(access_->open_session("wang", kAddress)->csrf, session->csrf);
  EXPECT_EQ(refused(access_->session("")), error::kSessionExpired);
  EXPECT_EQ(refused(access_->session(session->token + "x")), error::kSessionExpired);
  ASSERT_TRUE(access_->end_session(session->token));
  EXPECT_EQ(refused(access_->session(session->token)), error::kSessionExpired);
}

TEST_P(AccessTest, ASessionSlidesByUseUpToTwelveIdleHours) {
  const auto session = access_->open_session("wang", kAddress);
  wall_.advance(hours{11});
  ASSERT_TRUE(access_->session(session->token));
  wall_.advance(hours{11});
  const auto still = access_->session(session->token);
  ASSERT_TRUE(still);
  EXPECT_EQ(still->expires_at, wall_.now() + hours{12});
  wall_.advance(hours{12});
  EXPECT_EQ(refused(access_->session(session->token)), error::kSessionExpired);
}

TEST_P(AccessTest, ASessionEndsAfterSevenDaysHoweverMuchItIsUsed) {
  const auto session = access_->open_session("wang", kAddress);
  for (int i = 0; i < 27; ++i) {
    wall_.advance(hours{6});
    ASSERT_TRUE(access_->session(session->token)) << i;
  }
  wall_.advance(hours{6});
  EXPECT_EQ(refused(access_->session(session->token)), error::kSessionExpired);
}

TEST_P(AccessTest, ADisabledAccountIsOutAtOnce) {
  const auto session = access_->open_session("wang", kAddress);
  const auto token = access_->make_token("wang", "gauge", hours{1});
  const auto link = access_->make_link("wang", hours{1});
  ASSERT_TRUE(access_->disable("wang", true));
  EXPECT_EQ(refused(access_->session(session->token)), error::kSessionExpired);
  EXPECT_EQ(refused(access_->token(*token)), error::kNotSignedIn);
  EXPECT_EQ(refused(access_->use_link(*link, kAddress)), error::kBadCredentials);
  EXPECT_EQ(refused(access_->open_session("wang", kAddress)), error::kBadCredentials);
  EXPECT_EQ(refused(sign_in("wang", kPassword)), error::kBadCredentials);
  ASSERT_TRUE(access_->disable("wang", false));
  EXPECT_EQ(refused(access_->session(session->token)), error::kSessionExpired);
  EXPECT_TRUE(sign_in("wang", kPassword));
  EXPECT_EQ(refused(access_->disable("nobody", true)), error::kNotFound);
}

TEST_P(AccessTest, ANewPasswordEndsTheOldOnesSessions) {
  const auto session = access_->open_session("wang", kAddress);
  ASSERT_TRUE(access_->set_password("wang", "another long one"));
  EXPECT_EQ(refused(access_->session(session->token)), error::kSessionExpired);
  EXPECT_EQ(refused(sign_in("wang", kPassword)), error::kBadCredentials);
}

TEST_P(AccessTest, ALinkWorksOnce) {
  const auto link = access_->make_link("wang", hours{24});
  ASSERT_TRUE(link);
  const auto session = access_->use_link(*link, kAddress);
  ASSERT_TRUE(session);
  EXPECT_TRUE(access_->session(session->token));
  EXPECT_EQ(refused(access_->use_link(*link, kAddress)), error::kLinkUsed);
  EXPECT_EQ(refused(access_->use_link("unknown", kAddress)), error::kLinkUnknown);
  EXPECT_EQ(refused(access_->make_link("nobody", hours{1})), error::kNotFound);
}

TEST_P(AccessTest, ALinkEndsWithItsTime) {
  const auto link = access_->make_link("wang", hours{24});
  wall_.advance(hours{24});
  EXPECT_EQ(refused(access_->use_link(*link, kAddress)), error::kLinkExpired);
}

TEST_P(AccessTest, AnApiTokenActsForItsAccountUntilItsTime) {
  const auto token = access_->make_token("wang", "gauge gateway", hours{24});
  ASSERT_TRUE(token);
  EXPECT_TRUE(token->starts_with("mst_"));
  EXPECT_EQ(access_->token(*token)->name, "wang");
  EXPECT_EQ(refused(access_->token("mst_other")), error::kNotSignedIn);
  EXPECT_EQ(refused(access_->token("")), error::kNotSignedIn);
  EXPECT_EQ(refused(access_->session(*token)), error::kSessionExpired);
  EXPECT_EQ(refused(access_->make_token("nobody", "x", hours{1})), error::kNotFound);
  wall_.advance(hours{24});
  EXPECT_EQ(refused(access_->token(*token)), error::kSessionExpired);
}

TEST_P(AccessTest, AnotherServerKeyKnowsNoToken) {
  const auto session = access_->open_session("wang", kAddress);
  auto other = Access::open(*database_, wall_, std::string(32, 'x'));
  ASSERT_TRUE(other);
  EXPECT_EQ(refused((*other)->session(session->token)), error::kSessionExpired);
  EXPECT_EQ(refused(Access::open(*database_, wall_, "short")), error::kBadSetting);
}

}  // namespace
}  // namespace muster::identity
