#include "statistics/indicator.h"

#include <algorithm>

namespace muster::statistics {
namespace {

using model::FieldKind;
using record::Filter;

std::string text_of(const json::Value& value) { return value.is_string() ? value.as_string() : json::write(value); }

std::string joined(const json::Value& list) {
  std::string out;
  for (const json::Value& item : list.as_array()) out += (out.empty() ? "" : ",") + text_of(item);
  return out;
}

tl::unexpected<Error> wrong(std::string_view key, const json::Value& value, std::string reason) {
  return fail(error::kBadValue, std::string(key), {{"title", std::string(key)}, {"value", json::write(value)}, {"reason", std::move(reason)}});
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
  if (!field.empty() && where["given"].is_bool()) {
    out.push_back({field, where.boolean("given") != negated ? "notnull" : "null", {}});
    return {};
  }
  for (const char* op : {"eq", "gt", "ge", "lt", "le"}) {
    if (field.empty() || where[op].is_null() || (negated && std::string_view(op) != "eq")) continue;
    out.push_back({field, negated ? "ne" : op, text_of(where[op])});
    return {};
  }
  return wrong("where", where, "eq ne in gt ge lt le given all not");
}

std::vector<std::string> words_of(const json::Value& value) {
  std::vector<std::string> out;
  if (value.is_string()) out.push_back(value.as_string());
  if (value.is_array()) {
    for (const json::Value& item : value.as_array()) out.push_back(text_of(item));
  }
  return out;
}

Result<Calibre> calibre_of(const json::Value& body) {
  Calibre out;
  out.id = body.text("id");
  out.body = body;
  for (const auto& [key, day] : {std::pair{"valid_from", &out.from}, std::pair{"valid_to", &out.to}}) {
    if (body.text(key).empty()) continue;
    const auto read = parse_date(body.text(key));
    if (!read) return fail(read.error());
    *day = *read;
  }
  if (out.id.empty()) return wrong("calibre", body, "id");
  return out;
}

bool is_envelope(std::string_view name) {
  return name == "jurisdiction" || name == "state" || name == "occurred_at" || name == "number";
}

Status check_fields(const Indicator& indicator) {
  std::vector<std::string> names = indicator.sum;
  for (const auto* list : {&indicator.whole, &indicator.latest_by, &indicator.by}) names.insert(names.end(), list->begin(), list->end());
  for (const std::string* one : {&indicator.distinct, &indicator.at, &indicator.from, &indicator.to}) {
    if (!one->empty()) names.push_back(*one);
  }
  for (const Filter& filter : indicator.where) {
    const std::string first = filter.field.substr(0, filter.field.find('.'));
    if (!first.starts_with('~')) names.push_back(first);
  }
  for (const std::string& name : names) {
    if (!is_envelope(name) && indicator.of->field(name) == nullptr) return fail(error::kUnknownField, indicator.name, {{"field", name}});
  }
  if (indicator.at.empty() == !indicator.standing) return wrong(indicator.name, indicator.body, "at | standing");
  return {};
}

// How an edge of the period is written for a field of this kind: months and dates are compared as text.
std::string edge(const model::TypeDef& type, const std::string& field, UtcTime at) {
  const model::Field* def = type.field(field);
  if (def == nullptr || def->kind == FieldKind::kInstant) return format_time(at);
  const std::string day = format_date(city_day(at));
  return def->kind == FieldKind::kText ? day.substr(0, 7) : day;
}

}  // namespace

const Calibre* Indicator::calibre(const Period& period) const {
  const auto first = city_day(period.from);
  const auto last = city_day(period.to - Millis{1});
  for (const Calibre& one : calibres) {
    if ((!one.from || *one.from <= first) && (!one.to || last <= *one.to)) return &one;
  }
  return nullptr;
}

std::vector<std::string> Indicator::dimensions() const {
  std::vector<std::string> out = by;
  for (const std::string common : {"county", "month"}) {
    if (std::ranges::find(out, common) == out.end() && (common != "month" || !standing)) out.push_back(common);
  }
  return out;
}

bool Indicator::splits_by(std::string_view dimension) const {
  const std::vector<std::string> all = dimensions();
  return std::ranges::find(all, dimension) != all.end();
}

record::Query Indicator::query(const std::string& ledger, const Period& period, const std::string& jurisdiction_id) const {
  record::Query out;
  out.type = of->name;
  out.ledger = ledger;
  out.jurisdiction_id = jurisdiction_id;
  if (standing) {
    const UtcTime last = period.to - Millis{1};
    if (!from.empty()) out.filters.push_back({from, of->field(from) != nullptr && of->field(from)->required ? "le" : "since", edge(*of, from, last)});
    if (!to.empty()) out.filters.push_back({to, "until", edge(*of, to, last)});
  } else {
    out.filters = {{at, "ge", edge(*of, at, period.from)}, {at, "lt", edge(*of, at, period.to)}};
  }
  out.filters.insert(out.filters.end(), where.begin(), where.end());
  if (!latest_by.empty()) {
    std::string keys;
    for (const std::string& key : latest_by) keys += (keys.empty() ? "" : ",") + (key == "jurisdiction" ? "jurisdiction_id" : key);
    out.filters.push_back({at, "latest", keys});
  }
  return out;
}

Result<Indicator> indicator_of(const model::Model& model, std::string_view name) {
  const json::Value* body = model.indicators.find(name);
  if (body == nullptr) return fail(error::kNotFound, "name", {{"what", std::string(name)}});
  Indicator out;
  out.name = name;
  out.body = *body;
  out.of = model.type(body->text("of"));
  if (out.of == nullptr) return wrong("of", (*body)["of"], "type");
  out.sum = words_of((*body)["sum"]);
  if ((*body)["share"].is_object()) {
    out.sum = words_of((*body)["share"]["of"]);
    out.whole = words_of((*body)["share"]["in"]);
    if (out.sum.empty() || out.whole.empty()) return wrong("share", (*body)["share"], "{ of, in }");
  }
  out.distinct = body->text("distinct");
  out.divide = body->number("divide", 1);
  out.at = body->text("at");
  out.standing = (*body)["standing"].is_object();
  out.from = (*body)["standing"].text("from");
  out.to = (*body)["standing"].text("to");
  out.latest_by = words_of((*body)["latest_by"]);
  out.by = words_of((*body)["by"]);
  if (Status added = add_filters((*body)["where"], false, out.where); !added) return fail(added.error());
  const json::Value& calibre = (*body)["calibre"];
  for (const json::Value& one : calibre.is_array() ? calibre.as_array() : json::Array{calibre}) {
    auto read = calibre_of(one);
    if (!read) return fail(read.error());
    out.calibres.push_back(*std::move(read));
  }
  if (Status checked = check_fields(out); !checked) return fail(checked.error());
  return out;
}

}  // namespace muster::statistics
