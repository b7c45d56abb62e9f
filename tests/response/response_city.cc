#include "response/response_city.h"

#include "clock/clock.h"

namespace muster::response {

using record::Record;
using test_support::need;

ResponseCity::ResponseCity() : ShippedCity(GetParam()) {
  clock::attach(*store);
  attach(*store);
  create("city_flood_hq", "body", "city", {{"code", "city_flood_hq"}, {"name", "荆州市防汛抗旱指挥部"}, {"short_name", "市防指"}, {"kind", "flood_hq"},
                                           {"number_series", "荆汛"}});
  for (const std::string county : {"421022", "421024"}) {
    need(store->update(system(), {}, [&] {
      record::Draft draft;
      draft.type = "body";
      draft.id = ids.at("hq_" + county);
      draft.fields = {{"receipts", true}};
      return draft;
    }()));
  }
  appoint("city_flood_commander", "commander", "city", "city_flood_hq");
  appoint("city_flood_deputy", "commander", "city", "city_flood_hq");
  appoint("city_flood_office_director", "flood_office", "city", "city_flood_hq");
  appoint("city_water_engineer", "flood_office", "city", "city_flood_hq");
  create("other section", "dike_section", "gongan",
         {{"dike", ids["dike"]}, {"name", "孟溪段"}, {"class", "yangtze_main"}, {"from_stake", 660000}, {"to_stake", 658000}, {"bank", "right"},
          {"control_gauge", ids["gongan gauge"]}});
  for (const std::string section : {"section", "other section"}) {
    const std::string place = section == "section" ? "jiangling" : "gongan";
    create(section + " keeper", "person", place, {{"name", section + " keeper"}});
    create(section + " answers", "responsibility", place,
           {{"work", ids[section]}, {"role", "technical"}, {"person", ids[section + " keeper"]}, {"from", "2026-01-01"}});
  }
}

Record ResponseCity::alarm(const std::string& kind, const std::string& stage, double value, json::Object more) {
  json::Object fields{{"gauge", ids["shashi"]}, {"kind", kind}, {"stage_kind", stage}, {"value", value}, {"rule", "沙市 " + stage},
                      {"since", format_time(time.now())}};
  for (auto& [name, field] : more) fields.set(name, std::move(field));
  return need(add(system(), "alarm", std::move(fields), "city"));
}

Record ResponseCity::by_rule(const Record& record, const std::string& name, json::Object fields) {
  return need(move(system(), record, name, std::move(fields)));
}

std::vector<Record> ResponseCity::open_consultations() { return list("consultation", {{"state", "in", "proposed,convened,decided"}}); }

Record ResponseCity::decided(const Record& consultation, const std::string& level, const std::string& change) {
  const auto director = as("city_flood_office_director");
  need(move(director, consultation, "convene", {{"chair", ids["city_flood_deputy"]}}));
  json::Object fields{{"judgement", "将过警戒"}, {"decision", "按预案"}, {"level_change", change}};
  if (!level.empty()) fields.set("decided_level", level);
  need(move(director, consultation, "decide", std::move(fields)));
  const auto notices = list("level_notice", {{"state", "eq", "drafted"}}, "-fid");
  if (notices.empty()) throw std::runtime_error("no notice was drafted");
  return notices.front();
}

Record ResponseCity::signed_level(const std::string& level, const std::string& change) {
  const auto open = open_consultations();
  const Record consultation = !open.empty() ? open.front()
                                            : need(add(as("city_flood_office_director"), "consultation",
                                                       {{"title", "会商"}, {"plan", "flood_city"}, {"proposed_at", format_time(time.now())}}, "city"));
  const Record notice = decided(consultation, level, change);
  need(move(as("city_water_engineer"), notice, "check"));
  const bool high = level == "1" || level == "2";
  return need(move(as(high ? "city_flood_commander" : "city_flood_deputy"), notice, "sign"));
}

}  // namespace muster::response
