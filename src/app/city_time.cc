#include "app/city_time.h"

#include <algorithm>
#include <cmath>

namespace muster::app {
namespace {

constexpr double kSpeedMax = 100000;

UtcTime city_now(const Ledger& ledger, UtcTime wall) {
  if (ledger.kind == "real") return wall;
  if (ledger.stands()) return ledger.city_start;
  const double passed = static_cast<double>((wall - ledger.wall_start).count()) * ledger.speed;
  return ledger.city_start + Millis{std::llround(passed)};
}

}  // namespace

Status StoredCityTime::load() {
  if (const Status done = read(); !done) return done;
  if (knows("real")) return {};
  return add({.id = "real",
              .title_zh = "真实",
              .title_en = "Real",
              .kind = "real",
              .city_start = wall_.now(),
              .wall_start = wall_.now()});
}

Status StoredCityTime::read() {
  std::map<std::string, Ledger, std::less<>> found;
  database_.read_with([&](db::Connection& connection) {
    connection.each(
        "SELECT id, title_zh, title_en, kind, city_start, wall_start, speed FROM ledger", {},
        [&](const db::Row& row) {
          found[row[0].text()] = {row[0].text(),
                                  row[1].text(),
                                  row[2].text(),
                                  row[3].text(),
                                  from_millis(row[4].integer()),
                                  from_millis(row[5].integer()),
                                  row[6].real()};
          return true;
        });
  });
  const std::lock_guard lock(mutex_);
  ledgers_ = std::move(found);
  return {};
}

Status StoredCityTime::store(const Ledger& ledger) {
  const auto changed = database_.write([&](db::Connection& connection) {
    return connection.execute(
        "UPDATE ledger SET city_start = $2, wall_start = $3, speed = $4 WHERE id = $1",
        {ledger.id, to_millis(ledger.city_start), to_millis(ledger.wall_start), ledger.speed});
  });
  if (!changed) return fail(changed.error());
  return read();
}

Status StoredCityTime::add(Ledger ledger) {
  if (ledger.kind != "real") ledger.wall_start = UtcTime{};
  const auto added = database_.write([&](db::Connection& connection) {
    return connection.execute(
        "INSERT INTO ledger (id, title_zh, title_en, kind, city_start, wall_start, speed) VALUES "
        "($1, $2, $3, $4, $5, $6, $7)",
        {ledger.id, ledger.title_zh, ledger.title_en, ledger.kind, to_millis(ledger.city_start),
         to_millis(ledger.wall_start), ledger.speed});
  });
  if (!added) return fail(added.error());
  return read();
}

UtcTime StoredCityTime::now(std::string_view ledger) const {
  const UtcTime wall = wall_.now();
  const std::lock_guard lock(mutex_);
  const auto found = ledgers_.find(ledger);
  return found == ledgers_.end() ? wall : city_now(found->second, wall);
}

double StoredCityTime::speed(std::string_view ledger) const {
  const std::lock_guard lock(mutex_);
  const auto found = ledgers_.find(ledger);
  if (found == ledgers_.end() || found->second.kind == "real") return 1;
  return found->second.stands() ? 0 : found->second.speed;
}

UtcTime StoredCityTime::wall_of(std::string_view ledger, UtcTime city) const {
  const std::lock_guard lock(mutex_);
  const auto found = ledgers_.find(ledger);
  if (found == ledgers_.end() || found->second.kind == "real") return city;
  const Ledger& l = found->second;
  if (l.stands() || l.speed <= 0)
    return from_millis(INT64_C(7258118400000));  // year 2200: not while it stands
  return l.wall_start +
         Millis{std::llround(static_cast<double>((city - l.city_start).count()) / l.speed)};
}

bool StoredCityTime::knows(std::string_view ledger) const {
  const std::lock_guard lock(mutex_);
  return ledgers_.find(ledger) != ledgers_.end();
}

std::vector<Ledger> StoredCityTime::ledgers() const {
  const std::lock_guard lock(mutex_);
  std::vector<Ledger> out;
  for (const auto& [id, ledger] : ledgers_) out.push_back(ledger);
  return out;
}

Status StoredCityTime::set_speed(std::string_view ledger, double speed) {
  if (!(speed >= 0 && speed <= kSpeedMax) || ledger == "real") {
    return fail(error::kOutOfRange, "speed",
                {{"title", "speed"},
                 {"min", "0"},
                 {"max", std::to_string(std::lround(kSpeedMax))},
                 {"value", std::to_string(speed)}});
  }
  if (!knows(ledger)) return fail(error::kNotFound, "ledger", {{"what", std::string(ledger)}});
  Ledger changed;
  {
    const std::lock_guard lock(mutex_);
    changed = ledgers_.find(ledger)->second;
  }
  const UtcTime wall = wall_.now();
  changed.city_start = city_now(changed, wall);
  if (!changed.stands()) changed.wall_start = wall;
  changed.speed = speed;
  return store(changed);
}

Status StoredCityTime::resume_all() {
  for (Ledger ledger : ledgers()) {
    if (ledger.kind == "real" || !ledger.stands()) continue;
    ledger.wall_start = wall_.now();
    if (const Status stored = store(ledger); !stored) return stored;
  }
  return {};
}

Status StoredCityTime::pause_all() {
  for (Ledger ledger : ledgers()) {
    if (ledger.kind == "real" || ledger.stands()) continue;
    ledger.city_start = city_now(ledger, wall_.now());
    ledger.wall_start = UtcTime{};
    if (const Status stored = store(ledger); !stored) return stored;
  }
  return {};
}

}  // namespace muster::app
