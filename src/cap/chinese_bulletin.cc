#include "cap/chinese_bulletin.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "xml/xml.h"
#include "errors/cap.h"

namespace muster::cap {
namespace {

using Words = std::vector<std::string_view>;
constexpr std::size_t kNone = std::string_view::npos;

tl::unexpected<Error> unread(std::string_view what, std::string_view text) {
  constexpr std::size_t kShown = 120;
  return fail(error::kBulletinUnread, "",
              {{"what", std::string(what)}, {"value", std::string(text.substr(0, kShown))}});
}

struct Hit {
  std::size_t at = kNone;
  std::string_view word;
};

/// The earliest of the words in the text; of two at one place the longer.
Hit earliest(std::string_view text, const Words& words, std::size_t from = 0) {
  Hit hit;
  for (const std::string_view word : words) {
    const std::size_t at = text.find(word, from);
    if (at < hit.at || (at == hit.at && at != kNone && word.size() > hit.word.size()))
      hit = {at, word};
  }
  return hit;
}

const Words& colour_words() {
  static const Words words{"红色", "橙色", "黄色", "蓝色"};
  return words;
}

// ---- the time in the heading: 2018年07月15日16时03分, 7月15日13时30分, 9月18日0时39分

/// Reads the digits that end right before `at`; where they begin goes to `begin`.
std::optional<int> number_before(std::string_view text, std::size_t at, std::size_t& begin) {
  begin = at;
  while (begin > 0 && text[begin - 1] >= '0' && text[begin - 1] <= '9') --begin;
  if (begin == at || at - begin > 4) return std::nullopt;
  return std::atoi(std::string(text.substr(begin, at - begin)).c_str());
}

struct Stamp {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::optional<int> year;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
};

std::optional<Stamp> find_stamp(std::string_view text) {
  const std::size_t month_at = text.find("月");
  const std::size_t day_at = text.find("日", month_at == kNone ? 0 : month_at);
  if (month_at == kNone || day_at == kNone) return std::nullopt;
  const Hit hour_hit = earliest(text, {"时", "点"}, day_at);
  if (hour_hit.at == kNone) return std::nullopt;
  Stamp stamp;
  std::size_t begin = 0;
  const auto month = number_before(text, month_at, stamp.begin);
  const auto day = number_before(text, day_at, begin);
  const auto hour = number_before(text, hour_hit.at, begin);
  if (!month || !day || !hour) return std::nullopt;
  stamp.month = *month;
  stamp.day = *day;
  stamp.hour = *hour;
  stamp.end = hour_hit.at + hour_hit.word.size();
  if (const std::size_t minute_at = text.find("分", stamp.end); minute_at != kNone) {
    if (const auto minute = number_before(text, minute_at, begin); minute && begin == stamp.end) {
      stamp.minute = *minute;
      stamp.end = minute_at + std::string_view("分").size();
    }
  }
  const std::size_t year_at = text.rfind("年", stamp.begin);
  if (year_at != kNone && year_at + std::string_view("年").size() == stamp.begin) {
    stamp.year = number_before(text, year_at, stamp.begin);
  }
  return stamp;
}

std::optional<UtcTime> time_of(const Stamp& stamp, int year) {
  using namespace std::chrono;
  const year_month_day day{std::chrono::year{year}, month{static_cast<unsigned>(stamp.month)},
                           std::chrono::day{static_cast<unsigned>(stamp.day)}};
  if (!day.ok() || stamp.hour > 24 || stamp.minute > 59) return std::nullopt;
  return city_midnight(day) + hours{stamp.hour} + minutes{stamp.minute};
}

/// With the stated year, else the latest year in which the time is not more than a day after it was
/// received.
std::optional<UtcTime> resolve(const Stamp& stamp, UtcTime received_at) {
  if (stamp.year) return time_of(stamp, *stamp.year);
  const int year = static_cast<int>(city_day(received_at).year());
  for (const int candidate :
       {year + 1, year, year - 1, year - 2, year - 3, year - 4}) {  // 29 February may be years back
    const auto time = time_of(stamp, candidate);
    if (time && *time <= received_at + std::chrono::hours{24}) return time;
  }
  return std::nullopt;
}

// ---- hazard, colour and action in the heading

struct Verb {
  std::string_view word;
  BulletinAction action;
};

constexpr std::array kVerbs = {
    Verb{"解除", BulletinAction::kLift},         Verb{"继续发布", BulletinAction::kContinue},
    Verb{"更新发布", BulletinAction::kContinue}, Verb{"确认", BulletinAction::kContinue},
    Verb{"更新", BulletinAction::kContinue},     Verb{"升级发布", BulletinAction::kChange},
    Verb{"变更发布", BulletinAction::kChange},   Verb{"变更", BulletinAction::kChange},
    Verb{"将", BulletinAction::kChange},         Verb{"发布", BulletinAction::kIssue}};

/// The first verb; where two start or overlap at one place the longer stands ("继续发布" before
/// "发布").
std::optional<std::pair<std::size_t, Verb>> find_verb(std::string_view heading, std::size_t from) {
  std::optional<std::pair<std::size_t, Verb>> found;
  for (const Verb& verb : kVerbs) {
    const std::size_t at = heading.find(verb.word, from);
    if (at != kNone && (!found || at < found->first)) found = {at, verb};
  }
  return found;
}

/// The heading ends at the colon after 预警, or, where there is none, with the sentence.
std::size_t heading_end(std::string_view text) {
  const std::size_t warning = text.find("预警");
  const Hit end = earliest(text, {"：", ":", "。"}, warning == kNone ? 0 : warning);
  return end.at == kNone ? text.size() : end.at;
}

std::string without_prefix(std::string_view text, const Words& prefixes) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view prefix : prefixes) {
      if (text.size() > prefix.size() && text.substr(0, prefix.size()) == prefix) {
        text.remove_prefix(prefix.size());
        again = true;
      }
    }
  }
  return std::string(text);
}

/// Reads "暴雨橙色预警信号升级为红色…" into hazard, colour and, for a change, the colour before.
bool read_subject(std::string_view subject, Bulletin& bulletin) {
  const Hit first = earliest(subject, colour_words());
  if (first.at == kNone) return false;
  bulletin.hazard =
      without_prefix(xml::trimmed(subject.substr(0, first.at)), {"了", "“", "《", "今年首个"});
  bulletin.colour = colour_from(first.word);
  const std::size_t becomes = subject.find("为", first.at);
  const Hit second = becomes == kNone ? Hit{} : earliest(subject, colour_words(), becomes);
  if (second.at == kNone) return true;
  if (bulletin.action == BulletinAction::kIssue) bulletin.action = BulletinAction::kChange;
  bulletin.old_colour = bulletin.colour;
  bulletin.colour = colour_from(second.word);
  return true;
}

// ---- the body: source, horizon, places

void take_source(std::string& body, Bulletin& bulletin) {
  const Hit open = earliest(body, {"（预警信息来源", "(预警信息来源"});
  if (open.at == kNone) return;
  std::string_view rest = std::string_view(body).substr(open.at + open.word.size());
  const Hit close = earliest(rest, {"）", ")"});
  bulletin.source =
      without_prefix(xml::trimmed(rest.substr(0, std::min(close.at, rest.size()))), {"：", ":"});
  body = xml::trimmed(std::string_view(body).substr(0, open.at));
}

void read_horizon(Bulletin& bulletin) {
  const std::size_t future = bulletin.body.find("未来");
  if (future == kNone) return;
  const std::size_t hours = bulletin.body.find("小时", future);
  std::size_t begin = 0;
  if (hours == kNone) return;
  const auto number = number_before(bulletin.body, hours, begin);
  if (number && begin == future + std::string_view("未来").size()) bulletin.horizon_hours = number;
}

std::vector<std::string> split_at(std::string_view text, const Words& separators) {
  std::vector<std::string> pieces;
  std::size_t from = 0;
  while (from <= text.size()) {
    const Hit hit = earliest(text, separators, from);
    const std::size_t end = std::min(hit.at, text.size());
    pieces.emplace_back(text.substr(from, end - from));
    if (hit.at == kNone) break;
    from = hit.at + hit.word.size();
  }
  return pieces;
}

bool is_han(std::string_view text) {
  if (text.empty() || text.size() % 3 != 0) return false;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0xE4U || lead > 0xE9U) return false;  // U+4000 to U+9FFF
  }
  return true;
}

/// A place name is two to twelve Han characters that are no words of time or weather.
bool is_place(std::string_view text) {
  static const Words kNot{"预计", "目前", "未来", "今天", "明天", "夜间", "白天", "期间", "上述",
                          "同时", "过去", "雨量", "阵风", "伴有", "降雨", "降水", "雷电", "大风",
                          "冰雹", "洪水", "山洪", "局部", "受到", "影响", "天气", "气象"};
  const std::size_t characters = text.size() / 3;
  return is_han(text) && characters >= 2 && characters <= 12 && earliest(text, kNot).at == kNone;
}

std::string without_suffix(std::string text, const Words& suffixes) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view suffix : suffixes) {
      if (text.size() > suffix.size() &&
          text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0) {
        text.erase(text.size() - suffix.size());
        again = true;
      }
    }
  }
  return text;
}

/// The places at the head of one clause, before what happens there ("局部有8-10级大风",
/// "可能出现冰雹").
std::vector<std::string> places_in(std::string_view clause) {
  static const Words kPredicates{"已出现", "已达", "可能",   "将", "有",
                                 "出现",   "累计", "降雨量", "受"};
  static const Words kPrefixes{"上述区域及", "上述地区及", "我省", "我市",
                               "我县",       "我区",       "预计", "目前"};
  static const Words kSuffixes{"局部", "部分乡镇", "部分地区", "大部地区", "大部", "部分", "等地区",
                               "等地", "等乡镇",   "境内",     "一带",     "东部", "西部", "南部",
                               "北部", "中部",     "地区的",   "地区",     "已"};
  const Hit predicate = earliest(clause, kPredicates);
  if (predicate.at == kNone || predicate.at == 0) return {};
  std::vector<std::string> places;
  for (const std::string& piece :
       split_at(clause.substr(0, predicate.at), {"、", "和", "以及", "及"})) {
    const std::string place =
        without_suffix(without_prefix(xml::trimmed(piece), kPrefixes), kSuffixes);
    if (is_place(place)) places.push_back(place);
  }
  return places;
}

/// "荆州市" of "荆州市气象台".
std::string issuer_place(std::string_view issuer) {
  return without_suffix(std::string(issuer), {"气象台", "气象局", "中心气象台", "中心", "人民政府",
                                              "应急管理局", "水利局", "水文局"});
}

void read_areas(Bulletin& bulletin) {
  for (const std::string& clause : split_at(bulletin.body, {"，", ",", "。", "；", ";"})) {
    for (std::string& place : places_in(clause)) {
      if (std::find(bulletin.areas.begin(), bulletin.areas.end(), place) == bulletin.areas.end()) {
        bulletin.areas.push_back(std::move(place));
      }
    }
  }
  if (bulletin.areas.empty()) bulletin.areas.push_back(issuer_place(bulletin.issuer));
}

std::string_view action_word(BulletinAction action) {
  switch (action) {
    case BulletinAction::kIssue:
      return "发布";
    case BulletinAction::kContinue:
      return "继续发布";
    case BulletinAction::kChange:
      return "变更为";
    case BulletinAction::kLift:
      return "解除";
  }
  return "";
}

Category category_of(std::string_view hazard) {
  const auto has = [hazard](const Words& words) { return earliest(hazard, words).at != kNone; };
  if (has({"地质灾害", "滑坡", "泥石流", "地震"})) return Category::kGeo;
  if (has({"火险", "火灾"})) return Category::kFire;
  if (has({"疫", "传染"})) return Category::kHealth;
  if (has({"污染", "重污染"})) return Category::kEnv;
  return Category::kMet;
}

std::string join_areas(const std::vector<std::string>& areas) {
  std::string out;
  for (const std::string& area : areas) out.append(out.empty() ? "" : "、").append(area);
  return out;
}

Area area_of(const Bulletin& bulletin, const BulletinMessage& with) {
  Area area;
  area.description = join_areas(bulletin.areas);
  area.polygons = polygons(with.area);
  area.geocodes = with.geocodes;
  return area;
}

}  // namespace

Result<Bulletin> parse_bulletin(std::string_view raw, UtcTime received_at) {
  const std::string text = xml::trimmed(raw);
  const std::size_t end = heading_end(text);
  const std::string_view heading = std::string_view(text).substr(0, end);
  Bulletin bulletin;
  const auto stamp = find_stamp(heading);
  const auto verb = find_verb(heading, stamp ? stamp->end : 0);
  if (!verb) return unread("发布单位 issuer", heading);
  bulletin.issuer = xml::trimmed(heading.substr(0, stamp ? stamp->begin : verb->first));
  bulletin.action = verb->second.action;
  if (bulletin.issuer.empty()) return unread("发布单位 issuer", heading);
  const auto issued_at = stamp ? resolve(*stamp, received_at) : std::optional<UtcTime>(received_at);
  if (!issued_at) return unread("时间 time", heading);
  bulletin.issued_at = When{*issued_at};
  bulletin.time_stated = stamp.has_value();
  if (!read_subject(heading.substr(verb->first + verb->second.word.size()), bulletin))
    return unread("颜色 colour", heading);
  if (bulletin.hazard.empty()) return unread("类别 hazard", heading);
  bulletin.body =
      without_prefix(xml::trimmed(std::string_view(text).substr(end)), {"：", ":", "。"});
  if (bulletin.body == "。") bulletin.body.clear();
  take_source(bulletin.body, bulletin);
  read_horizon(bulletin);
  bulletin.is_observed =
      bulletin.body.find("已出现") != kNone || bulletin.body.find("已达") != kNone;
  read_areas(bulletin);
  return bulletin;
}

Message to_message(const Bulletin& bulletin, const BulletinMessage& with) {
  const bool lifted = bulletin.action == BulletinAction::kLift;
  Message message;
  message.identifier = with.identifier;
  message.sender = with.sender;
  message.sent = bulletin.issued_at;
  message.status = with.status;
  message.source = bulletin.source;
  message.references = with.references;
  if (lifted)
    message.msg_type = MsgType::kCancel;
  else if (bulletin.action != BulletinAction::kIssue && !with.references.empty())
    message.msg_type = MsgType::kUpdate;
  Info info;
  info.language = "zh-CN";
  info.categories = {category_of(bulletin.hazard)};
  info.event = bulletin.hazard;
  if (lifted) info.response_types = {ResponseType::kAllClear};
  info.urgency = lifted ? Urgency::kPast : urgency_of(bulletin.colour);
  info.severity = severity_of(bulletin.colour);
  info.certainty = bulletin.is_observed ? Certainty::kObserved : Certainty::kLikely;
  info.expires = When{bulletin.issued_at.at + with.validity};
  info.sender_name = bulletin.issuer;
  info.headline = bulletin.issuer + std::string(action_word(bulletin.action)) + bulletin.hazard +
                  std::string(colour_word(bulletin.colour)) + "预警";
  info.description = bulletin.body;
  info.parameters = {{"ColorCode", std::string(colour_code(bulletin.colour))}};
  info.areas = {area_of(bulletin, with)};
  message.infos = {std::move(info)};
  return message;
}

}  // namespace muster::cap
