// The shipped city with two sections, two reservoirs and people who answer for them.
#pragma once

#include <gtest/gtest.h>

#include "responsibility/responsibility.h"
#include "support/shipped_city.h"

namespace muster::responsibility {

class NetCity : public testing::TestWithParam<db::Engine>, public test_support::ShippedCity {
 protected:
  NetCity() : ShippedCity(GetParam()) {
    attach(*store);
    time.set("2026-08-20T09:00:00+08:00");
    for (const char* name : {"anna", "bao", "chen", "ding", "liaison"}) person(name, "jiangling");
    person("gong", "gongan");
    create("reservoir", "reservoir", "gongan", {{"name", "卷桥水库"}, {"grade", "small_1"}},
           json::Object{{"type", "Point"}, {"coordinates", json::Array{112.10, 29.90}}});
    hold("section administrative", "jiangling", "section", "administrative", "anna");
    hold("section technical", "jiangling", "section", "technical", "bao");
    hold("section oversight", "jiangling", "section", "oversight", "chen");
    hold("reservoir administrative", "gongan", "reservoir", "administrative", "gong");
  }

  void person(const std::string& name, const std::string& place) {
    create(name, "person", place, {{"name", name}, {"phone", "13900000000"}, {"contact_proved_at", "2026-05-01T09:00:00+08:00"}});
  }
  std::string hold(const std::string& key, const std::string& place, const std::string& work, const std::string& role, const std::string& who, json::Object more = {}) {
    json::Object fields{{"work", ids.at(work)}, {"role", role}, {"person", ids.at(who)}, {"from", "2026-04-01"}};
    for (auto& [name, value] : more) fields.set(name, std::move(value));
    return create(key, "responsibility", place, std::move(fields));
  }
  void change(const std::string& type, const std::string& id, json::Object fields) {
    record::Draft draft;
    draft.type = type;
    draft.id = id;
    draft.fields = std::move(fields);
    test_support::need(store->update(system(), {}, draft));
  }
  template <class F>
  auto looking(const identity::Viewer& viewer, const F& body) {
    std::optional<std::decay_t<decltype(*body(std::declval<record::Unit&>()))>> out;
    const Status looked = store->look(viewer, "real", [&](record::Unit& unit) -> Status {
      out = test_support::need(body(unit));
      return {};
    });
    if (!looked) throw std::runtime_error(error_text(looked.error(), "en"));
    return std::move(*out);
  }
  Net net(const identity::Viewer& viewer, const std::string& at = "2026-08-20T09:00:00+08:00", const std::string& type = {}, const std::string& place = {}) {
    const Asked asked{.type = type, .jurisdiction_id = place.empty() ? "" : ids.at(place), .works = {}, .at = *parse_time(at), .now = time.now()};
    return looking(viewer, [&](record::Unit& unit) { return net_of(unit, viewer, asked); });
  }
  /// "administrative=held technical=gap:left …" of one work, cells that are due only; empty when the work is not shown.
  std::string cells(const Net& net, const std::string& work) {
    std::string out;
    for (const Row& row : net.rows) {
      if (row.work.id != ids.at(work)) continue;
      for (const Cell& cell : row.cells) {
        if (!cell.due) continue;
        out += (out.empty() ? "" : " ") + cell.role + '=' + std::string(state_name(cell.state)) + (cell.why.empty() ? "" : ':' + cell.why);
      }
    }
    return out;
  }
  record::Record person_now(const std::string& name) { return test_support::need(store->get(system(), "person", ids.at(name))); }
};

}  // namespace muster::responsibility
