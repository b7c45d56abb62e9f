#include "supply/positions.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/log.h"
#include "errors/dispatch.h"
#include "supply/circle_facts.h"
#include "supply/orders.h"

namespace muster::supply {
namespace {

using record::Draft;
using record::Record;
using record::Unit;
using record::Viewer;

constexpr std::string_view kSqlite =
    "CREATE TABLE vehicle_position (ledger TEXT NOT NULL, vehicle TEXT NOT NULL, at INTEGER NOT NULL, lon REAL NOT NULL, lat REAL NOT NULL, "
    "speed_kmh REAL, PRIMARY KEY (ledger, vehicle)) STRICT, WITHOUT ROWID;";
constexpr std::string_view kPostgres =
    "CREATE TABLE vehicle_position (ledger TEXT NOT NULL, vehicle TEXT NOT NULL, at BIGINT NOT NULL, lon DOUBLE PRECISION NOT NULL, "
    "lat DOUBLE PRECISION NOT NULL, speed_kmh DOUBLE PRECISION, PRIMARY KEY (ledger, vehicle));";

tl::unexpected<Error> missing(const char* field) { return fail(error::kRequired, field, {{"title", field}}); }

Result<Position> position_in(const json::Value& item, UtcTime now, const json::Value& rule) {
  if (!item["lon"].is_number()) return missing("lon");
  if (!item["lat"].is_number()) return missing("lat");
  if (!item["at"].is_string()) return missing("at");
  const auto time = parse_time(item.text("at"));
  if (!time) return fail(time.error());
  const std::int64_t ahead = rule.integer("position_ahead_min", 10);
  if (*time > now + std::chrono::minutes(ahead)) {
    return fail(error::kPositionAhead, "at", {{"at", item.text("at")}, {"minutes", std::to_string(ahead)}});
  }
  Position out{{item.number("lon"), item.number("lat")}, *time, {}};
  if (const Status sound = geo::check(geo::point(out.at)); !sound) return fail(sound.error());
  if (item["speed_kmh"].is_number() && item.number("speed_kmh") >= 0 && item.number("speed_kmh") < 300) out.speed_kmh = item.number("speed_kmh");
  return out;
}

Status move_by_system(record::Store& store, const std::string& ledger, const Record& order, const char* move, json::Object fields, UtcTime at) {
  record::Intent intent;
  intent.kind = "position";
  intent.ledger = ledger;
  Draft draft;
  draft.type = order.type;
  draft.id = order.id;
  draft.move = move;
  draft.fields = std::move(fields);
  draft.occurred_at = at;
  const auto moved = store.move(Viewer::system("rule"), intent, draft);
  if (!moved) return fail(moved.error());
  return {};
}

}  // namespace

std::vector<db::Migration> migrations() { return {{800, "vehicle_position", kSqlite, kPostgres}}; }

std::optional<Position> last_position(db::Connection& connection, const std::string& ledger, const std::string& vehicle) {
  if (vehicle.empty()) return std::nullopt;
  const auto row = connection.one("SELECT at, lon, lat, speed_kmh FROM vehicle_position WHERE ledger = $1 AND vehicle = $2", {ledger, vehicle});
  if (!row) return std::nullopt;
  return Position{{(*row)[1].real(), (*row)[2].real()}, from_millis((*row)[0].integer()), (*row)[3].maybe_real()};
}

// An unknown tracker and one that the sender may not report for are told alike.
void Positions::read_all(const Viewer& viewer, const std::string& ledger, const json::Array& items, const json::Value& rule,
                         std::vector<Incoming>& read, PositionReceipt& receipt) {
  (void)store_.look(viewer, ledger, [&](Unit& unit) -> Status {
    read.clear();
    receipt = {};
    const model::TypeDef& type = *unit.model().type("vehicle");
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string tracker = items[i].text("tracker");
      const auto vehicles = tracker.empty() ? std::vector<Record>{} : unit.find_where("vehicle", {{"tracker", tracker}}, 1);
      if (vehicles.empty() || !viewer.may_record("update", type, vehicles.front().jpath, vehicles.front().id, vehicles.front().fields)) {
        receipt.rejected.emplace_back(i, fail(error::kTrackerUnknown, "tracker", {{"tracker", tracker}}).value());
        continue;
      }
      auto position = position_in(items[i], unit.now(), rule);
      if (position) {
        read.push_back({i, vehicles.front(), *position});
      } else {
        receipt.rejected.emplace_back(i, position.error());
      }
    }
    return {};
  });
}

// One transaction for the batch; of each vehicle the latest is what counts further on.
Result<std::vector<Positions::Incoming>> Positions::keep(const std::string& ledger, const std::vector<Incoming>& incoming, PositionReceipt& receipt) {
  std::vector<std::pair<std::size_t, UtcTime>> old;
  std::map<std::string, Incoming> latest;
  const Status kept = database_.write_with([&](db::Connection& connection) -> Status {
    old.clear();
    latest.clear();
    for (const Incoming& one : incoming) {
      const auto written = connection.execute(
          "INSERT INTO vehicle_position (ledger, vehicle, at, lon, lat, speed_kmh) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (ledger, vehicle) DO "
          "UPDATE SET at = excluded.at, lon = excluded.lon, lat = excluded.lat, speed_kmh = excluded.speed_kmh WHERE excluded.at > vehicle_position.at",
          {ledger, one.vehicle.id, to_millis(one.position.time), one.position.at.lon, one.position.at.lat, one.position.speed_kmh});
      if (!written) return fail(written.error());
      if (*written == 0) {
        const auto last = last_position(connection, ledger, one.vehicle.id);
        old.emplace_back(one.index, last ? last->time : one.position.time);
      } else {
        latest[one.vehicle.id] = one;
      }
    }
    return {};
  });
  if (!kept) return fail(kept.error());
  for (const auto& [index, last] : old) {
    const auto one = std::find_if(incoming.begin(), incoming.end(), [i = index](const Incoming& in) { return in.index == i; });
    receipt.rejected.emplace_back(index, fail(error::kPositionTooOld, "at", {{"at", format_time(one->position.time)}, {"last", format_time(last)}}).value());
  }
  receipt.accepted = static_cast<std::int64_t>(incoming.size() - old.size());
  std::vector<Incoming> out;
  for (auto& [id, one] : latest) out.push_back(std::move(one));
  return out;
}

// The register follows now and then: each change of a record is an entry of the journal, and a lorry reports every few seconds.
Status Positions::show(const Incoming& incoming, const json::Value& rule) {
  const auto held = position_of(incoming.vehicle);
  const auto shown_at = incoming.vehicle.instant("position_at");
  const bool moved = !held || geo::distance_m(*held, incoming.position.at) > rule.number("show_moved_m", 500);
  const bool aged = !shown_at || incoming.position.time - *shown_at >= rule_span(rule, "show_every", std::chrono::minutes(5));
  if (!moved && !aged) return {};
  record::Intent intent;
  intent.kind = "position";
  Draft draft;
  draft.type = "vehicle";
  draft.id = incoming.vehicle.id;
  draft.fields = {{"position_at", format_time(incoming.position.time)}};
  draft.geometry = geo::to_geojson(geo::point(incoming.position.at));
  const auto written = store_.update(Viewer::system("rule"), intent, draft);
  if (!written) return fail(written.error());
  return {};
}

std::optional<UtcTime> Positions::arrival(const std::string& ledger, const geo::Position& to, const Incoming& incoming, const json::Value& rule) {
  const auto roads = ways_(ledger, rule.text("profile", "lorry"), city_.now(ledger), {});
  if (!roads) return std::nullopt;  // without roads nothing is foretold, and the position counts all the same
  const auto minutes = drive_minutes(*roads, {incoming.position.at}, {to});
  if (!minutes || !minutes->front().front()) return std::nullopt;
  const double factor = std::max(0.1, incoming.vehicle.number_of("speed_factor", 1));
  return incoming.position.time + Millis{static_cast<std::int64_t>(std::ceil(*minutes->front().front() / factor)) * 60'000};
}

// What the vehicle carries: alone, in front or among others.
std::vector<Record> Positions::carried(const std::string& ledger, const std::string& vehicle, std::vector<std::pair<std::string, Position>>& convoy) {
  std::vector<Record> orders;
  (void)store_.look(Viewer::system("rule"), ledger, [&](Unit& unit) -> Status {
    orders = unit.find_where("transfer_order", {{"state", "on_road"}}, 2000);
    std::erase_if(orders, [&](const Record& order) {
      const auto all = vehicles_of(order);
      return std::ranges::find(all, vehicle) == all.end();
    });
    convoy.clear();
    for (const Record& order : orders) {
      for (const std::string& other : vehicles_of(order)) {
        const auto last = other == vehicle ? std::nullopt : last_position(unit.connection(), ledger, other);
        if (last && last->time >= order.instant("departed_at").value_or(last->time)) convoy.emplace_back(order.id, *last);
      }
    }
    return {};
  });
  return orders;
}

// An order has arrived with its last vehicle, and is expected when that one is.
Status Positions::renew(const std::string& ledger, const Incoming& incoming, const json::Value& rule, std::vector<std::string>& renewed) {
  std::vector<std::pair<std::string, Position>> convoy;
  for (const Record& order : carried(ledger, incoming.vehicle.id, convoy)) {
    const auto to = position_of(order);
    if (!to || order.has("arrived_at")) continue;
    const auto there = [&](geo::Position at) { return geo::distance_m(*to, at) <= rule.number("arrived_within_m", 250); };
    bool all_there = there(incoming.position.at);
    std::optional<UtcTime> eta = all_there ? std::optional(incoming.position.time) : arrival(ledger, *to, incoming, rule);
    for (const auto& [id, position] : convoy) {
      if (id != order.id || there(position.at)) continue;
      all_there = false;
      const auto other = arrival(ledger, *to, Incoming{incoming.index, incoming.vehicle, position}, rule);
      if (other && eta) eta = std::max(*eta, *other);
    }
    if (all_there) {
      if (Status moved = move_by_system(store_, ledger, order, "arrive", {}, incoming.position.time); !moved) return moved;
      renewed.push_back(order.id);
      continue;
    }
    const auto told = order.instant("expected_at");
    if (!eta || (told && std::chrono::abs(*eta - *told) < std::chrono::minutes(rule.integer("progress_minutes", 5)))) continue;
    if (Status moved = move_by_system(store_, ledger, order, "progress", {{"expected_at", format_time(*eta)}}, incoming.position.time); !moved) return moved;
    renewed.push_back(order.id);
  }
  return {};
}

Result<PositionReceipt> Positions::receive(const Viewer& viewer, const std::string& ledger, const json::Value& body) {
  if (!body["positions"].is_array()) return missing("positions");
  const json::Array& items = body["positions"].as_array();
  if (items.size() > kPositionsAtMost) return fail(error::kTooLarge, "positions", {{"limit", std::to_string(kPositionsAtMost)}});
  const auto rule = dispatch_rule(store_.model(), city_.now(ledger));
  if (!rule) return fail(rule.error());
  PositionReceipt receipt;
  std::vector<Incoming> read;
  read_all(viewer, ledger, items, *rule, read, receipt);
  if (read.empty()) return receipt;
  const auto latest = keep(ledger, read, receipt);
  if (!latest) return fail(latest.error());
  for (const Incoming& one : *latest) {
    Status followed = ledger == "real" ? show(one, *rule) : Status{};
    if (followed) followed = renew(ledger, one, *rule, receipt.orders);
    // The position is kept; what follows from it comes with the next one.
    if (!followed) log::warning("position_followed", {{"vehicle", one.vehicle.id}, {"cause", error_text(followed.error(), "en")}});
  }
  return receipt;
}

}  // namespace muster::supply
