#include "demo/autopilot.h"

#include <algorithm>
#include <functional>

#include "base/id.h"
#include "base/log.h"
#include "demo/city.h"
#include "demo/demo.h"
#include "demo/habits.h"
#include "demo/line.h"
#include "demo/scenario.h"

namespace muster::demo {

Who someone(std::string_view key, std::string_view post) { return {id_of("person", key), id_of("post", post)}; }
Who duty_officer() { return someone("gaowenlan", "city_duty_officer"); }
Who duty_leader() { return someone("zhouqiming", "city_duty_leader"); }

Who county_officer(const std::string& code) {
  static const std::map<std::string, std::string, std::less<>> named{{"421024", "jiangling_duty"}, {"421003", "qianhansheng"},
                                                                      {"421088", "tianshouyi"},     {"421022", "gongan_duty"},
                                                                      {"421081", "shishou_duty"}};
  const std::string post = code + ".duty_officer";
  const auto key = named.find(code);
  return someone(key == named.end() ? post : key->second, post);
}

namespace {

using record::Record;
using std::chrono::minutes;

constexpr int kActsAtATime = 60;
constexpr std::chrono::milliseconds kManyWithin{700};

Who director() { return someone("xianghe", "city_flood_office_director"); }
Who engineer() { return someone("pengjiangchao", "city_water_engineer"); }
Who deputy_commander() { return someone("guchangfeng", "city_flood_deputy"); }

json::Object nothing(const Record& /*record*/) { return {}; }

Who unit_officer(const Record& record);

// A liaison answers for a leader, everybody else for themselves; what names only a unit is its duty officer's.
Who holder(const Record& record) {
  if (record.has("liaison")) return {record.text("liaison"), {}};
  return record.has("person") ? Who{record.text("person"), {}} : unit_officer(record);
}

json::Object for_whom(const Record& record) {
  json::Object fields{{"channel", record.has("liaison") ? "liaison" : "sms"}};
  if (record.has("liaison") && record.has("person")) fields.set("for_person", record.text("person"));
  return fields;
}

std::string next_change(const Record& consultation) {
  const std::string now = consultation.text("current_level");
  if (now.empty()) return "start";
  return consultation.text("proposed_level") < now ? "raise" : "lower";
}

// The duty officer of the headquarters that a receipt is asked of; ids are derived, so the post is found by trying the known units.
Who unit_officer(const Record& record) {
  for (const County& county : counties()) {
    if (record.text("unit") == id_of("body", "hq_" + county.code)) return county_officer(county.code);
  }
  for (int n = 1; n <= 15; ++n) {
    const std::string body = n < 10 ? "basin_0" + std::to_string(n) : "basin_" + std::to_string(n);
    if (record.text("unit") == id_of("body", body)) return someone(body, body + ".duty");
  }
  return {};
}

Who section_leader(const Record& shift) {
  if (shift.text("section").ends_with('0')) return {};
  return {shift.text("leader"), {}};
}

std::vector<Habit> night_habits() {
  return {
      {"alarm", "active", minutes(4), "acknowledge", [](const Record&) { return duty_officer(); }, nothing},
      {"consultation", "proposed", minutes(40), "convene", [](const Record&) { return director(); },
       [](const Record&) {
         return json::Object{{"chair", id_of("person", "guchangfeng")}, {"chair_post", id_of("post", "city_flood_deputy")}, {"place_name", "市防汛指挥室"}};
       }},
      {"consultation", "convened", minutes(22), "decide", [](const Record&) { return director(); },
       [](const Record& c) {
         return json::Object{{"judgement", "预报与实测相符，主要控制站将过线并持续，随后缓退。"}, {"decision", "按预案定级，上足劳力，加密巡查。"},
                             {"decided_level", c.text("proposed_level")}, {"level_change", next_change(c)}};
       }},
      {"level_notice", "drafted", minutes(3), "check", [](const Record&) { return engineer(); }, nothing},
      {"level_notice", "checked", minutes(4), "sign", [](const Record&) { return deputy_commander(); }, nothing},
      {"receipt", "sent", minutes(6), "accept", unit_officer, [](const Record&) { return json::Object{{"channel", "desk"}}; }},
      {"callout", "sent", minutes(2), "answer", holder,
       [](const Record& c) {
         json::Object fields{{"answer", "noted"}, {"answer_channel", "telephone"}};
         if (c.has("liaison") && c.has("person")) fields.set("for_person", c.text("person"));
         return fields;
       }},
      {"warning", "received", minutes(3), "review", [](const Record&) { return duty_officer(); },
       [](const Record&) { return json::Object{{"relay_body", id_of("body", "city_flood_office")}}; }},
      {"warning", "reviewed", minutes(3), "relay", [](const Record&) { return duty_leader(); }, nothing},
      {"dike_incident", "found", minutes(1), "receive", [](const Record&) { return duty_officer(); }, nothing},
      {"dike_incident", "received", minutes(16), "verify", [](const Record&) { return duty_officer(); }, nothing},
      {"dike_incident", "verified", minutes(13), "measure", [](const Record&) { return duty_officer(); },
       [](const Record&) { return json::Object{{"measures", "砂袋围井两层，井内铺砂石反滤，两侧各 50 m 加密巡查"}, {"people_on_site", 44}}; }},
      {"dike_incident", "first_measure", minutes(50), "control", [](const Record&) { return duty_officer(); }, nothing},
      {"dike_incident", "under_control", minutes(60), "watch", [](const Record&) { return duty_officer(); }, nothing},
      {"task", "sent", minutes(7), "accept", holder, for_whom},
      {"task", "accepted", minutes(50), "finish", holder, for_whom},
      // A line per section and shift, near its end; about every sixteenth section owes it.
      {"patrol_shift", "due", minutes(95), "report", section_leader,
       [](const Record& shift) {
         return json::Object{{"text", "巡查正常，" + std::to_string(shift.integer("people_due")) + "人在岗"}, {"result", "nothing"},
                             {"people", shift.integer("people_due")}, {"channel", "sms"}};
       }},
  };
}

const std::vector<Habit>& habits() {
  static const std::vector<Habit> all = [] {
    std::vector<Habit> out = night_habits();
    std::ranges::move(report_habits(), std::back_inserter(out));
    return out;
  }();
  return all;
}

bool is_one_of_many(const Habit& habit) { return habit.type == "patrol_shift" || habit.type == "task" || habit.type == "callout" || habit.type == "zero_report"; }

std::vector<Record> standing(record::Store& store, std::string_view type, std::string_view state) {
  record::Query query;
  query.type = type;
  query.ledger = kLedger;
  query.filters = {{"state", "eq", std::string(state)}};
  query.sort = "changed_at";
  query.limit = 200;
  query.with_total = false;
  auto page = store.list(identity::Viewer::system("demo"), query);
  return page ? std::move(page->items) : std::vector<Record>{};
}

/// What a person says unasked, once: the record that it makes.
struct Saying {
  std::string_view at;
  std::string_view name;
  Who who;
  std::string_view type;
  std::function<record::Draft(record::Store&)> make;
};

bool is_open_at(record::Store& store, std::int64_t stake) {
  record::Query query;
  query.type = "dike_incident";
  query.ledger = kLedger;
  query.filters = {{"stake", "eq", std::to_string(stake)}};
  const auto page = store.list(identity::Viewer::system("demo"), query);
  return page && !page->items.empty();
}

record::Draft line(const std::string& text, const std::string& section) {
  record::Draft draft;
  draft.type = "line_report";
  draft.fields = {{"text", text}, {"section", id_of("dike_section", section)}, {"channel", "phone_page"}};
  return draft;
}

// Nothing (an empty type) when the newcomer has entered the incident already.
record::Draft incident(record::Store& store, std::int64_t stake, const std::string& dike, json::Object facts) {
  record::Draft draft;
  if (is_open_at(store, stake)) return draft;
  City city;
  city.dikes = dikes();
  const Section& section = city.section_at(dike, stake);
  draft.type = "dike_incident";
  draft.jurisdiction_id = place_id(section.county);
  draft.geometry = point_json(section.at(stake));
  draft.fields = std::move(facts);
  for (auto& [name, value] : json::Object{{"stake", stake}, {"section", section_id(section)}, {"bank", section.bank}, {"side", "inner_toe"},
                                          {"source", "patrol"}, {"grade", "general"}}) {
    draft.fields.set(name, value);
  }
  return draft;
}

record::Draft rain_warning(record::Store& /*store*/) {
  record::Draft draft;
  draft.type = "warning";
  draft.jurisdiction_id = place_id("4210");
  draft.fields = {{"origin", "relayed"}, {"sender", "57476"}, {"identifier", "demo-57476-20260820022000"}, {"issuer", "荆州市气象台"},
                  {"issuer_body", id_of("body", "city_weather")}, {"hazard", "rainstorm"}, {"colour", "yellow"},
                  {"headline", "荆州市气象台发布暴雨黄色预警信号"},
                  {"text", "荆州市气象台2026年08月20日02时20分发布暴雨黄色预警信号：预计未来6小时，松滋、公安、石首、监利大部有50毫米以上降水，"
                           "伴有雷电，请注意防范。（情景，演示虚构）"},
                  {"sent", "2026-08-20T02:20:00+08:00"}, {"expires", "2026-08-20T08:20:00+08:00"}, {"area_text", "荆州市"},
                  {"areas", json::Array{place_id("4210")}}};
  return draft;
}

std::vector<Saying> sayings() {
  const Who leader = someone("zhengjiafu", "section.JJDD.720500");
  return {
      {"2026-08-20T02:20:30+08:00", "rain warning", someone("gateway", "city_gateway"), "warning", rain_warning},
      {"2026-08-20T02:36:12+08:00", "first line of the sand boil", leader, "line_report",
       [](record::Store&) { return line("718+350堤脚外60米 管涌 浑水 6人守", "JJDD.720500"); }},
      {"2026-08-20T02:36:40+08:00", "sand boil entered", duty_officer(), "dike_incident",
       [](record::Store& store) {
         return incident(store, 718350, "JJDD",
                         {{"kind", "sand_boil"}, {"distance_m", 60}, {"water", "muddy"}, {"sand", "yes"}, {"people_on_site", 6},
                          {"finder", "巡查 4 组"}, {"ground_kind", "水田"}, {"taken", "6 人守护，插旗"}, {"found_at", "2026-08-20T02:31:00+08:00"}});
       }},
      {"2026-08-20T02:40:00+08:00", "second line of the sand boil", leader, "line_report",
       [](record::Store&) { return line("718+350 管涌 浑水带砂 口径8厘米 砂盘0.6米 6人守", "JJDD.720500"); }},
      {"2026-08-20T02:31:40+08:00", "seepage entered", someone("tianshouyi", "421088.duty_officer"), "dike_incident",
       [](record::Store& store) {
         record::Draft draft = incident(store, 568200, "JHCJ",
                                        {{"kind", "seepage"}, {"distance_m", 8}, {"water", "clear"}, {"sand", "no"}, {"people_on_site", 4}, {"finder", "巡查 2 组"},
                                         {"found_at", "2026-08-20T02:26:00+08:00"}});
         draft.id = id_of("dike_incident", kLateIncident);
         return draft;
       }},
  };
}

}  // namespace

bool Autopilot::act(const std::string& person, const std::string& post, const record::Draft& draft, const std::string& name) {
  if (tried_.contains(name)) return false;
  const UtcTime now = city_.now(kLedger);
  auto viewer = directory_.viewer("demo", person, post, now);
  Status done = viewer ? Status{} : Status(fail(viewer.error()));
  if (viewer) {
    viewer->actor.channel = "demo";
    record::Intent intent;
    intent.id = derived_id("autopilot " + name);
    intent.ledger = kLedger;
    const auto result = draft.move.empty() ? store_.create(*viewer, intent, draft) : store_.move(*viewer, intent, draft);
    if (!result) done = fail(result.error());
  }
  tried_.insert(name);
  if (done) return true;
  refused_.insert(draft.type + ' ' + draft.move + ' ' + std::string(error_text(done.error(), "en")));
  log::info("autopilot_refused", {{"type", draft.type}, {"move", draft.move}, {"why", error_text(done.error(), "en")}});
  return false;
}

int Autopilot::follow(const Habit& habit) {
  int acts = 0;
  const UtcTime now = city_.now(kLedger);
  for (const Record& record : standing(store_, habit.type, habit.state)) {
    // What stood so when the scenario began belongs to the past.
    if (record.changed_at <= scenario_start() || now < record.changed_at + habit.after) continue;
    const Who who = habit.who(record);
    if (who.person.empty()) continue;
    record::Draft draft;
    draft.type = record.type;
    draft.id = record.id;
    draft.move = habit.move;
    draft.fields = habit.fields(record);
    if (!act(who.person, who.post, draft, record.id + ' ' + std::string(habit.move) + ' ' + std::to_string(record.version))) continue;
    // What is urgent gets its turn again soon: many alike (tasks, patrol lines) are done a few dozen at a time.
    if (++acts >= kActsAtATime) break;
  }
  return acts;
}

Result<int> Autopilot::answer() {
  int done = 0;
  for (const Habit& habit : habits()) done += is_one_of_many(habit) ? 0 : follow(habit);
  // The many share what is left of a step, each beginning in turn, so that on a slow machine reports and orders still go in time.
  const auto until = std::chrono::steady_clock::now() + kManyWithin;
  const std::vector<Habit>& all = habits();
  for (std::size_t i = 0; i < all.size() && std::chrono::steady_clock::now() < until; ++i) {
    turn_ = (turn_ + 1) % all.size();
    if (is_one_of_many(all[turn_])) done += follow(all[turn_]);
  }
  return done;
}

Result<int> Autopilot::speak() {
  int done = 0;
  const UtcTime now = city_.now(kLedger);
  for (const Saying& saying : sayings()) {
    const auto at = parse_time(saying.at);
    const std::string name = "says " + std::string(saying.name);
    if (!at || now < *at || tried_.contains(name)) continue;
    record::Draft draft = saying.make(store_);
    if (draft.type.empty()) {
      tried_.insert(name);
      continue;
    }
    draft.occurred_at = *at;
    done += act(saying.who.person, saying.who.post, draft, name) ? 1 : 0;
  }
  return done;
}

Result<int> Autopilot::step() {
  const auto spoken = speak();
  if (!spoken) return spoken;
  const auto reported = report();
  if (!reported) return reported;
  const auto answered = answer();
  if (!answered) return answered;
  return *spoken + *answered + *reported;
}

}  // namespace muster::demo
