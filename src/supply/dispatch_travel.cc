#include "supply/dispatch_travel.h"

namespace muster::supply {
namespace {

// The places that the profile can start from, and where each stands in the question.
struct Snapped {
  std::vector<road::Place> places;
  std::vector<std::size_t> index;
};

Snapped on_roads(const CircleRoads& roads, const std::vector<geo::Position>& positions) {
  Snapped out;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const auto place = stand(roads, positions[i]).place;
    if (!place) continue;  // nobody drives there
    out.places.push_back(*place);
    out.index.push_back(i);
  }
  return out;
}

}  // namespace

Result<std::vector<std::vector<std::optional<double>>>> drive_minutes(const CircleRoads& roads, const std::vector<geo::Position>& from,
                                                                      const std::vector<geo::Position>& to) {
  std::vector<std::vector<std::optional<double>>> out(from.size(), std::vector<std::optional<double>>(to.size()));
  const Snapped sources = on_roads(roads, from);
  const Snapped sinks = on_roads(roads, to);
  if (sources.places.empty() || sinks.places.empty()) return out;
  const auto times = road::matrix(*roads.today, sources.places, sinks.places);
  if (!times) return fail(times.error());
  for (std::size_t row = 0; row < times->rows; ++row) {
    for (std::size_t column = 0; column < times->columns; ++column) {
      const std::uint32_t ms = times->at(row, column);
      if (ms != road::kNever) out[sources.index[row]][sinks.index[column]] = static_cast<double>(ms) / 60'000;
    }
  }
  return out;
}

std::optional<road::Route> drive(const CircleRoads& roads, geo::Position from, geo::Position to) {
  const auto start = stand(roads, from).place;
  const auto end = stand(roads, to).place;
  if (!start || !end) return std::nullopt;
  auto routes = road::route(*roads.today, *start, *end);
  if (!routes) return std::nullopt;
  return std::move(routes->front());
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
