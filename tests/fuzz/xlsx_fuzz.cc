// libFuzzer. Run: xlsx_fuzz -max_len=65536 tests/fuzz/seeds/xlsx
#include <cstddef>
#include <cstdint>

#include "fuzz/tables_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  muster::fuzz::xlsx_table(data, size);
  muster::fuzz::cell_text(data, size);
  return 0;
}
