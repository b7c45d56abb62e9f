#include <algorithm>
#include <cmath>

#include "base/id.h"
#include "demo/demo.h"
#include "demo/scenario.h"
#include "demo/years.h"
#include "observation/observation.h"

namespace muster::demo {

namespace {

constexpr std::size_t kBatch = 400;  // items in one journal entry

// With every right, and as the administrator: moves stamp who did them.
identity::Viewer loader() {
  identity::Viewer viewer = identity::Viewer::system("demo");
  viewer.actor.person = id_of("person", "admin");
  viewer.actor.post = id_of("post", "city_admin");
  return viewer;
}

Status write_item(record::Unit& unit, const Item& item) {
  if (!item.create.type.empty()) {
    if (const auto made = unit.create_by_rule(item.create); !made) return fail(made.error());
  }
  for (const record::Draft& draft : item.then) {
    const auto done = draft.move.empty() ? unit.update_by_rule(draft) : unit.move_by_rule(draft);
    if (!done) return fail(done.error());
  }
  return {};
}

Status write_batch(const Loading& into, const std::string& ledger, const std::string& part, const std::vector<Item>& items, std::size_t from) {
  record::Intent intent;
  intent.id = derived_id("demonstration batch " + part + ' ' + std::to_string(from));
  intent.kind = "demonstration";
  intent.ledger = ledger;
  const auto outcome = into.store.run(loader(), intent, [&](record::Unit& unit) -> Result<json::Value> {
    for (std::size_t i = from; i < std::min(items.size(), from + kBatch); ++i) {
      if (Status written = write_item(unit, items[i]); !written) {
        Error error = written.error();
        error.cause += " [" + items[i].create.type + ' ' + items[i].create.id + ' ' + json::write(items[i].create.fields) + ']';
        return fail(std::move(error));
      }
    }
    return json::Value();
  });
  if (!outcome) return fail(outcome.error());
  return {};
}

/// @param part names the batches, so that an interrupted loading goes on where it stopped
Status write_all(const Loading& into, const std::string& ledger, const std::string& part, const std::vector<Item>& items) {
  for (std::size_t from = 0; from < items.size(); from += kBatch) {
    if (Status written = write_batch(into, ledger, part, items, from); !written) return written;
  }
  return {};
}

// Alarms of what passed defence stage before the start were acknowledged when they came.
Status acknowledge_alarms(const Loading& into) {
  record::Query query;
  query.type = "alarm";
  query.ledger = kLedger;
  query.filters = {{"state", "eq", "active"}};
  query.limit = 500;
  const identity::Viewer system = loader();
  const auto open = into.store.list(system, query);
  if (!open) return fail(open.error());
  record::Intent intent;
  intent.id = derived_id("demonstration alarms acknowledged");
  intent.kind = "demonstration";
  intent.ledger = kLedger;
  const auto outcome = into.store.run(system, intent, [&](record::Unit& unit) -> Result<json::Value> {
    for (const record::Record& alarm : open->items) {
      record::Draft move{.type = "alarm", .id = alarm.id, .jurisdiction_id = {}, .fields = {}, .geometry = {}, .occurred_at = {},
                         .if_version = {}, .move = "acknowledge", .reason = {}};
      if (const auto moved = unit.move_by_rule(move); !moved) return fail(moved.error());
      record::Draft who = move;
      who.move.clear();
      who.fields = {{"acknowledged_by", id_of("person", "gaowenlan")}, {"acknowledged_post", id_of("post", "city_duty_officer")}};
      if (const auto set = unit.update_by_rule(who); !set) return fail(set.error());
    }
    return json::Value();
  });
  if (!outcome) return fail(outcome.error());
  return {};
}

Status observe(const Loading& into) {
  const auto service = observation::Service::make(into.database, into.store, into.city);
  std::vector<observation::Incoming> readings;
  for (FeedReading& reading : readings_between(scenario_history_from() - Millis{1}, scenario_start())) {
    readings.push_back({std::move(reading.station), std::move(reading.property), reading.at, reading.value});
  }
  const observation::Receipt received = service->receive(identity::Viewer::system("demo"), std::string(kLedger), readings);
  if (!received.rejected.empty()) return fail(received.rejected.front().error);
  std::vector<observation::IncomingForecast> forecasts;
  for (FeedForecast& forecast : forecasts_between(scenario_history_from(), scenario_start())) {
    forecasts.push_back({std::move(forecast.issuer), std::move(forecast.station), "stage_m", forecast.issued_at, forecast.valid_at,
                         forecast.value, forecast.error_m, std::move(forecast.kind)});
  }
  const observation::Receipt foreseen = service->receive_forecasts(loader(), std::string(kLedger), forecasts);
  if (!foreseen.rejected.empty()) return fail(foreseen.rejected.front().error);
  return acknowledge_alarms(into);
}

// Five days of July 2019 in which the river rose at one gauge and not at the other.
Status observe_lying_gauge(const Loading& into) {
  const auto service = observation::Service::make(into.database, into.store, into.city);
  std::vector<observation::Incoming> readings;
  const UtcTime from = *parse_time("2019-07-13T00:00:00+08:00");
  constexpr double kFirstDay = 73;  // after 1 May
  constexpr double kCrest_m = 31.08;  // Luoshan's; the invented gauge rises and falls twice as much
  for (int hour = 0; hour < 120; ++hour) {
    const UtcTime at = from + std::chrono::hours(hour);
    readings.push_back({std::string(kLyingGauge), "stage_m", at, kLyingStage_m});
    readings.push_back({std::string(kGaugeBeside), "stage_m", at, std::round((kCrest_m - 2 * (kCrest_m - luoshan_2019_m(kFirstDay + hour / 24.0))) * 100) / 100});
  }
  const observation::Receipt received = service->receive(loader(), "real", readings);
  if (!received.rejected.empty()) return fail(received.rejected.front().error);
  return {};
}

Status add_accounts(const Loading& into) {
  for (const DemoPerson& person : people()) {
    identity::Account account;
    account.name = person.account;
    account.person = person.person;
    account.demo = true;
    const Status added = into.access.add_account(account);
    if (!added && added.error().code != error::kDuplicate) return added;
  }
  return {};
}

}  // namespace

Status load(const Loading& into) {
  const DemoCity city = make_city(into.with_years);
  if (Status written = write_all(into, "real", "real", city.registers); !written) return written;
  if (Status written = write_all(into, std::string(kLedger), std::string(kLedger), city.scenario); !written) return written;
  if (Status observed = observe(into); !observed) return observed;
  if (into.with_years) {
    if (Status written = write_all(into, "real", "years", city.years); !written) return written;
    if (Status observed = observe_lying_gauge(into); !observed) return observed;
  }
  return add_accounts(into);
}

}  // namespace muster::demo
