// The seed corpora of csv_fuzz and xlsx_fuzz, and cheap mutations of them, in every test run.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz/tables_entry.h"

namespace muster::fuzz {
namespace {

using Entry = bool (*)(const std::uint8_t*, std::size_t);

bool run(Entry entry, const std::string& bytes) { return entry(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()); }

void mutate(Entry entry, const std::string& seed, const std::string& bytes) {
  for (std::size_t i = 0; i < seed.size(); ++i) {
    run(entry, seed.substr(0, i));
    for (const char byte : bytes) {
      std::string changed = seed;
      changed[i] = byte;
      run(entry, changed);
    }
  }
}

struct Corpus {
  const char* name;
  Entry entry;
  std::string bytes;
};
class TablesFuzz : public testing::TestWithParam<Corpus> {};

TEST_P(TablesFuzz, ReadsItsSeedsAsTheirNamesSayAndNoMutationBreaksAPromise) {
  int read = 0;
  int refused = 0;
  for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(MUSTER_SOURCE_DIR "/tests/fuzz/seeds") / GetParam().name)) {
    SCOPED_TRACE(file.path().filename().string());
    std::ifstream in(file.path(), std::ios::binary);
    const std::string seed((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const bool good = file.path().filename().string().starts_with("good");
    EXPECT_EQ(run(GetParam().entry, seed), good);
    (good ? read : refused) += 1;
    mutate(GetParam().entry, seed, GetParam().bytes);
  }
  EXPECT_GE(read, 2);
  EXPECT_GE(refused, 1);
}

INSTANTIATE_TEST_SUITE_P(Seeds, TablesFuzz,
                         testing::Values(Corpus{"csv", csv_table, std::string("\0\",;\n\t'\xFF", 8)}, Corpus{"xlsx", xlsx_table, "<>\"9 /&"}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(TablesFuzz, NoMutationOfACellsTextBreaksAPromise) {
  for (const std::string seed : {"2019年7月15日8时30分", "112°14′17.2″E", "1,234.5万元", "水位（单位：m）", "20190715"}) {
    run(cell_text, seed);
    mutate(cell_text, seed, "9.,-:( \xE5\xEF");
  }
}

}  // namespace
}  // namespace muster::fuzz
