// The responsibility net as it was published in 2019: every work of the city with its persons of that year, who have since left (演示虚构).
#include <fmt/format.h>

#include "demo/years.h"

namespace muster::demo {
namespace {

constexpr std::string_view kFrom = "2019-04-01";
constexpr std::string_view kTo = "2020-03-31";
constexpr int kWorksEach = 9;  ///< one person answers for so many

class Net {
 public:
  explicit Net(Years& years) : years_(years) {
    for (const std::string& area : years.areas()) areas_[place_id(area)] = area;
  }

  void hold(const std::string& work, const std::string& role, const std::string& area) {
    years_.rows.add("responsibility", "2019 " + work + ' ' + role, Years::where_of(area, "2019-04-01T08:00:00+08:00"),
                    {{"work", work}, {"role", role}, {"person", person(area, role)}, {"from", kFrom}, {"to", kTo}, {"basis", "演示名册〔2019〕1 号"},
                     {"note", "2020 年春换届交接"}});
  }

  [[nodiscard]] std::string area_of(const std::string& place) const {
    const auto found = areas_.find(place);
    return found == areas_.end() ? "4210" : found->second;
  }

 private:
  std::string person(const std::string& area, const std::string& role) {
    auto& [id, works] = turns_[area + ' ' + role];
    if (id.empty() || works == kWorksEach) {
      const std::string key = fmt::format("net 2019 {} {} {}", area, role, ++people_);
      id = years_.rows.add("person", key, Years::where_of(area, "2019-04-01T08:00:00+08:00"),
                           {{"name", years_.city.names.next()}, {"job", years_.name(area) + "2019 年度责任人（演示虚构）"},
                            {"phone", invented_phone(years_.city.next_phone++)}, {"invented", true}});
      works = 0;
    }
    ++works;
    return id;
  }

  Years& years_;
  std::map<std::string, std::string> areas_;                          ///< by place id
  std::map<std::string, std::pair<std::string, int>> turns_;          ///< the person whose turn it is and works so far
  int people_ = 0;
};

}  // namespace

void add_net_of_2019(Years& years) {
  Net net(years);
  std::set<std::string> held;
  for (const Item& item : years.city.rows.items()) {
    if (item.create.type != "responsibility") continue;
    const std::string work = item.create.fields.find("work")->as_string();
    const std::string role = item.create.fields.find("role")->as_string();
    if (held.insert(work + role).second) net.hold(work, role, net.area_of(item.create.jurisdiction_id));
  }
  for (const char* role : {"administrative", "technical", "patrol"}) net.hold(id_of("reservoir", "演示桃花山水库"), role, "421081");
}

}  // namespace muster::demo
