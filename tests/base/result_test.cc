#include "base/result.h"

#include <gtest/gtest.h>

#include <set>

namespace muster {
namespace {

TEST(ErrorText, FillsParamsInBothLanguages) {
  Error error;
  error.code = ErrorCode::kPortTaken;
  error.params = {{"port", "8443"}};
  EXPECT_EQ(error_text(error, "zh"), "端口 8443 已被占用");
  EXPECT_EQ(error_text(error, "en"), "Port 8443 is taken");
  EXPECT_EQ(error_text(error, "fr"), error_text(error, "zh"));
}

TEST(ErrorText, KeepsAMissingParamVisible) {
  Error error;
  error.code = ErrorCode::kPortTaken;
  EXPECT_EQ(error_text(error, "en"), "Port {port} is taken");
}

// Both texts of a code must speak of the same params, or one reader is told less than the other.
TEST(ErrorTable, NamesTheSameParamsInBothLanguages) {
  const auto params_of = [](std::string_view text) {
    std::set<std::string> names;
    for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
      names.insert(std::string(text.substr(open + 1, text.find('}', open) - open - 1)));
    }
    return names;
  };
  for (int i = 0; i < kErrorCodes; ++i) {
    const ErrorInfo& info = error_info(static_cast<ErrorCode>(i));
    SCOPED_TRACE(info.name);
    EXPECT_EQ(params_of(info.zh), params_of(info.en));
    EXPECT_GE(info.status, 400);
    EXPECT_LT(info.status, 600);
  }
}

}  // namespace
}  // namespace muster
