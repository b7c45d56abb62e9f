// What a store can send: book quantity, less what is expired, locked or damaged, less what is promised.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "record/record.h"

namespace muster::supply {

/// One goods of one store in one unit.
struct FreeStock {
  std::string goods;
  std::string unit;
  double free = 0;
  double book = 0;      ///< what the books say, fit or not
  double unfit = 0;     ///< expired, locked, damaged, to be repaired
  double reserved = 0;  ///< promised by reservations of the ledger
};

/// By store id, sorted by goods and unit; of the stock that the viewer may read, as the ledger sees it now: what dispatch would promise
/// (lots_of), so that the circle and a proposal never differ.
[[nodiscard]] Result<std::map<std::string, std::vector<FreeStock>>> free_stock(record::Store& store, const record::Viewer& viewer,
                                                                             const std::string& ledger);

}  // namespace muster::supply
