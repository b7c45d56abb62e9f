// libFuzzer. Run: csv_fuzz -max_len=65536 tests/fuzz/seeds/csv
#include <cstddef>
#include <cstdint>

#include "fuzz/tables_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  muster::fuzz::csv_table(data, size);
  muster::fuzz::cell_text(data, size);
  return 0;
}
