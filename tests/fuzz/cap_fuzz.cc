// libFuzzer. Run: cap_fuzz -max_len=65536 tests/fuzz/seeds/cap
#include <cstddef>
#include <cstdint>

#include "fuzz/formats_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  muster::fuzz::cap_message(data, size);
  muster::fuzz::bulletin(data, size);
  return 0;
}
