#include "record/search.h"

#include <gmock/gmock.h>

#include <random>

#include "support/small_city.h"

namespace muster {
namespace {

using record::Query;
using record::Record;
using test_support::SmallCity;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(SearchedText, IsFoldedToOneForm) {
  for (const auto& [given, expected] : {std::pair<const char*, const char*>{"ＡＢ１２", "ab12"}, {"  Dam\t AB ", "dam ab"}, {"郝穴　镇", "郝穴 镇"}, {"ß", "ss"}, {"", ""}}) {
    EXPECT_EQ(record::folded(given), expected);
  }
}

TEST(SearchedText, GivesTheInitialsOfPinyin) {
  for (const auto& [given, expected] : {std::pair<const char*, const char*>{"郝穴镇", "hxz"}, {"荆江大堤", "jjdd"}, {"公安县AB", "gax"}, {"", ""}, {"Dam", ""}}) {
    EXPECT_EQ(record::pinyin_initials(given), expected);
  }
}

TEST(SearchedText, NeedsOfATextNoPieceThatATextHoldingItLacks) {
  const std::string alphabet[] = {"a", "b", "1", "2", "堤", "坝", "-", "+", " "};
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    std::vector<std::string> letters;
    for (int n = 0; n < 12; ++n) letters.push_back(alphabet[random() % std::size(alphabet)]);
    const std::size_t from = random() % 12;
    const std::size_t to = from + 1 + random() % (12 - from);
    std::string text;
    std::string term;
    for (std::size_t n = 0; n < 12; ++n) {
      text += letters[n];
      if (n >= from && n < to) term += letters[n];
    }
    const std::vector<std::string> has = record::search_pieces(text);
    for (const std::string& piece : record::needed_pieces(term)) {
      EXPECT_TRUE(std::ranges::binary_search(has, piece)) << piece << " of " << term << " in " << text;
    }
  }
}

class Search : public ::testing::TestWithParam<db::Engine> {
 protected:
  SmallCity city_{GetParam()};
  identity::Viewer chief_ = SmallCity::person("chief", {"*"}, {"*"}, "/jz");

  std::string make(const std::string& name, const std::string& place, json::Object more = {}) {
    record::Draft draft = city_.dam(name, place);
    for (auto& [key, value] : more) draft.fields.set(key, value);
    const auto made = city_.store->create(chief_, {}, draft);
    return made ? made->id : error_text(made.error(), "en");
  }
  std::vector<std::string> found(const std::string& words, const identity::Viewer& viewer, int limit = 50) {
    Query query;
    query.type = "*";
    query.text = words;
    query.limit = limit;
    std::vector<std::string> out;
    const auto page = city_.store->list(viewer, query);
    if (!page) return {error_text(page.error(), "en")};
    for (const Record& hit : page->items) out.push_back(hit.label.substr(0, hit.label.find("·")));
    return out;
  }
  std::vector<std::string> found(const std::string& words) { return found(words, chief_); }
};
INSTANTIATE_TEST_SUITE_P(Engines, Search, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Search, FindsAnyPartFromOneCharacterOn) {
  make("荆江大坝", city_.north);
  make("松滋小坝", city_.north);
  make("Dam AB1234", city_.north);
  EXPECT_THAT(found("坝"), ElementsAre("松滋小坝", "荆江大坝"));
  EXPECT_THAT(found("江大"), ElementsAre("荆江大坝"));
  EXPECT_THAT(found("b12"), ElementsAre("Dam AB1234"));
  EXPECT_THAT(found("２３"), ElementsAre("Dam AB1234"));
  EXPECT_THAT(found("坝 松"), ElementsAre("松滋小坝"));
  EXPECT_THAT(found("jjdb"), ElementsAre("荆江大坝"));
  for (const char* nothing : {"江荆", "荆大", "' OR 1=1", "\"", "b21", "zzz", " "}) EXPECT_THAT(found(nothing), IsEmpty()) << nothing;
}

TEST_P(Search, FindsTypesOfAllKinds) {
  make("北县坝", city_.north);
  EXPECT_THAT(found("北"), UnorderedElementsAre("北县坝", city_.store->get(chief_, "jurisdiction", city_.north)->label));
}

TEST_P(Search, PutsTheWholeValueFirstThenBeginningsThenTheNewest) {
  make("大堤", city_.north);
  make("大堤北坝", city_.north);
  make("荆江大堤", city_.north);
  make("长江大堤", city_.north);
  EXPECT_THAT(found("大堤"), ElementsAre("大堤", "大堤北坝", "长江大堤", "荆江大堤"));
  EXPECT_THAT(found("大堤", chief_, 2), ElementsAre("大堤", "大堤北坝"));
}

TEST_P(Search, ShowsNobodyWhatTheyMayNotRead) {
  make("北坝甲", city_.north);
  make("南坝甲", city_.south);
  EXPECT_THAT(found("坝甲", SmallCity::person("keeper", {"read"}, {"dam"}, "/jz/north")), ElementsAre("北坝甲"));
  EXPECT_THAT(found("坝甲", SmallCity::person("keeper", {"read"}, {"dam"}, "/jz/south")), ElementsAre("南坝甲"));
  EXPECT_THAT(found("坝甲", SmallCity::person("keeper", {"read"}, {"note"}, "/jz/south")), IsEmpty());
  EXPECT_THAT(found("坝甲", SmallCity::person("keeper", {}, {}, "/jz")), IsEmpty());
}

TEST_P(Search, FindsATelephoneByTheWholeOrItsLastFourDigitsOnly) {
  make("甲坝", city_.north, {{"phone", "139-7250-0461"}});
  EXPECT_THAT(found("13972500461"), ElementsAre("甲坝"));
  EXPECT_THAT(found("0461"), ElementsAre("甲坝"));
  for (const char* part : {"1397", "461", "7250", "72500461"}) EXPECT_THAT(found(part), IsEmpty()) << part;
}

TEST_P(Search, FollowsWhatARecordIsCalledAndForgetsWhatIsRemoved) {
  const std::string id = make("旧名坝", city_.north, {{"phone", "13972500461"}});
  record::Draft renamed;
  renamed.type = "dam";
  renamed.id = id;
  renamed.fields = {{"name", "新号坝"}, {"phone", "13972509999"}};
  ASSERT_TRUE(city_.store->update(chief_, {}, renamed).has_value());
  EXPECT_THAT(found("旧名"), IsEmpty());
  EXPECT_THAT(found("0461"), IsEmpty());
  EXPECT_THAT(found("新号"), ElementsAre("新号坝"));
  EXPECT_THAT(found("9999"), ElementsAre("新号坝"));
  record::Draft gone;
  gone.type = "dam";
  gone.id = id;
  gone.reason = "拆除";
  ASSERT_TRUE(city_.store->remove(chief_, {}, gone).has_value());
  EXPECT_THAT(found("新号"), IsEmpty());
}

TEST_P(Search, KeepsLedgersApart) {
  record::Draft draft = city_.dam("演练坝", city_.north);
  record::Intent drill;
  drill.ledger = "drill:1";
  ASSERT_TRUE(city_.store->create(chief_, drill, draft).has_value());
  make("真坝", city_.north);
  EXPECT_THAT(found("坝"), ElementsAre("真坝"));
  Query query;
  query.type = "*";
  query.ledger = "drill:1";
  query.text = "坝";
  ASSERT_EQ(city_.store->list(chief_, query)->items.size(), 1U);
  EXPECT_EQ(city_.store->list(chief_, query)->items.front().label.substr(0, 9), "演练坝");
  query.text = "县";  // a register that all ledgers share
  EXPECT_FALSE(city_.store->list(chief_, query)->items.empty());
}

// The gate of every search: what is found is what holds the words, letter by letter, and nothing else.
TEST_P(Search, FindsExactlyWhatHoldsTheWords) {
  const std::string alphabet[] = {"荆", "江", "堤", "a", "b", "1", "2", "-"};
  std::mt19937 random(11);
  const auto word = [&](std::size_t length) {
    std::string out;
    for (std::size_t i = 0; i < length; ++i) out += alphabet[random() % std::size(alphabet)];
    return out;
  };
  ASSERT_TRUE(city_.store->run(chief_, {}, [&](record::Unit& unit) -> Result<json::Value> {
    for (int i = 0; i < 60; ++i) {
      if (const auto made = unit.create(city_.dam(word(6) + std::to_string(1000 + i), city_.north)); !made) return fail(made.error());
    }
    return json::Value();
  }).has_value());
  Query all;
  all.type = "dam";
  all.limit = 500;
  const std::vector<Record> dams = city_.store->list(chief_, all)->items;
  ASSERT_EQ(dams.size(), 60U);
  for (int i = 0; i < 120; ++i) {
    const std::string words = word(1 + random() % 4);
    if (record::needed_pieces(words).empty()) continue;
    std::vector<std::string> expected;
    for (const Record& dam : dams) {
      const std::string text = record::folded(dam.label) + '\n' + record::folded(dam.number) + '\n' + record::pinyin_initials(dam.label);
      if (text.find(words) != std::string::npos) expected.push_back(dam.id);
    }
    Query query;
    query.type = "*";
    query.text = words;
    query.limit = 500;
    std::vector<std::string> got;
    const auto everything = city_.store->list(chief_, query);
    ASSERT_TRUE(everything.has_value());
    for (const Record& hit : everything->items) {
      if (hit.type == "dam") got.push_back(hit.id);
    }
    EXPECT_THAT(got, ::testing::UnorderedElementsAreArray(expected)) << words;
    query.type = "dam";
    std::vector<std::string> listed;
    const auto of_type = city_.store->list(chief_, query);
    ASSERT_TRUE(of_type.has_value());
    for (const Record& hit : of_type->items) listed.push_back(hit.id);
    EXPECT_THAT(listed, ::testing::UnorderedElementsAreArray(expected)) << words;
  }
}

TEST_P(Search, MakesItsRowsAnewWhereThereAreNone) {
  make("荆江大坝", city_.north);
  city_.database.get().write([](db::Connection& connection) {
    if (connection.engine() == db::Engine::kSqlite) (void)connection.execute("DELETE FROM search_text", {});
    (void)connection.execute("DELETE FROM search_row", {});
    return Status();
  });
  EXPECT_THAT(found("荆江"), IsEmpty());
  ASSERT_TRUE(city_.reopen().has_value());
  EXPECT_THAT(found("荆江"), ElementsAre("荆江大坝"));
}

}  // namespace
}  // namespace muster
