// Files compiled into the binary by tools/gen/embed.
#pragma once

#include <string_view>
#include <vector>

namespace muster {

struct EmbeddedFile {
  std::string_view path;  ///< relative, '/' between folders
  std::string_view text;  ///< any bytes
};

}  // namespace muster
