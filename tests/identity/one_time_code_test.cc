#include "identity/one_time_code.h"

#include <gtest/gtest.h>

namespace muster::identity {
namespace {

constexpr std::string_view kSecret = "12345678901234567890";

UtcTime at_second(std::int64_t seconds) { return from_millis(seconds * 1000); }

TEST(OneTimeCode, Rfc4226AppendixD) {
  const std::vector<std::string> codes = {"755224", "287082", "359152", "969429", "338314",
                                          "254676", "287922", "162583", "399871", "520489"};
  for (std::size_t i = 0; i < codes.size(); ++i) {
    EXPECT_EQ(one_time_code(kSecret, static_cast<std::int64_t>(i)), codes[i]) << "counter " << i;
  }
}

TEST(OneTimeCode, Rfc6238AppendixB) {
  struct Case {
    std::int64_t second;
    const char* code;
  };
  for (const auto& [second, code] : {Case{59, "94287082"}, Case{1111111109, "07081804"},
                                     Case{1111111111, "14050471"}, Case{1234567890, "89005924"},
                                     Case{2000000000, "69279037"}, Case{20000000000, "65353130"}}) {
    EXPECT_EQ(one_time_code(kSecret, second / kCodeStep.count(), 8), code) << second;
  }
}

TEST(OneTimeCode, Rfc6238Section52OneStepEarlyOrLateIsTakenAndNoMore) {
  const std::string code = one_time_code(kSecret, 40);
  EXPECT_EQ(matching_step(kSecret, code, at_second(40 * 30)), 40);
  EXPECT_EQ(matching_step(kSecret, code, at_second(41 * 30 + 29)), 40);
  EXPECT_EQ(matching_step(kSecret, code, at_second(39 * 30)), 40);
  EXPECT_EQ(matching_step(kSecret, code, at_second(42 * 30)), std::nullopt);
  EXPECT_EQ(matching_step(kSecret, code, at_second(39 * 30 - 1)), std::nullopt);
  EXPECT_EQ(matching_step(kSecret, "", at_second(40 * 30)), std::nullopt);
  EXPECT_EQ(matching_step(kSecret, "12345x", at_second(40 * 30)), std::nullopt);
}

TEST(OneTimeCode, Rfc4648Section10Base32WithoutPadding) {
  EXPECT_EQ(base32(""), "");
  EXPECT_EQ(base32("f"), "MY");
  EXPECT_EQ(base32("fo"), "MZXQ");
  EXPECT_EQ(base32("foo"), "MZXW6");
  EXPECT_EQ(base32("foob"), "MZXW6YQ");
  EXPECT_EQ(base32("fooba"), "MZXW6YTB");
  EXPECT_EQ(base32("foobar"), "MZXW6YTBOI");
}

TEST(OneTimeCode, UriIsReadByAuthenticatorApplications) {
  EXPECT_EQ(
      code_uri("沙 a", "foobar"),
      "otpauth://totp/"
      "Muster:%e6%b2%99%20a?secret=MZXW6YTBOI&issuer=Muster&algorithm=SHA1&digits=6&period=30");
}

}  // namespace
}  // namespace muster::identity
