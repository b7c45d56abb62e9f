#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "identity/access.h"
#include "support/test_database.h"

namespace muster::identity {

constexpr std::string_view kPassword = "江水浩荡浩荡到海边去";  // ten characters
constexpr std::string_view kAddress = "10.0.0.7";

/// One account "wang" with a password, in an access database of its own; wall time stands still
/// until set.
class AccessFixture : public ::testing::TestWithParam<db::Engine> {
 protected:
  AccessFixture() : wall_(from_millis(1767225600000)), database_(GetParam()) {
    open();
    EXPECT_TRUE(access_->add_account(make("wang")));
    EXPECT_TRUE(access_->set_password("wang", kPassword));
  }
  void open() {
    auto opened = Access::open(*database_, wall_, std::string(32, 'k'));
    ASSERT_TRUE(opened);
    access_ = std::move(*opened);
  }
  static Account make(std::string name) {
    Account account;
    account.name = std::move(name);
    account.person = "p-" + account.name;
    return account;
  }
  Result<Session> sign_in(std::string_view name, std::string_view password,
                          std::string_view code = "", std::string_view address = kAddress) {
    return access_->sign_in(name, password, code, address);
  }
  /// The refusal's code; kInternal when there was none.
  template <class T>
  static ErrorCode refused(const Result<T>& result) {
    EXPECT_FALSE(result.has_value());
    return result ? error::kInternal : result.error().code;
  }
  ManualTime wall_;
  test_support::TestDatabase database_;
  std::unique_ptr<Access> access_;
};

}  // namespace muster::identity
