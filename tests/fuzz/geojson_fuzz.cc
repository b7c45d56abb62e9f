// libFuzzer. Run: geojson_fuzz -max_len=65536 tests/fuzz/seeds/geojson
#include <cstddef>
#include <cstdint>

#include "fuzz/formats_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  muster::fuzz::geojson(data, size);
  muster::fuzz::geometry_bytes(data, size);
  return 0;
}
