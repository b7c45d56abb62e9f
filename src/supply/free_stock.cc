#include "supply/free_stock.h"

#include <set>
#include <tuple>
#include <utility>

#include "supply/orders_stock.h"

namespace muster::supply {
namespace {

using record::Record;
using StoreGoods = std::pair<std::string, std::string>;

// What the viewer may know of: stores and goods of the rows that he may read.
Result<std::set<StoreGoods>> readable(record::Store& store, const record::Viewer& viewer, const std::string& ledger) {
  std::set<StoreGoods> out;
  for (const char* type : {"stock_item", "stock_batch"}) {
    record::Query query;
    query.type = type;
    query.ledger = ledger;
    const auto rows = store.list_all(viewer, std::move(query));
    if (!rows) return fail(rows.error());
    for (const Record& row : *rows) out.emplace(row.text("store"), row.text("goods"));
  }
  return out;
}

void add(FreeStock& stock, const Lot& lot) {
  stock.goods = lot.goods;
  stock.unit = lot.unit;
  stock.book += lot.book;
  stock.reserved += lot.held;
  if (lot.barred.empty()) {
    stock.free += lot.free();
  } else {
    stock.unfit += lot.book;
  }
}

}  // namespace

Result<std::map<std::string, std::vector<FreeStock>>> free_stock(record::Store& store, const record::Viewer& viewer, const std::string& ledger) {
  const auto known = readable(store, viewer, ledger);
  if (!known) return fail(known.error());
  std::set<std::string> goods;
  for (const auto& [where, what] : *known) goods.insert(what);
  std::map<std::tuple<std::string, std::string, std::string>, FreeStock> sums;  // store, goods, unit
  const Status looked = store.look(viewer, ledger, [&](record::Unit& unit) -> Status {
    for (const std::string& what : goods) {
      for (const Lot& lot : lots_of(unit, what)) {
        if (lot.book > 0 && known->contains({lot.store, what})) add(sums[{lot.store, what, lot.unit}], lot);
      }
    }
    return {};
  });
  if (!looked) return fail(looked.error());
  std::map<std::string, std::vector<FreeStock>> out;
  for (auto& [key, stock] : sums) out[std::get<0>(key)].push_back(std::move(stock));
  return out;
}

}  // namespace muster::supply
