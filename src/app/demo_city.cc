#include "app/demo_city.h"

#include <filesystem>
#include <fstream>

#include "demo/demo.h"
#include "demo/flaws.h"
#include "demo/inputs.h"
#include "demo/roads.h"
#include "demo/scenario.h"

namespace muster::app {
namespace {

Status write_file(const std::string& file, std::string_view text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.flush();
  if (!out) return fail(error::kStorageUnavailable, "", {{"reason", file}});
  return {};
}

std::string collection(const std::string& kind) {
  json::Array chosen;
  for (json::Value& feature : demo::features("waters.geojson")) {
    if (feature["properties"].text("kind") == kind) chosen.push_back(std::move(feature));
  }
  return json::write(json::Object{{"type", "FeatureCollection"}, {"features", std::move(chosen)}});
}

Status write_base_maps(const std::string& data) {
  const std::string folder = data + "/map";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (const Status done = write_file(folder + "/counties.geojson", demo::input("counties.geojson"));
      !done)
    return done;
  if (const Status done = write_file(folder + "/rivers.geojson", collection("river")); !done)
    return done;
  return write_file(folder + "/lakes.geojson", collection("lake"));
}

std::string people_json() {
  json::Array people;
  for (const demo::DemoPerson& person : demo::people()) {
    people.emplace_back(
        json::Object{{"account", person.account},
                     {"name", person.name},
                     {"post", person.post},
                     {"note", json::Object{{"zh", person.note.zh}, {"en", person.note.en}}},
                     {"start", person.start}});
  }
  return json::write_pretty(people);
}

}  // namespace

Status make_demo_city(Installation& installation, const DemoParts& parts) {
  if (!installation.city->knows(demo::kLedger)) {
    Ledger flood;
    flood.id = demo::kLedger;
    flood.title_zh = demo::kLedgerTitle;
    flood.title_en = demo::kLedgerTitleEn;
    flood.kind = "scenario";
    flood.city_start = demo::scenario_start();
    if (const Status added = installation.city->add(flood); !added) return added;
  }
  const Status loaded = demo::load(
      {*installation.store, *installation.access, *installation.database, *installation.city, parts.years});
  if (!loaded) return loaded;
  installation.directory->invalidate();
  if (const Status maps = write_base_maps(installation.config.data()); !maps) return maps;
  const std::string roads = installation.config.data() + "/roads";
  if (parts.roads && !road::load(roads)) {
    if (const auto built = road::build(demo::roads(), roads); !built) return fail(built.error());
  }
  return write_file(installation.config.data() + "/demo-people.json", people_json());
}

void print_flaws(std::ostream& out) {
  out << "有意留下的缺陷 · planted on purpose:\n";
  for (const demo::Flaw& flaw : demo::flaws()) {
    out << "  " << flaw.text.zh << " · " << flaw.text.en << "  [muster figure " << flaw.figure << " --period " << flaw.period << "]\n";
  }
}

}  // namespace muster::app
