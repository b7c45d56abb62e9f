#include "supply/evacuation_solve.h"

#include <glpk.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "supply/dispatch_share.h"

namespace muster::supply {
namespace {

// A village considers so many of its nearest shelters when it goes as a whole; the bound considers all.
constexpr std::size_t kNearest = 12;

struct Choice {
  std::size_t village = 0;
  std::size_t shelter = 0;
  double minutes = 0;
};

Transport transport_of(const EvacuationProblem& problem, const std::vector<std::int64_t>& people, const std::vector<std::int64_t>& capacity) {
  Transport out;
  out.whole = true;
  out.capacity.assign(people.begin(), people.end());
  out.demand.assign(capacity.begin(), capacity.end());
  out.cost = problem.minutes;
  return out;
}

// Villages as sources, shelters as sinks: as many as possible, at least cost, split at will.
std::vector<Assignment> split_at_will(const EvacuationProblem& problem, const std::vector<std::int64_t>& people, const std::vector<std::int64_t>& capacity) {
  std::vector<Assignment> out;
  for (const Flow& flow : fullest(transport_of(problem, people, capacity))) {
    const auto count = static_cast<std::int64_t>(std::llround(flow.quantity));
    if (count > 0) out.push_back({flow.source, flow.sink, count});
  }
  return out;
}

std::vector<Choice> whole_choices(const EvacuationProblem& problem) {
  std::vector<Choice> out;
  for (std::size_t v = 0; v < problem.people.size(); ++v) {
    std::vector<Choice> own;
    for (std::size_t s = 0; s < problem.capacity.size(); ++s) {
      if (problem.minutes[v][s] && problem.people[v] > 0 && problem.people[v] <= problem.capacity[s]) own.push_back({v, s, *problem.minutes[v][s]});
    }
    std::stable_sort(own.begin(), own.end(), [](const Choice& a, const Choice& b) { return a.minutes < b.minutes; });
    own.resize(std::min(own.size(), kNearest));
    out.insert(out.end(), own.begin(), own.end());
  }
  return out;
}

// Generalised assignment (Martello and Toth, Knapsack Problems, 1990, chapter 7): each village in at most one shelter.
std::vector<Assignment> whole_villages(const EvacuationProblem& problem) {
  std::vector<Assignment> out;
  const std::vector<Choice> choices = whole_choices(problem);
  if (choices.empty()) return out;
  const int villages = static_cast<int>(problem.people.size());
  const int shelters = static_cast<int>(problem.capacity.size());
  const std::unique_ptr<glp_prob, decltype(&glp_delete_prob)> program(glp_create_prob(), glp_delete_prob);
  glp_set_obj_dir(program.get(), GLP_MAX);
  glp_add_rows(program.get(), villages + shelters);
  for (int v = 0; v < villages; ++v) glp_set_row_bnds(program.get(), v + 1, GLP_UP, 0, 1);
  for (int s = 0; s < shelters; ++s) {
    glp_set_row_bnds(program.get(), villages + s + 1, GLP_UP, 0, static_cast<double>(problem.capacity[static_cast<std::size_t>(s)]));
  }
  // Being placed outweighs every way.
  double dearest = 0;
  for (const Choice& one : choices) dearest = std::max(dearest, one.minutes);
  glp_add_cols(program.get(), static_cast<int>(choices.size()));
  for (std::size_t c = 0; c < choices.size(); ++c) {
    const int column = static_cast<int>(c) + 1;
    const double people = static_cast<double>(problem.people[choices[c].village]);
    glp_set_col_kind(program.get(), column, GLP_BV);
    glp_set_obj_coef(program.get(), column, people * (4 * (dearest + 1) - choices[c].minutes));
    const int rows[] = {0, static_cast<int>(choices[c].village) + 1, villages + static_cast<int>(choices[c].shelter) + 1};
    const double values[] = {0, 1, people};
    glp_set_mat_col(program.get(), column, 2, rows, values);
  }
  glp_iocp settings;
  glp_init_iocp(&settings);
  settings.msg_lev = GLP_MSG_OFF;
  settings.presolve = GLP_ON;
  settings.tm_lim = problem.time_limit_ms;
  settings.mip_gap = 1e-4;
  (void)glp_intopt(program.get(), &settings);
  const int status = glp_mip_status(program.get());
  if (status != GLP_OPT && status != GLP_FEAS) return out;
  for (std::size_t c = 0; c < choices.size(); ++c) {
    if (glp_mip_col_val(program.get(), static_cast<int>(c) + 1) > 0.5) out.push_back({choices[c].village, choices[c].shelter, problem.people[choices[c].village]});
  }
  return out;
}

double person_min(const EvacuationProblem& problem, const std::vector<Assignment>& assignments) {
  return std::accumulate(assignments.begin(), assignments.end(), 0.0, [&](double sum, const Assignment& one) {
    return sum + static_cast<double>(one.people) * *problem.minutes[one.village][one.shelter];
  });
}

std::int64_t placed(const std::vector<Assignment>& assignments) {
  return std::accumulate(assignments.begin(), assignments.end(), std::int64_t{0}, [](std::int64_t sum, const Assignment& one) { return sum + one.people; });
}

Evacuation told(const EvacuationProblem& problem, std::vector<Assignment> assignments) {
  std::stable_sort(assignments.begin(), assignments.end(), [&](const Assignment& a, const Assignment& b) {
    if (a.village != b.village) return a.village < b.village;
    return *problem.minutes[a.village][a.shelter] < *problem.minutes[b.village][b.shelter];
  });
  Evacuation out;
  out.unplaced = problem.people;
  for (std::size_t i = 0; i < assignments.size(); ++i) {
    out.unplaced[assignments[i].village] -= assignments[i].people;
    const bool second = i > 0 && assignments[i - 1].village == assignments[i].village;
    const bool third = i > 1 && assignments[i - 2].village == assignments[i].village;
    out.split += second && !third ? 1 : 0;
  }
  out.total_person_min = person_min(problem, assignments);
  out.assignments = std::move(assignments);
  return out;
}

}  // namespace

Evacuation evacuate(const EvacuationProblem& problem) {
  const std::vector<Assignment> split = split_at_will(problem, problem.people, problem.capacity);
  std::vector<Assignment> kept = problem.split_at_will ? std::vector<Assignment>{} : whole_villages(problem);
  std::vector<std::int64_t> people = problem.people;
  std::vector<std::int64_t> capacity = problem.capacity;
  for (const Assignment& one : kept) {
    people[one.village] -= one.people;
    capacity[one.shelter] -= one.people;
  }
  for (const Assignment& one : split_at_will(problem, people, capacity)) kept.push_back(one);
  // Whole villages may stand in the way of the last few people: then everybody's place counts more.
  Evacuation out = told(problem, placed(kept) < placed(split) ? split : std::move(kept));
  out.bound_person_min = person_min(problem, split);
  return out;
}

}  // namespace muster::supply
