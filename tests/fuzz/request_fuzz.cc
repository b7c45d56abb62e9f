// libFuzzer: request bytes → parser → router. Run: request_fuzz tests/fuzz/seeds/request
#include <cstddef>
#include <cstdint>

#include "fuzz/request_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  muster::fuzz::request(data, size);
  return 0;
}
