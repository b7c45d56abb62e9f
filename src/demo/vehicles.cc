// Lorries at the stores; ambulances, buses, boats and engines with the teams and bodies that send them. Each has its tracker and its last
// position: at its store, or in the middle of a town of the generated network.
#include <fmt/format.h>

#include <algorithm>

#include "demo/inputs.h"
#include "demo/land.h"
#include "demo/line.h"

namespace muster::demo {
namespace {

constexpr std::string_view kReported = "2026-08-18T11:40:00+08:00";

/// Weights in tonnes, lengths in metres, as the traffic signs ask for them.
struct Make {
  std::string_view kind;
  std::string_view model;
  double load_t;
  double gross_t;
  int seats;
  double height_m;
  double width_m;
  double wading_m;
  double speed_factor = 1;
};
constexpr Make kTruck{"truck", "栏板货车", 8, 16, 3, 3.2, 2.5, 0.4};
constexpr Make kTipper{"tipper", "自卸车", 8, 16, 3, 3.2, 2.5, 0.4};
constexpr Make kHeavyTipper{"tipper", "重型自卸车", 15, 25, 3, 3.4, 2.5, 0.5, 0.9};
constexpr Make kVan{"van", "厢式货车", 3.5, 7.3, 3, 3.1, 2.2, 0.3};
constexpr Make kAmbulance{"ambulance", "监护型救护车", 0.5, 3.5, 6, 2.6, 2.0, 0.3, 1.2};
constexpr Make kBus{"bus", "大客车", 2, 16, 45, 3.4, 2.5, 0.4};
constexpr Make kSmallBus{"bus", "中巴车", 1, 7.5, 19, 2.9, 2.1, 0.3};
constexpr Make kBoat{"assault_boat", "玻璃钢冲锋舟", 0.8, 1.2, 10, 1.0, 1.8, 0};
constexpr Make kPumpTruck{"pump_truck", "移动泵车 1000 m³/h", 2, 12, 3, 3.1, 2.5, 0.8, 0.9};
constexpr Make kPowerTruck{"generator_truck", "发电车 200 kW", 2, 12, 3, 3.2, 2.5, 0.5, 0.9};
constexpr Make kComms{"comms", "应急通信车", 1, 6, 5, 3.4, 2.2, 0.5};
constexpr Make kCommand{"command", "应急指挥车", 1, 6.5, 8, 3.2, 2.3, 0.5};
constexpr Make kLoader{"loader", "轮式装载机", 5, 17, 1, 3.4, 3.0, 0.8, 0.4};
constexpr Make kExcavator{"excavator", "履带挖掘机（平板车运）", 0, 38, 1, 3.9, 3.0, 0.6, 0.7};

/// Where it stands and to whom it belongs.
struct Berth {
  std::string jurisdiction;
  Position at;
  std::string body;   ///< code
  std::string store;  ///< name, or empty
  std::string team;   ///< name, or empty
};

class Fleet {
 public:
  explicit Fleet(City& city) : city_(city) {
    for (const Settlement& place : city.settlements) {
      if (place.is_town) towns_[place.code.substr(0, 6)].push_back(place.at);
    }
  }

  /// @param series the sign of the plate after 鄂D·; ordinary lorries bear 演 alone
  void add(const Make& make, const std::string& series, const Berth& berth, std::string_view state = "ready") {
    const int serial = ++serials_[series];
    const std::string plate = fmt::format("鄂D·{}{:03}", series, serial);
    city_.rows.add("vehicle", plate, {.jurisdiction = berth.jurisdiction, .geometry = point_json(berth.at), .occurred_at = {}},
                   {{"plate", plate}, {"kind", make.kind}, {"model_text", make.model}, {"body", id_of("body", berth.body)},
                    {"store", berth.store.empty() ? "" : id_of("store", berth.store)}, {"team", berth.team.empty() ? "" : id_of("rescue_team", berth.team)},
                    {"load_t", make.load_t}, {"gross_t", make.gross_t}, {"seats", make.seats}, {"height_m", make.height_m}, {"width_m", make.width_m},
                    {"wading_m", make.wading_m}, {"speed_factor", make.speed_factor}, {"tracker", fmt::format("demo-{}", ++trackers_)},
                    {"position_at", kReported}, {"permit_to", "2027-12-31"}, {"vehicle_state", state}, {"invented", true}});
  }

  /// A town of the county in turn; a zone has only its seat.
  Position town(const std::string& county) {
    const auto found = towns_.find(county);
    if (found == towns_.end()) return city_.land->nearest_open(city_.county(county).seat, 100);
    return found->second[turns_[county]++ % found->second.size()];
  }

  Berth at_county(const std::string& county, const std::string& team = {}) { return {county, town(county), "hq_" + county, {}, team}; }

 private:
  City& city_;
  std::map<std::string, std::vector<Position>> towns_;
  std::map<std::string, std::size_t> turns_;
  std::map<std::string, int> serials_;
  int trackers_ = 0;
};

Position position_of(const City& city, const std::string& type, const std::string& key) {
  const auto found = std::ranges::find(city.rows.items(), id_of(type, key), [](const Item& item) { return item.create.id; });
  return geo::from_geojson(*found->create.geometry)->parts.front().front().front();
}

// One lorry at each store, so that an order can leave it; the large ones have a heavy tipper or a van beside it.
void add_lorries(const City& city, Fleet& fleet) {
  const std::vector<Row> stores = table("stores.csv");
  const auto berth = [&](const Row& row) {
    const bool of_city = !row.at("keeper").empty() || row.at("name").starts_with("荆州市");
    return Berth{row.at("county"), position_of(city, "store", row.at("name")), of_city ? "city_reserves" : "hq_" + row.at("county"), row.at("name"), {}};
  };
  for (const Row& row : stores) fleet.add(row.at("kind") == "flood" ? kTipper : kTruck, "演", berth(row));
  for (const Row& row : stores) {
    if (to_number(row.at("area_m2")) < 1000) continue;
    fleet.add(row.at("kind") == "flood" ? kHeavyTipper : kVan, "演", berth(row), row.at("name") == "石首防汛物资仓" ? "repair" : "ready");
  }
}

void add_for_teams(const City& city, Fleet& fleet) {
  for (const Row& row : table("teams.csv")) {
    const std::string& name = row.at("name");
    const std::string& kind = row.at("kind");
    const Berth berth{row.at("county"), position_of(city, "rescue_team", name), "hq_" + row.at("county"), {}, name};
    if (row.at("capabilities").find("water_rescue") != std::string::npos) {
      for (int n = 0; n < (kind == "military" ? 4 : 2); ++n) fleet.add(kBoat, "艇", berth);
    }
    if (row.at("capabilities").find("pumping") != std::string::npos) fleet.add(kPumpTruck, "泵", berth);
    if (kind == "medical") {
      fleet.add(kAmbulance, "急", berth);
      fleet.add(kAmbulance, "急", berth, name == "荆州市医疗救护二队" ? "repair" : "ready");
    }
    if (kind == "power") fleet.add(kPowerTruck, "电", berth);
    if (kind == "telecom") fleet.add(kComms, "通", berth, name == "石首通信保障队" ? "repair" : "ready");
  }
}

void add_for_counties(const City& city, Fleet& fleet) {
  for (const County& county : city.counties) {
    for (int n = 0; n < 2; ++n) fleet.add(kBus, "客", fleet.at_county(county.code), county.code == "421083" && n == 0 ? "repair" : "ready");
    if (county.is_zone) continue;
    fleet.add(kSmallBus, "客", fleet.at_county(county.code));
    fleet.add(kAmbulance, "急", fleet.at_county(county.code));
    fleet.add(kLoader, "工", fleet.at_county(county.code));
    fleet.add(kExcavator, "工", fleet.at_county(county.code));
  }
  fleet.add(kCommand, "指", {"4210", fleet.town("421002"), "city_bureau", {}, {}});
}

}  // namespace

void add_vehicles(City& city) {
  Fleet fleet(city);
  add_lorries(city, fleet);
  add_for_teams(city, fleet);
  add_for_counties(city, fleet);
}

}  // namespace muster::demo
