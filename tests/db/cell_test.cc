#include <gtest/gtest.h>

#include "db/db.h"

namespace muster::db {
namespace {

TEST(Cell, ReadsNullAsEmpty) {
  const Cell cell;
  EXPECT_TRUE(cell.is_null());
  EXPECT_EQ(cell.integer(), 0);
  EXPECT_EQ(cell.real(), 0.0);
  EXPECT_EQ(cell.text(), "");
  EXPECT_EQ(cell.blob(), "");
  EXPECT_EQ(cell.maybe_text(), std::nullopt);
  EXPECT_EQ(cell.maybe_integer(), std::nullopt);
}

TEST(Cell, ConvertsTextOfAnIntegerAndRefusesOtherText) {
  EXPECT_EQ(Cell("9223372036854775807").integer(), 9223372036854775807);
  EXPECT_EQ(Cell("-4").integer(), -4);
  EXPECT_THROW((void)Cell("4 m").integer(), Failure);
  EXPECT_THROW((void)Cell("").integer(), Failure);
}

TEST(Cell, RefusesTheWrongKind) {
  EXPECT_THROW((void)Cell(4).text(), Failure);
  EXPECT_THROW((void)Cell("x").blob(), Failure);
  EXPECT_THROW((void)Cell(Blob{"x"}).integer(), Failure);
}

TEST(Cell, TakesAnOptional) {
  EXPECT_TRUE(Cell(std::optional<std::string>()).is_null());
  EXPECT_EQ(Cell(std::optional<std::int64_t>(7)), Cell(7));
}

TEST(QuoteName, QuotesNamesOfOurs) {
  EXPECT_EQ(quote_name("r_dike_incident"), "\"r_dike_incident\"");
  EXPECT_EQ(quote_name("f_order"), "\"f_order\"");
}

TEST(QuoteNameDeathTest, RefusesWhatCouldBeAStatement) {
  for (const char* name : {"", "a b", "a\"b", "A", "1a", "a;drop"}) {
    SCOPED_TRACE(name);
    EXPECT_DEATH((void)quote_name(name), "identifier");
  }
  EXPECT_DEATH((void)quote_name(std::string(61, 'a')), "identifier");
}

}  // namespace
}  // namespace muster::db
