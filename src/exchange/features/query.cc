#include "exchange/features/query.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "base/split.h"
#include "errors/features.h"

namespace muster::exchange {
namespace {

using model::Field;
using model::FieldKind;
using model::TypeDef;
using net::Request;

const std::vector<std::string>& fixed_parameters() {
  static const std::vector<std::string> all{"limit", "bbox", "bbox-crs", "datetime", "crs", "cursor"};
  return all;
}

tl::unexpected<Error> bad(const std::string& name, const std::string& value, std::string expected) {
  return fail(error::kFeatureParameterBad, name, {{"name", name}, {"value", value}, {"expected", std::move(expected)}});
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

Status read_limit(const Request& request, ItemsAsked& asked) {
  const auto text = request.param("limit");
  if (!text) return {};
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  const bool whole = end == text->data() + text->size() && !text->empty();
  const bool huge = error == std::errc::result_out_of_range && whole && text->front() != '-';
  if (!huge && (error != std::errc{} || !whole || value < 1)) return bad("limit", *text, bilingual("1 以上的整数", "a whole number from 1 on"));
  asked.limit = huge ? kItemsMost : static_cast<int>(std::min<std::int64_t>(value, kItemsMost));
  return {};
}

Status read_box(const Request& request, ItemsAsked& asked) {
  const auto text = request.param("bbox");
  const auto crs = request.param("bbox-crs");
  const auto system = OutCrs::of(crs.value_or(std::string(kCrs84)), "bbox-crs");
  if (!system) return fail(system.error());
  if (!text) return {};
  std::vector<double> numbers;
  for (const std::string_view part : split(*text, ',')) {
    const auto number = number_of(part);
    if (!number) return bad("bbox", *text, bilingual("4 个或 6 个数", "four or six numbers"));
    numbers.push_back(*number);
  }
  if (numbers.size() == 6) numbers = {numbers[0], numbers[1], numbers[3], numbers[4]};  // heights say nothing here
  if (numbers.size() != 4) return bad("bbox", *text, bilingual("4 个或 6 个数", "four or six numbers"));
  auto box = (*system)->in({numbers[0], numbers[1], numbers[2], numbers[3]});
  if (!box) return fail(box.error());
  asked.query.bbox = box->box;
  asked.box = *std::move(box);
  return {};
}

/// An instant, or a day of the city: its first or last millisecond.
std::optional<UtcTime> instant_of(std::string_view text, bool last) {
  if (const auto time = parse_time(text)) return *time;
  const auto day = parse_date(text);
  if (!day) return std::nullopt;
  return city_midnight(*day) + (last ? Millis{86'399'999} : Millis{0});
}

// /req/core/fc-time-definition: an instant or an interval, whose open ends are ".." or nothing; both ends belong to it.
Status read_time(const Request& request, ItemsAsked& asked) {
  const auto text = request.param("datetime");
  if (!text) return {};
  const std::string expected = bilingual("2020-08-10T00:00:00+08:00，或 起/止，开口写 ..", "2020-08-10T00:00:00+08:00, or from/to, an open end as ..");
  const std::vector<std::string_view> ends = split(*text, '/');
  if (ends.size() > 2) return bad("datetime", *text, expected);
  const auto add = [&](std::string_view end, bool last, const char* op) -> Status {
    if (ends.size() == 2 && (end.empty() || end == "..")) return {};
    const auto instant = instant_of(end, last);
    if (!instant) return bad("datetime", *text, expected);
    asked.query.filters.push_back({"occurred_at", op, format_time(*instant)});
    return {};
  };
  if (ends.size() == 2 && (ends[0].empty() || ends[0] == "..") && (ends[1].empty() || ends[1] == "..")) return bad("datetime", *text, expected);
  if (Status from = add(ends.front(), false, "ge"); !from) return from;
  if (Status to = add(ends.back(), true, "le"); !to) return to;
  const auto& filters = asked.query.filters;
  const bool backwards = ends.size() == 2 && filters.size() >= 2 && *parse_time(filters[filters.size() - 2].value) > *parse_time(filters.back().value);
  return backwards ? Status(bad("datetime", *text, expected)) : Status{};
}

Result<std::string> filter_value(const Field& field, const std::string& text) {
  switch (field.kind) {
    case FieldKind::kMoney: {
      const auto yuan = number_of(text);
      if (!yuan || std::abs(*yuan) > 9e13) return bad(field.name, text, bilingual("以元计的数", "a number of yuan"));
      return std::to_string(std::llround(*yuan * 100));
    }
    case FieldKind::kDuration: {
      const auto duration = parse_duration(text);
      if (!duration) return bad(field.name, text, "PT30M");
      return std::to_string(duration->count());
    }
    case FieldKind::kBoolean:
      if (text != "true" && text != "false") return bad(field.name, text, "true, false");
      return text;
    case FieldKind::kNumber:
    case FieldKind::kInteger:
      if (!number_of(text)) return bad(field.name, text, bilingual("数字", "a number"));
      return text;
    case FieldKind::kInstant:
      if (!parse_time(text)) return bad(field.name, text, "2020-08-10T00:00:00+08:00");
      return text;
    default: return text;
  }
}

Status read_filters(const Request& request, const TypeDef& type, ItemsAsked& asked) {
  for (const auto& [name, value] : request.query) {
    if (std::ranges::find(fixed_parameters(), name) != fixed_parameters().end()) continue;
    const Field* field = type.field(name);
    if (field != nullptr && is_shown(*field)) {
      auto plain = filter_value(*field, value);
      if (!plain) return fail(plain.error());
      asked.query.filters.push_back({name, "eq", *std::move(plain)});
    } else if (name == "jurisdiction") {
      asked.query.jurisdiction_id = value;
    } else if (name == "state" || name == "number") {
      asked.query.filters.push_back({name, "eq", value});
    }
  }
  return {};
}

}  // namespace

bool is_shown(const Field& field) {
  return !field.personal && !field.retired && field.kind != FieldKind::kAttachment && field.kind != FieldKind::kJson;
}

Status check_parameters(const Request& request, const std::vector<std::string>& known) {
  static const std::vector<std::string> kAlways{"f", "lang", "ledger"};
  std::set<std::string> seen;
  for (const auto& [name, value] : request.query) {
    if (std::ranges::find(known, name) == known.end() && std::ranges::find(kAlways, name) == kAlways.end()) {
      std::string allowed;
      for (const auto* list : {&known, &kAlways}) {
        for (const std::string& each : *list) allowed += (allowed.empty() ? "" : " ") + each;
      }
      return fail(error::kFeatureParameterUnknown, name, {{"name", name}, {"allowed", allowed}});
    }
    if (!seen.insert(name).second) return bad(name, value, bilingual("只写一次", "it once"));
    if (name == "f" && value != "json" && value != "geojson") return bad(name, value, "json, geojson");
  }
  return {};
}

Result<ItemsAsked> read_items(const Request& request, const TypeDef& type) {
  std::vector<std::string> known = fixed_parameters();
  known.insert(known.end(), {"state", "number", "jurisdiction"});
  for (const Field& field : type.fields) {
    if (is_shown(field) && std::ranges::find(known, field.name) == known.end()) known.push_back(field.name);
  }
  if (Status checked = check_parameters(request, known); !checked) return fail(checked.error());
  ItemsAsked asked;
  asked.query.type = type.name;
  asked.query.ledger = request.param("ledger").value_or("real");
  asked.query.sort = "fid";
  asked.query.cursor = request.param("cursor").value_or("");
  auto crs = OutCrs::of(request.param("crs").value_or(std::string(kCrs84)), "crs");
  if (!crs) return fail(crs.error());
  asked.crs = *std::move(crs);
  for (const auto& read : {read_limit, read_box, read_time}) {
    if (Status done = read(request, asked); !done) return fail(done.error());
  }
  if (Status done = read_filters(request, type, asked); !done) return fail(done.error());
  return asked;
}

}  // namespace muster::exchange
