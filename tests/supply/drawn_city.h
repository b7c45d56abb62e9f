// A served city on roads that a test draws, with A at 112.23° E, 30.05° N beside the store of 公安; asked over HTTP, on either engine.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/test_city.h"
#include "road/map.h"
#include "support/postgres_cluster.h"

namespace muster::app {

/// Drawn where the test city lies; a cell is 100 m. Marked as generated, attribution "drawn".
inline road::test::Map drawn_beside_the_store(const std::vector<std::string>& rows) {
  road::test::Map map = road::test::draw(rows);
  const geo::Position a = map.at.at('A');
  const auto move = [&](geo::Position& at) { at = {at.lon - a.lon + 112.23, at.lat - a.lat + 30.05}; };
  for (auto& [id, at] : map.extract.nodes) move(at);
  for (auto& [name, at] : map.at) move(at);
  map.extract.generated = true;
  map.extract.attribution = "drawn";
  return map;
}

class DrawnCity : public ::testing::TestWithParam<db::Engine> {
 protected:
  explicit DrawnCity(const std::vector<std::string>& rows)
      : map(drawn_beside_the_store(rows)), city(GetParam(), [this](const std::string& data) {
          const auto built = road::build(map.extract, data + "/roads");
          if (!built) throw std::runtime_error(error_text(built.error(), "en"));
        }) {}

  json::Value place(char name) const { return json::Array{map.at.at(name).lon, map.at.at(name).lat}; }
  json::Value point(char name) const { return json::Object{{"type", "Point"}, {"coordinates", place(name)}}; }
  std::string at(char name) const { return json::write(place(name)); }
  std::string line(const std::string& names) const {
    std::string out;
    for (const char name : names) out += (out.empty() ? "" : ",") + at(name);
    return R"({"type":"LineString","coordinates":[)" + out + "]}";
  }
  /// A square about a place, half as wide as `half_deg` degrees each way.
  json::Value square(char name, double half_deg) const { return geo::to_geojson(geo::rectangle({map.at.at(name).lon - half_deg, map.at.at(name).lat - half_deg, map.at.at(name).lon + half_deg, map.at.at(name).lat + half_deg})); }

  /// A record in 公安, written by the system; its id is kept under `key`.
  void add(const std::string& key, const std::string& type, json::Object fields, json::Value geometry = {}) {
    record::Draft draft;
    draft.type = type;
    draft.jurisdiction_id = city.id("gongan");
    draft.fields = std::move(fields);
    if (!geometry.is_null()) draft.geometry = std::move(geometry);
    const auto made = city.installation().store->create(identity::Viewer::system("import"), {}, draft);
    if (!made) throw std::runtime_error(type + ": " + error_text(made.error(), "en") + ' ' + made.error().field);
    ids[key] = made->id;
  }
  Answer post(const std::string& who, const std::string& path, const std::string& body, const std::string& key = {}) {
    Ask ask{.who = who, .method = "POST", .path = "/api/v1/" + path, .body = body};
    if (!key.empty()) ask.headers = {{"Idempotency-Key", key}};
    return city.ask(ask);
  }
  Answer post(const std::string& who, const std::string& path, json::Object body, const std::string& key = {}) {
    return post(who, path, json::write(json::Value(std::move(body))), key);
  }
  Answer get(const std::string& who, const std::string& path) { return city.ask({.who = who, .path = "/api/v1/" + path}); }

  road::test::Map map;
  TestCity city;
  std::map<std::string, std::string> ids;
};

inline std::string engine_of(const ::testing::TestParamInfo<db::Engine>& about) { return about.param == db::Engine::kSqlite ? "Sqlite" : "Postgres"; }

}  // namespace muster::app
