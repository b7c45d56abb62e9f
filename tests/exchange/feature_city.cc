#include "exchange/feature_city.h"

#include <stdexcept>

#include "support/postgres_cluster.h"

namespace muster::exchange {
namespace {

json::Value path(std::initializer_list<std::pair<double, double>> positions) {
  json::Array out;
  for (const auto& [lon, lat] : positions) out.emplace_back(json::Array{lon, lat});
  return out;
}

}  // namespace

std::string FeatureCity::add(const std::string& type, const std::string& place, json::Object fields, json::Value geometry, const std::string& occurred_at) {
  record::Draft draft;
  draft.type = type;
  draft.jurisdiction_id = city.id(place);
  draft.fields = std::move(fields);
  draft.geometry = std::move(geometry);
  if (!occurred_at.empty()) draft.occurred_at = parse_time(occurred_at).value();
  const auto made = city.installation().store->create(identity::Viewer::system("import"), {}, draft);
  if (!made) throw std::runtime_error(error_text(made.error(), "en") + ' ' + made.error().field);
  return made->id;
}

std::string FeatureCity::token(const std::string& account) {
  return city.installation().access->make_token(account, "GIS", std::chrono::hours(24 * 30)).value();
}

FeatureCity& FeatureCity::of(db::Engine engine) {
  test_support::PostgresCluster::shared();
  static std::map<db::Engine, std::unique_ptr<FeatureCity>> made;
  auto& kept = made[engine];
  if (kept != nullptr) return *kept;
  kept = std::make_unique<FeatureCity>(FeatureCity{app::TestCity::of(engine)});
  FeatureCity& out = *kept;
  const auto filled = out.city.installation().store->run(identity::Viewer::system("import"), {}, [&](record::Unit& unit) -> Result<json::Value> {
    for (int i = 0; i < kStores; ++i) {
      record::Draft draft;
      draft.type = "store";
      draft.jurisdiction_id = out.city.id("gongan");
      draft.fields = {{"name", "仓" + std::to_string(i)}, {"kind", i % 3 == 0 ? "relief" : "flood"}, {"area_m2", 100.5 + i}, {"for_people", i}, {"is_open", i % 2 == 0}, {"counted_at", "2020-05-01"},
                      {"keeper", out.city.id("person:keeper")}};
      draft.geometry = point_at(grid_lon(i), grid_lat(i));
      draft.occurred_at = parse_time("2020-06-01T00:00:00Z").value() + std::chrono::hours(24) * i / 10;
      if (const auto record = unit.create_by_rule(draft); !record) return fail(record.error());
    }
    return json::Value();
  });
  if (!filled) throw std::runtime_error(error_text(filled.error(), "en") + filled.error().field);
  out.other = out.add("store", "jianli", {{"name", "监利秘密仓库"}, {"kind", "flood"}}, point_at(112.9, 29.8));
  out.river = out.add("river", "city", {{"code", "XH"}, {"name", "斜河"}, {"kind", "river"}}, json::Object{{"type", "LineString"}, {"coordinates", path({{112.0, 30.0}, {113.0, 31.0}})}});
  const std::string gauge = out.add("gauge", "gongan", {{"code", "60112399"}, {"name", "孟家溪"}}, point_at(112.3, 30.0));
  out.polder = out.add("polder", "gongan", {{"name", "中空垸"}, {"kind", "ordinary"}, {"control_gauge", gauge}},
                       json::Object{{"type", "Polygon"}, {"coordinates", json::Array{path({{112.2, 29.8}, {112.4, 29.8}, {112.4, 30.0}, {112.2, 30.0}, {112.2, 29.8}}),
                                                                                    path({{112.25, 29.85}, {112.25, 29.95}, {112.35, 29.95}, {112.35, 29.85}, {112.25, 29.85}})}}});
  return out;
}

}  // namespace muster::exchange
