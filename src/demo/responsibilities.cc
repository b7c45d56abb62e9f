#include <array>
#include <map>

#include "demo/city.h"
#include "demo/inputs.h"

namespace muster::demo {

namespace {

constexpr std::string_view kSince = "2026-04-01";
constexpr std::string_view kBasis = "演示名册〔2026〕1 号";
constexpr std::string_view kRoles[] = {"administrative", "technical", "oversight", "patrol"};
constexpr std::string_view kPosts[] = {"admin", "technical", "overseer", "overseer"};

// Who answers for the Jingjiang dike and the first works of a county: people of cast.csv.
const std::map<std::string, std::array<std::string, 3>>& first_triples() {
  static const std::map<std::string, std::array<std::string, 3>> triples{
      {"421003", {"shilingwen", "luzhiwei", "chuci"}},      {"421002", {"ningzhiyuan", "miyuanzhang", "qinsu"}},
      {"421024", {"jianghuaiyuan", "fangmuzhi", "houzhixing"}}, {"421088", {"yetingxue", "hansongnian", "baizhou"}},
      {"421087", {"peiming", "shuwang", "shaoyiming"}},     {"421022", {"rongqi", "baiyang", "chengmenxue"}}};
  return triples;
}

class Net {
 public:
  explicit Net(City& city) : city_(city) {}

  void hold(const std::string& work_type, const std::string& work, const std::string& county, std::size_t role, const Someone& who,
            const std::string& to = {}, const std::string& note = {}) {
    const std::string key = work_type + ' ' + work + ' ' + std::string(kRoles[role]) + (to.empty() ? "" : " until " + to);
    const auto liaison = city_.by_post.find(county + ".liaison");
    const bool has_liaison = role == 0 && liaison != city_.by_post.end();
    city_.rows.add("responsibility", key, {.jurisdiction = county, .geometry = {}, .occurred_at = {}},
                   {{"work", id_of(work_type, work)}, {"role", kRoles[role]}, {"person", who.person}, {"post", who.post},
                    {"liaison", has_liaison ? liaison->second.person : ""}, {"from", to.empty() ? kSince : "2025-04-01"}, {"to", to},
                    {"basis", kBasis}, {"note", note}});
  }

  // Three each: the county's own triple on the Jingjiang dike, elsewhere its responsible posts in turn.
  // Small reservoirs have a patrol person instead of oversight (rule responsibility_sets).
  void hold_all(const std::string& work_type, const std::string& work, const std::string& county, bool by_first, bool is_small = false) {
    for (const std::size_t role : {std::size_t{0}, std::size_t{1}, std::size_t{is_small ? 3U : 2U}}) {
      hold(work_type, work, county, role, pick(county, role, by_first));
    }
  }

  const Someone& pick(const std::string& county, std::size_t role, bool by_first) {
    const auto triple = first_triples().find(county);
    if (by_first && triple != first_triples().end()) return city_.by_key.at(triple->second.at(role));
    const std::string stem = county + '.' + std::string(kPosts[role]) + '.';
    int& turn = turns_[stem];
    if (!city_.by_post.contains(stem + std::to_string(turn + 1))) turn = 0;
    return city_.by_post.at(stem + std::to_string(++turn));
  }

 private:
  City& city_;
  std::map<std::string, int> turns_;
};

bool is_main(const Section& section) { return section.dike == "JJDD" || section.dike == "SZCJ" || section.dike == "GACJ"; }

void add_for_sections(City& city, Net& net) {
  for (const Dike& dike : city.dikes) {
    for (const Section& section : dike.sections) {
      const std::string key = section_key(section);
      for (std::size_t role = 0; role < 3; ++role) {
        const Someone& who = net.pick(section.county, role, is_main(section) && !(section.dike == "SZCJ" && role == 1));
        if (key == "SZCJ.0" && role == 1) {  // the one gap of the city
          net.hold("dike_section", key, section.county, role, city.by_key.at("qiaomu"), "2026-07-31", "08-01 调任市设计院");
        } else if (key == "JJDD.675500" && role == 2) {  // the one expired term
          net.hold("dike_section", key, section.county, role, who, "2026-07-31");
        } else {
          net.hold("dike_section", key, section.county, role, who);
        }
      }
    }
  }
}

}  // namespace

void add_responsibilities(City& city) {
  Net net(city);
  add_for_sections(city, net);
  for (const std::string type : {"sluice", "pump_station"}) {
    for (const Row& row : table(type == "sluice" ? "sluices.csv" : "pumps.csv")) {
      const Section& section = city.section_at(row.at("dike"), static_cast<std::int64_t>(to_number(row.at("stake"))));
      if (row.at("name") != "玉湖闸") {
        net.hold_all(type, row.at("name"), section.county, false);
        continue;
      }
      net.hold(type, row.at("name"), section.county, 0, city.by_key.at("rongqi"));
      net.hold(type, row.at("name"), section.county, 1, city.by_key.at("wushan"));
      net.hold(type, row.at("name"), section.county, 2, city.by_key.at("chengmenxue"));
    }
  }
  for (const Row& row : table("polders.csv")) net.hold_all("polder", row.at("name"), row.at("county"), false);
  for (const Row& row : table("storage_areas.csv")) net.hold_all("flood_storage_area", row.at("name"), row.at("county"), true);
  for (const Row& row : table("reservoirs.csv")) {
    net.hold_all("reservoir", row.at("name"), row.at("county"), false, row.at("grade").starts_with("small"));
  }
}

}  // namespace muster::demo
