// What can still be promised: book minus what this ledger holds, batch by batch. docs/design/dispatch.md.
#pragma once

#include <string>
#include <vector>

#include "record/record.h"

namespace muster::supply {

/// Stock that is counted together: a batch of a store, the rest of a store's stock that no batch tells apart, or a pile by the dike.
struct Lot {
  std::string store;    ///< record id; empty for a pile
  std::string reserve;  ///< record id of a pile (sand_stone_reserve); empty for a store
  std::string batch;    ///< record id; empty when not told apart
  std::string goods;    ///< of dictionary goods
  std::string unit;     ///< as the book keeps it; "m³" for piles
  double book = 0;      ///< in that unit, as this ledger sees it
  double held = 0;      ///< by reservations of this ledger that are held and whose time is not over
  std::string expires_on;  ///< "2027-06-30" or empty
  std::string barred;      ///< "locked" (locked, damaged, in repair, store shut) or "expired"; empty: may be sent
  double density_t_m3 = 1.6;
  [[nodiscard]] double free() const { return book > held ? book - held : 0; }
};

/// All lots of a kind of goods, as the ledger of the unit sees them now: the register's book, less (outside the real ledger, which moves
/// no real stock) what the ledger's own movements took. In the order in which they should leave: those that expire first come first.
[[nodiscard]] std::vector<Lot> lots_of(record::Unit& unit, const std::string& goods);

/// Quantity from one unit of measure into another: the same, or tonnes and cubic metres by bulk density. kUnitsDiffer.
[[nodiscard]] Result<double> convert(double quantity, const std::string& from, const std::string& to, double density_t_m3, const std::string& goods);

/// One at a time may promise, issue or free stock; until the end of the transaction. On SQLite the writer is that lock already.
void lock_stock(record::Unit& unit);

/// Whether everything promised of the reservation's lot is there. kStockPromised.
[[nodiscard]] Status check_promised(record::Unit& unit, const record::Record& reservation);

/// Writes the sums of held reservations beside batch, item or pile (real ledger only).
[[nodiscard]] Status sum_reserved(record::Unit& unit, const record::Record& reservation);

/// Where a lot lies, for messages.
[[nodiscard]] std::string where_of(record::Unit& unit, const std::string& store, const std::string& reserve);
[[nodiscard]] std::string number_text(double quantity);  ///< up to three decimals

}  // namespace muster::supply
