// gzip (RFC 1952) through zlib.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace muster::net {

/// @param level 1 (fast) to 9 (small)
[[nodiscard]] std::string gzip(std::string_view bytes, int level = 5);

/// kTooLarge when the result would pass `limit`, kBadRequest for bytes that are not one whole gzip stream.
[[nodiscard]] Result<std::string> gunzip(std::string_view bytes, std::size_t limit);

}  // namespace muster::net
