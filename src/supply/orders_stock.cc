#include "supply/orders_stock.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "errors/dispatch.h"

namespace muster::supply {
namespace {

using record::Draft;
using record::Record;
using record::Unit;

constexpr int kMany = 10'000;
constexpr double kTiny = 1e-6;

// Held until its time is over; the clock that frees it may come a moment later.
bool holds_now(const Record& reservation, UtcTime now) {
  const auto until = reservation.instant("valid_until");
  return reservation.state == "held" && (!until || *until > now);
}

std::string key_of(const Record& row) { return row.text("store") + '|' + row.text("reserve") + '|' + row.text("batch"); }
std::string key_of(const Lot& lot) { return lot.store + '|' + lot.reserve + '|' + lot.batch; }

bool adds(const std::string& kind) { return kind == "receipt" || kind == "return" || kind == "transfer_in" || kind == "count_gain"; }

std::map<std::string, double> held_by_lot(Unit& unit, const std::string& goods) {
  std::map<std::string, double> out;
  for (const Record& row : unit.find_where("stock_reservation", {{"goods", goods}, {"state", "held"}}, kMany)) {
    if (holds_now(row, unit.now())) out[key_of(row)] += row.number_of("quantity");
  }
  return out;
}

// A scenario or drill takes nothing from the shelves, but what it has sent is gone for it.
std::map<std::string, double> moved_by_lot(Unit& unit, const std::string& goods) {
  std::map<std::string, double> out;
  if (unit.ledger() == "real") return out;
  for (const Record& row : unit.find_where("stock_movement", {{"goods", goods}}, kMany)) {
    out[key_of(row)] += (adds(row.text("kind")) ? 1 : -1) * row.number_of("quantity");
  }
  return out;
}

std::string goods_of_pile(const std::string& kind) {
  if (kind == "rubble") return "rubble";
  return kind == "clay" ? std::string() : "sand_gravel";
}

Lot lot_of_batch(const Record& batch, const std::string& today) {
  Lot lot;
  lot.store = batch.text("store");
  lot.batch = batch.id;
  lot.goods = batch.text("goods");
  lot.unit = batch.text("unit_name");
  lot.book = batch.number_of("quantity");
  lot.expires_on = batch.text("expires_on");
  const std::string condition = batch.text("condition");
  if (condition == "locked" || condition == "damaged" || condition == "repair") lot.barred = "locked";
  if (condition == "expired" || (!lot.expires_on.empty() && lot.expires_on < today)) lot.barred = "expired";
  return lot;
}

// Batches first; what an item has beyond them is a lot of its own.
void add_store_lots(Unit& unit, const std::string& goods, const std::string& today, std::vector<Lot>& lots) {
  std::map<std::string, double> in_batches;
  for (const Record& batch : unit.find_where("stock_batch", {{"goods", goods}}, kMany)) {
    lots.push_back(lot_of_batch(batch, today));
    in_batches[batch.text("store")] += batch.number_of("quantity");
  }
  for (const Record& item : unit.find_where("stock_item", {{"goods", goods}}, kMany)) {
    Lot lot;
    lot.store = item.text("store");
    lot.goods = goods;
    lot.unit = item.text("unit_name");
    lot.expires_on = in_batches.contains(lot.store) ? std::string() : item.text("expires_on");
    lot.book = std::max(0.0, item.number_of("quantity") - in_batches[lot.store]);
    if (!lot.expires_on.empty() && lot.expires_on < today) lot.barred = "expired";
    lots.push_back(std::move(lot));
  }
}

void add_piles(Unit& unit, const std::string& goods, std::vector<Lot>& lots) {
  if (goods != "sand_gravel" && goods != "rubble") return;
  for (const Record& pile : unit.find_where("sand_stone_reserve", {}, kMany)) {
    if (goods_of_pile(pile.text("kind")) != goods) continue;
    Lot lot;
    lot.reserve = pile.id;
    lot.goods = goods;
    lot.unit = "m³";
    lot.book = pile.number_of("quantity_m3");
    lot.density_t_m3 = pile.number_of("density_t_m3", lot.density_t_m3);
    lots.push_back(std::move(lot));
  }
}

// Held without naming a batch, beyond what lies outside batches: the batches that leave last stand in for it.
void spread_unnamed(std::vector<Lot>& lots) {
  for (Lot& rest : lots) {
    if (!rest.batch.empty() || rest.held <= rest.book) continue;
    double lacking = rest.held - rest.book;
    for (auto lot = lots.rbegin(); lot != lots.rend() && lacking > kTiny; ++lot) {
      if (lot->store != rest.store || lot->batch.empty() || lot->store.empty()) continue;
      const double part = std::min(lacking, lot->free());
      lot->held += part;
      rest.held -= part;
      lacking -= part;
    }
  }
}

bool is_tonne(const std::string& unit) { return unit == "吨" || unit == "t"; }
bool is_cubic_metre(const std::string& unit) { return unit == "m³" || unit == "m3" || unit == "方" || unit == "立方米"; }

Status write_sum(Unit& unit, const char* type, const std::string& id, const char* field, double sum, double before) {
  if (std::abs(sum - before) < kTiny) return {};
  Draft draft;
  draft.type = type;
  draft.id = id;
  draft.fields = {{field, sum}};
  const auto written = unit.update_by_rule(draft);
  if (!written) return fail(written.error());
  return {};
}

}  // namespace

std::string number_text(double quantity) { return fmt::format("{:g}", std::round(quantity * 1000) / 1000); }

std::string where_of(Unit& unit, const std::string& store, const std::string& reserve) {
  const auto place = store.empty() ? unit.find("sand_stone_reserve", reserve) : unit.find("store", store);
  return place ? place->label : store + reserve;
}

std::vector<Lot> lots_of(Unit& unit, const std::string& goods) {
  std::vector<Lot> lots;
  add_store_lots(unit, goods, format_date(city_day(unit.now())), lots);
  add_piles(unit, goods, lots);
  const auto held = held_by_lot(unit, goods);
  const auto moved = moved_by_lot(unit, goods);
  std::map<std::string, bool> shut;
  for (Lot& lot : lots) {
    if (const auto found = held.find(key_of(lot)); found != held.end()) lot.held = found->second;
    if (const auto found = moved.find(key_of(lot)); found != moved.end()) lot.book = std::max(0.0, lot.book + found->second);
    if (lot.store.empty()) continue;
    if (!shut.contains(lot.store)) {
      const auto store = unit.find("store", lot.store);
      shut[lot.store] = !store || (store->has("is_open") && !store->fields.find("is_open")->as_bool());
    }
    if (shut[lot.store] && lot.barred.empty()) lot.barred = "locked";
  }
  // What never expires leaves after everything that does.
  std::stable_sort(lots.begin(), lots.end(), [](const Lot& a, const Lot& b) {
    if (a.expires_on.empty() != b.expires_on.empty()) return b.expires_on.empty();
    return a.expires_on < b.expires_on;
  });
  spread_unnamed(lots);
  return lots;
}

Result<double> convert(double quantity, const std::string& from, const std::string& to, double density_t_m3, const std::string& goods) {
  if (from == to || (is_tonne(from) && is_tonne(to)) || (is_cubic_metre(from) && is_cubic_metre(to))) return quantity;
  if (is_tonne(from) && is_cubic_metre(to)) return quantity / density_t_m3;
  if (is_cubic_metre(from) && is_tonne(to)) return quantity * density_t_m3;
  return fail(error::kUnitsDiffer, "unit", {{"goods", goods}, {"unit", to}, {"asked", from}});
}

void lock_stock(Unit& unit) {
  if (unit.connection().engine() != db::Engine::kPostgres) return;
  unit.connection().query("SELECT pg_advisory_xact_lock(73061, hashtext(current_schema()))");
}

// The reservation is among what is held. Its own lot must bear it, and the store as a whole, because some name no batch.
Status check_promised(Unit& unit, const Record& reservation) {
  const std::string goods = reservation.text("goods");
  double book = 0;
  double held = 0;
  for (const auto& [key, quantity] : held_by_lot(unit, goods)) {
    if (key.starts_with(reservation.text("store") + '|' + reservation.text("reserve") + '|')) held += quantity;
  }
  bool fits = true;
  double lot_free = 0;
  for (const Lot& lot : lots_of(unit, goods)) {
    if (lot.store != reservation.text("store") || lot.reserve != reservation.text("reserve")) continue;
    const bool own = lot.batch == reservation.text("batch");
    if (own && !lot.barred.empty()) {
      const auto batch = unit.find("stock_batch", lot.batch);
      return fail(error::kStockLocked, "batch",
                  {{"where", where_of(unit, lot.store, lot.reserve)}, {"goods", unit.model().word("goods", goods)}, {"batch", batch ? batch->text("batch_no") : ""}});
    }
    if (lot.barred.empty()) book += lot.book;
    if (own && !lot.batch.empty()) {
      fits = lot.held <= lot.book + kTiny;
      lot_free = lot.book - lot.held + reservation.number_of("quantity");
    }
  }
  if (fits && held <= book + kTiny) return {};
  const double free = std::max(0.0, fits ? book - held + reservation.number_of("quantity") : lot_free);
  return fail(error::kStockPromised, "quantity",
              {{"where", where_of(unit, reservation.text("store"), reservation.text("reserve"))},
               {"goods", bilingual(unit.model().word("goods", goods, "zh"), unit.model().word("goods", goods, "en"))},
               {"free", number_text(free)}, {"asked", number_text(reservation.number_of("quantity"))}, {"unit", reservation.text("unit_name")}});
}

Status sum_reserved(Unit& unit, const Record& reservation) {
  if (unit.ledger() != "real") return {};
  double of_batch = 0;
  double of_place = 0;
  for (const auto& [key, quantity] : held_by_lot(unit, reservation.text("goods"))) {
    if (key == key_of(reservation)) of_batch += quantity;
    if (key.starts_with(reservation.text("store") + '|' + reservation.text("reserve") + '|')) of_place += quantity;
  }
  if (const auto pile = unit.find("sand_stone_reserve", reservation.text("reserve"))) {
    return write_sum(unit, "sand_stone_reserve", pile->id, "reserved_m3", of_place, pile->number_of("reserved_m3"));
  }
  if (const auto batch = unit.find("stock_batch", reservation.text("batch"))) {
    if (Status done = write_sum(unit, "stock_batch", batch->id, "reserved", of_batch, batch->number_of("reserved")); !done) return done;
  }
  for (const Record& item : unit.find_where("stock_item", {{"store", reservation.text("store")}, {"goods", reservation.text("goods")}}, 1)) {
    return write_sum(unit, "stock_item", item.id, "reserved", of_place, item.number_of("reserved"));
  }
  return {};
}

}  // namespace muster::supply
