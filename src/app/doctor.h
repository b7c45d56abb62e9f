// What is wrong with an installation, said before it hurts.
#pragma once

#include <string>
#include <vector>

#include "app/config.h"
#include "base/time.h"

namespace muster::app {

struct Complaint {
  enum class Level { kFine, kWarning, kWrong } level = Level::kFine;
  std::string what;  ///< word for programs: data_rights, key, disk, city_database …
  std::string zh;
  std::string en;
};

/// Looks at rights, key, disk, databases, port, certificate, time, calendar and fonts; changes
/// nothing.
[[nodiscard]] std::vector<Complaint> examine(const Config& config, const TimeSource& wall);

}  // namespace muster::app
