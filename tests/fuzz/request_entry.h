// One request from arbitrary bytes through parser, rules and router; aborts when a promise of Request is broken.
#pragma once

#include <cstddef>
#include <cstdint>

namespace muster::fuzz {

/// Returns whether the bytes were a request that a route takes.
bool request(const std::uint8_t* data, std::size_t size);

}  // namespace muster::fuzz
