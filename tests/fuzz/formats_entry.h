// Texts from outside through their readers; each function aborts when what was read does not
// survive being written.
#pragma once

#include <cstddef>
#include <cstdint>

namespace muster::fuzz {

// Each returns whether the bytes were accepted.
bool json_text(const std::uint8_t* data, std::size_t size);
bool xml_document(const std::uint8_t* data, std::size_t size);
bool cap_message(const std::uint8_t* data, std::size_t size);
bool geojson(const std::uint8_t* data, std::size_t size);
bool geometry_bytes(const std::uint8_t* data, std::size_t size);  ///< WKB and GeoPackage
bool bulletin(const std::uint8_t* data, std::size_t size);

}  // namespace muster::fuzz
