// The seed corpora of road_fuzz, and mutations of them, in every test run.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz/road_entry.h"

namespace muster::fuzz {
namespace {

using Entry = bool (*)(const std::uint8_t*, std::size_t);

bool run(Entry entry, const std::string& bytes) {
  return entry(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

/// Every truncation, and bytes replaced by each of a few that matter to the format.
void mutate(Entry entry, const std::string& seed, const std::string& bytes, std::size_t step) {
  for (std::size_t i = 0; i < seed.size(); i += step) {
    run(entry, seed.substr(0, i));
    for (const char byte : bytes) {
      std::string changed = seed;
      changed[i] = byte;
      run(entry, changed);
    }
  }
}

void run_corpus(const char* name, Entry entry, const std::string& bytes, std::size_t step) {
  int read = 0;
  int refused = 0;
  const auto folder = std::filesystem::path(MUSTER_SOURCE_DIR "/tests/fuzz/seeds") / name;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(file.path().filename().string());
    std::ifstream in(file.path(), std::ios::binary);
    const std::string seed((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const bool good = file.path().filename().string().starts_with("good");
    EXPECT_EQ(run(entry, seed), good);
    (good ? read : refused) += 1;
    mutate(entry, seed, bytes, step);
  }
  EXPECT_GE(read, 2);
  EXPECT_GE(refused, 2);
}

TEST(RoadFuzz, ExtractsAreReadAsTheirNamesSayAndNoMutationBreaksAPromise) {
  run_corpus("road", road_extract, std::string("\0\x01\x7F\xFF", 4), 5);
}

TEST(RoadFuzz, ConditionsAreReadAsTheirNamesSayAndNoMutationBreaksAPromise) {
  run_corpus("conditions", road_conditions, "[]{},9-e\"", 2);
}

}  // namespace
}  // namespace muster::fuzz
