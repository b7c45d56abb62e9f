#include "base/hash.h"

#include <gtest/gtest.h>

namespace muster {
namespace {

TEST(Hash, Sha256OfAbcAsInFips180) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hash, Sm3OfAbcAsInGbT32905ExampleA1) {
  EXPECT_EQ(to_hex(digest(HashAlgorithm::kSm3, "abc")), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

TEST(Hash, HmacAsInRfc4231Case2) {
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Hash, TextFormsGoBothWays) {
  for (const std::string& bytes : {std::string("\x00\xff\x10", 3), std::string("a"), std::string("ab"), random_bytes(100)}) {
    EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
  }
  EXPECT_EQ(from_hex("0g"), "");
  EXPECT_EQ(from_base64("abc"), "");
}

TEST(Seal, OpensOnlyWithKeyAndContext) {
  const std::string key(32, 'k');
  const std::string sealed = seal(key, "13900000461", "person/phone");
  EXPECT_EQ(unseal(key, sealed, "person/phone").value(), "13900000461");
  EXPECT_EQ(sealed, seal(key, "13900000461", "person/phone"));
  EXPECT_EQ(sealed.find("139"), std::string::npos);
  EXPECT_FALSE(unseal(std::string(32, 'x'), sealed, "person/phone").has_value());
  EXPECT_FALSE(unseal(key, sealed, "person/id_number").has_value());
  std::string spoiled = sealed;
  spoiled[10] = spoiled[10] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(unseal(key, spoiled, "person/phone").has_value());
}

}  // namespace
}  // namespace muster
