#include <algorithm>
#include <stdexcept>

#include "demo/city.h"
#include "demo/inputs.h"

namespace muster::demo {

namespace {

constexpr std::string_view kSince = "2020-01-01";
constexpr std::string_view kProved = "2026-05-02T09:00:00+08:00";

/// Someone with a post, from cast.csv or made up.
struct Actor {
  std::string key;
  std::string name;
  std::string body;
  std::string post;
  std::string title;
  std::string roles;
  std::string names;
  std::string superior;
  std::string deputy;
  bool is_leader = false;
  int phone = 0;
  std::string liaison;     ///< key
  std::string job;
  std::string jurisdiction = "4210";
};

bool is_yes(const std::string& text) { return text == "1"; }

// Bodies of a county carry its code: hq_421024, tw_421024101.
std::string jurisdiction_of_body(const std::string& body) {
  if (body.starts_with("hq_") || body.starts_with("tw_")) return body.substr(3);
  return "4210";
}

std::vector<Actor> cast() {
  std::vector<Actor> out;
  for (const Row& row : table("cast.csv")) {
    out.push_back({row.at("key"), row.at("name"), row.at("body"), row.at("post"), row.at("title"), row.at("roles"), row.at("names"),
                   row.at("superior"), row.at("deputy"), is_yes(row.at("is_leader")), static_cast<int>(to_number(row.at("phone"))),
                   row.at("liaison"), row.at("job"), jurisdiction_of_body(row.at("body"))});
  }
  return out;
}

/// Posts that every county-level headquarters has.
struct Standard {
  std::string_view word;
  std::string_view title;
  std::string_view roles;
  std::string_view superior;
  std::string_view deputy;
  bool is_leader;
  bool in_name;
};
constexpr Standard kCountyPosts[] = {
    {"liaison", "联络员", "liaison", "", "", false, false},
    {"commander", "指挥长", "commander;responsible_person", "", "deputy_commander", true, true},
    {"deputy_commander", "副指挥长", "responsible_person", "commander", "", true, true},
    {"engineer", "水利部门总工", "responsible_person", "commander", "", false, false},
    {"oversight", "政府督查室", "responsible_person", "commander", "", false, false},
    {"flood_office", "防办主任", "flood_office", "commander", "duty_leader", false, true},
    {"duty_leader", "带班领导", "county_duty", "commander", "", false, true},
    {"duty_officer", "防办主班", "county_duty", "commander", "duty_deputy", false, true},
    {"duty_deputy", "防办副班", "county_duty", "commander", "", false, true},
};

class Maker {
 public:
  explicit Maker(City& city) : city_(city), actors_(cast()) {
    for (const Actor& actor : actors_) city_.names.reserve(actor.name);
  }

  void add_county_posts() {
    for (const County& county : city_.counties) {
      const auto code = [&](std::string_view word) { return word.empty() ? std::string() : county.code + '.' + std::string(word); };
      for (const Standard& post : kCountyPosts) {
        if (known(code(post.word))) continue;
        const std::string body = "hq_" + county.code;
        make({code(post.word), {}, body, code(post.word), std::string(post.title), std::string(post.roles), post.in_name ? body : "",
              code(post.superior), code(post.deputy), post.is_leader, 0,
              post.is_leader ? liaison_of(county.code) : "", county.name, county.code});
      }
    }
  }

  void add_responsible_posts() {
    for (const County& county : city_.counties) {
      const auto sections = std::ranges::count_if(all_sections(), [&](const Section* s) { return s->county == county.code; });
      const auto needed = [&](std::ptrdiff_t each) { return std::max<std::ptrdiff_t>(1, (sections + each - 1) / each); };
      for (const auto& [word, title, count] : {std::tuple{"admin", "县领导（包堤）", needed(5)}, {"technical", "水利工程师", needed(6)},
                                               {"overseer", "督查员", needed(9)}}) {
        for (std::ptrdiff_t n = 1; n <= count; ++n) {
          const std::string code = county.code + '.' + word + '.' + std::to_string(n);
          const bool is_leader = std::string_view(word) == "admin";
          make({code, {}, "hq_" + county.code, code, title, "responsible_person", "", county.code + ".commander", "", is_leader, 0,
                is_leader ? liaison_of(county.code) : "", county.name, county.code});
        }
      }
    }
  }

  void add_section_leaders() {
    for (const Section* section : all_sections()) {
      const std::string code = section_post(*section);
      if (known(code)) continue;
      make({code, {}, "hq_" + section->county, code, "堤段负责人", "section_leader", "", section->county + ".duty_officer", "", false, 0,
            "", city_.county(section->county).name, section->county});
    }
  }

  void add_duty_rooms() {
    for (const Row& row : table("townships.csv")) {
      const std::string& code = row.at("code");
      make({"tw_" + code, {}, "tw_" + code, "tw_" + code + ".duty", "应急值守", "county_duty", "", code.substr(0, 6) + ".duty_officer", "",
            false, 0, "", row.at("name"), code});
    }
    for (const Row& row : table("bodies.csv")) {
      if (row.at("kind") != "basin_command") continue;
      const std::string& body = row.at("code");
      make({body, {}, body, body + ".duty", "值班", "county_duty", body, "city_flood_office_director", "", false, 0, "", row.at("short_name"), "4210"});
    }
    for (const Row& row : table("teams.csv")) {
      if (row.at("name") == "江陵抗洪抢险一队") continue;
      make({"team " + row.at("name"), {}, "hq_" + row.at("county"), "team." + row.at("name"), "队长", "team_leader", "",
            row.at("county") + ".duty_officer", "", false, 0, "", row.at("name"), row.at("county")});
    }
    for (const Row& row : table("stores.csv")) {
      if (!row.at("keeper").empty()) continue;
      make({"store " + row.at("name"), {}, "hq_" + row.at("county"), "store." + row.at("name"), "保管员", "supply_keeper", "",
            row.at("county") + ".duty_officer", "", false, 0, "", row.at("name"), row.at("county")});
    }
  }

  void write() {
    for (const bool with_liaison : {false, true}) {
      for (const Actor& actor : actors_) {
        if (actor.liaison.empty() != with_liaison) write_person(actor);
      }
    }
    write_posts();
    for (const Actor& actor : actors_) write_assignment(actor);
    for (const Actor& actor : actors_) {
      if (!actor.deputy.empty()) city_.rows.set_later("post", actor.post, {{"deputy", id_of("post", actor.deputy)}});
    }
  }

 private:
  [[nodiscard]] std::vector<const Section*> all_sections() const {
    std::vector<const Section*> out;
    for (const Dike& dike : city_.dikes) {
      for (const Section& section : dike.sections) out.push_back(&section);
    }
    return out;
  }

  [[nodiscard]] bool known(const std::string& post) const { return std::ranges::find(actors_, post, &Actor::post) != actors_.end(); }

  [[nodiscard]] std::string liaison_of(const std::string& county) const {
    const auto found = std::ranges::find(actors_, county + ".liaison", &Actor::post);
    return found == actors_.end() ? std::string() : found->key;
  }

  void make(Actor actor) {
    actor.name = city_.names.next();
    actor.phone = city_.next_phone++;
    actors_.push_back(std::move(actor));
  }

  void write_person(const Actor& actor) {
    const std::string id = city_.rows.add(
        "person", actor.key, {.jurisdiction = actor.jurisdiction, .geometry = {}, .occurred_at = {}},
        {{"name", actor.name}, {"unit", id_of("body", actor.body)}, {"job", actor.job + " " + actor.title}, {"phone", invented_phone(actor.phone)},
         {"channels", json::Array{"telephone", "sms"}}, {"contact_proved_at", kProved},
         {"liaison", actor.liaison.empty() ? std::string() : id_of("person", actor.liaison)}, {"invented", true}});
    city_.by_key[actor.key] = city_.by_post[actor.post] = {id, id_of("post", actor.post), actor.name};
  }

  // A superior before those below.
  void write_posts() {
    std::vector<const Actor*> waiting;
    for (const Actor& actor : actors_) waiting.push_back(&actor);
    std::set<std::string> written{""};
    while (!waiting.empty()) {
      const std::size_t before = waiting.size();
      std::erase_if(waiting, [&](const Actor* actor) {
        if (!written.contains(actor->superior)) return false;
        write_post(*actor);
        written.insert(actor->post);
        return true;
      });
      if (waiting.size() == before) throw std::logic_error("cast.csv: no such superior post " + waiting.front()->superior);
    }
  }

  void write_post(const Actor& actor) {
    json::Array roles;
    for (const std::string& role : words(actor.roles)) roles.emplace_back(role);
    city_.rows.add("post", actor.post, {.jurisdiction = actor.jurisdiction, .geometry = {}, .occurred_at = {}},
                   {{"code", actor.post}, {"title", actor.title}, {"body", id_of("body", actor.body)},
                    {"names", ids_of("body", words(actor.names))}, {"roles", std::move(roles)},
                    {"superior", actor.superior.empty() ? std::string() : id_of("post", actor.superior)}, {"is_leader", actor.is_leader}});
  }

  void write_assignment(const Actor& actor) {
    const Rows::Where where{.jurisdiction = actor.jurisdiction, .geometry = {}, .occurred_at = {}};
    const bool has_left = actor.key == "qiaomu";
    city_.rows.add("assignment", actor.post, where,
                   {{"person", id_of("person", actor.key)}, {"post", id_of("post", actor.post)}, {"kind", "holder"}, {"from", kSince},
                    {"to", has_left ? "2026-07-31" : ""}, {"basis", "演示虚构"}});
    if (actor.liaison.empty()) return;
    const Someone& liaison = city_.by_key.at(actor.liaison);
    city_.rows.add("assignment", actor.post + " liaison", where,
                   {{"person", liaison.person}, {"post", id_of("post", actor.post)}, {"kind", "liaison"},
                    {"for_person", id_of("person", actor.key)}, {"from", kSince}, {"basis", "演示虚构"}});
  }

  City& city_;
  std::vector<Actor> actors_;
};

}  // namespace

void add_bodies(City& city) {
  int order = 1;
  const auto maybe_body = [](const std::string& code) { return code.empty() ? std::string() : id_of("body", code); };
  for (const Row& row : table("bodies.csv")) {
    city.rows.add("body", row.at("code"), {.jurisdiction = "4210", .geometry = {}, .occurred_at = {}},
                  {{"code", row.at("code")}, {"name", row.at("name")}, {"short_name", row.at("short_name")}, {"name_en", row.at("name_en")},
                   {"kind", row.at("kind")}, {"number_series", row.at("number_series")}, {"parent", maybe_body(row.at("parent"))},
                   {"office_of", maybe_body(row.at("office_of"))}, {"jurisdiction", place_id("4210")}, {"duty_phone", row.at("duty_phone")},
                   {"receipts", is_yes(row.at("receipts"))}, {"invented", is_yes(row.at("invented"))}, {"order", order++},
                   {"valid_to", row.at("kind") == "old" ? "2019-03-04" : ""},
                   {"replaced_by", row.at("kind") == "old" ? id_of("body", "city_bureau") : ""}});
  }
  for (const County& county : city.counties) {
    const std::string name = county.is_zone ? county.short_name : county.name;
    city.rows.add("body", "hq_" + county.code, {.jurisdiction = county.code, .geometry = {}, .occurred_at = {}},
                  {{"code", "hq_" + county.code}, {"name", name + "防汛抗旱指挥部"}, {"short_name", name + "防指"}, {"kind", "county_flood_hq"},
                   {"number_series", county.short_name + "汛"}, {"parent", id_of("body", "city_flood_hq")},
                   {"jurisdiction", place_id(county.code)}, {"duty_phone", "0716-000-" + std::to_string(2000 + order)}, {"receipts", true},
                   {"order", order}});
    ++order;
  }
  for (const Row& row : table("townships.csv")) {
    const std::string& code = row.at("code");
    const bool is_street = row.at("name").ends_with("街道");
    city.rows.add("body", "tw_" + code, {.jurisdiction = code, .geometry = {}, .occurred_at = {}},
                  {{"code", "tw_" + code}, {"name", row.at("name") + (is_street ? "办事处" : "人民政府")}, {"short_name", row.at("name")},
                   {"kind", "township"}, {"parent", id_of("body", "hq_" + code.substr(0, 6))}, {"jurisdiction", place_id(code)}, {"order", order++}});
  }
}

void add_people(City& city) {
  Maker maker(city);
  maker.add_county_posts();
  maker.add_responsible_posts();
  maker.add_section_leaders();
  maker.add_duty_rooms();
  maker.write();
}

}  // namespace muster::demo
