#include "supply/siting.h"

#include <glpk.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

namespace muster::supply {
namespace {

using Group = std::uint32_t;

// Places that the same candidates cover are one; candidates that another one covers as well are left out. Either keeps the optimum and
// makes the program small.
struct Reduced {
  std::vector<std::int64_t> worth;         ///< per group
  std::vector<std::vector<Group>> covers;  ///< per kept candidate, ascending
  std::vector<std::size_t> candidate;      ///< kept → the problem's
};

std::vector<std::vector<std::uint32_t>> coverers(const SitingProblem& problem) {
  std::vector<std::vector<std::uint32_t>> out(problem.worth.size());
  for (std::size_t candidate = 0; candidate < problem.covers.size(); ++candidate) {
    for (const std::uint32_t place : problem.covers[candidate]) out[place].push_back(static_cast<std::uint32_t>(candidate));
  }
  return out;
}

// Whether another candidate covers all that this one does; of two alike the first stays.
bool outdone(const std::vector<std::vector<Group>>& covers, std::size_t one) {
  for (std::size_t other = 0; other < covers.size(); ++other) {
    const std::size_t more = covers[other].size();
    const std::size_t own = covers[one].size();
    if (other == one || more < own || (more == own && other > one)) continue;
    if (std::includes(covers[other].begin(), covers[other].end(), covers[one].begin(), covers[one].end())) return true;
  }
  return false;
}

Reduced reduce(const SitingProblem& problem) {
  std::map<std::vector<std::uint32_t>, Group> group_of;
  Reduced out;
  std::vector<std::vector<Group>> covers(problem.covers.size());
  const auto by_place = coverers(problem);
  for (std::size_t place = 0; place < by_place.size(); ++place) {
    if (by_place[place].empty() || problem.worth[place] <= 0) continue;
    const auto [found, fresh] = group_of.try_emplace(by_place[place], static_cast<Group>(out.worth.size()));
    if (fresh) {
      out.worth.push_back(0);
      for (const std::uint32_t candidate : by_place[place]) covers[candidate].push_back(found->second);
    }
    out.worth[found->second] += problem.worth[place];
  }
  for (std::size_t candidate = 0; candidate < covers.size(); ++candidate) {
    if (covers[candidate].empty() || outdone(covers, candidate)) continue;
    out.candidate.push_back(candidate);
    out.covers.push_back(covers[candidate]);
  }
  return out;
}

std::int64_t added(const Reduced& reduced, std::size_t kept, const std::vector<int>& covered) {
  std::int64_t sum = 0;
  for (const Group group : reduced.covers[kept]) sum += covered[group] == 0 ? reduced.worth[group] : 0;
  return sum;
}

void cover(const Reduced& reduced, std::size_t kept, std::vector<int>& covered, int by) {
  for (const Group group : reduced.covers[kept]) covered[group] += by;
}

// The most gain first, from all kept candidates or from `among`.
std::vector<Site> greedy(const Reduced& reduced, const std::vector<std::size_t>& among, std::size_t sites) {
  std::vector<int> covered(reduced.worth.size(), 0);
  std::vector<Site> out;
  while (out.size() < sites) {
    Site best;
    for (const std::size_t kept : among) {
      const std::int64_t gain = added(reduced, kept, covered);
      if (gain > best.gain) best = {kept, gain};
    }
    if (best.gain == 0) break;
    cover(reduced, best.candidate, covered, 1);
    out.push_back(best);
  }
  return out;
}

std::int64_t total(const std::vector<Site>& sites) {
  std::int64_t sum = 0;
  for (const Site& site : sites) sum += site.gain;
  return sum;
}

struct Freed {
  void operator()(glp_prob* program) const { glp_delete_prob(program); }
};
using Program = std::unique_ptr<glp_prob, Freed>;

// max Σ worth·y, y_g ≤ Σ x of those that cover g, Σ x ≤ sites, x whole; y needs no such rule, for it is as large as it may be. Columns: x
// from 1, then y.
Program program_of(const Reduced& reduced, std::size_t sites) {
  Program program(glp_create_prob());
  const int candidates = static_cast<int>(reduced.covers.size());
  const int groups = static_cast<int>(reduced.worth.size());
  glp_set_obj_dir(program.get(), GLP_MAX);
  glp_add_cols(program.get(), candidates + groups);
  glp_add_rows(program.get(), groups + 1);
  std::vector<int> row(1);
  std::vector<int> column(1);
  std::vector<double> value(1);
  const auto put = [&](int r, int c, double v) {
    row.push_back(r);
    column.push_back(c);
    value.push_back(v);
  };
  for (int x = 1; x <= candidates; ++x) {
    glp_set_col_kind(program.get(), x, GLP_BV);
    put(groups + 1, x, 1);
    for (const Group group : reduced.covers[static_cast<std::size_t>(x - 1)]) put(static_cast<int>(group) + 1, x, -1);
  }
  for (int group = 1; group <= groups; ++group) {
    glp_set_col_bnds(program.get(), candidates + group, GLP_DB, 0, 1);
    glp_set_obj_coef(program.get(), candidates + group, static_cast<double>(reduced.worth[static_cast<std::size_t>(group - 1)]));
    glp_set_row_bnds(program.get(), group, GLP_UP, 0, 0);
    put(group, candidates + group, 1);
  }
  glp_set_row_bnds(program.get(), groups + 1, GLP_UP, 0, static_cast<double>(sites));
  glp_load_matrix(program.get(), static_cast<int>(row.size()) - 1, row.data(), column.data(), value.data());
  return program;
}

struct Search {
  std::vector<double> start;  ///< the greedy answer, in the program's columns from 1
  bool offered = false;
  double bound = 0;
};

void watch(glp_tree* tree, void* info) {
  Search& search = *static_cast<Search*>(info);
  if (const int node = glp_ios_best_node(tree); node != 0) search.bound = glp_ios_node_bound(tree, node);
  if (glp_ios_reason(tree) == GLP_IHEUR && !search.offered) {
    search.offered = true;
    glp_ios_heur_sol(tree, search.start.data());
  }
}

std::vector<double> columns_of(const Reduced& reduced, const std::vector<Site>& sites) {
  std::vector<double> out(1 + reduced.covers.size() + reduced.worth.size(), 0.0);
  for (const Site& site : sites) {
    out[1 + site.candidate] = 1;
    for (const Group group : reduced.covers[site.candidate]) out[1 + reduced.covers.size() + group] = 1;
  }
  return out;
}

struct Solved {
  std::vector<std::size_t> kept;
  double bound = 0;
};

// The best that GLPK finds within the limit, never worse than `start`.
Solved solve(const Reduced& reduced, const std::vector<Site>& start, std::size_t sites, int limit_ms) {
  Solved out;
  for (const Site& site : start) out.kept.push_back(site.candidate);
  for (const std::int64_t worth : reduced.worth) out.bound += static_cast<double>(worth);
  const Program program = program_of(reduced, sites);
  glp_smcp relaxed;
  glp_init_smcp(&relaxed);
  relaxed.msg_lev = GLP_MSG_OFF;
  relaxed.tm_lim = limit_ms;
  if (glp_simplex(program.get(), &relaxed) != 0 || glp_get_status(program.get()) != GLP_OPT) return out;
  out.bound = std::min(out.bound, glp_get_obj_val(program.get()));
  Search search{columns_of(reduced, start), false, out.bound};
  glp_iocp whole;
  glp_init_iocp(&whole);
  whole.msg_lev = GLP_MSG_OFF;
  whole.tm_lim = limit_ms;
  whole.cb_func = watch;
  whole.cb_info = &search;
  const int ended = glp_intopt(program.get(), &whole);
  const int status = glp_mip_status(program.get());
  if (status == GLP_OPT) out.bound = std::min(out.bound, glp_mip_obj_val(program.get()));
  if (status != GLP_OPT && ended == GLP_ETMLIM) out.bound = std::min(out.bound, search.bound);
  if (status != GLP_OPT && status != GLP_FEAS) return out;
  out.kept.clear();
  for (int x = 1; x <= static_cast<int>(reduced.covers.size()); ++x) {
    if (glp_mip_col_val(program.get(), x) > 0.5) out.kept.push_back(static_cast<std::size_t>(x - 1));
  }
  return out;
}

std::vector<std::size_t> all_of(const Reduced& reduced) {
  std::vector<std::size_t> out(reduced.covers.size());
  for (std::size_t kept = 0; kept < out.size(); ++kept) out[kept] = kept;
  return out;
}

}  // namespace

Siting choose_sites(const SitingProblem& problem) {
  const Reduced reduced = reduce(problem);
  Siting out;
  std::vector<Site> best = greedy(reduced, all_of(reduced), problem.sites);
  double bound = static_cast<double>(total(best));
  // One site: the greedy choice is the best one. With as many sites as candidates all are taken.
  if (problem.sites > 1 && best.size() == problem.sites && reduced.covers.size() > problem.sites) {
    const int was = glp_term_out(GLP_OFF);
    const Solved solved = solve(reduced, best, problem.sites, problem.time_limit_ms);
    glp_term_out(was);
    std::vector<Site> found = greedy(reduced, solved.kept, problem.sites);
    if (total(found) >= total(best)) best = std::move(found);
    bound = solved.bound;
  }
  for (const Site& site : best) out.chosen.push_back({reduced.candidate[site.candidate], site.gain});
  out.gain = total(best);
  // Worths are whole, and so is the best sum of them.
  out.bound = std::max(out.gain, static_cast<std::int64_t>(std::floor(bound + 1e-6)));
  return out;
}

std::string solver_name() { return std::string("GLPK ") + glp_version(); }

}  // namespace muster::supply
