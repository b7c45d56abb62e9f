// libFuzzer. Run: road_fuzz -max_len=65536 tests/fuzz/seeds/road tests/fuzz/seeds/conditions
#include <cstddef>
#include <cstdint>

#include "fuzz/road_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0 && data[0] == '{')
    muster::fuzz::road_conditions(data, size);
  else
    muster::fuzz::road_extract(data, size);
  return 0;
}
