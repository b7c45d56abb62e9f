// What is wrong in the demonstration city on purpose, so that its screens have something to find.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/model.h"

namespace muster::demo {

struct Flaw {
  std::string figure;   ///< that finds it, `muster figure FIGURE --period PERIOD`
  std::string period;
  std::int64_t value = 0;  ///< what the figure says, flaws of the same figure together
  model::Text text;     ///< what and where
};

/// Seven of them; those of the years need `--years`.
[[nodiscard]] const std::vector<Flaw>& flaws();

}  // namespace muster::demo
