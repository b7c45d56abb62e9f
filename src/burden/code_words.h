// Words of the program's own modules and screens, found in their sources when CMake runs (cmake/code_words.cmake).
#pragma once

#include <span>
#include <string_view>

namespace muster::burden {

struct CodeUnit {
  std::string_view kind;                    ///< "module" or "screen"
  std::string_view name;                    ///< folder or file: "response", "consultation"
  std::span<const std::string_view> words;  ///< sorted
};
[[nodiscard]] std::span<const CodeUnit> code_units();

}  // namespace muster::burden
