#include <algorithm>

#include "cap/cap.h"

namespace muster::cap {
namespace {

struct Row {
  Colour colour;
  Severity severity;
  Urgency urgency;
  std::string_view code;
  std::string_view word;
  std::string_view short_word;
};

constexpr Row kRows[] = {
    {Colour::kRed, Severity::kExtreme, Urgency::kImmediate, "Red", "红色", "红"},
    {Colour::kOrange, Severity::kSevere, Urgency::kExpected, "Orange", "橙色", "橙"},
    {Colour::kYellow, Severity::kModerate, Urgency::kExpected, "Yellow", "黄色", "黄"},
    {Colour::kBlue, Severity::kMinor, Urgency::kFuture, "Blue", "蓝色", "蓝"},
    {Colour::kUnknown, Severity::kUnknown, Urgency::kUnknown, "Unknown", "未知", "未知"},
};

const Row& row_of(Colour colour) {
  return *std::find_if(std::begin(kRows), std::end(kRows),
                       [colour](const Row& row) { return row.colour == colour; });
}

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [lower](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

Severity severity_of(Colour colour) { return row_of(colour).severity; }
Urgency urgency_of(Colour colour) { return row_of(colour).urgency; }
std::string_view colour_code(Colour colour) { return row_of(colour).code; }
std::string_view colour_word(Colour colour) { return row_of(colour).word; }

Colour colour_from(std::string_view text) {
  for (const Row& row : kRows) {
    if (same_letters(text, row.code) || text == row.word || text == row.short_word)
      return row.colour;
  }
  return Colour::kUnknown;
}

Colour colour_of(const Info& info) {
  for (const Named& parameter : info.parameters) {
    if (parameter.name == "ColorCode") return colour_from(parameter.value);
  }
  for (const Row& row : kRows) {
    if (row.severity == info.severity) return row.colour;
  }
  return Colour::kUnknown;
}

}  // namespace muster::cap
