// The seed corpus of the fuzz target, and cheap mutations of it, in every test run.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz/request_entry.h"

namespace muster::fuzz {
namespace {

bool run(const std::string& bytes) { return request(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()); }

std::string content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(RequestFuzz, ItsSeedsAreReadAsTheirNamesSayAndNoMutationBreaksAPromise) {
  int read = 0;
  int refused = 0;
  for (const auto& entry : std::filesystem::directory_iterator(MUSTER_SOURCE_DIR "/tests/fuzz/seeds/request")) {
    SCOPED_TRACE(entry.path().filename().string());
    const std::string seed = content(entry.path());
    const bool good = entry.path().filename().string().starts_with("good");
    EXPECT_EQ(run(seed), good);
    (good ? read : refused) += 1;
    for (std::size_t i = 0; i < seed.size(); ++i) {
      run(seed.substr(0, i));
      for (const char byte : {'\0', '\r', '\n', '%', ':', '\xFF'}) {
        std::string changed = seed;
        changed[i] = byte;
        run(changed);
      }
    }
  }
  EXPECT_GE(read, 4);
  EXPECT_GE(refused, 4);
}

}  // namespace
}  // namespace muster::fuzz
