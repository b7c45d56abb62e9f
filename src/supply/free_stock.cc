#include "supply/free_stock.h"

#include <algorithm>
#include <utility>

namespace muster::supply {
namespace {

using record::Record;
using Key = std::pair<std::string, std::string>;  ///< store, goods

Result<std::vector<Record>> all(record::Store& store, const record::Viewer& viewer, const std::string& ledger, const char* type,
                                std::vector<record::Filter> filters = {}) {
  record::Query query;
  query.type = type;
  query.ledger = ledger;
  query.filters = std::move(filters);
  return store.list_all(viewer, std::move(query));
}

bool is_fit(const Record& batch, const std::string& today) {
  const std::string condition = batch.text("condition");
  const bool good = condition == "good" || condition == "near_expiry";
  return good && (!batch.has("expires_on") || batch.text("expires_on") >= today);
}

struct Promised {
  std::map<std::string, double> batch;  ///< of one batch
  std::map<Key, double> goods;          ///< of no batch in particular
};

Promised promised(const std::vector<Record>& reservations, UtcTime now) {
  Promised out;
  for (const Record& one : reservations) {
    if (one.instant("valid_until").value_or(now) <= now) continue;
    const double held = std::max(0.0, one.number_of("quantity") - one.number_of("used_quantity"));
    if (one.has("batch")) {
      out.batch[one.text("batch")] += held;
    } else {
      out.goods[{one.text("store"), one.text("goods")}] += held;
    }
  }
  return out;
}

void add_batch(FreeStock& stock, const Record& batch, const Promised& promises, const std::string& today) {
  const double quantity = batch.number_of("quantity");
  const auto found = promises.batch.find(batch.id);
  const double held = found == promises.batch.end() ? 0 : found->second;
  stock.unit = batch.text("unit_name");
  stock.book += quantity;
  stock.reserved += held;
  if (!is_fit(batch, today)) {
    stock.unfit += quantity;
    return;
  }
  stock.free += std::max(0.0, quantity - held);
}

}  // namespace

Result<std::map<std::string, std::vector<FreeStock>>> free_stock(record::Store& store, const record::Viewer& viewer, const std::string& ledger,
                                                               UtcTime city_now) {
  const auto batches = all(store, viewer, ledger, "stock_batch");
  if (!batches) return fail(batches.error());
  const auto items = all(store, viewer, ledger, "stock_item");
  if (!items) return fail(items.error());
  const auto reservations = all(store, viewer, ledger, "stock_reservation", {{"state", "eq", "held"}});
  if (!reservations) return fail(reservations.error());
  const std::string today = format_date(city_day(city_now));
  const Promised promises = promised(*reservations, city_now);
  std::map<Key, FreeStock> stock;
  for (const Record& batch : *batches) add_batch(stock[{batch.text("store"), batch.text("goods")}], batch, promises, today);
  for (const Record& item : *items) {
    FreeStock& one = stock[{item.text("store"), item.text("goods")}];
    one.unit = item.text("unit_name");
    const double without_batch = std::max(0.0, item.number_of("quantity") - one.book);
    const bool expired = item.has("expires_on") && item.text("expires_on") < today;
    one.book += without_batch;
    (expired ? one.unfit : one.free) += without_batch;
  }
  std::map<std::string, std::vector<FreeStock>> out;
  for (auto& [key, one] : stock) {
    if (const auto held = promises.goods.find(key); held != promises.goods.end()) {
      one.reserved += held->second;
      one.free = std::max(0.0, one.free - held->second);
    }
    one.goods = key.second;
    out[key.first].push_back(std::move(one));
  }
  return out;
}

}  // namespace muster::supply
