// Road extracts and road conditions from outside; each aborts when an answer that follows from what
// was read is not Dijkstra's.
#pragma once

#include <cstddef>
#include <cstdint>

namespace muster::fuzz {

// Each returns whether the bytes were accepted.
bool road_extract(const std::uint8_t* data, std::size_t size);     ///< PBF
bool road_conditions(const std::uint8_t* data, std::size_t size);  ///< GeoJSON, on a small network

}  // namespace muster::fuzz
