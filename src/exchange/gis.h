// What of GDAL is used for writing.
#pragma once

#include <string>

#include "base/result.h"

namespace muster::exchange {

/// A GeoJSON file as a GeoPackage of one layer. kGisFailed, kGisLimit, kGisMissing.
[[nodiscard]] Status geojson_to_gpkg(const std::string& from, const std::string& to, const std::string& layer, bool has_place);

}  // namespace muster::exchange
