// POST /api/v1/circle/siting: where 1 … 5 further stores would help most, or to which stores stock should be moved.
#include <algorithm>

#include "supply/circle_ask.h"
#include "supply/routes.h"
#include "supply/siting.h"

namespace muster::supply {
namespace {

using net::Request;
using net::Response;

constexpr std::int64_t kSitesMost = 5;

struct Candidate {
  std::string id;
  std::string type;  ///< of the record: jurisdiction or store
  std::string label;
  geo::Position at;
};

struct Question {
  CircleRequest circle;
  std::size_t sites = 1;
  std::string candidates;  ///< townships, villages, stores
};

Result<Question> question_in(const app::Services& services, const Roads& roads, const Request& request, const json::Value& body) {
  auto circle = circle_request(services, roads, request, body);
  if (!circle) return fail(circle.error());
  Question out{std::move(*circle), 1, body.text("candidates", "townships")};
  const json::Value& k = body["k"];
  if (!k.is_null() && (!k.is_integer() || k.as_integer() < 1 || k.as_integer() > kSitesMost)) {
    return fail(error::kOutOfRange, "k", {{"title", "k"}, {"min", "1"}, {"max", std::to_string(kSitesMost)}, {"value", json::write(k)}});
  }
  if (!k.is_null()) out.sites = static_cast<std::size_t>(k.as_integer());
  if (out.candidates != "townships" && out.candidates != "villages" && out.candidates != "stores") {
    return fail(error::kBadValue, "candidates", {{"title", "candidates"}, {"value", out.candidates}, {"reason", "townships, villages, stores"}});
  }
  return out;
}

std::vector<Candidate> at_places(const std::vector<CirclePlace>& places) {
  std::vector<Candidate> out;
  for (const CirclePlace& place : places) {
    if (place.at) out.push_back({place.id, "jurisdiction", place.label, *place.at});
  }
  return out;
}

// Stores that stand but send nothing of this kind: stock moved there makes them count.
std::vector<Candidate> at_stores(const std::vector<LeftOut>& left_out) {
  std::vector<Candidate> out;
  for (const LeftOut& store : left_out) {
    if (store.at && (store.why == "no_stock" || store.why == "other_kind")) out.push_back({store.id, "store", store.label, *store.at});
  }
  return out;
}

Result<std::vector<Candidate>> candidates_of(app::Services& services, const Question& question, const Computed& computed) {
  if (question.candidates == "stores") return at_stores(computed.left_out);
  if (question.candidates == question.circle.ask.level + "s") return at_places(computed.task.places);
  CircleAsk ask = question.circle.ask;
  ask.level = question.candidates == "villages" ? "village" : "township";
  const auto places = circle_places(services.store, question.circle.viewer, ask);
  if (!places) return fail(places.error());
  return at_places(*places);
}

// By people; by places where nobody's number is known.
std::vector<std::int64_t> worth_of(const Computed& computed) {
  const bool by_people = computed.circle.totals.people > 0;
  std::vector<std::int64_t> out;
  for (const CirclePlace& place : computed.task.places) out.push_back(by_people ? place.people.value_or(0) : 1);
  return out;
}

json::Array chosen_json(const Siting& siting, const std::vector<Candidate>& candidates, const SitingProblem& problem, const Computed& computed) {
  std::vector<bool> taken(computed.task.places.size(), false);
  json::Array out;
  for (const Site& site : siting.chosen) {
    json::Array gained;
    std::int64_t people = 0;
    for (const std::uint32_t place : problem.covers[site.candidate]) {
      if (taken[place]) continue;
      taken[place] = true;
      people += computed.task.places[place].people.value_or(0);
      gained.emplace_back(computed.task.places[place].id);
    }
    const Candidate& where = candidates[site.candidate];
    out.push_back(json::Object{{"place", where.id}, {"type", where.type}, {"label", where.label}, {"at", position_json(where.at)},
                               {"gain_people", people}, {"gain_places", gained.size()}, {"places", std::move(gained)}});
  }
  return out;
}

Result<Response> post_siting(app::Services& services, Roads& roads, const Request& request) {
  const auto start = std::chrono::steady_clock::now();
  const auto body = app::object_body(request, {"k", "candidates", "budget_min", "profile", "night", "kind", "stores", "level", "jurisdiction", "drawn", "roads_at", "speed_factor"});
  if (!body) return fail(body.error());
  const auto question = question_in(services, roads, request, *body);
  if (!question) return fail(question.error());
  const CircleRequest& asked = question->circle;
  const auto computed = compute(services, roads, asked);
  if (!computed) return fail(computed.error());
  const auto candidates = candidates_of(services, *question, *computed);
  if (!candidates) return fail(candidates.error());
  const auto metric = roads_of(roads, asked, all_drawn(asked));
  if (!metric) return fail(metric.error());
  std::vector<geo::Position> at;
  for (const Candidate& candidate : *candidates) at.push_back(candidate.at);
  auto covers = would_cover(*metric, computed->task, computed->circle, at, asked.to_departure_ms());
  if (!covers) return fail(covers.error());
  const SitingProblem problem{worth_of(*computed), std::move(*covers), question->sites, asked.rule.sites_time_limit_ms};
  const Siting siting = choose_sites(problem);
  const CircleTotals& totals = computed->circle.totals;
  const bool by_people = totals.people > 0;
  json::Object out{{"budget_min", asked.budget_min},
                   {"night", asked.night},
                   {"candidates", candidates->size()},
                   {"order_to_departure_min", minutes(asked.to_departure_ms())},
                   {"chosen", chosen_json(siting, *candidates, problem, *computed)},
                   {"by", by_people ? "people" : "places"},
                   {"total_people", by_people ? json::Value(totals.people) : json::Value{}},
                   {"before_people", by_people ? json::Value(totals.covered_people) : json::Value{}},
                   {"covered_people", by_people ? json::Value(totals.covered_people + siting.gain) : json::Value{}},
                   {"gain", siting.gain},
                   {"gain_at_most", siting.bound},
                   {"optimal", siting.optimal()},
                   {"gap_share", siting.gap_share()},
                   {"solver", solver_name()}};
  roads.sign(out);
  out.set("took_ms", ms_since(start));
  return Response::json(std::move(out));
}

}  // namespace

void add_siting_routes(net::Router& router, app::Services& services, Roads& roads) {
  router.add({net::Method::kPost, "/api/v1/circle/siting", "session",
              [&services, &roads](const Request& request) { return post_siting(services, roads, request); }});
}

}  // namespace muster::supply
