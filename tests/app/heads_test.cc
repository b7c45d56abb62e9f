// What leaves the database daily shows that the journal was rewritten, though its own chain is whole again.
#include "app/heads.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/small_city.h"
#include "support/temp_folder.h"

namespace muster::app {
namespace {

using test_support::SmallCity;

class DailyHeads : public ::testing::TestWithParam<db::Engine> {
 protected:
  SmallCity city_{GetParam()};
  test_support::TempFolder folder_;
  identity::Viewer chief_ = SmallCity::person("chief", {"*"}, {"*"}, "/jz");
  const std::string key_ = std::string(32, 'k');

  [[nodiscard]] std::string heads() const { return (folder_.path() / "heads").string(); }
  void note(const std::string& text) {
    record::Draft draft;
    draft.type = "note";
    draft.jurisdiction_id = city_.city;
    draft.fields = {{"text", text}};
    ASSERT_TRUE(city_.store->create(chief_, {}, draft).has_value());
  }
  void follow() { ASSERT_TRUE(record::follow(*city_.database, daily_heads(heads(), key_)).has_value()); }
  std::vector<std::string> faults() {
    std::vector<std::string> out;
    check_heads(*city_.database, heads(), key_, [&](const std::string& file, const std::string& what) { out.push_back(file + ' ' + what); });
    return out;
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, DailyHeads, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(DailyHeads, AreWrittenWhenAnotherDayBegins) {
  note("今天");  // 19 August, 20:00
  const auto last = city_.database->read([](db::Connection& c) { return journal::head_entry(c); });
  follow();
  EXPECT_FALSE(std::filesystem::exists(heads() + "/2026-08-19.json")) << "the day is not over";
  city_.time.advance(std::chrono::hours(5));
  note("明天");
  follow();
  std::ifstream in(heads() + "/2026-08-19.json");
  const auto head = json::parse(std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>()));
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->integer("seq"), last.seq);
  EXPECT_EQ(head->text("hash"), last.hash);
  EXPECT_TRUE(faults().empty());
}

TEST_P(DailyHeads, ShowARewrittenJournalAndAForgedFile) {
  note("今天");
  city_.time.advance(std::chrono::hours(24));
  note("明天");
  city_.time.advance(std::chrono::hours(24));
  note("后天");
  follow();
  ASSERT_TRUE(faults().empty());
  const auto changed = city_.database->write([](db::Connection& c) { return c.execute("UPDATE journal SET hash = 'aa' WHERE seq = (SELECT MAX(seq) - 1 FROM journal)"); });
  ASSERT_TRUE(changed.has_value());
  EXPECT_EQ(faults(), std::vector<std::string>{"2026-08-20.json hash"});
  std::ofstream(heads() + "/2026-08-19.json") << R"({"day":"2026-08-19","seq":1,"hash":"aa","signature":"bb"})";
  EXPECT_EQ(faults(), (std::vector<std::string>{"2026-08-19.json signature", "2026-08-20.json hash"}));
}

}  // namespace
}  // namespace muster::app
