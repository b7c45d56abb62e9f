#include <array>
#include <utility>

#include "exchange/columns.h"

namespace muster::exchange {
namespace {

// What offices write for a unit; left the spelling of model/ (GB 3100, GB 3101).
constexpr std::array<std::pair<std::string_view, std::string_view>, 66> kUnits{{
    {"m", "m"}, {"m", "米"}, {"km", "km"}, {"km", "公里"}, {"km", "千米"}, {"cm", "cm"}, {"cm", "厘米"}, {"mm", "mm"}, {"mm", "毫米"},
    {"m2", "m2"}, {"m2", "m²"}, {"m2", "㎡"}, {"m2", "平方米"}, {"km2", "km2"}, {"km2", "km²"}, {"km2", "平方公里"}, {"km2", "平方千米"},
    {"hm2", "hm2"}, {"hm2", "hm²"}, {"hm2", "公顷"}, {"mu", "亩"}, {"万亩", "万亩"}, {"m3", "m3"}, {"m3", "m³"}, {"m3", "立方米"}, {"m3", "方"},
    {"万m3", "万m3"}, {"万m3", "万m³"}, {"万m3", "万立方米"}, {"万m3", "万方"}, {"亿m3", "亿m³"}, {"亿m3", "亿立方米"},
    {"m3/s", "m3/s"}, {"m3/s", "m³/s"}, {"m3/s", "立方米每秒"}, {"m/h", "m/h"}, {"m/s", "m/s"},
    {"kg", "kg"}, {"kg", "公斤"}, {"kg", "千克"}, {"t", "t"}, {"t", "吨"}, {"万t", "万吨"}, {"kw", "kw"}, {"kw", "千瓦"}, {"mw", "mw"},
    {"元", "元"}, {"万元", "万元"}, {"亿元", "亿元"}, {"person", "人"}, {"person", "名"}, {"person", "person"}, {"person", "persons"},
    {"household", "户"}, {"household", "household"}, {"万人", "万人"}, {"人次", "人次"}, {"%", "%"}, {"%", "percent"},
    {"h", "小时"}, {"h", "h"}, {"min", "分钟"}, {"d", "天"}, {"d", "日"}, {"°", "°"}, {"°", "度"},
}};

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

/// Where the last bracket of a title opens; npos without one at the end. The title is half width.
std::size_t bracket_at(std::string_view narrow) {
  if (narrow.empty() || (narrow.back() != ')' && narrow.back() != ']')) return std::string_view::npos;
  return narrow.rfind(narrow.back() == ')' ? '(' : '[');
}

}  // namespace

bool is_unit(std::string_view text) {
  const std::string wanted = lower(trimmed(text));
  for (const auto& [unit, spelling] : kUnits) {
    if (spelling == wanted) return true;
  }
  return false;
}

std::string unit_of(std::string_view text) {
  const std::string wanted = lower(trimmed(text));
  for (const auto& [unit, spelling] : kUnits) {
    if (spelling == wanted) return std::string(unit);
  }
  return wanted;
}

std::string unit_in_title(std::string_view title) {
  const std::string narrow = trimmed(narrowed(title));
  const std::size_t open = bracket_at(narrow);
  if (open == std::string::npos) return {};
  const std::string inside = narrow.substr(open + 1, narrow.size() - open - 2);
  const std::string unit = inside.rfind("单位:", 0) == 0 ? inside.substr(std::string("单位:").size()) : inside;
  return is_unit(unit) ? unit_of(unit) : std::string();
}

std::string plain_title(std::string_view title) {
  std::string narrow = trimmed(narrowed(title));
  if (!unit_in_title(narrow).empty()) narrow.erase(bracket_at(narrow));
  std::string out;
  for (const char c : lower(narrow)) {
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t' && c != '*' && c != ':' && c != '_') out += c;
  }
  return out;
}

std::string unit_of_cells(const model::Field& field) { return field.kind == model::FieldKind::kMoney ? "元" : field.unit; }

bool is_importable(const model::Field& field) {
  return field.computed.is_null() && !field.retired && field.kind != model::FieldKind::kJson && field.kind != model::FieldKind::kAttachment;
}

}  // namespace muster::exchange
