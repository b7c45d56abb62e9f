// Lines on the map that only the generator needs; measures and positions along a line are geo's.
#pragma once

#include "geo/geo.h"
#include "json/json.h"

namespace muster::demo {

using geo::Path;
using geo::Position;

/// A point about every `step_m` metres; keeps both ends.
[[nodiscard]] Path resampled(const Path& line, double step_m);
/// Each point the mean of its neighbours within `radius` points: cuts the tightest bends.
[[nodiscard]] Path smoothed(const Path& line, std::size_t radius);
/// The line moved sideways, to the left of its direction for positive metres. Good to 0.1 % near 30° N.
[[nodiscard]] Path beside(const Path& line, double left_m);

[[nodiscard]] Path to_path(const json::Array& coordinates);
/// GeoJSON with five decimals (about a metre), so that the committed city is the same on every machine.
[[nodiscard]] json::Value point_json(Position place);
[[nodiscard]] json::Value line_json(const Path& line);
[[nodiscard]] json::Value polygon_json(const Path& ring);

}  // namespace muster::demo
