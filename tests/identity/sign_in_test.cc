#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <thread>

#include "identity/access_fixture.h"
#include "identity/one_time_code.h"

namespace muster::identity {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class SignIn : public AccessFixture {
 protected:
  /// Gives "wang" a second factor and remembers its secret.
  void enable_code() {
    const auto uri = access_->enable_code("wang");
    ASSERT_TRUE(uri);
    const auto start = uri->find("secret=") + 7;
    secret_ = from_base32(uri->substr(start, uri->find('&') - start));
    ASSERT_EQ(secret_.size(), 20U);
  }
  [[nodiscard]] std::string code() const {
    return one_time_code(secret_, to_millis(wall_.now()) / Millis{kCodeStep}.count());
  }

 private:
  static std::string from_base32(const std::string& text) {
    std::string out;
    std::uint32_t buffer = 0;
    unsigned bits = 0;
    for (const char c : text) {
      const int value = c >= 'A' ? c - 'A' : c - '2' + 26;
      buffer = (buffer << 5U | static_cast<std::uint32_t>(value)) & 0xffffU;
      bits += 5;
      if (bits < 8) continue;
      bits -= 8;
      out += static_cast<char>(buffer >> bits & 0xffU);
    }
    return out;
  }
  std::string secret_;
};
INSTANTIATE_TEST_SUITE_P(Engines, SignIn, ::testing::ValuesIn(test_support::engines()),
                         test_support::engine_name);

TEST_P(SignIn, OpensASession) {
  const auto session = sign_in("wang", kPassword);
  ASSERT_TRUE(session);
  EXPECT_TRUE(access_->session(session->token));
}

TEST_P(SignIn, RefusesWrongNameAndWrongPasswordAlike) {
  ASSERT_TRUE(access_->add_account(make("no_password")));
  const auto wrong_name = sign_in("nobody", kPassword);
  const auto wrong_password = sign_in("wang", "wrong password");
  ASSERT_FALSE(wrong_name);
  ASSERT_FALSE(wrong_password);
  EXPECT_EQ(wrong_name.error(), wrong_password.error());
  EXPECT_EQ(wrong_name.error().code, error::kBadCredentials);
  EXPECT_EQ(refused(sign_in("no_password", "")), error::kBadCredentials);
}

// An attacker must not learn from the time taken which accounts exist. CPU time of this thread:
// other load does not count.
TEST_P(SignIn, AnUnknownAccountCostsAsMuchTimeAsAKnownOne) {
  const auto cost = [&](std::string_view name, int from) {
    std::vector<double> times;
    for (int i = 0; i < 3; ++i) {
      timespec before{};
      timespec after{};
      ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
      EXPECT_FALSE(sign_in(name, "wrong password", "", "10.1.0." + std::to_string(from + i)));
      ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
      times.push_back(static_cast<double>(after.tv_sec - before.tv_sec) +
                      1e-9 * static_cast<double>(after.tv_nsec - before.tv_nsec));
    }
    std::sort(times.begin(), times.end());
    return times[1];
  };
  const double known = cost("wang", 0);
  const double unknown = cost("nobody", 10);
  EXPECT_GT(unknown, 0.5 * known);
  EXPECT_LT(unknown, 2.0 * known);
}

TEST_P(SignIn, AfterFiveFailuresAnAccountWaits) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(refused(sign_in("wang", "wrong password", "", "10.2.0." + std::to_string(i))),
              error::kBadCredentials);
    wall_.advance(minutes{1});
  }
  const auto waiting = sign_in("wang", kPassword, "", "10.2.0.9");
  ASSERT_FALSE(waiting);
  EXPECT_EQ(waiting.error().code, error::kTooManyAttempts);
  // The first of the five was five minutes ago.
  EXPECT_EQ(waiting.error().params, (Params{{"until", format_time(wall_.now() + minutes{10})}}));
  wall_.advance(minutes{10} - seconds{1});
  EXPECT_EQ(refused(sign_in("wang", kPassword)), error::kTooManyAttempts);
  wall_.advance(seconds{1});
  EXPECT_TRUE(sign_in("wang", kPassword));
}

TEST_P(SignIn, AfterFiveFailuresAnAddressWaitsForEveryAccount) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(refused(sign_in("guess" + std::to_string(i), "wrong password")),
              error::kBadCredentials);
  }
  EXPECT_EQ(refused(sign_in("wang", kPassword)), error::kTooManyAttempts);
  EXPECT_TRUE(sign_in("wang", kPassword, "", "10.3.0.1"));
}

TEST_P(SignIn, ASuccessForgivesTheAccountsFailures) {
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 4; ++i)
      EXPECT_EQ(refused(sign_in("wang", "wrong password")), error::kBadCredentials);
    EXPECT_TRUE(sign_in("wang", kPassword));
  }
}

TEST_P(SignIn, ManyAtOnceDoNotSlipThroughTheLimit) {
  std::atomic<int> looked_at{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 12; ++i) {
      threads.emplace_back([&] {
        const auto result = sign_in("wang", "wrong password", "", "");
        if (!result && result.error().code == error::kBadCredentials) ++looked_at;
      });
    }
  }
  EXPECT_EQ(looked_at, 5);
}

TEST_P(SignIn, AsksForTheSecondFactorOnlyAfterTheRightPassword) {
  enable_code();
  EXPECT_TRUE(access_->account("wang")->has_code);
  EXPECT_EQ(refused(sign_in("wang", "wrong password")), error::kBadCredentials);
  for (int i = 0; i < 6; ++i)
    EXPECT_EQ(refused(sign_in("wang", kPassword)), error::kCodeRequired);
  EXPECT_TRUE(sign_in("wang", kPassword, code()));
}

TEST_P(SignIn, TakesACodeOnce) {
  enable_code();
  const auto used = code();
  ASSERT_TRUE(sign_in("wang", kPassword, used));
  EXPECT_EQ(refused(sign_in("wang", kPassword, used)), error::kBadCredentials);
  wall_.advance(seconds{30});
  EXPECT_EQ(refused(sign_in("wang", kPassword, used)), error::kBadCredentials);
  EXPECT_TRUE(sign_in("wang", kPassword, code()));
}

TEST_P(SignIn, GuessedCodesCountAsFailures) {
  enable_code();
  const std::string right = code();
  const std::string wrong = right == "000000" ? "000001" : "000000";
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(refused(sign_in("wang", kPassword, wrong)), error::kBadCredentials);
  EXPECT_EQ(refused(sign_in("wang", kPassword, right)), error::kTooManyAttempts);
}

}  // namespace
}  // namespace muster::identity
