// What a store can send: book quantity, less what is expired, locked or damaged, less what is promised.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "record/record.h"

namespace muster::supply {

/// One goods of one store.
struct FreeStock {
  std::string goods;
  std::string unit;
  double free = 0;
  double book = 0;      ///< what the books say, fit or not
  double unfit = 0;     ///< expired, locked, damaged, to be repaired
  double reserved = 0;  ///< promised by reservations of the ledger
};

/// By store id, goods in the order of their names; of what the viewer may read. A row of stock is a total, its batches say what of it is fit
/// (good or near expiry, and not past `expires_on` on the city's day); what no batch covers goes by the row. Stock is shared between
/// ledgers, reservations are the ledger's own: those held and not past `valid_until`, less what they have used.
[[nodiscard]] Result<std::map<std::string, std::vector<FreeStock>>> free_stock(record::Store& store, const record::Viewer& viewer,
                                                                             const std::string& ledger, UtcTime city_now);

}  // namespace muster::supply
