// The bureau's year among others (演示虚构): agreements with their terms, documents issued in several names, meetings of the committees with
// decisions followed to their end, honours. Facts that were published: one document taken up by the Ministry's journal, one national honour.
#include <fmt/format.h>

#include <array>

#include "demo/years.h"

namespace muster::demo {
namespace {

using std::chrono::hours;

const Rows::Where kNowhere{.jurisdiction = "4210", .geometry = {}, .occurred_at = {}};

Rows::Where on(const std::string& day) { return Years::where_of("4210", day + "T10:00:00+08:00"); }

struct Agreement {
  std::string_view title;
  std::string_view kind;
  std::string_view partner;
  std::string_view partner_body;
  std::string_view subject;
  std::string_view terms;
  std::string_view signed_on;
  std::string_view valid_to;
  bool in_force;
};
constexpr Agreement kAgreements[] = {
    {"应急管理专家工作站协议", "expert_station", "演示高校", "", "专家会诊、隐患排查、人员培训", "每月到站两日；重大险情四小时内到场；费用列入年度预算。", "2019-06-18", "2028-06-17", true},
    {"气象灾害信息共享协议", "data_sharing", "荆州市气象台", "city_weather", "预警、实况、预报即时共享", "预警发布后 3 分钟内送达；不以我方名义再发布。", "2019-04-22", "2028-04-21", true},
    {"水文信息共享协议", "data_sharing", "荆州市水文水资源勘测局", "city_hydrology", "水位流量与预报共享", "逢整点推送，超设防加密。", "2019-04-25", "2028-04-24", true},
    {"军地防汛抢险联动协议", "military", "荆州军分区", "city_military", "通信互通、兵力请求、联合演练", "请求后一小时答复；每年汛前联合演练一次。", "2019-05-08", "2028-05-07", true},
    {"应急宣传合作协议", "media", "演示报业集团", "", "每日提示、专版、突发事件发布", "每日一条提示，半月一版，突发事件一小时内发布。", "2019-03-28", "2028-03-27", true},
    {"水利部门联合值守协议", "joint_response", "荆州市水利和湖泊局", "city_water", "水旱灾害防御联合值守", "主汛期互派值班员。", "2019-05-10", "2028-05-09", true},
    {"救灾物资保障协议", "supply", "荆州市粮食和物资储备中心", "city_reserves", "动用指令与出库衔接", "接令 30 分钟内出库；两个单位两个时限分别计。", "2019-05-20", "2028-05-19", true},
    {"毗邻市防汛互助协议", "mutual_aid", "演示毗邻市应急局", "", "物资、队伍、信息互助", "一方请求，另一方两小时内答复。", "2019-06-28", "2022-06-27", false},
    {"水上救援合作协议", "social_force", "荆州蓝天水上救援队", "", "水上搜救", "接警 45 分钟集结；意外保险由市财政列支。", "2019-07-02", "2028-07-01", true}};

void add_agreements(Years& years) {
  int number = 0;
  for (const Agreement& agreement : kAgreements) {
    const std::string signed_on(agreement.signed_on);
    years.rows.add("agreement", std::to_string(++number), on(signed_on),
                   {{"agreement_no", fmt::format("演示协〔2019〕{} 号", number)}, {"title", agreement.title}, {"kind", agreement.kind}, {"our_body", id_of("body", "city_bureau")},
                    {"partner", agreement.partner}, {"partner_body", agreement.partner_body.empty() ? std::string() : id_of("body", std::string(agreement.partner_body))},
                    {"subject", agreement.subject}, {"terms", agreement.terms}, {"our_liaison", years.person("muqingchuan")}, {"valid_to", agreement.valid_to}});
    years.rows.then_move("sign", {{"signed_on", signed_on}, {"valid_from", signed_on}});
    if (!agreement.in_force) years.rows.then_move("expire");
  }
}

struct Policy {
  std::string_view title;
  std::string_view kind;
  std::string_view body;
  std::string_view day;
  bool normative;
};
constexpr Policy kPolicies[] = {{"关于建立大应急体制机制的意见", "opinion", "city_bureau", "2019-04-10", true}, {"防汛抗旱责任网建设办法", "measure", "city_flood_hq", "2019-04-18", true},
                                {"值班值守和信息报送规定", "rule", "city_bureau", "2019-04-30", false},        {"打非治违执法年实施方案", "scheme", "city_safety_committee", "2019-03-22", false},
                                {"乡镇应急管理站建设指导意见", "opinion", "city_bureau", "2019-05-16", true},  {"自然灾害风险会商研判制度", "rule", "city_reduction_committee", "2019-08-12", false},
                                {"社会应急力量建设方案", "scheme", "city_bureau", "2019-06-20", false},        {"救灾物资动用与调拨办法", "measure", "city_bureau", "2019-07-05", true},
                                {"关于做好抗旱保供水工作的通知", "notice", "city_flood_hq", "2019-08-20", false}, {"应急预案普查工作的通知", "notice", "city_bureau", "2019-09-10", false},
                                {"森林防灭火期工作通知", "notice", "city_forest_hq", "2019-10-25", false},     {"企业主要负责人二十项职责清单", "notice", "city_safety_committee", "2019-06-03", false}};

void add_policies(Years& years) {
  std::map<std::string, int> series;
  int number = 0;
  for (const Policy& policy : kPolicies) {
    const std::string body(policy.body);
    const std::string day(policy.day);
    years.rows.add("policy_document", std::to_string(++number), on(day),
                   {{"title", policy.title}, {"doc_no", fmt::format("演示〔2019〕{}-{} 号", body.substr(5), ++series[body])}, {"kind", policy.kind}, {"issuer", id_of("body", body)},
                    {"addressed_to", "各县市区、有关部门"}, {"drafted_by", years.person("xiayuhe")}, {"drafting_section", "综合科"}, {"normative", policy.normative}});
    years.rows.then_move("review", {{"legality_checked", true}});
    years.rows.then_move("issue", {{"issued_on", day}, {"effective_on", day}, {"valid_to", policy.normative ? "2029-12-31" : ""}, {"signed_by", years.person("guchangfeng")}});
    if (number == 1) years.rows.then_move("take_up", {{"taken_up_by", "应急管理部主管期刊（刊名见原件）"}, {"taken_up_on", "2019-09-15"}});
  }
}

struct Meeting {
  std::string_view title;
  std::string_view kind;
  std::string_view host;
  std::string_view day;
  std::array<std::string_view, 3> decisions;
};
constexpr Meeting kMeetings[] = {
    {"市安委会第一次全体（扩大）会议", "committee_plenary", "city_safety_committee", "2019-03-20", {"部署打非治违执法年", "明确三管三必须责任清单", "每月通报不排名"}},
    {"市防指成员会议", "hq_plenary", "city_flood_hq", "2019-04-26", {"公示防汛责任人", "汛前检查问题销号", "十五个分指挥部到位"}},
    {"市减灾委全体会议", "reduction_plenary", "city_reduction_committee", "2019-05-09", {"防灾减灾日活动", "示范社区复核", "灾害信息员培训"}},
    {"市安委会第二次全体会议", "committee_plenary", "city_safety_committee", "2019-06-28", {"高温汛期有限空间专项", "烟花爆竹零售点清查", "重大隐患挂牌督办"}},
    {"市防指抗旱调度会", "video", "city_flood_hq", "2019-08-19", {"四湖总干渠提水保苗", "饮水困难村送水", "应急水源勘查"}},
    {"市安委会第三次全体会议", "committee_plenary", "city_safety_committee", "2019-09-26", {"国庆与军运会安保检查", "道路运输百日整治", "大型活动保障方案"}},
    {"局长办公会（信息化项目评审）", "bureau", "city_bureau", "2019-06-12", {"应急信息化项目过审", "监测数据对接部平台", "使用省级平台"}},
    {"市安委会第四次全体会议", "committee_plenary", "city_safety_committee", "2019-12-20", {"岁末年初检查", "农民工返乡培训", "年度考核不打分排名"}}};

void add_meetings(Years& years) {
  for (const Meeting& meeting : kMeetings) {
    const std::string key(meeting.title);
    const std::string at = std::string(meeting.day) + "T09:00:00+08:00";
    years.rows.add("meeting", key, Years::where_of("4210", at),
                   {{"title", meeting.title}, {"kind", meeting.kind}, {"host", id_of("body", std::string(meeting.host))}, {"held_at", at}, {"place_text", "市政府会议室"},
                    {"chair", years.person("guchangfeng")}, {"minutes_no", fmt::format("演示纪要〔2019〕{}", std::string(meeting.day).substr(5))}, {"attendees", years.dice.between(18, 64)},
                    {"summary", fmt::format("议定：{}；{}；{}。（演示虚构）", meeting.decisions[0], meeting.decisions[1], meeting.decisions[2])}, {"decisions", 3},
                    {"minutes_issued_on", later(at, hours(48)).substr(0, 10)}});
    constexpr std::array<std::string_view, 3> kUnits{"city_bureau", "city_safety_office", "city_flood_office"};
    for (std::size_t n = 0; n < meeting.decisions.size(); ++n) {
      const std::string deadline = later(at, hours(24 * (30 + 15 * static_cast<int>(n))));
      years.rows.add("meeting_decision", fmt::format("{} {}", key, n + 1), Years::where_of("4210", at),
                     {{"meeting", id_of("meeting", key)}, {"item_no", static_cast<std::int64_t>(n + 1)}, {"item", meeting.decisions.at(n)}, {"unit", id_of("body", std::string(kUnits.at(n)))},
                      {"holder", years.person("zhouqiming")}, {"decided_at", at}, {"deadline", deadline}});
      years.rows.then_move("finish", {{"result", "已落实（演示虚构）"}, {"finished_at", later(deadline, -hours(24 * years.dice.between(2, 20)))}});
      years.rows.then_move("confirm", {{"checked_by", years.person("xianghe")}});
    }
  }
}

void add_honours(Years& years) {
  struct Honour {
    std::string_view title;
    std::string_view level;
    std::string_view receiver;
    std::string_view by;
    std::string_view day;
    bool collective;
  };
  constexpr Honour kHonours[] = {{"全国应急管理系统先进集体（演示名称）", "national", "荆州市应急管理局", "国家有关部门（演示）", "2019-11-05", true},
                                 {"省安全生产先进单位（演示名称）", "province", "荆州市应急管理局", "省有关部门（演示）", "2020-01-10", true},
                                 {"省防汛抗旱先进集体（演示名称）", "province", "荆州市防汛抗旱指挥部办公室", "省有关部门（演示）", "2019-12-12", true},
                                 {"市劳动模范（演示名称）", "city", "演示人员", "荆州市有关部门（演示）", "2019-04-30", false}};
  int number = 0;
  for (const Honour& honour : kHonours) {
    years.rows.add("honour", std::to_string(++number), on(std::string(honour.day)),
                   {{"title", honour.title}, {"level", honour.level}, {"kind_collective", honour.collective}, {"receiver", honour.receiver},
                    {"body", honour.collective ? id_of("body", "city_bureau") : std::string()}, {"granted_by", honour.by}, {"granted_on", honour.day}, {"doc_no", fmt::format("演示表〔2019〕{} 号", number)},
                    {"reason", "应急管理工作成绩突出（演示虚构）"}});
  }
}

/// What each sub-command keeps; only the first is verified.
struct Basin {
  std::string_view code;
  std::string_view scope;
  std::string_view rivers;
};
constexpr Basin kBasins[] = {{"basin_01", "长江干流荆州段及荆南四河", "CJ;SZH;HDH;OCH"}, {"basin_02", "荆江大堤 182.35 km", "CJ"}, {"basin_03", "东荆河堤", "DJH"}, {"basin_04", "四湖总干渠及福田寺闸", "SHQ"},
                             {"basin_05", "长湖湖堤与排区", "CHL"}, {"basin_06", "洪湖湖区围堤", "HHL"}, {"basin_07", "沮漳河下游堤防", "JZH"}, {"basin_08", "洈水水库及下游", "WS"},
                             {"basin_09", "太湖港水库及渠系", "THG"}, {"basin_10", "虎渡河堤防", "HDH"}, {"basin_11", "松滋河堤防", "SZH"}, {"basin_12", "藕池河堤防", "OCH"},
                             {"basin_13", "荆江分洪区及围堤", "CJ"}, {"basin_14", "人民大垸围堤", "CJ"}, {"basin_15", "洪湖分蓄洪区围堤", "CJ"}};

void add_basins(Years& years) {
  for (const Basin& basin : kBasins) {
    const std::string code(basin.code);
    const std::string commander = years.rows.add("person", code + " commander", kNowhere,
                                                 {{"name", years.city.names.next()}, {"unit", id_of("body", code)}, {"job", "指挥长（演示虚构）"},
                                                  {"phone", invented_phone(years.city.next_phone++)}, {"invented", true}});
    json::Array rivers;
    for (const std::string& river : words(std::string(basin.rivers))) rivers.emplace_back(id_of("river", river));
    years.rows.set_later("body", code, {{"scope", basin.scope}, {"rivers", std::move(rivers)}, {"commander", commander}});
  }
}

}  // namespace

void add_cooperation(Years& years) {
  add_agreements(years);
  add_policies(years);
  add_meetings(years);
  add_honours(years);
  add_basins(years);
}

}  // namespace muster::demo
