#include "duty/brief.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "response/facts.h"

namespace muster::duty {
namespace {

using record::Filter;
using record::Record;
using record::Viewer;

constexpr Millis kDay{86'400'000};
constexpr Millis kHalfHour{1'800'000};
constexpr std::size_t kNamed = 12;  // named in the text; the figures count all

/// What the parts of a brief are made from.
struct Drafting {
  const Sources& s;
  const Viewer& viewer;
  const std::string& ledger;
  Brief brief;
  std::string text;

  [[nodiscard]] std::vector<Record> list(const char* type, std::vector<Filter> filters, const char* sort = "fid") const {
    record::Query query;
    query.type = type;
    query.ledger = ledger;
    query.filters = std::move(filters);
    query.sort = sort;
    auto all = s.store.list_all(viewer, query);
    return all ? std::move(*all) : std::vector<Record>{};
  }
  // Rows of a type whose instant lies in the period of the brief.
  [[nodiscard]] std::vector<Record> within(const char* type, const char* field, std::vector<Filter> more = {}) const {
    more.push_back({field, "ge", format_time(brief.from)});
    more.push_back({field, "lt", format_time(brief.to)});
    return list(type, std::move(more), field);
  }
  [[nodiscard]] std::string rows_url(const std::string& type, const std::string& filter) const {
    return "/api/v1/records/" + type + "?ledger=" + ledger + (filter.empty() ? "" : "&filter=" + filter);
  }
  // Parts that list what they count end as a sentence does.
  void part(const char* title, std::string body) {
    constexpr std::string_view kSemicolon = "；";
    if (body.ends_with(kSemicolon)) body.replace(body.size() - kSemicolon.size(), kSemicolon.size(), "。");
    text += title + body + "\n";
  }
  [[nodiscard]] std::string word(const char* dictionary, const std::string& value) const { return s.store.model().word(dictionary, value); }
};

std::string clock_of(UtcTime at) { return format_time(at).substr(11, 5); }

// "超警戒0.08米" of the highest stage reached; nothing below all of them.
std::string over_text(const Drafting& d, const observation::GaugeNow& gauge) {
  if (gauge.stage < 0) return {};
  const telemetry::Stage& stage = gauge.stages[static_cast<std::size_t>(gauge.stage)];
  return fmt::format("，超{}{:.2f}米", d.word("stage_kind", stage.kind), telemetry::over(gauge.last->value, stage.value_m));
}

// Change since the reading of a day before, within half an hour of that; unknown without one.
std::optional<double> change_of(const Drafting& d, const observation::GaugeNow& gauge) {
  const UtcTime before = gauge.last->at - kDay;
  const auto old = d.s.observation.readings(d.ledger, gauge.gauge.id, gauge.property, before - kHalfHour, before + kHalfHour, 100);
  if (old.empty()) return std::nullopt;
  const auto nearest = std::ranges::min_element(old, {}, [&](const telemetry::Reading& r) { return std::abs((r.at - before).count()); });
  return gauge.last->value - nearest->value;
}

Status water(Drafting& d) {
  const auto gauges = d.s.observation.now(d.viewer, d.ledger);
  if (!gauges) return fail(gauges.error());
  json::Array rows;
  std::string text;
  std::size_t named = 0;
  for (const observation::GaugeNow& gauge : *gauges) {
    const json::Value* key = gauge.gauge.fields.find("is_key");
    const bool is_key = key != nullptr && key->is_bool() && key->as_bool();
    if (gauge.property != "stage_m" || (!is_key && gauge.stage < 0)) continue;
    const std::string name = gauge.gauge.text("name");
    if (!gauge.last || gauge.silent) {
      d.brief.unknowns.push_back(name + "站水位");
      rows.push_back(json::Object{{"gauge", gauge.gauge.id}, {"name", name}, {"value", nullptr}});
      text += name + "站未收到报汛；";
      continue;
    }
    const auto change = change_of(d, gauge);
    rows.push_back(json::Object{{"gauge", gauge.gauge.id}, {"name", name}, {"at", format_time(gauge.last->at)}, {"value", gauge.last->value},
                                {"stage_kind", gauge.stage < 0 ? json::Value() : json::Value(gauge.stages[static_cast<std::size_t>(gauge.stage)].kind)},
                                {"change_m", change ? json::Value(std::round(*change * 100) / 100) : json::Value()}});
    if (++named > kNamed) continue;
    const std::string day = !change ? "" : *change >= 0.005 ? fmt::format("，日涨{:.2f}米", *change) : *change <= -0.005 ? fmt::format("，日落{:.2f}米", -*change) : "，持平";
    text += fmt::format("{}站{}水位{:.2f}米{}{}；", name, clock_of(gauge.last->at), gauge.last->value, over_text(d, gauge), day);
  }
  d.brief.facts.set("water", std::move(rows));
  if (text.empty()) text = "无控制站水情；";
  text.replace(text.size() - std::string("；").size(), std::string("；").size(), "。");
  d.part("一、水情。", text);
  return {};
}

void levels(Drafting& d) {
  json::Array rows;
  std::string text;
  for (const Record& notice : d.list("level_notice", {{"state", "eq", "signed"}, {"kind", "ne", "end"}})) {
    if (notice.has("ended_at")) continue;
    rows.push_back(json::Object{{"id", notice.id}, {"level", notice.text("level")}, {"document_no", notice.text("document_no")}, {"title", notice.text("title")}});
    text += notice.text("title") + (notice.has("document_no") ? "（" + notice.text("document_no") + "）" : std::string()) + "；";
  }
  d.brief.facts.set("levels", std::move(rows));
  d.part("二、响应。", text.empty() ? "未启动应急响应。" : text + "执行中。");
}

void incidents(Drafting& d) {
  const auto fresh = d.within("dike_incident", "found_at", {{"state", "ne", "excluded"}});
  const auto closed = d.within("dike_incident", "closed_at", {{"state", "eq", "closed"}});
  const auto open = d.list("dike_incident", {{"state", "in", "found,received,verified,first_measure,under_control,watched"}}, "found_at");
  std::string text = fmt::format("新发现{}处，结案{}处，在处置{}处。", fresh.size(), closed.size(), open.size());
  for (std::size_t i = 0; i < std::min(kNamed, open.size()); ++i) {
    const model::State* state = d.s.store.model().type("dike_incident")->state(open[i].state);
    text += fmt::format("{}{}，{}；", open[i].label, open[i].number.empty() ? "" : "（" + open[i].number + "）", state == nullptr ? open[i].state : state->title.zh);
  }
  d.brief.facts.set("incidents", json::Object{{"found", fresh.size()}, {"closed", closed.size()}, {"open", open.size()},
                                              {"rows_url", d.rows_url("dike_incident", "state:ne:excluded")}});
  d.part("三、险情。", text);
}

Status guard(Drafting& d) {
  auto table = response::guard_json({d.s.store, d.s.observation, d.s.city}, d.viewer, d.ledger, d.brief.to);
  if (!table) return fail(table.error());
  const json::Value whole(std::move(*table));
  const json::Value& t = whole["totals"];
  std::string text = fmt::format("超设防堤长{:g}公里，超警戒{:g}公里，超保证{:g}公里；", t.number("km_over_defence"), t.number("km_over_warning"), t.number("km_over_guarantee"));
  record::Query counted;
  counted.type = "guard_report";
  counted.ledger = d.ledger;
  counted.filters = {{"at", "lt", format_time(d.brief.to)}};
  counted.limit = 1;
  const auto any = d.s.store.list(d.viewer, counted);
  if (!any) return fail(any.error());
  if (any->items.empty()) {
    d.brief.unknowns.emplace_back("上堤人数");
    d.brief.facts.set("guard", t);
    d.part("四、布防。", text + "上堤人数未报。");
    return {};
  }
  text += fmt::format("上堤干部{}人、劳力{}人", t.integer("leaders"), t.integer("labour"));
  const std::int64_t change = t.integer("change");
  text += change == 0 ? "，与前一日持平。" : fmt::format("，较前一日{}{}人。", change > 0 ? "增" : "减", std::abs(change));
  d.brief.facts.set("guard", t);
  d.part("四、布防。", text);
  return {};
}

void warnings(Drafting& d) {
  const auto all = d.within("warning", "sent");
  const auto calls = d.within("callout", "sent_at");
  const auto answered = std::ranges::count(calls, "answered", &Record::state);
  const auto missed = std::ranges::count(calls, "missed", &Record::state);
  std::string text = fmt::format("收到、发布预警{}件，叫应{}人次，应答{}，未应答{}。", all.size(), calls.size(), answered, missed);
  for (std::size_t i = 0; i < std::min(kNamed, all.size()); ++i) text += all[i].text("headline") + "；";
  d.brief.facts.set("warnings", json::Object{{"warnings", all.size()}, {"callouts", calls.size()}, {"answered", answered}, {"missed", missed},
                                             {"rows_url", d.rows_url("warning", "")}});
  d.part("五、预警叫应。", text);
}

void desk_work(Drafting& d) {
  const auto calls = d.within("call_record", "began_at");
  const auto documents = d.within("document_in", "received_at");
  const auto reports = d.within("report", "sent_at", {{"state", "eq", "sent"}});
  const auto due = d.within("report_receipt", "due_at", {{"state", "ne", "cancelled"}});
  std::map<std::string, int> topics;
  for (const Record& call : calls) ++topics[call.text("topic")];
  std::int64_t late = 0;
  for (const Record& receipt : due) {
    const auto at = receipt.instant("receipt_at");
    late += !at || *at > *receipt.instant("due_at") ? 1 : 0;
  }
  std::string by;
  for (const auto& [topic, count] : topics) by += (by.empty() ? "（" : "、") + d.word("call_topic", topic) + std::to_string(count);
  const std::string text = fmt::format("接报{}起{}，收文{}件，报送信息{}份；到期应接悉{}家，迟{}家。", calls.size(), by.empty() ? "" : by + "）", documents.size(), reports.size(), due.size(), late);
  d.brief.facts.set("desk", json::Object{{"calls", calls.size()}, {"documents", documents.size()}, {"reports", reports.size()}, {"receipts_due", due.size()},
                                         {"receipts_late", late}, {"rows_url", d.rows_url("call_record", "")}});
  d.part("六、接报报送。", text);
}

// The zero reports of the day on which the brief's period began: theirs were due in the afternoon.
Status zero(Drafting& d) {
  auto board = zero_board(d.s, d.viewer, d.ledger, city_day(d.brief.from));
  if (!board) return fail(board.error());
  const json::Value whole(std::move(*board));
  std::string text = "当日无零报告任务。";
  if (whole.integer("due") > 0) {
    text = fmt::format("应报{}家，已报{}家（有情况{}家），缺报{}家", whole.integer("due"), whole.integer("reported"), whole.integer("something"), whole["missing"].as_array().size());
    std::size_t named = 0;
    for (const json::Value& missing : whole["missing"].as_array()) {
      if (++named <= kNamed) text += (named == 1 ? "：" : "、") + missing.text("name");
    }
    text += "。";
  }
  json::Object facts;
  for (const char* name : {"day", "due", "reported", "something", "reported_late", "overdue", "missing", "rows_url"}) facts.set(name, whole[name]);
  d.brief.facts.set("zero_reports", std::move(facts));
  d.part("七、零报告。", text);
  return {};
}

std::string name_of(const Drafting& d, const Record& shift, const char* field) {
  const auto person = d.s.store.get(d.viewer, "person", shift.text(field));
  return person ? person->text("name") : std::string("未定");
}

void on_duty(Drafting& d) {
  const auto shifts = d.list("duty_shift", {{"from", "lt", format_time(d.brief.to)}, {"to", "gt", format_time(d.brief.from)}}, "from");
  // The room that stands highest in the tree of places is the one whose brief this is.
  std::size_t shortest = std::string::npos;
  for (const Record& shift : shifts) shortest = std::min(shortest, shift.jpath.size());
  std::string text;
  json::Array rows;
  for (const Record& shift : shifts) {
    if (shift.jpath.size() != shortest) continue;
    rows.emplace_back(shift.id);
    text += fmt::format("{} 带班{}，主班{}，副班{}；", clock_of(*shift.instant("from")), name_of(d, shift, "leader"), name_of(d, shift, "main"), name_of(d, shift, "deputy"));
  }
  if (text.empty()) d.brief.unknowns.emplace_back("值班人员");
  d.brief.facts.set("shifts", std::move(rows));
  d.part("八、值班。", text.empty() ? "班表未录。" : text);
}

Result<UtcTime> of_day(const model::Rule& rule, const char* key, const char* otherwise, std::chrono::year_month_day day) {
  const std::string text = rule.body.text(key, otherwise);
  return parse_time(format_date(day) + "T" + text + ":00+08:00");
}

}  // namespace

Result<Brief> draft_brief(const Sources& s, const Viewer& viewer, const std::string& ledger, std::chrono::year_month_day day) {
  const auto rule = s.store.model().rule("duty_limits", day);
  if (!rule) return fail(rule.error());
  const auto to = of_day(**rule, "brief_covers_to", "08:00", day);
  const auto due = of_day(**rule, "brief_due", "07:40", day);
  if (!to || !due) return fail(!to ? to.error() : due.error());
  Drafting d{s, viewer, ledger, {}, {}};
  d.brief.from = *to - kDay;
  d.brief.to = std::min(*to, s.city.now(ledger));
  d.brief.due_at = *due;
  d.brief.title = "值班快报（" + spoken_time(*to).substr(0, spoken_time(*to).find("日") + std::string("日").size()) + "）";
  if (Status done = water(d); !done) return fail(done.error());
  levels(d);
  incidents(d);
  if (Status done = guard(d); !done) return fail(done.error());
  warnings(d);
  desk_work(d);
  if (Status done = zero(d); !done) return fail(done.error());
  on_duty(d);
  d.brief.text = std::move(d.text);
  return std::move(d.brief);
}

}  // namespace muster::duty
