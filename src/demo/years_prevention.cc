// 2019: 110 drills, 312 classes of migrant workers, 32 articles in the national paper, 55 + 92 demonstration communities, 33.5 million yuan
// of disaster and flood funds, and the census of plans with the one that is overdue.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "demo/inputs.h"
#include "demo/years.h"

namespace muster::demo {
namespace {

constexpr int kYear = 2019;
constexpr std::string_view kPaper = "中国应急管理报";

struct DrillKind {
  std::string_view title;
  std::string_view kind;
  std::string_view plan_class;
  std::int64_t weight;    ///< of the people
  int count;
  std::array<std::int64_t, 12> season;
};
constexpr DrillKind kDrills[] = {{"学校消防疏散演练", "evacuation", "accident", 30, 32, {0, 2, 4, 2, 5, 3, 0, 0, 6, 2, 6, 2}},
                                 {"防汛抢险实战演练", "full", "natural", 6, 18, {0, 0, 2, 4, 8, 6, 1, 0, 0, 0, 0, 0}},
                                 {"危险化学品泄漏处置演练", "on_site", "accident", 3, 20, {1, 1, 1, 2, 2, 8, 2, 1, 2, 1, 2, 1}},
                                 {"地质灾害避险演练", "evacuation", "natural", 2, 12, {0, 0, 2, 5, 6, 2, 0, 0, 0, 0, 0, 0}},
                                 {"森林火灾扑救演练", "functional", "natural", 2, 9, {1, 1, 2, 0, 0, 0, 0, 0, 0, 3, 4, 3}},
                                 {"燃气供水电力联合演练", "joint", "accident", 4, 11, {0, 1, 1, 1, 1, 4, 1, 1, 1, 1, 1, 1}},
                                 {"地震应急疏散演练", "surprise", "natural", 22, 8, {0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0}}};

void add_drills(Years& years) {
  std::vector<std::int64_t> weights;
  for (const DrillKind& drill : kDrills) {
    for (int n = 0; n < drill.count; ++n) weights.push_back(drill.weight * years.dice.between(6, 14));
  }
  const auto people = split(103'416, weights);
  std::size_t number = 0;
  for (const DrillKind& drill : kDrills) {
    for (int n = 0; n < drill.count; ++n, ++number) {
      const int month = static_cast<int>(years.dice.weighted({drill.season.begin(), drill.season.end()})) + 1;
      const std::string day = date_text(kYear, month, static_cast<int>(years.dice.between(3, 27)));
      const Spot spot = years.spot(years.areas()[years.dice.weighted(years.people())]);
      const std::string at = day + "T15:00:00+08:00";
      years.rows.add("drill", std::to_string(number), years.where(spot, at),
                     {{"title", spot.text + std::string(drill.title)}, {"kind", drill.kind}, {"plan_class", drill.plan_class}, {"host", id_of("body", "city_bureau")},
                      {"planned_on", day}, {"hours", 2}, {"place_text", spot.text}, {"invented", true}});
      years.rows.then_move("hold", {{"held_on", day}, {"people", people[number]}, {"observers", years.dice.between(10, 120)}});
      years.rows.then_move("evaluate", {{"result", years.dice.pick(std::array<std::string, 3>{"excellent", "good", "fair"})}, {"evaluation", "达到目的；暴露联络不畅，已列整改（演示虚构）"}});
      years.rows.then_move("close");
      years.rows.then_set({{"evaluated_at", later(at, std::chrono::hours(72))}, {"reported_at", later(at, std::chrono::hours(240))}});
    }
  }
}

void add_class(Years& years, int number, std::string_view kind, const std::string& title, int month, std::int64_t people, std::int64_t migrants) {
  const std::string day = date_text(kYear, month, static_cast<int>(years.dice.between(2, 27)));
  const Spot spot = years.spot(years.areas()[years.dice.weighted(years.people())]);
  years.rows.add("training_class", std::to_string(number), Years::where_of(spot.code, day + "T09:00:00+08:00"),
                 {{"title", spot.text + title}, {"kind", kind}, {"host", id_of("body", "city_bureau")}, {"started_on", day}, {"ended_on", day}, {"days", 1}, {"hours", 8},
                  {"people", people}, {"migrants", migrants}, {"tested", people}, {"passed", people - years.dice.between(0, 6)}, {"place_text", spot.text}, {"invented", true}});
}

void add_classes(Years& years) {
  std::vector<std::int64_t> sizes;
  for (int n = 0; n < 312; ++n) sizes.push_back(years.dice.between(60, 190));
  const auto people = split(41'286, sizes);
  // Around Spring Festival (5 February 2019) they are at home.
  const std::vector<std::int64_t> months{18, 24, 14, 6, 5, 4, 4, 4, 5, 5, 5, 6};
  for (int n = 1; n <= 312; ++n) {
    add_class(years, n, "migrant", "农民工安全生产培训班", static_cast<int>(years.dice.weighted(months)) + 1, people[static_cast<std::size_t>(n) - 1], people[static_cast<std::size_t>(n) - 1]);
  }
  struct Other {
    std::string_view kind;
    std::string_view title;
    int count;
  };
  int number = 312;
  for (const Other& other : {Other{"cadre", "领导干部应急管理专题班", 4}, {"enforcement", "执法文书业务班", 6}, {"disaster_officer", "灾害信息员培训班", 9}, {"flood", "防汛抢险技术班", 8}, {"duty", "值班信息业务班", 5}}) {
    for (int n = 0; n < other.count; ++n) add_class(years, ++number, other.kind, std::string(other.title), static_cast<int>(years.dice.between(3, 11)), years.dice.between(40, 120), 0);
  }
}

void add_press(Years& years) {
  constexpr std::array<std::string_view, 6> kTopics{"握指成拳抓大应急", "汛期巡堤查险实录", "农民工夜校进村", "打非治违月月通报", "减灾示范社区见闻", "抗旱保秋播"};
  for (int n = 1; n <= 56; ++n) {
    const bool national = n <= 32;
    const std::string day = date_text(kYear, static_cast<int>(years.dice.between(1, 12)), static_cast<int>(years.dice.between(1, 28)));
    years.rows.add("press_report", std::to_string(n), Years::where_of("4210", day + "T08:00:00+08:00"),
                   {{"title", fmt::format("{}（演示稿 {}）", years.dice.pick(kTopics), n)}, {"medium", national ? std::string(kPaper) : n % 2 == 0 ? "湖北日报" : "荆州日报"},
                    {"media_level", national ? "ministry" : n % 2 == 0 ? "province" : "city"}, {"kind", n % 5 == 0 ? "experience" : "news"}, {"published_on", day},
                    {"page", fmt::format("{} 版", years.dice.between(1, 8))}, {"author", "演示通讯员"}, {"author_body", id_of("body", "city_bureau")}, {"words", years.dice.between(400, 2200)}});
  }
}

void add_community(Years& years, const std::string& village, const std::string& level, int number, int year) {
  const std::string titled = date_text(year, 12, static_cast<int>(years.dice.between(3, 28)));
  years.rows.add("demonstration_community", fmt::format("{} {}", level, number), Years::where_of(village, titled + "T10:00:00+08:00"),
                 {{"title_level", level}, {"applied_year", year}, {"households", years.dice.between(400, 2600)}, {"score", years.dice.between(82, 97)}, {"basic_met", true}});
  years.rows.then_move("submit");
  years.rows.then_move("county_pass", {{"opinion", "符合"}});
  years.rows.then_move("city_pass", {{"opinion", "符合"}});
  years.rows.then_move("notice");
  years.rows.then_move("title", {{"titled_on", titled}, {"titled_no", fmt::format("演示命名〔{}〕{} 号", year, number)}, {"recheck_at", time_text(2028, 12, 31, 18)}});
  years.rows.then_set({{"submitted_at", time_text(year, 6, 20, 9)}, {"county_at", time_text(year, 7, 10, 9)}, {"city_at", time_text(year, 8, 12, 9)}, {"noticed_at", time_text(year, 11, 20, 9)}});
}

// 55 national titles since 2009 and 92 provincial since 2011; twenty communities hold both, so the two are never added.
void add_communities(Years& years) {
  std::vector<std::string> villages;
  for (const Row& row : table("villages.csv")) {
    if (row.at("name").find("社区") != std::string::npos) villages.push_back(row.at("code"));
  }
  for (std::size_t i = villages.size(); i > 1; --i) std::swap(villages[i - 1], villages[years.dice.below(i)]);
  for (int n = 0; n < 55; ++n) add_community(years, villages[static_cast<std::size_t>(n)], "national", n + 1, 2009 + n / 5);
  for (int n = 0; n < 92; ++n) add_community(years, villages[static_cast<std::size_t>(n) + 35], "province", n + 1, 2011 + n * 9 / 92);
}

void add_funds(Years& years) {
  struct Fund {
    std::string_view title;
    std::string_view kind;
    std::string_view receiver;
    std::int64_t wan_yuan;
    int month;
  };
  constexpr Fund kFunds[] = {{"中央自然灾害救灾资金（抗旱）", "central_relief", "city_bureau", 900, 9},  {"省级救灾资金（冬春救助）", "provincial_relief", "city_bureau", 760, 11},
                             {"省级救灾资金（旱灾生活救助）", "provincial_relief", "city_bureau", 290, 8}, {"特大防汛补助", "flood", "city_flood_office", 800, 7},
                             {"特大抗旱补助", "flood", "city_flood_office", 600, 8},                       {"农村危房改造补助", "special", "city_housing", 1800, 4},
                             {"校舍加固补助", "special", "city_bureau", 1200, 5},                          {"应急信息化项目", "city", "city_bureau", 480, 6}};
  int number = 0;
  for (const Fund& fund : kFunds) {
    const std::string day = date_text(kYear, fund.month, static_cast<int>(years.dice.between(5, 25)));
    const std::int64_t fen = fund.wan_yuan * 1'000'000;
    years.rows.add("fund", std::to_string(++number), Years::where_of("4210", day + "T10:00:00+08:00"),
                   {{"title", std::string(fund.title)}, {"kind", fund.kind}, {"year", kYear}, {"doc_no", fmt::format("演示财〔2019〕{} 号", number)}, {"granted_on", day},
                    {"receiver", id_of("body", fund.receiver)}, {"amount_fen", fen}, {"allotted_fen", fen}, {"paid_fen", fen}, {"used_fen", fen * 9 / 10},
                    {"purpose", "演示虚构：合计按公开数"}});
  }
}

void add_plan(Years& years, int number, const std::string& title, std::string_view level, std::string_view plan_class, const std::string& owner, const std::string& area, bool overdue) {
  const std::string at = time_text(kYear, static_cast<int>(years.dice.between(4, 10)), static_cast<int>(years.dice.between(2, 27)), 10);
  const std::string due = overdue ? time_text(2025, 6, 30, 18) : time_text(2028, 6, 30, 18);
  years.rows.add("emergency_plan", std::to_string(number), Years::where_of(area, at),
                 {{"title", title}, {"level", level}, {"plan_class", plan_class}, {"owner_text", owner}, {"area", place_id(area)}, {"edition", "2019 年版"}, {"levels_text", "四级"}});
  years.rows.then_move("issue", {{"doc_no", fmt::format("演示预案〔2019〕{} 号", number)}, {"edition", "2019 年版"}});
  years.rows.then_move("submit", {{"filed_to", id_of("body", "city_bureau")}});
  years.rows.then_move("file", {{"filing_no", fmt::format("演示备〔2019〕{}", number)}});
  years.rows.then_move("assess", {{"assess_result", "keep"}, {"assessed_at", overdue ? time_text(2022, 6, 28, 10) : time_text(2025, 6, 20, 10)}, {"next_assessment_at", due}});
  years.rows.then_set({{"issued_at", at}, {"filing_sent_at", later(at, std::chrono::hours(24 * 12))}, {"filed_at", later(at, std::chrono::hours(24 * 15))}});
  if (!overdue) return;
  // Its clock runs on past the day, so that it stands with the overdue.
  years.rows.add("clock", fmt::format("plan {} assess", number), Years::where_of(area, time_text(2022, 6, 28, 10)),
                 {{"about", id_of("emergency_plan", std::to_string(number))}, {"about_type", "emergency_plan"}, {"name", "assess"}, {"title", "预案评估"},
                  {"started_at", time_text(2022, 6, 28, 10)}, {"due_at", due}});
  years.rows.then_move("lapse");
}

// The city's overall and special plans and one set per county; one is overdue for assessment on purpose.
void add_plans(Years& years) {
  int number = 0;
  struct Kind {
    std::string_view title;
    std::string_view plan_class;
  };
  constexpr Kind kKinds[] = {{"防汛抗旱应急预案", "natural"}, {"生产安全事故应急预案", "accident"}, {"自然灾害救助应急预案", "natural"},
                             {"突发地质灾害应急预案", "natural"}, {"森林火灾应急预案", "natural"}, {"地震应急预案", "natural"}};
  for (const std::string& area : years.areas()) {
    const std::string owner = years.name(area) + (area == "4210" ? "人民政府" : "人民政府（管委会）");
    add_plan(years, ++number, years.name(area) + "突发事件总体应急预案", "overall", "general", owner, area, false);
    for (const Kind& kind : kKinds) {
      add_plan(years, ++number, years.name(area) + std::string(kind.title), "special", kind.plan_class, owner, area, area == "421081" && kind.title == "森林火灾应急预案");
    }
  }
  for (int n = 1; n <= 9; ++n) {
    const std::string at = time_text(kYear, 11, n + 3, 10);
    years.rows.add("plan_defect", std::to_string(n), Years::where_of("4210", at),
                   {{"plan", id_of("emergency_plan", std::to_string(n * 7))}, {"kind", "no_contact"}, {"text", "指挥部成员与联络方式未随机构改革更新"}, {"found_at", at}, {"deadline", later(at, std::chrono::hours(24 * 30))}});
    years.rows.then_move("fix", {{"fixed_text", "已按新职责更新"}});
    years.rows.then_move("settle");
    years.rows.then_set({{"fixed_at", later(at, std::chrono::hours(24 * 20))}});
  }
}

}  // namespace

void add_prevention(Years& years) {
  add_drills(years);
  add_classes(years);
  add_press(years);
  add_communities(years);
  add_funds(years);
  add_plans(years);
}

}  // namespace muster::demo
