#include "statistics/figures.h"

#include <cmath>
#include <map>

namespace muster::statistics {
namespace {

using record::Filter;
using record::Record;

std::string text_of(const json::Value& value) { return value.is_string() ? value.as_string() : json::write(value); }

std::string joined(const json::Value& list) {
  std::string out;
  for (const json::Value& item : list.as_array()) out += (out.empty() ? "" : ",") + text_of(item);
  return out;
}

// An indicator's condition as filters of the list, so that the figure and the rows that it opens are the same question.
Status add_filters(const json::Value& where, bool negated, std::vector<Filter>& out) {
  if (where.is_null()) return {};
  if (where["all"].is_array() && !negated) {
    for (const json::Value& part : where["all"].as_array()) {
      if (Status added = add_filters(part, false, out); !added) return added;
    }
    return {};
  }
  if (where["not"].is_object() && !negated) return add_filters(where["not"], true, out);
  const std::string field = where.text("field");
  const json::Value& in = where["in"];
  if (!field.empty() && in.is_array() && (!negated || in.as_array().size() == 1)) {
    out.push_back({field, negated ? "ne" : "in", joined(in)});
    return {};
  }
  for (const char* op : {"eq", "gt", "ge", "lt", "le"}) {
    if (field.empty() || where[op].is_null() || (negated && std::string_view(op) != "eq")) continue;
    out.push_back({field, negated ? "ne" : op, text_of(where[op])});
    return {};
  }
  return fail(error::kBadValue, "where", {{"title", "where"}, {"value", json::write(where)}, {"reason", "eq ne in gt ge lt le all not"}});
}

std::string key_of(const Record& record, const std::string& dimension) {
  if (dimension == "jurisdiction") return record.jurisdiction_id;
  if (dimension == "state") return record.state;
  const json::Value* value = record.fields.find(dimension);
  return value == nullptr ? std::string() : text_of(*value);
}

double sum_of(const Record& record, const json::Value& fields) {
  if (fields.is_string()) return record.number_of(fields.as_string());
  double total = 0;
  for (const json::Value& field : fields.as_array()) total += record.number_of(field.as_string());
  return total;
}

// What rows add up to: the figure, or of a share the part and the whole. Shares are never added or averaged, their parts are.
struct Sum {
  double value = 0;
  double whole = 0;

  void add(const Record& record, const json::Value& indicator) {
    const json::Value& share = indicator["share"];
    if (share.is_object()) {
      value += sum_of(record, share["of"]);
      whole += sum_of(record, share["in"]);
      return;
    }
    value += indicator["sum"].is_null() ? 1 : sum_of(record, indicator["sum"]);
  }
};

json::Value whole_or_real(double value) {
  const auto whole = static_cast<std::int64_t>(value);
  return static_cast<double>(whole) == value ? json::Value(whole) : json::Value(value);
}

// In per cent with two decimals; null where nothing is known of the whole.
json::Value value_of(const Sum& sum, const json::Value& indicator) {
  if (!indicator["share"].is_object()) return whole_or_real(sum.value);
  if (sum.whole <= 0) return {};
  return whole_or_real(std::round(sum.value / sum.whole * 10'000) / 100);
}

// "The last count of each section": of the rows that agree in `latest_by` only the newest counts.
void keep_latest(std::vector<Record>& rows, const json::Value& indicator) {
  if (!indicator["latest_by"].is_array()) return;
  const std::string at = indicator.text("at");
  std::map<std::string, Record> newest;
  for (Record& row : rows) {
    std::string key;
    for (const json::Value& field : indicator["latest_by"].as_array()) key += key_of(row, field.as_string()) + '|';
    const auto [found, fresh] = newest.try_emplace(key, row);
    if (!fresh && found->second.text(at) < row.text(at)) found->second = row;
  }
  rows.clear();
  for (auto& [key, row] : newest) rows.push_back(std::move(row));
}

std::string rows_url(const record::Query& query) {
  std::string url = "/api/v1/records/" + query.type + "?ledger=" + query.ledger;
  for (const Filter& filter : query.filters) {
    std::string value = filter.value;
    for (std::size_t at = value.find('+'); at != std::string::npos; at = value.find('+', at + 3)) value.replace(at, 1, "%2B");
    url += "&filter=" + filter.field + ':' + filter.op + ':' + value;
  }
  if (!query.jurisdiction_id.empty()) url += "&jurisdiction=" + query.jurisdiction_id;
  return url;
}

bool names_dimension(const json::Value& indicator, std::string_view by) {
  if (!indicator["by"].is_array()) return false;
  for (const json::Value& one : indicator["by"].as_array()) {
    if (one.as_string() == by) return true;
  }
  return false;
}

Sum sum_up(std::vector<Record> rows, const json::Value& indicator) {
  keep_latest(rows, indicator);
  Sum sum;
  for (const Record& row : rows) sum.add(row, indicator);
  return sum;
}

// The same figure of each month (of a year) or day in the city's zone that has rows. Only of what is counted by its latest rows: those of
// shorter periods cannot be had by splitting it.
json::Array history_of(const std::vector<Record>& rows, const json::Value& indicator, const Period& period) {
  if (!indicator["latest_by"].is_array()) return {};
  const std::size_t length = period.text.size() == 4 ? 7 : 10;
  std::map<std::string, std::vector<Record>> parts;
  for (const Record& row : rows) {
    if (const auto at = row.instant(indicator.text("at"))) parts[format_date(city_day(*at)).substr(0, length)].push_back(row);
  }
  json::Array out;
  for (auto& [text, part] : parts) out.push_back(json::Object{{"period", text}, {"value", value_of(sum_up(std::move(part), indicator), indicator)}});
  return out;
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

Result<json::Object> figure(record::Store& store, const record::Viewer& viewer, const std::string& ledger, std::string_view name,
                            const Period& period, const std::string& jurisdiction_id, std::string_view by) {
  const json::Value* indicator = store.model().indicators.find(name);
  if (indicator == nullptr) return fail(error::kNotFound, "name", {{"what", std::string(name)}});
  if (!by.empty() && !names_dimension(*indicator, by)) {
    return fail(error::kBadValue, "by", {{"title", "by"}, {"value", std::string(by)}, {"reason", json::write((*indicator)["by"])}});
  }
  record::Query query;
  query.type = indicator->text("of");
  query.ledger = ledger;
  query.jurisdiction_id = jurisdiction_id;
  const std::string at = indicator->text("at");
  query.filters = {{at, "ge", format_time(period.from)}, {at, "lt", format_time(period.to)}};
  if (Status added = add_filters((*indicator)["where"], false, query.filters); !added) return fail(added.error());
  auto rows = store.list_all(viewer, query);
  if (!rows) return fail(rows.error());
  json::Array history = history_of(*rows, *indicator, period);
  keep_latest(*rows, *indicator);
  Sum sum;
  std::map<std::string, Sum> groups;
  for (const Record& row : *rows) {
    sum.add(row, *indicator);
    if (!by.empty()) groups[key_of(row, std::string(by))].add(row, *indicator);
  }
  const json::Object labels = by.empty() ? json::Object{} : store.labels(viewer, *rows);
  json::Array parts;
  for (const auto& [key, part] : groups) {
    const json::Value* label = labels.find(key);
    parts.push_back(json::Object{{"key", key}, {"label", label != nullptr ? label->text("label") : key}, {"value", value_of(part, *indicator)}});
  }
  return json::Object{{"name", name}, {"title", (*indicator)["title"]}, {"value", value_of(sum, *indicator)}, {"unit", (*indicator)["unit"]},
                      {"calibre", (*indicator)["calibre"]}, {"period", period.text},
                      {"jurisdiction", jurisdiction_id.empty() ? json::Value{} : json::Value(jurisdiction_id)},
                      {"rows_url", rows_url(query)}, {"by", std::move(parts)}, {"history", std::move(history)}};
}

}  // namespace muster::statistics
