#include "statistics/figures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "statistics/counties.h"
#include "statistics/indicator.h"

namespace muster::statistics {
namespace {

using record::Filter;
using record::Query;
using record::Record;

std::string text_of(const json::Value& value) { return value.is_string() ? value.as_string() : json::write(value); }

json::Value whole_or_real(double value) {
  const auto whole = static_cast<std::int64_t>(value);
  return static_cast<double>(whole) == value ? json::Value(whole) : json::Value(value);
}

double worth_of(const Record& record, const Indicator& indicator) {
  if (indicator.sum.empty()) return 1;
  double total = 0;
  for (const std::string& field : indicator.sum) total += record.number_of(field);
  return total;
}

// What rows add up to. Shares are never added or averaged, their parts are: per cent with two decimals, nothing where nothing is known of the whole.
std::optional<double> sum_of(const std::vector<const Record*>& rows, const Indicator& indicator) {
  if (!indicator.distinct.empty()) {
    std::set<std::string> seen;
    for (const Record* row : rows) {
      if (row->has(indicator.distinct)) seen.insert(text_of(*row->fields.find(indicator.distinct)));
    }
    return static_cast<double>(seen.size());
  }
  double total = 0;
  double whole = 0;
  for (const Record* row : rows) {
    total += worth_of(*row, indicator);
    for (const std::string& field : indicator.whole) whole += row->number_of(field);
  }
  if (indicator.whole.empty()) return total / indicator.divide;
  if (whole <= 0) return std::nullopt;
  return std::round(total / whole * 10'000) / 100;
}

json::Value shown(std::optional<double> value) { return value ? whole_or_real(*value) : json::Value{}; }

std::string rows_url(const Query& query) {
  std::string url = "/api/v1/records/" + query.type + "?ledger=" + query.ledger;
  for (const Filter& filter : query.filters) {
    std::string value = filter.value;
    for (std::size_t at = value.find('+'); at != std::string::npos; at = value.find('+', at + 3)) value.replace(at, 1, "%2B");
    url += "&filter=" + filter.field + ':' + filter.op + ':' + value;
  }
  if (!query.jurisdiction_id.empty()) url += "&jurisdiction=" + query.jurisdiction_id;
  return url;
}

/// What a figure is made of.
struct Sheet {
  const Indicator& indicator;
  const Question& question;
  Query query;
  std::vector<Record> rows;
};

std::string month_of(const Record& row, const Indicator& indicator) {
  const model::Field* field = indicator.of->field(indicator.at);
  const bool is_instant = field == nullptr || field->kind == model::FieldKind::kInstant;
  if (!is_instant) return row.text(indicator.at).substr(0, 7);
  const auto at = field == nullptr ? std::optional(row.occurred_at) : row.instant(indicator.at);
  return at ? format_date(city_day(*at)).substr(0, 7) : std::string();
}

std::string key_of(const Sheet& sheet, const Counties& counties, const Record& row) {
  const std::string& by = sheet.question.by;
  if (by == "county") return counties.of(row.jpath).path;
  if (by == "month") return month_of(row, sheet.indicator);
  if (by == "jurisdiction") return row.jurisdiction_id;
  if (by == "state") return row.state;
  const json::Value* value = row.fields.find(by);
  return value == nullptr ? std::string() : text_of(*value);
}

// The question whose rows are those of one part.
Query part_query(const Sheet& sheet, const Counties& counties, const std::string& key) {
  Query query = sheet.query;
  const std::string& by = sheet.question.by;
  if (by == "county") {
    const Counties::Place& place = counties.at(key);
    const bool is_city = place.path == counties.city().path;
    if (is_city) query.filters.push_back({"jurisdiction_id", "eq", place.id});
    if (!is_city && !counties.lies_in(sheet.question.jurisdiction_id, place)) query.jurisdiction_id = place.id;
  } else if (by == "month") {
    Question month = sheet.question;
    if (sheet.question.period.text.size() == 4) month.period = *period_of(key);
    query = sheet.indicator.query(month.ledger, month.period, month.jurisdiction_id);
  } else {
    query.filters.push_back({by == "jurisdiction" ? "jurisdiction_id" : by, key.empty() ? "null" : "eq", key});
  }
  return query;
}

json::Object part_of(const Sheet& sheet, const Counties& counties, const json::Object& labels, const model::Model& model,
                     const std::string& key, const std::vector<const Record*>& rows) {
  const std::string& by = sheet.question.by;
  json::Object out{{"key", key}, {"label", key}, {"value", shown(sum_of(rows, sheet.indicator))},
                   {"rows_url", rows_url(part_query(sheet, counties, key))}};
  const auto titled = [&out](const std::string& zh, const std::string& en) {
    out.set("label", zh);
    out.set("title", json::Object{{"zh", zh}, {"en", en}});
  };
  const model::Field* field = sheet.indicator.of->field(by);
  if (by == "county") {
    const Counties::Place& place = counties.at(key);
    out.set("key", place.id);
    out.set("label", place.name);
    if (place.path == counties.city().path) titled("市直", "City level");
  } else if (by == "state") {
    if (const model::State* state = sheet.indicator.of->state(key)) titled(state->title.zh, state->title.en);
  } else if (field != nullptr && field->kind == model::FieldKind::kChoice && !key.empty()) {
    titled(model.word(field->of, key), model.word(field->of, key, "en"));
  } else if (const json::Value* label = labels.find(key)) {
    out.set("label", label->text("label"));
  }
  return out;
}

Result<json::Array> parts_of(record::Store& store, const record::Viewer& viewer, const Sheet& sheet) {
  if (sheet.question.by.empty()) return json::Array{};
  auto counties = Counties::read(store);
  if (!counties) return fail(counties.error());
  std::map<std::string, std::vector<const Record*>> groups;
  for (const Record& row : sheet.rows) groups[key_of(sheet, *counties, row)].push_back(&row);
  std::vector<Record> examples;  // one of each group holds the ids that need a name
  for (const auto& [key, rows] : groups) examples.push_back(*rows.front());
  const json::Object labels = store.labels(viewer, examples);
  json::Array out;
  for (const auto& [key, rows] : groups) out.push_back(part_of(sheet, *counties, labels, store.model(), key, rows));
  return out;
}

Result<std::vector<Record>> rows_in(record::Store& store, const record::Viewer& viewer, const Indicator& indicator, const Question& question) {
  return store.list_all(viewer, indicator.query(question.ledger, question.period, question.jurisdiction_id));
}

std::optional<double> sum_of(const std::vector<Record>& rows, const Indicator& indicator) {
  std::vector<const Record*> all;
  for (const Record& row : rows) all.push_back(&row);
  return sum_of(all, indicator);
}

// Only within one calibre; the percentage is rounded to one decimal and never kept.
Result<json::Value> change_of(record::Store& store, const record::Viewer& viewer, const Sheet& sheet, std::optional<double> value) {
  Question before = sheet.question;
  before.period = year_before(before.period);
  const Calibre* now = sheet.indicator.calibre(sheet.question.period);
  const Calibre* then = sheet.indicator.calibre(before.period);
  if (!value || then == nullptr || now->id != then->id) return json::Value{};
  const auto rows = rows_in(store, viewer, sheet.indicator, before);
  if (!rows) return fail(rows.error());
  const auto earlier = sum_of(*rows, sheet.indicator);
  if (!earlier) return json::Value{};
  const bool comparable = *earlier != 0 && sheet.indicator.whole.empty();
  const double percent = comparable ? std::round((*value - *earlier) / *earlier * 1000) / 10 : 0;
  return json::Value(json::Object{{"period", before.period.text}, {"value", whole_or_real(*earlier)}, {"difference", whole_or_real(*value - *earlier)},
                                  {"percent", comparable ? json::Value(percent) : json::Value{}}});
}

// The same figure of each month (of a year) or day in the city's zone that has rows. Only of what is counted by its latest rows: those of
// shorter periods cannot be had by splitting it.
Result<json::Array> history_of(record::Store& store, const record::Viewer& viewer, const Sheet& sheet) {
  json::Array out;
  if (sheet.indicator.latest_by.empty() || sheet.question.period.text.size() == 10) return out;
  Question part = sheet.question;
  for (UtcTime from = part.period.from; from < sheet.question.period.to; from = part.period.to) {
    part.period = *period_of(format_date(city_day(from)).substr(0, sheet.question.period.text.size() + 3));
    const auto rows = rows_in(store, viewer, sheet.indicator, part);
    if (!rows) return fail(rows.error());
    if (!rows->empty()) out.push_back(json::Object{{"period", part.period.text}, {"value", shown(sum_of(*rows, sheet.indicator))}});
  }
  return out;
}

json::Array source_rows(const Sheet& sheet) {
  json::Array out;
  for (const Record& row : sheet.rows) {
    out.push_back(json::Object{{"type", row.type}, {"id", row.id}, {"number", row.number}, {"label", row.label},
                               {"value", whole_or_real(worth_of(row, sheet.indicator) / sheet.indicator.divide)}});
  }
  return out;
}

json::Object head_of(const Indicator& indicator, const Question& question) {
  return {{"name", indicator.name}, {"title", indicator.body["title"]}, {"value", json::Value{}}, {"unit", indicator.body["unit"]},
          {"calibre", indicator.calibres.back().body}, {"period", question.period.text},
          {"jurisdiction", question.jurisdiction_id.empty() ? json::Value{} : json::Value(question.jurisdiction_id)},
          {"rows", 0}, {"rows_url", ""}, {"by", json::Array{}}, {"change", json::Value{}}, {"history", json::Array{}}};
}

}  // namespace

Result<Period> period_of(std::string_view text) {
  const std::string padded = std::string(text) + std::string("0000-01-01").substr(std::min<std::size_t>(text.size(), 10));
  const auto first = parse_date(padded);
  if (!first || (text.size() != 4 && text.size() != 7 && text.size() != 10)) return fail(error::kBadDate, "period", {{"value", std::string(text)}});
  std::chrono::year_month_day next = *first + (text.size() == 4 ? std::chrono::months{12} : std::chrono::months{1});
  if (text.size() == 10) next = std::chrono::year_month_day{std::chrono::sys_days{*first} + std::chrono::days{1}};
  return Period{city_midnight(*first), city_midnight(next), std::string(text)};
}

Period year_before(const Period& period) {
  const std::string year = std::to_string(std::stoi(period.text.substr(0, 4)) - 1);
  std::string text = year + period.text.substr(4);
  if (text.ends_with("-02-29")) text.replace(text.size() - 2, 2, "28");
  return *period_of(text);
}

Result<json::Object> figure(record::Store& store, const record::Viewer& viewer, const Question& question, const Computed& computed) {
  const auto indicator = indicator_of(store.model(), question.name);
  if (!indicator) return fail(indicator.error());
  if (!question.by.empty() && !indicator->splits_by(question.by)) {
    json::Array known;
    for (const std::string& name : indicator->dimensions()) known.emplace_back(name);
    return fail(error::kBadValue, "by", {{"title", "by"}, {"value", question.by}, {"reason", json::write(known)}});
  }
  json::Object out = head_of(*indicator, question);
  const Calibre* calibre = indicator->calibre(question.period);
  if (calibre == nullptr) return out;
  out.set("calibre", calibre->body);
  if (!calibre->body["published"].is_null()) {
    out.set("published", calibre->body["published"]);
    return out;
  }
  if (const std::string word = indicator->body.text("computed"); !word.empty()) {
    const auto found = computed.find(word);
    if (found == computed.end()) return fail(error::kBadValue, "computed", {{"title", "computed"}, {"value", word}, {"reason", question.name}});
    const auto made = found->second(viewer, question);
    if (!made) return fail(made.error());
    for (const auto& [key, value] : *made) out.set(key, value);
    return out;
  }
  Sheet sheet{*indicator, question, indicator->query(question.ledger, question.period, question.jurisdiction_id), {}};
  auto rows = rows_in(store, viewer, *indicator, question);
  if (!rows) return fail(rows.error());
  sheet.rows = *std::move(rows);
  const auto value = sum_of(sheet.rows, *indicator);
  auto parts = parts_of(store, viewer, sheet);
  if (!parts) return fail(parts.error());
  const auto change = change_of(store, viewer, sheet, value);
  if (!change) return fail(change.error());
  auto history = history_of(store, viewer, sheet);
  if (!history) return fail(history.error());
  out.set("value", shown(value));
  out.set("rows", sheet.rows.size());
  out.set("rows_url", rows_url(sheet.query));
  out.set("by", *std::move(parts));
  out.set("change", *change);
  out.set("history", *std::move(history));
  if (question.with_rows) out.set("source_rows", source_rows(sheet));
  return out;
}

Result<json::Array> figure_list(const model::Model& model) {
  json::Array out;
  for (const auto& [name, body] : model.indicators) {
    const auto indicator = indicator_of(model, name);
    if (!indicator) return fail(indicator.error());
    json::Array by;
    for (const std::string& dimension : indicator->dimensions()) by.emplace_back(dimension);
    const model::Field* at = indicator->of->field(indicator->at);
    json::Array periods{"year", "month"};
    if (at == nullptr || at->kind != model::FieldKind::kText) periods.emplace_back("day");
    out.push_back(json::Object{{"name", name}, {"title", body["title"]}, {"unit", body["unit"]}, {"calibre", body["calibre"]},
                               {"group", body.text("group", indicator->of->group)}, {"of", indicator->of->name}, {"by", std::move(by)},
                               {"periods", std::move(periods)}});
  }
  std::ranges::sort(out, {}, [](const json::Value& one) { return one.text("name"); });
  return out;
}

}  // namespace muster::statistics
