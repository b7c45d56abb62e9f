// A dike incident at 718+350 of 荆江大堤 with real posts; the times of a night are said by the minute after 20:00.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clock/clock.h"
#include "incident/incident.h"
#include "observation/observation.h"
#include "support/shipped_city.h"

namespace muster::incident {

class IncidentCity : public testing::TestWithParam<db::Engine> {
 protected:
  IncidentCity() : city(GetParam(), observation::migrations()) {
    clock::attach(*city.store);
    attach(*city.store);
    service = observation::Service::make(*city.database, *city.store, city.time);
  }
  [[nodiscard]] static std::string at(int minute) { return format_time(*parse_time("2026-08-19T20:00:00+08:00") + std::chrono::minutes(minute)); }
  void clock_to(int minute) { city.time.set(at(minute)); }
  /// Found at 20:00 by a patrol; nobody at the desk knows of it yet.
  record::Record found(json::Object more = {}) {
    json::Object fields{{"kind", "sand_boil"}, {"stake", 718350}, {"found_at", at(0)}};
    for (const auto& [name, value] : more) fields.set(name, value);
    return test_support::need(city.add(city.as("officer"), "dike_incident", std::move(fields)));
  }
  record::Record step(const record::Record& incident, const std::string& move, int minute, json::Object fields = {}, const std::string& who = "officer") {
    clock_to(minute);
    return test_support::need(city.move(city.as(who), incident, move, std::move(fields)));
  }
  /// The whole night in time: received 20:05 … closed after a day of watching.
  record::Record closed() {
    const record::Record incident = found();
    step(incident, "receive", 5);
    step(incident, "verify", 25);
    step(incident, "measure", 50, {{"measures", "围井反滤"}});
    step(incident, "control", 110);
    step(incident, "watch", 180);
    return step(incident, "close", 180 + 26 * 60, {{"conclusion", "稳定"}}, "director");
  }
  std::vector<record::Record> clocks(const record::Record& about) { return city.list("clock", {{"about", "eq", about.id}}); }
  record::Record clock_named(const record::Record& about, const std::string& name) {
    for (record::Record& clock : clocks(about)) {
      if (clock.text("name") == name) return std::move(clock);
    }
    return {};
  }
  std::vector<record::Record> receipts(const record::Record& incident, const std::string& kind) {
    return city.list("report_receipt", {{"about", "eq", incident.id}, {"report_kind", "eq", kind}});
  }
  std::vector<std::string> timeline(const record::Record& incident) {
    std::vector<std::string> out;
    for (const record::Record& entry : city.list("event_entry", {{"about", "eq", incident.id}}, "entry_no")) out.push_back(entry.text("text"));
    return out;
  }

  test_support::ShippedCity city;
  std::unique_ptr<observation::Service> service;
};

inline ErrorCode code_of(const Result<record::Record>& result) { return result ? ErrorCode{} : result.error().code; }

}  // namespace muster::incident
