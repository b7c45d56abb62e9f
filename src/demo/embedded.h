// Generated from demo/inputs at build time (tools/gen/embed).
#pragma once

#include "base/embedded.h"

namespace muster::demo {

[[nodiscard]] const std::vector<EmbeddedFile>& embedded_inputs();

}  // namespace muster::demo
