// One cell as the value of one field, in the ways that offices write; what is not unmistakable is refused with its remedy.
#pragma once

#include "exchange/resolve.h"
#include "exchange/sheet.h"

namespace muster::exchange {

/// Null for an empty cell, also for "/", "—" and "无" where no text is asked. The value is not yet checked for range and length.
[[nodiscard]] Result<json::Value> convert(const Cell& cell, const model::Model& model, const model::Field& field, Resolver& resolver);

/// "2019-07-15", "2019/7/15", "2019.7.15", "20190715", "2019年7月15日", also with a time behind; of a number the day of the 1900 system.
/// @return "2019-07-15"; nothing when year, month or day is missing or their order is not plain
[[nodiscard]] std::optional<std::string> parse_day(std::string_view text);
/// The same with a time of day ("8:30", "8时30分", "08:30:00"), in the city's zone where none is written. RFC 3339.
[[nodiscard]] std::optional<std::string> parse_moment(std::string_view text);

struct Amount {
  double number = 0;
  std::string unit;  ///< as written behind the number
};
/// "1,234.5", "１２", "-3", "1.2km"; nothing when there is more than one number.
[[nodiscard]] std::optional<Amount> parse_amount(std::string_view text);

}  // namespace muster::exchange
