#include "exchange/convert.h"

#include <algorithm>
#include <cmath>

#include "base/time.h"
#include "exchange/columns.h"
#include "exchange/xlsx_book.h"
#include "record/check.h"

namespace muster::exchange {
namespace {

using model::Field;
using model::FieldKind;

constexpr double kFirstDay = 20'000;   // 1954-10-03: a bare number below is a number, not a day
constexpr double kLastDay = 80'000;    // 2119-01-11
constexpr std::size_t kChoicesShown = 30;

std::string shown(const Cell& cell) {
  std::string text = cell.text.substr(0, 60);
  while (!is_utf8(text)) text.pop_back();
  return text;
}

tl::unexpected<Error> bad(ErrorCode code, const Field& field, const Cell& cell, Params more = {}) {
  Params params{{"title", bilingual(field.title)}, {"value", shown(cell)}};
  params.insert(params.end(), more.begin(), more.end());
  return fail(code, field.name, std::move(params));
}

/// 18 digits shown as 4.2E+17: the last ones are gone.
bool lost_digits(const Cell& cell) {
  if (cell.kind == Cell::Kind::kNumber) return !cell.date && std::abs(cell.number) >= 1e15;
  const std::size_t e = cell.text.find("E+");
  if (e == std::string::npos || e == 0) return false;
  const auto is = [](std::string_view text, std::string_view of) { return !text.empty() && text.find_first_not_of(of) == std::string_view::npos; };
  return is(std::string_view(cell.text).substr(0, e), "0123456789.") && is(std::string_view(cell.text).substr(e + 2), "0123456789");
}

bool is_nothing(const Cell& cell) {
  return cell.text == "/" || cell.text == "-" || cell.text == "—" || cell.text == "——" || cell.text == "－" || cell.text == "无" || cell.text == "N/A";
}

Result<json::Value> to_text(const Cell& cell, const Field& field) {
  if (lost_digits(cell)) return bad(error::kLongNumber, field, cell);
  return json::Value(cell.text);
}

Result<double> to_number(const Cell& cell, const Field& field) {
  if (cell.kind == Cell::Kind::kNumber && !cell.date) return cell.number;
  const std::string wanted = unit_of_cells(field);
  const auto amount = cell.date ? std::nullopt : parse_amount(cell.text);
  if (!amount || cell.kind == Cell::Kind::kBoolean) return bad(error::kCellNumber, field, cell);
  if (amount->unit.empty() || (!wanted.empty() && unit_of(amount->unit) == unit_of(wanted))) return amount->number;
  if (!is_unit(amount->unit)) return bad(error::kCellNumber, field, cell);
  return bad(error::kCellUnit, field, cell, {{"unit", amount->unit}, {"wanted", wanted.empty() ? "—" : wanted}});
}

Result<json::Value> to_integer(const Cell& cell, const Field& field, double times) {
  const auto number = to_number(cell, field);
  if (!number) return fail(number.error());
  const double whole = std::round(*number * times);
  if (std::abs(whole) >= 9e15 || std::abs(whole - *number * times) > 1e-6 * times) return bad(error::kCellNumber, field, cell);
  return json::Value(static_cast<std::int64_t>(whole));
}

Result<json::Value> to_day(const Cell& cell, const Field& field) {
  std::optional<std::string> day;
  if (cell.kind == Cell::Kind::kNumber || cell.kind == Cell::Kind::kText) day = parse_day(cell.text);
  const auto serial = day ? std::nullopt : parse_amount(cell.text);
  if (serial && serial->unit.empty() && serial->number >= kFirstDay && serial->number < kLastDay && serial->number == std::floor(serial->number)) {
    day = serial_text(serial->number, false);
  }
  if (!day) return bad(error::kCellDate, field, cell);
  return json::Value(*day);
}

Result<json::Value> to_moment(const Cell& cell, const Field& field) {
  std::optional<std::string> moment;
  if (cell.kind == Cell::Kind::kNumber || cell.kind == Cell::Kind::kText) moment = parse_moment(cell.text);
  if (!moment && cell.kind == Cell::Kind::kNumber && cell.number >= kFirstDay && cell.number < kLastDay) {
    if (const auto text = serial_text(cell.number, true)) moment = parse_moment(*text);
  }
  if (!moment) return bad(error::kCellInstant, field, cell);
  return json::Value(*moment);
}

Result<json::Value> to_boolean(const Cell& cell, const Field& field) {
  if (cell.kind == Cell::Kind::kBoolean) return json::Value(cell.number == 1);
  const std::string text = plain_title(cell.text);
  for (const char* yes : {"是", "有", "√", "✓", "对", "true", "yes", "y", "1"}) {
    if (text == yes) return json::Value(true);
  }
  for (const char* no : {"否", "无", "没有", "×", "✗", "false", "no", "n", "0"}) {
    if (text == no) return json::Value(false);
  }
  return bad(error::kCellBoolean, field, cell);
}

Result<json::Value> to_duration(const Cell& cell, const Field& field) {
  if (const auto exact = parse_duration(cell.text)) return json::Value(std::int64_t{exact->count()});
  const auto amount = parse_amount(cell.text);
  const std::string unit = amount ? unit_of(amount->unit) : std::string();
  const double milliseconds = unit == "min" ? 60e3 : unit == "h" ? 3600e3 : unit == "d" ? 86400e3 : 0;
  if (milliseconds == 0) return fail(error::kBadDuration, field.name, {{"value", shown(cell)}});
  return json::Value(std::llround(amount->number * milliseconds));
}

Result<json::Value> to_choice(const Cell& cell, const model::Model& model, const Field& field, const std::string& text) {
  const auto dictionary = model.dictionaries.find(field.of);
  std::string known;
  if (dictionary != model.dictionaries.end()) {
    const std::string wanted = plain_title(text);
    std::size_t count = 0;
    for (const model::Choice& choice : dictionary->second.choices) {
      if (wanted == plain_title(choice.value) || wanted == plain_title(choice.title.zh) || wanted == plain_title(choice.title.en)) return json::Value(choice.value);
      if (!choice.retired && ++count <= kChoicesShown) known += (known.empty() ? "" : "、") + choice.title.zh;
    }
  }
  return fail(error::kCellChoice, field.name, {{"title", bilingual(field.title)}, {"value", text.empty() ? shown(cell) : text}, {"choices", known}});
}

std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> out;
  std::string part;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = 0;
    for (const std::string_view sign : {"、", "，", "；", ",", ";", "|", "\n"}) {
      if (text.substr(at, sign.size()) == sign) length = sign.size();
    }
    if (length == 0) {
      part += text[at++];
      continue;
    }
    if (!trimmed(part).empty()) out.push_back(trimmed(part));
    part.clear();
    at += length;
  }
  if (!trimmed(part).empty()) out.push_back(trimmed(part));
  return out;
}

Result<json::Value> to_list(const Cell& cell, const model::Model& model, const Field& field, Resolver& resolver) {
  json::Array out;
  for (const std::string& part : parts_of(cell.text)) {
    if (field.kind == FieldKind::kMultiChoice) {
      auto choice = to_choice(cell, model, field, part);
      if (!choice) return choice;
      out.push_back(*std::move(choice));
    } else {
      const auto id = resolver.find(field.to, part, field);
      if (!id) return fail(id.error());
      out.emplace_back(*id);
    }
  }
  return json::Value(std::move(out));
}

Result<json::Value> to_reference(const Cell& cell, const std::string& type, const Field& field, Resolver& resolver) {
  if (lost_digits(cell)) return bad(error::kLongNumber, field, cell);
  const auto id = resolver.find(type, cell.text, field);
  if (!id) return fail(id.error());
  return json::Value(*id);
}

// "718+350"; a bare number is metres.
Result<json::Value> to_stake(const Cell& cell, const Field& field) {
  if (cell.kind == Cell::Kind::kNumber && !cell.date) return to_integer(cell, field, 1);
  const auto metres = record::parse_stake(narrowed(cell.text));
  if (!metres) return fail(error::kBadValue, field.name, {{"title", bilingual(field.title)}, {"value", shown(cell)}, {"reason", bilingual("桩号写作 718+350", "write a stake like 718+350")}});
  return json::Value(*metres);
}

bool is_quantity(FieldKind kind) { return kind == FieldKind::kNumber || kind == FieldKind::kInteger || kind == FieldKind::kMoney; }
bool is_text(FieldKind kind) { return kind == FieldKind::kText || kind == FieldKind::kLongText; }

}  // namespace

Result<json::Value> convert(const Cell& cell, const model::Model& model, const Field& field, Resolver& resolver) {
  if (cell.empty()) return json::Value();
  if (cell.kind == Cell::Kind::kFault) return bad(cell.fault, field, cell);
  // A name merged down holds for each row below it; a quantity merged down is one sum, which no row may take for itself.
  if (cell.spread_across || (cell.spread_down && is_quantity(field.kind))) return bad(error::kCellMerged, field, cell);
  if (!is_text(field.kind) && field.kind != FieldKind::kBoolean && is_nothing(cell)) return json::Value();
  switch (field.kind) {
    case FieldKind::kText:
    case FieldKind::kLongText: return to_text(cell, field);
    case FieldKind::kNumber: {
      const auto number = to_number(cell, field);
      if (!number) return fail(number.error());
      return json::Value(*number);
    }
    case FieldKind::kInteger: return to_integer(cell, field, 1);
    case FieldKind::kMoney: return to_integer(cell, field, 100);
    case FieldKind::kChoice: return to_choice(cell, model, field, cell.text);
    case FieldKind::kMultiChoice:
    case FieldKind::kReferences: return to_list(cell, model, field, resolver);
    case FieldKind::kBoolean: return to_boolean(cell, field);
    case FieldKind::kDate: return to_day(cell, field);
    case FieldKind::kInstant: return to_moment(cell, field);
    case FieldKind::kDuration: return to_duration(cell, field);
    case FieldKind::kReference: return to_reference(cell, field.to, field, resolver);
    case FieldKind::kPerson: return to_reference(cell, "person", field, resolver);
    case FieldKind::kJurisdiction: return to_reference(cell, "jurisdiction", field, resolver);
    case FieldKind::kStake: return to_stake(cell, field);
    case FieldKind::kAttachment:
    case FieldKind::kJson: break;
  }
  return fail(error::kFieldNotImported, field.name, {{"title", bilingual(field.title)}});
}

}  // namespace muster::exchange
