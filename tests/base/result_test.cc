#include "base/result.h"

#include <gtest/gtest.h>

#include <set>

namespace muster {
namespace {

TEST(ErrorText, FillsParamsInBothLanguages) {
  Error error;
  error.code = error::kPortTaken;
  error.params = {{"port", "8443"}};
  EXPECT_EQ(error_text(error, "zh"), "端口 8443 已被占用");
  EXPECT_EQ(error_text(error, "en"), "Port 8443 is taken");
  EXPECT_EQ(error_text(error, "fr"), error_text(error, "zh"));
}

TEST(ErrorText, KeepsAMissingParamVisible) {
  Error error;
  error.code = error::kPortTaken;
  EXPECT_EQ(error_text(error, "en"), "Port {port} is taken");
}

TEST(ErrorText, AParamMayReadDifferentlyInEachLanguage) {
  Error error;
  error.code = error::kRequired;
  error.params = {{"title", bilingual("水位", "Stage")}};
  EXPECT_EQ(error_text(error, "zh"), "“水位”必填");
  EXPECT_EQ(error_text(error, "en"), "Stage is required");
  EXPECT_EQ(param_text("718+350", "en"), "718+350");
}

TEST(ErrorTable, FindsEachCodeByItsValue) {
  for (const ErrorInfo& info : all_errors()) EXPECT_EQ(&error_info(info.code), &info) << info.name;
  EXPECT_EQ(error_info(ErrorCode{1}).name, "internal") << "a value that no file names";
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
  ASSERT_FALSE(all_errors().empty());
  for (const ErrorInfo& info : all_errors()) {
    SCOPED_TRACE(info.name);
    EXPECT_EQ(params_of(info.zh), params_of(info.en));
    EXPECT_GE(info.status, 400);
    EXPECT_LT(info.status, 600);
  }
}

}  // namespace
}  // namespace muster
