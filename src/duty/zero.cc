// Zero reports (零报告): opened each day while a level is in force, and the board of who owes one.
#include <algorithm>

#include "clock/ladder.h"
#include "duty/brief.h"

namespace muster::duty {
namespace {

using record::Change;
using record::Draft;
using record::Op;
using record::Record;
using record::Unit;
using record::Viewer;

// Who answers for a body's zero report: whoever holds a post there that may report. The ladder calls them.
std::string reporter_of(Unit& unit, const Record& body) {
  for (const Record& post : unit.find_where("post", {{"body", body.id}})) {
    const json::Value* roles = post.fields.find("roles");
    if (roles == nullptr || !roles->is_array()) continue;
    const bool reports = std::ranges::any_of(roles->as_array(), [](const json::Value& role) { return role.is_string() && role.as_string() == "county_duty"; });
    if (!reports) continue;
    if (const auto holder = clock::holder_of_post(unit, post.id)) return holder->person;
  }
  return {};
}

Result<int> open_day(Unit& unit, const model::Rule& rule, const std::string& day, UtcTime due_at) {
  int made = 0;
  for (const json::Value& kind : rule.body["zero_report_from"].is_array() ? rule.body["zero_report_from"].as_array() : json::Array{}) {
    for (const Record& body : unit.find_where("body", {{"kind", kind}}, 2000)) {
      if (!body.valid_on(day) || !unit.find_where("zero_report", {{"body", body.id}, {"date", day}}, 1).empty()) continue;
      Draft draft;
      draft.type = "zero_report";
      draft.jurisdiction_id = body.jurisdiction_id;
      draft.fields = {{"body", body.id}, {"date", day}, {"due_at", format_time(due_at)}};
      if (const std::string person = reporter_of(unit, body); !person.empty()) draft.fields.set("person", person);
      const auto created = unit.create_by_rule(draft);
      if (!created) return fail(created.error());
      ++made;
    }
  }
  return made;
}

}  // namespace

Status ZeroReports::run(const std::string& ledger) {
  const UtcTime now = city_.now(ledger);
  const auto rule = store_.model().rule("duty_limits", city_day(now));
  if (!rule) return fail(rule.error());
  const std::string day = format_date(city_day(now));
  const auto opens = parse_time(day + "T" + (*rule)->body.text("zero_report_opens", "08:00") + ":00+08:00");
  const auto due = parse_time(day + "T" + (*rule)->body.text("zero_report_due", "17:00") + ":00+08:00");
  if (!opens || !due) return fail(!opens ? opens.error() : due.error());
  if (now < *opens || now >= *due) return {};
  return chore_.run(
      ledger, "zero_report.open",
      [&](Unit& unit) -> Result<json::Value> {
        const auto made = open_day(unit, **rule, day, *due);
        if (!made) return fail(made.error());
        return json::Value(*made);
      },
      day);
}

namespace {

/// One row of the board, with what the counts of its county and of the city add up.
struct Told {
  json::Object row;
  std::string county;      ///< path of the county or zone; the row's own where it lies in none
  bool reported = false;
  bool something = false;
  bool late = false;       ///< reported after its limit, or still owed past it
};

struct Counts {
  std::int64_t due = 0;
  std::int64_t reported = 0;
  std::int64_t something = 0;
  std::int64_t reported_late = 0;
  std::int64_t overdue = 0;

  void add(const Told& told) {
    ++due;
    reported += told.reported ? 1 : 0;
    something += told.something ? 1 : 0;
    reported_late += told.reported && told.late ? 1 : 0;
    overdue += !told.reported && told.late ? 1 : 0;
  }
  void into(json::Object& out) const {
    out.set("due", due);
    out.set("reported", reported);
    out.set("something", something);
    out.set("reported_late", reported_late);
    out.set("overdue", overdue);
  }
};

Told told(const Record& row, const std::string& name, UtcTime now) {
  Told out;
  const auto due = row.instant("due_at").value_or(now);
  out.reported = row.state == "reported";
  const json::Value* nothing = row.fields.find("nothing");
  out.something = out.reported && nothing != nullptr && nothing->is_bool() && !nothing->as_bool();
  out.late = (out.reported ? row.instant("reported_at").value_or(now) : now) > due;
  out.row = {{"id", row.id}, {"version", row.version}, {"body", row.text("body")}, {"name", name}, {"state", row.state}, {"due_at", row.text("due_at")}, {"late", out.late}, {"something", out.something}};
  for (const char* field : {"person", "text", "channel", "reported_at", "reported_by"}) {
    if (row.has(field)) out.row.set(field, row.text(field));
  }
  return out;
}

/// Counties and zones in the order of their codes: path → record.
std::map<std::string, Record> counties_of(record::Store& store) {
  std::map<std::string, Record> out;
  record::Query query;
  query.type = "jurisdiction";
  query.filters = {{"level", "in", "county,zone"}};
  query.sort = "code";
  // Of the counties of rows that the caller may read only the name is told.
  auto all = store.list_all(Viewer::system("api"), query);
  if (!all) return out;
  for (Record& county : *all) out.emplace(county.jpath, std::move(county));
  return out;
}

std::string county_path(const std::map<std::string, Record>& counties, const std::string& jpath) {
  std::string path = jpath;
  while (!path.empty() && !counties.contains(path)) path.resize(path.rfind('/') == std::string::npos ? 0 : path.rfind('/'));
  return path;
}

json::Array by_county(const std::map<std::string, Record>& counties, const std::vector<Told>& all) {
  std::map<std::string, std::pair<Counts, json::Array>> parts;
  for (const Told& one : all) {
    auto& part = parts[one.county];
    part.first.add(one);
    part.second.push_back(one.row);
  }
  std::vector<std::pair<std::string, json::Object>> sorted;
  for (auto& [path, part] : parts) {
    const auto county = counties.find(path);
    json::Object out;
    if (county != counties.end()) {
      out = {{"id", county->second.id}, {"name", county->second.text("name")}, {"name_en", county->second.text("name_en")}};
    }
    part.first.into(out);
    out.set("rows", std::move(part.second));
    sorted.emplace_back(county == counties.end() ? std::string("~") : county->second.text("code"), std::move(out));
  }
  std::ranges::stable_sort(sorted, {}, [](const auto& one) { return one.first; });
  json::Array out;
  for (auto& one : sorted) out.push_back(std::move(one.second));
  return out;
}

}  // namespace

Result<json::Object> zero_board(const Sources& s, const Viewer& viewer, const std::string& ledger, std::chrono::year_month_day day) {
  record::Query query;
  query.type = "zero_report";
  query.ledger = ledger;
  query.filters = {{"date", "eq", format_date(day)}};
  auto rows = s.store.list_all(viewer, query);
  if (!rows) return fail(rows.error());
  std::ranges::sort(*rows, {}, &Record::jpath);  // paths hold the codes
  const UtcTime now = s.city.now(ledger);
  const auto counties = counties_of(s.store);
  Counts counts;
  std::vector<Told> all;
  json::Array missing;
  for (const Record& row : *rows) {
    const auto body = s.store.get(viewer, "body", row.text("body"));
    Told one = told(row, body ? body->text("short_name") : row.label, now);
    if (body && body->has("duty_phone")) one.row.set("phone", body->text("duty_phone"));
    one.county = county_path(counties, row.jpath);
    counts.add(one);
    if (!one.reported) {
      missing.push_back(json::Object{{"id", row.id}, {"body", row.text("body")}, {"name", one.row["name"]}, {"due_at", row.text("due_at")}, {"late", one.late}});
    }
    all.push_back(std::move(one));
  }
  json::Object out{{"day", format_date(day)}};
  counts.into(out);
  out.set("missing", std::move(missing));
  out.set("counties", by_county(counties, all));
  out.set("refs", s.store.labels(viewer, *rows));
  out.set("rows_url", "/api/v1/records/zero_report?ledger=" + ledger + "&filter=date:eq:" + format_date(day));
  return out;
}

}  // namespace muster::duty
