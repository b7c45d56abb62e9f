// Inspections of 2019 and what they found: announced and unannounced, closer in the key periods; what was ordered, fined, shut down by a
// government or passed to the police hangs on the finding that began it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "demo/years_enforcement.h"

namespace muster::demo {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr int kYear = kEnforcementYear;
constexpr std::size_t kGeneralEach = 14;  // one in so many orders becomes a hidden danger on record
constexpr std::size_t kMajorEach = 70;
constexpr int kMajorAtMost = 42;

struct Period {
  std::string_view name;
  std::string_view kind;
  std::string_view from;
  std::string_view to;
};
constexpr Period kPeriods[] = {{"2019 年春节", "holiday", "2019-01-28", "2019-02-10"},       {"2019 年全国两会", "two_sessions", "2019-03-01", "2019-03-15"},
                               {"2019 年五一", "holiday", "2019-05-01", "2019-05-04"},       {"2019 年主汛期", "flood", "2019-06-01", "2019-08-31"},
                               {"2019 年国庆", "holiday", "2019-09-28", "2019-10-07"},       {"第七届世界军人运动会", "major_event", "2019-10-10", "2019-10-28"},
                               {"2019 年岁末年初", "year_end", "2019-12-15", "2019-12-31"}};

/// What inspectors of a sector write down again and again.
struct Pattern {
  std::string_view text;
  std::string_view category;
  std::string_view clause;
};
using Patterns = std::array<Pattern, 5>;
const std::map<std::string_view, Patterns>& patterns() {
  static const std::map<std::string_view, Patterns> all{
      {"chemical", {{{"受限空间作业票未写明气体检测数据", "confined", "安全生产法（2014）第四十条"}, {"可燃气体报警器超期未检定", "equipment", "安全生产法（2014）第三十三条"},
                     {"储罐区堆放杂物", "chemical", "危险化学品安全管理条例第二十四条"}, {"承包商入厂教育无记录", "training", "安全生产法（2014）第四十六条"},
                     {"应急预案未修订、未演练", "emergency", "生产安全事故应急条例第六条"}}}},
      {"construction", {{{"临边洞口无防护", "construction", "建设工程安全生产管理条例第二十八条"}, {"脚手架未按方案验收", "construction", "建设工程安全生产管理条例第三十五条"},
                         {"塔吊限位失灵", "equipment", "安全生产法（2014）第三十三条"}, {"作业人员未戴安全帽", "site", "安全生产法（2014）第四十二条"},
                         {"临时用电一闸多机", "electric", "建设工程安全生产管理条例第二十六条"}}}},
      {"mine", {{{"边坡浮石未清理", "site", "金属非金属矿山安全规程"}, {"未按设计分台阶开采", "site", "金属非金属矿山安全规程"}, {"爆破记录不全", "management", "民用爆炸物品安全管理条例"},
                 {"排水沟堵塞，汛期积水", "flood", "安全生产法（2014）第三十八条"}, {"特种作业人员证件过期", "licence", "安全生产法（2014）第二十七条"}}}},
      {"road", {{{"车辆动态监控长期离线", "traffic", "道路运输车辆动态监督管理办法"}, {"超限超载上路", "traffic", "公路安全保护条例"}, {"驾驶员从业资格证过期", "licence", "道路运输条例第九条"},
                 {"例检流于形式", "management", "安全生产法（2014）第四十三条"}, {"未开展月度安全例会", "training", "安全生产法（2014）第二十五条"}}}},
      {"light", {{{"污水池未列入有限空间台账", "confined", "安全生产法（2014）第三十八条"}, {"配电箱敞开、私拉乱接", "electric", "安全生产法（2014）第三十三条"},
                  {"疏散通道堵塞", "fire", "安全生产法（2014）第三十九条"}, {"未设置警示标志", "site", "安全生产法（2014）第三十二条"}, {"无安全管理制度", "management", "安全生产法（2014）第十八条"}}}},
      {"fireworks", {{{"超量存放", "site", "烟花爆竹经营许可实施办法第二十条"}, {"与居民住房连通", "fire", "烟花爆竹经营许可实施办法第十六条"},
                      {"灭火器失压", "fire", "安全生产法（2014）第三十三条"}, {"从业人员未培训", "training", "安全生产法（2014）第二十五条"}, {"未悬挂许可证", "licence", "烟花爆竹安全管理条例第十九条"}}}}};
  return all;
}

std::string period_on(const std::string& day) {
  const auto found = std::ranges::find_if(kPeriods, [&](const Period& period) { return period.from <= day && day <= period.to; });
  return found == std::end(kPeriods) ? std::string() : id_of("key_period", std::string(found->name));
}

std::string day_after(const std::string& day, int days) {
  return format_date(city_day(*parse_time(day + "T12:00:00+08:00") + hours(24 * days)));
}

bool is_of_bureau(const EnforcementCell& cell) { return enforcement_sectors()[cell.sector].body == "city_bureau"; }

}  // namespace

void Inspections::add_plans_and_periods() {
  for (const Period& period : kPeriods) {
    const std::string from(period.from);
    years_.rows.add("key_period", std::string(period.name), Years::where_of("4210", from + "T00:00:00+08:00"),
                    {{"name", period.name}, {"kind", period.kind}, {"from", from}, {"to", std::string(period.to)}, {"area", place_id("4210")},
                     {"lead_body", id_of("body", "city_safety_office")}, {"measures", "加密明查暗访，值班加强，问题当日交办。（演示虚构）"}, {"duty_raised", true},
                     {"zero_report", period.kind != std::string_view("flood")}, {"doc_no", "演示安办〔2019〕" + from.substr(5, 2) + " 号"}});
  }
  for (const std::string& area : years_.areas()) {
    const std::string body = area == "4210" ? "city_bureau" : "bureau_" + area;
    const std::int64_t officers = area == "4210" ? 12 : 6;
    years_.rows.add("inspection_plan", area, Years::where_of(area, "2019-03-20T09:00:00+08:00"),
                    {{"year", kYear}, {"body", id_of("body", body)}, {"officers", officers}, {"total_days", officers * 250}, {"other_days", officers * 90},
                     {"non_days", officers * 70}, {"key_units", officers * 4}, {"planned_key", officers * 8}, {"planned_random", officers * 6},
                     {"sectors", json::Array{"chemical", "fireworks", "mine", "light"}}, {"focus", "危险化学品、烟花爆竹、有限空间（演示虚构）"},
                     {"approved_by", years_.name(area) + "人民政府（管委会）"}, {"approved_on", "2019-03-28"}, {"filed_on", "2019-04-08"}});
  }
}

std::string Inspections::body_of(const EnforcementCell& cell, const std::string& day) const {
  if (is_of_bureau(cell) && day >= "2019-03-05" && cell.area != "4210") return id_of("body", "bureau_" + cell.area);
  return enforcement_body(cell.sector, day);
}

const Firm& Inspections::firm_of(const EnforcementCell& cell) {
  const auto& firms = years_.firms.at({std::string(enforcement_sectors()[cell.sector].word), cell.area});
  return firms[years_.dice.below(firms.size())];
}

Inspections::Visit Inspections::begin(const EnforcementCell& cell, int day, const Firm* firm, std::int64_t findings, bool to_recheck) {
  Visit visit;
  visit.number = std::to_string(++visits_);
  visit.key = fmt::format("{} {}", kYear, visits_);
  visit.day = date_text(kYear, cell.month, std::min(day, days_in(kYear, cell.month)));
  visit.at = fmt::format("{}T{:02}:{:02}:00+08:00", visit.day, years_.dice.between(8, 16), years_.dice.between(0, 59));
  visit.firm = firm;
  visit.spot = firm != nullptr ? firm->spot : years_.spot(cell.area);
  const EnforcementSector& sector = enforcement_sectors()[cell.sector];
  visit.unit = firm != nullptr ? firm->name : fmt::format("{}演示{}窝点 {}", visit.spot.text, sector.title, visits_);
  const std::string period = period_on(visit.day);
  const bool by_plan = firm != nullptr && is_of_bureau(cell) && visit.day >= "2019-03-28" && years_.dice.below(2) == 0;
  const std::string_view mode = firm == nullptr ? "tip" : by_plan ? (years_.dice.below(2) == 0 ? "double_random" : "planned")
                                : !period.empty() && years_.dice.below(2) == 0                     ? "holiday"
                                                                              : years_.dice.pick(std::array<std::string_view, 4>{"surprise", "surprise", "special", "joint"});
  const auto& [lead, second] = years_.officers.at(cell.area);
  years_.rows.add("inspection", visit.key, years_.where(visit.spot, visit.at),
                  {{"enterprise", firm != nullptr ? firm->id : std::string()}, {"unit_text", firm != nullptr ? std::string() : visit.unit}, {"sector", sector.word},
                   {"mode", mode}, {"plan", by_plan ? id_of("inspection_plan", cell.area) : std::string()}, {"key_period", period}, {"started_at", visit.at},
                   {"ended_at", later(visit.at, minutes(years_.dice.between(40, 180)))}, {"body", body_of(cell, visit.day)}, {"lead_officer", lead},
                   {"second_officer", second}, {"licence_shown", true}, {"escort", firm != nullptr ? firm->principal : std::string()},
                   {"items", fmt::format("{}：证照、制度、现场、应急（演示虚构）", sector.title)}, {"findings", findings}, {"record_no", fmt::format("演示现检〔{}〕{} 号", kYear, visits_)},
                   {"ordered_no", findings > 0 ? fmt::format("演示责改〔{}〕{} 号", kYear, visits_) : std::string()},
                   {"recheck_at", to_recheck ? day_after(visit.day, 25) + "T18:00:00+08:00" : std::string()}});
  return visit;
}

// The state of the row added last; findings come after it.
void Inspections::end(const Visit& visit, bool to_recheck) {
  years_.rows.then_move("record");
  if (to_recheck) {
    years_.rows.then_move("recheck", {{"recheck_text", "已整改到位"}, {"rechecked_at", day_after(visit.day, static_cast<int>(years_.dice.between(15, 24))) + "T10:00:00+08:00"}});
  }
  years_.rows.then_move("close");
}

void Inspections::find(const Visit& visit, const EnforcementCell& cell, int item, std::string_view action) {
  const EnforcementSector& sector = enforcement_sectors()[cell.sector];
  const Pattern& pattern = years_.dice.pick(patterns().at(sector.word));
  const bool graver = action == "case" || action == "seal" || action == "transfer";
  const bool at_once = action == "on_spot";
  const bool is_major = action == "order" && major_ < kMajorAtMost && sector.word != "road" && years_.dice.below(kMajorEach) == 0;
  const std::string text(graver ? sector.act : pattern.text);
  const std::string key = fmt::format("{} {}", visit.key, item);
  years_.rows.add("finding", key, {.jurisdiction = visit.spot.code, .geometry = {}, .occurred_at = *parse_time(visit.at)},
                  {{"inspection", id_of("inspection", visit.key)}, {"item_no", item}, {"text", text}, {"category", graver ? "management" : pattern.category},
                   {"clause", graver ? std::string_view{} : pattern.clause}, {"major", is_major}, {"action", action},
                   {"deadline", at_once || graver ? std::string() : day_after(visit.day, 14) + "T18:00:00+08:00"}, {"fixed", true},
                   {"fixed_at", at_once ? visit.at : day_after(visit.day, static_cast<int>(years_.dice.between(3, 13))) + "T16:00:00+08:00"},
                   {"fixed_text", at_once ? "当场改正" : "已改正，复查合格（演示虚构）"}});
  if (is_major || (action == "order" && visit.firm != nullptr && years_.dice.below(kGeneralEach) == 0)) add_danger(visit, cell, key, text, is_major);
}

void Inspections::add(const EnforcementCell& cell) {
  std::int64_t left = cell.ordered;
  for (const Fine& fine : cell.fines) {
    const std::int64_t also = std::min<std::int64_t>(left, years_.dice.between(0, 2));
    add_fine(cell, fine, also);
    left -= also;
  }
  for (const int number : cell.shut_downs) add_den(cell, number, nullptr);
  for (const Transfer& transfer : cell.transfers) add_den(cell, transfer.number, &transfer);
  add_orders(cell, left);
}

void Inspections::add_orders(const EnforcementCell& cell, std::int64_t count) {
  while (count > 0) {
    const std::int64_t here = std::min<std::int64_t>(count, years_.dice.between(1, 4));
    const bool to_recheck = years_.dice.below(3) == 0;
    const Firm& firm = firm_of(cell);
    const Visit visit = begin(cell, static_cast<int>(years_.dice.between(1, 28)), &firm, here, to_recheck);
    end(visit, to_recheck);
    for (int item = 1; item <= here; ++item) {
      const std::size_t turn = years_.dice.below(20);
      find(visit, cell, item, turn < 4 ? "on_spot" : turn == 4 ? "stop_part" : "order");
    }
    count -= here;
  }
}

void Inspections::add_clean(int count) {
  for (int n = 0; n < count; ++n) {
    EnforcementCell cell;
    cell.month = static_cast<int>(years_.dice.between(1, 12));
    cell.sector = years_.dice.pick(std::array<std::size_t, 4>{0, 1, 4, 5});
    cell.area = years_.areas()[years_.dice.weighted({years_.people().begin(), years_.people().end() - 1})];
    const Visit visit = begin(cell, static_cast<int>(years_.dice.between(1, 28)), &firm_of(cell), 0, false);
    end(visit, false);
  }
}

// Found early in the month and decided before its end, so that fine and finding fall into the same return.
void Inspections::add_fine(const EnforcementCell& cell, const Fine& fine, std::int64_t also) {
  const Firm& firm = firm_of(cell);
  const Visit visit = begin(cell, static_cast<int>(years_.dice.between(1, 8)), &firm, also + 1, true);
  end(visit, true);
  const EnforcementSector& sector = enforcement_sectors()[cell.sector];
  const std::string decided = date_text(kYear, cell.month, static_cast<int>(years_.dice.between(22, 27)));
  const std::string offender = fine.is_unit ? firm.name : firm.principal;
  const std::string law_case = is_of_bureau(cell) ? add_case(visit, cell, fine, offender, decided) : std::string();
  years_.rows.add("penalty", std::to_string(fine.number), Years::where_of(visit.spot.code, decided + "T10:00:00+08:00"),
                  {{"case", law_case}, {"decision_no", fmt::format("演示罚〔{}〕{} 号", kYear, fine.number)}, {"offender", offender},
                   {"offender_kind", fine.is_unit ? "unit" : "person"}, {"enterprise", firm.id}, {"sector", sector.word}, {"body", body_of(cell, decided)},
                   {"decided_on", decided}, {"kinds", json::Array{"fine"}}, {"clause", sector.basis}, {"fine_fen", fine.fen}, {"paid_fen", fine.fen},
                   {"paid_state", "paid"}, {"paid_on", day_after(decided, static_cast<int>(years_.dice.between(3, 14)))}});
  find(visit, cell, 1, "case");
  if (!law_case.empty()) years_.rows.set_later("finding", visit.key + " 1", {{"case", law_case}});
  for (int item = 2; item <= also + 1; ++item) find(visit, cell, item, "order");
}

// The bureau's own cases have all their steps; other departments keep theirs in their own systems.
std::string Inspections::add_case(const Visit& visit, const EnforcementCell& cell, const Fine& fine, const std::string& offender, const std::string& decided) {
  const EnforcementSector& sector = enforcement_sectors()[cell.sector];
  const bool chemical = sector.word == "chemical";
  const std::string filed = day_after(visit.day, 1);
  const auto& [lead, second] = years_.officers.at(cell.area);
  const std::string served = day_after(decided, 2) + "T10:00:00+08:00";
  const std::string paid = day_after(decided, 12) + "T10:00:00+08:00";
  const std::string id = years_.rows.add(
      "enforcement_case", std::to_string(fine.number), Years::where_of(visit.spot.code, filed + "T09:00:00+08:00"),
      {{"case_no", fmt::format("演示立〔{}〕{} 号", kYear, fine.number)}, {"title", offender + std::string(sector.act) + "案"}, {"enterprise", visit.firm->id},
       {"offender_text", offender}, {"source", "inspection"}, {"inspection", id_of("inspection", visit.key)}, {"sector", sector.word}, {"kind", "ordinary"},
       {"body", body_of(cell, filed)}, {"lead_officer", lead}, {"second_officer", second}, {"facts", std::string(sector.act) + "，有现场检查记录、询问笔录为证。（演示虚构）"},
       {"broken_law", chemical ? "安全生产法（2014）第四十条" : "烟花爆竹安全管理条例第三条"}, {"penalty_law", sector.basis},
       {"discretion", "裁量基准一档（演示）"}, {"happened_on", visit.day}, {"filed_at", filed + "T09:00:00+08:00"}, {"fine_fen", fine.fen}});
  years_.rows.then_move("notify", {{"notified_at", day_after(visit.day, 9) + "T15:00:00+08:00"}});
  years_.rows.then_move("decide", {{"decision_no", fmt::format("演示罚〔{}〕{} 号", kYear, fine.number)}, {"decided_at", decided + "T10:00:00+08:00"}});
  years_.rows.then_move("serve", {{"served_at", served}, {"published_at", day_after(decided, 5) + "T09:00:00+08:00"}});
  years_.rows.then_move("pay", {{"paid_state", "paid"}, {"paid_at", paid}});
  years_.rows.then_move("close", {{"closed_at", later(paid, hours(24 * 5))}});
  return id;
}

// A den that is on no register: shut down by a government, or its people passed to the police.
void Inspections::add_den(const EnforcementCell& cell, int number, const Transfer* transfer) {
  const int day = static_cast<int>(years_.dice.between(3, 20));
  const Visit visit = begin(cell, day, nullptr, 1, false);
  end(visit, false);
  find(visit, cell, 1, transfer != nullptr ? "transfer" : "seal");
  const EnforcementSector& sector = enforcement_sectors()[cell.sector];
  const std::string body = enforcement_body(cell.sector, visit.day);
  if (transfer != nullptr) {
    const std::string passed = day_after(visit.day, 1);
    years_.rows.add("police_transfer", std::to_string(number), Years::where_of(visit.spot.code, passed + "T15:00:00+08:00"),
                    {{"title", fmt::format("{}{}（演示虚构）", sector.title, sector.act)}, {"people", transfer->detained}, {"from_body", body}});
    years_.rows.then_move("transfer", {{"police_body", id_of("body", "city_police")}, {"transfer_no", fmt::format("演示移〔{}〕{} 号", kYear, number)}, {"transferred_at", passed + "T15:00:00+08:00"}});
    years_.rows.then_move("accept", {{"accepted_at", day_after(passed, 1) + "T09:00:00+08:00"}});
    years_.rows.then_move("report", {{"result", "detained"}, {"detained", transfer->detained}, {"result_text", "行政拘留"}, {"closed_at", day_after(passed, 4) + "T17:00:00+08:00"}});
    return;
  }
  const std::string proposed = day_after(visit.day, 1);
  const std::string decided = day_after(visit.day, 4);
  years_.rows.add("shut_down", std::to_string(number), years_.where(visit.spot, proposed + "T09:00:00+08:00"),
                  {{"unit_text", visit.unit}, {"kind", number % 3 == 0 ? "illegal" : number % 7 == 0 ? "close" : "ban"}, {"sector", sector.word},
                   {"reason", std::string(sector.act) + "，拒不整改（演示虚构）"}, {"proposed_by", body}, {"proposed_at", proposed + "T09:00:00+08:00"}});
  years_.rows.then_move("decide", {{"decided_by", cell.area == "4210" ? "荆州市人民政府" : years_.name(cell.area) + "人民政府（管委会）"}, {"decided_on", decided},
                                   {"decision_no", fmt::format("演示关停〔{}〕{} 号", kYear, number)}});
  years_.rows.then_move("finish", {{"done_text", "断水断电、清空原料、拆除设备"}, {"done_at", day_after(decided, 2) + "T16:00:00+08:00"}});
}

void Inspections::add_danger(const Visit& visit, const EnforcementCell& cell, const std::string& finding, const std::string& text, bool is_major) {
  const EnforcementSector& sector = enforcement_sectors()[cell.sector];
  const std::string key = fmt::format("{} {}", kYear, ++dangers_);
  const std::string ordered = later(visit.at, hours(26));
  const std::string deadline = day_after(visit.day, is_major ? 60 : 14) + "T18:00:00+08:00";
  const std::string done = day_after(visit.day, static_cast<int>(is_major ? years_.dice.between(30, 58) : years_.dice.between(5, 13)));
  const std::string holder = visit.firm->principal;
  years_.rows.add("hidden_danger", key, years_.where(visit.spot, visit.at),
                  {{"title", visit.firm->name + "：" + text}, {"enterprise", visit.firm->id}, {"sector", sector.word}, {"source", "inspection"},
                   {"finding", id_of("finding", finding)}, {"harm", is_major ? "可能造成 3 人以上伤亡（演示虚构）" : "可能造成人员受伤（演示虚构）"}, {"found_at", visit.at},
                   {"found_by", years_.officers.at(cell.area).first}, {"duty_text", holder + "负责"}, {"measure_text", "停用、改造、复验"}, {"fund_fen", is_major ? 12'000'000 : 300'000},
                   {"plan_text", "整改期间专人看守，禁止无关人员进入"}, {"deadline", deadline}});
  if (is_major) {
    const bool by_city = ++major_ % 4 == 0;
    const std::string supervisor = by_city ? "city_safety_committee" : cell.area == "4210" || visit.day < "2019-03-05" ? "city_safety_office" : "bureau_" + cell.area;
    years_.rows.then_move("judge_major", {{"grade", "major"}, {"criteria", sector.word == "chemical" ? "chemical_2017" : sector.word == "fireworks" ? "fireworks_2017" : "other"},
                                          {"criteria_clause", "判定标准第 " + std::to_string(1 + major_ % 9) + " 条（演示）"}, {"judged_at", ordered}});
    years_.rows.then_move("list", {{"supervision_level", by_city ? "3" : "4"}, {"supervisor", id_of("body", supervisor)}, {"published_in", by_city ? "荆州日报" : "县级融媒体"},
                                   {"listed_no", fmt::format("演示督办〔{}〕{} 号", kYear, major_)}, {"listed_at", later(ordered, hours(24 * 5))}});
  } else {
    years_.rows.then_move("order", {{"order_no", fmt::format("演示责改〔{}〕{} 号", kYear, visit.number)}, {"ordered_at", ordered}});
  }
  years_.rows.then_move("rectify", {{"rectified_text", "已按指令整改"}, {"rectified_at", done + "T10:00:00+08:00"}});
  years_.rows.then_move("accept", {{"accept_text", "验收合格"}, {"accepted_at", day_after(done, 3) + "T10:00:00+08:00"}, {"accepted_by", years_.officers.at(cell.area).second}});
  years_.rows.then_move("close", {{"closed_at", day_after(done, 4) + "T10:00:00+08:00"}});
  years_.rows.set_later("finding", finding, {{"danger", id_of("hidden_danger", key)}});
}

}  // namespace muster::demo
