#include <gtest/gtest.h>

#include "journal/journal.h"
#include "support/small_city.h"

namespace muster {
namespace {

using test_support::SmallCity;

class JournalForm : public ::testing::TestWithParam<db::Engine> {
 protected:
  SmallCity city_{GetParam()};
  identity::Viewer chief_ = SmallCity::person("chief", {"*"}, {"*"}, "/jz");
  std::vector<journal::Entry> entries() {
    return city_.database->read([](db::Connection& connection) { return journal::after(connection, 0, 100); });
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, JournalForm, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(JournalForm, CarriesBeforeAndAfterWithPersonalFieldsSealed) {
  record::Draft draft = city_.dam("北坝", city_.north);
  draft.fields.set("phone", "13900000461");
  const auto dam = city_.store->create(chief_, {}, draft).value();
  record::Draft change;
  change.type = "dam";
  change.id = dam.id;
  change.fields = {{"height_m", 20}};
  ASSERT_TRUE(city_.store->update(chief_, {}, change).has_value());
  const journal::Entry last = entries().back();
  EXPECT_EQ(last.actor.account, "chief");
  const json::Value& fields = last.body["changes"].as_array().at(0)["fields"];
  EXPECT_EQ(json::write(fields), R"({"height_m":[12.5,20],"slope":[2.5,4]})");
  for (const journal::Entry& entry : entries()) EXPECT_EQ(json::write(entry.body).find("13900000461"), std::string::npos);
}

TEST_P(JournalForm, IsWholeAfterAMixOfWrites) {
  const auto dam = city_.store->create(chief_, {}, city_.dam("北坝", city_.north)).value();
  record::Draft leak;
  leak.type = "dam";
  leak.id = dam.id;
  leak.move = "leak";
  ASSERT_TRUE(city_.store->move(chief_, {}, leak).has_value());
  EXPECT_FALSE(city_.store->move(chief_, {}, leak).has_value());
  const auto broken = city_.database->read([](db::Connection& connection) { return journal::verify(connection); });
  EXPECT_FALSE(broken.has_value());
  std::int64_t seq = 0;
  for (const journal::Entry& entry : entries()) EXPECT_EQ(entry.seq, ++seq);
}

}  // namespace
}  // namespace muster
