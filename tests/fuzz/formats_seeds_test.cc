// The seed corpora of json_fuzz, xml_fuzz, cap_fuzz and geojson_fuzz, and cheap mutations of them,
// in every test run.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz/formats_entry.h"
#include "geo/geo.h"

namespace muster::fuzz {
namespace {

using Entry = bool (*)(const std::uint8_t*, std::size_t);

bool run(Entry entry, const std::string& bytes) {
  return entry(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

std::string content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Every truncation, and every byte replaced by each of a few that matter to the format.
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

class FormatsFuzz : public testing::TestWithParam<Corpus> {};

TEST_P(FormatsFuzz, ReadsItsSeedsAsTheirNamesSayAndNoMutationBreaksAPromise) {
  int read = 0;
  int refused = 0;
  const auto folder =
      std::filesystem::path(MUSTER_SOURCE_DIR "/tests/fuzz/seeds") / GetParam().name;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(file.path().filename().string());
    const std::string seed = content(file.path());
    const bool good = file.path().filename().string().starts_with("good");
    EXPECT_EQ(run(GetParam().entry, seed), good);
    (good ? read : refused) += 1;
    mutate(GetParam().entry, seed, GetParam().bytes);
    mutate(xml_document, seed, "<&");
  }
  EXPECT_GE(read, 2);
  EXPECT_GE(refused, 2);
}

INSTANTIATE_TEST_SUITE_P(Seeds, FormatsFuzz,
                         testing::Values(Corpus{"json", json_text,
                                                std::string("\0\"\\{}[],:9e\xFF", 13)},
                                         Corpus{"cap", cap_message, "<>&\"9 ,-\xFF"},
                                         Corpus{"geojson", geojson, "[]{},9-e\""},
                                         Corpus{"bulletin", bulletin, "9\xE6\xFF"}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(FormatsFuzz, NoMutationOfGeometryBytesBreaksAPromise) {
  const geo::Geometry area = geo::multi_polygon({geo::rectangle({112, 30, 113, 31}).parts[0]});
  for (const std::string& seed :
       {geo::to_gpkg(area), geo::to_wkb(area), geo::to_wkb(geo::point({112, 30}))}) {
    EXPECT_TRUE(run(geometry_bytes, seed));
    mutate(geometry_bytes, seed, std::string("\0\1\2\x7F\xFF", 5));
  }
}

}  // namespace
}  // namespace muster::fuzz
