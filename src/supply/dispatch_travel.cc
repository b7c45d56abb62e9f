#include "supply/dispatch_travel.h"

namespace muster::supply {
namespace {

// The places that the profile can start from, and where each stands in the question.
struct Snapped {
  std::vector<road::Place> places;
  std::vector<std::size_t> index;
};

Result<Snapped> on_roads(const road::Metric& metric, const std::vector<geo::Position>& positions) {
  Snapped out;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const road::Place place{.at = positions[i]};
    const auto snap = road::snap(metric, place.at, place.max_snap_m);
    if (!snap) continue;  // off the roads: nobody drives there
    out.places.push_back(place);
    out.index.push_back(i);
  }
  return out;
}

}  // namespace

Result<std::vector<std::vector<std::optional<double>>>> drive_minutes(const road::Metric& metric, const std::vector<geo::Position>& from,
                                                                      const std::vector<geo::Position>& to) {
  std::vector<std::vector<std::optional<double>>> out(from.size(), std::vector<std::optional<double>>(to.size()));
  const auto sources = on_roads(metric, from);
  const auto sinks = on_roads(metric, to);
  if (!sources || !sinks) return fail(!sources ? sources.error() : sinks.error());
  if (sources->places.empty() || sinks->places.empty()) return out;
  const auto times = road::matrix(metric, sources->places, sinks->places);
  if (!times) return fail(times.error());
  for (std::size_t row = 0; row < times->rows; ++row) {
    for (std::size_t column = 0; column < times->columns; ++column) {
      const std::uint32_t ms = times->at(row, column);
      if (ms != road::kNever) out[sources->index[row]][sinks->index[column]] = static_cast<double>(ms) / 60'000;
    }
  }
  return out;
}

Result<geo::Position> position_from(const json::Value& value, const std::string& field) {
  if (!value.is_array() || value.as_array().size() != 2 || !value.as_array()[0].is_number() || !value.as_array()[1].is_number()) {
    return fail(error::kBadRequest, field, {{"reason", field + ": [lon, lat]"}});
  }
  const geo::Position position{value.as_array()[0].as_double(), value.as_array()[1].as_double()};
  if (const Status sound = geo::check(geo::point(position)); !sound) {
    Error error = sound.error();
    error.field = field;
    return fail(std::move(error));
  }
  return position;
}

json::Value to_json(geo::Position position) { return json::Array{position.lon, position.lat}; }

std::optional<record::Record> find_any(record::Unit& unit, const std::string& id) {
  if (id.empty()) return std::nullopt;
  const auto row = unit.connection().one("SELECT type FROM record_index WHERE id = $1", {id});
  return row ? unit.find((*row)[0].text(), id) : std::nullopt;
}

}  // namespace muster::supply
