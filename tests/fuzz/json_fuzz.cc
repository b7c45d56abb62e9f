// libFuzzer. Run: json_fuzz -max_len=65536 tests/fuzz/seeds/json
#include <cstddef>
#include <cstdint>

#include "fuzz/formats_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  muster::fuzz::json_text(data, size);
  return 0;
}
