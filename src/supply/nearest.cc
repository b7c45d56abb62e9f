#include "supply/nearest.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "supply/asked.h"

namespace muster::supply {
namespace {

using record::Filter;
using record::Record;

/// Registers that may be asked for, and which of their rows can come.
const std::map<std::string, std::vector<Filter>, std::less<>>& registers() {
  static const std::map<std::string, std::vector<Filter>, std::less<>> all{
      {"store", {}},
      {"rescue_team", {{"readiness", "eq", "ready"}}},
      {"expert", {{"available", "eq", "true"}}},
      {"vehicle", {{"vehicle_state", "eq", "ready"}}},
      {"shelter", {{"state", "ne", "unusable"}}}};
  return all;
}

struct Candidate {
  Record record;
  geo::Position at;
  double straight_m = 0;
  std::optional<double> min;
};

Result<std::vector<Candidate>> candidates(record::Store& store, const record::Viewer& viewer,
                                          const NearestAsk& ask,
                                          const std::vector<Filter>& filters) {
  record::Query query;
  query.type = ask.of;
  query.ledger = ask.ledger;
  query.filters = filters;
  query.sort = "fid";
  auto rows = store.list_all(viewer, query);
  if (!rows) return fail(rows.error());
  std::vector<Candidate> out;
  for (Record& row : *rows) {
    if (row.geometry.is_null()) continue;
    const auto geometry = geo::from_geojson(row.geometry);
    if (!geometry) continue;
    Candidate candidate;
    candidate.at = geo::label_point(*geometry);
    candidate.straight_m = geo::distance_m(candidate.at, ask.to);
    candidate.record = std::move(row);
    out.push_back(std::move(candidate));
  }
  return out;
}

// People drive to a shelter; everything else comes.
Result<std::vector<std::optional<double>>> times(const CircleRoads& roads, const NearestAsk& ask,
                                                 const std::vector<Candidate>& found) {
  std::vector<geo::Position> places;
  for (const Candidate& each : found) places.push_back(each.at);
  const bool away = ask.of == "shelter";
  const auto times = away ? drive_minutes(roads, {ask.to}, places) : drive_minutes(roads, places, {ask.to});
  if (!times) return fail(times.error());
  std::vector<std::optional<double>> out;
  for (std::size_t i = 0; i < found.size(); ++i) out.push_back(away ? (*times)[0][i] : (*times)[i][0]);
  return out;
}

}  // namespace

Result<json::Array> nearest_of(record::Store& store, const record::Viewer& viewer,
                               const CircleRoads& roads, const NearestAsk& ask) {
  const auto known = registers().find(ask.of);
  if (known == registers().end())
    return fail(error::kBadRequest, "of",
                {{"reason", "of: store, rescue_team, expert, vehicle, shelter"}});
  if (!stand(roads, ask.to).on_roads) return fail(road::snap(*roads.ordinary, ask.to).error());
  auto found = candidates(store, viewer, ask, known->second);
  if (!found) return fail(found.error());
  const auto min = times(roads, ask, *found);
  if (!min) return fail(min.error());
  for (std::size_t i = 0; i < found->size(); ++i) (*found)[i].min = (*min)[i];
  std::stable_sort(found->begin(), found->end(), [](const Candidate& a, const Candidate& b) {
    return std::tuple(!a.min, a.min.value_or(0), a.straight_m) < std::tuple(!b.min, b.min.value_or(0), b.straight_m);
  });
  if (found->size() > ask.k) found->resize(ask.k);
  json::Array out;
  for (const Candidate& each : *found) {
    out.emplace_back(json::Object{
        {"id", each.record.id},
        {"type", ask.of},
        {"label", each.record.label},
        {"at", place_json(each.at)},
        {"min", each.min ? json::Value(std::round(*each.min * 10) / 10) : json::Value()},
        {"straight_km", std::round(each.straight_m / 100) / 10}});
  }
  return out;
}

}  // namespace muster::supply
