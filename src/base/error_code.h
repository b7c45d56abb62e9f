// Which refusal it is. The codes themselves are generated, one header for each file of model/text/errors
// (errors/common.h …), so that a new code rebuilds only what speaks of its field.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace muster {

/// A refusal's identity: the 32-bit FNV-1a of its word; textgen refuses two words with one value.
enum class ErrorCode : std::uint32_t {};

struct ErrorInfo {
  ErrorCode code{};
  std::string_view name;  ///< word in problems and metrics
  int status = 500;       ///< HTTP
  std::string_view zh;    ///< {param} is filled from the error
  std::string_view en;
};

/// What is said of a code. A value that no file names reads as `internal`.
[[nodiscard]] const ErrorInfo& error_info(ErrorCode code);

/// All of them, by rising code.
[[nodiscard]] std::span<const ErrorInfo> all_errors();

}  // namespace muster
