#include "supply/nearest.h"

#include <algorithm>
#include <cmath>
#include <map>

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
  road::Place at;
  double straight_m = 0;
  std::uint32_t ms = road::kNever;
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
    candidate.at.at = geo::label_point(*geometry);
    candidate.straight_m = geo::distance_m(candidate.at.at, ask.to);
    candidate.record = std::move(row);
    out.push_back(std::move(candidate));
  }
  return out;
}

Result<std::vector<std::uint32_t>> times(const road::Metric& metric, const NearestAsk& ask,
                                         const std::vector<Candidate>& found) {
  if (ask.of != "shelter") {
    std::vector<road::Place> from;
    for (const Candidate& each : found) from.push_back(each.at);
    return times_to(metric, from, {.at = ask.to});
  }
  std::vector<std::uint32_t> out;
  for (const Candidate& each : found) {
    const auto one = times_to(metric, {{.at = ask.to}}, each.at);
    out.push_back(one ? one->front() : road::kNever);
  }
  return out;
}

}  // namespace

Result<json::Array> nearest_of(record::Store& store, const record::Viewer& viewer,
                               const road::Metric& metric, const NearestAsk& ask) {
  const auto known = registers().find(ask.of);
  if (known == registers().end())
    return fail(error::kBadRequest, "of",
                {{"reason", "of: store, rescue_team, expert, vehicle, shelter"}});
  auto found = candidates(store, viewer, ask, known->second);
  if (!found) return fail(found.error());
  const auto ms = times(metric, ask, *found);
  if (!ms) return fail(ms.error());
  for (std::size_t i = 0; i < found->size(); ++i) (*found)[i].ms = (*ms)[i];
  std::stable_sort(found->begin(), found->end(), [](const Candidate& a, const Candidate& b) {
    return std::pair(a.ms, a.straight_m) < std::pair(b.ms, b.straight_m);
  });
  if (found->size() > ask.k) found->resize(ask.k);
  json::Array out;
  for (const Candidate& each : *found) {
    out.emplace_back(json::Object{
        {"id", each.record.id},
        {"type", ask.of},
        {"label", each.record.label},
        {"at", place_json(each.at.at)},
        {"min", each.ms == road::kNever ? json::Value() : json::Value(minutes(each.ms))},
        {"straight_km", std::round(each.straight_m / 100) / 10}});
  }
  return out;
}

}  // namespace muster::supply
