// One line of free text, as section leaders write it, read into its facts. Never refused for its form: what cannot be read stays
// in the text, which is always kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "json/json.h"

namespace muster::incident {

struct LineFacts {
  std::optional<std::int64_t> stake;     ///< metres
  std::string bank;                      ///< left | right, or empty
  std::optional<double> distance_m;      ///< from the toe
  std::string side;                      ///< dictionary dike_side, or empty
  std::string kind;                      ///< dictionary incident_kind, or empty
  std::string water;                     ///< clear | muddy | none
  std::string sand;                      ///< yes | no
  std::optional<double> aperture_cm;
  std::optional<std::int64_t> count;     ///< number of places
  std::optional<std::int64_t> people;
  std::optional<double> quantity;        ///< goods: 120 of "120方砂石"
  std::string goods;
  bool nothing = false;                  ///< "正常", "无险情": a patrol line that found nothing
};

/// Reads e.g. "718+350 堤脚外60米 管涌 浑水 6人守" or "无异常，6人". Digits may be full width or Chinese numerals up to ten.
[[nodiscard]] LineFacts read_line(std::string_view text);
/// Only what was read; the form of docs/api/contract.md ("lines").
[[nodiscard]] json::Object to_json(const LineFacts& facts);

}  // namespace muster::incident
