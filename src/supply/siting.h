// Where further stores help most: the maximal covering location problem (Church and ReVelle, Papers of the Regional Science Association 32,
// 1974), solved as an integer program by GLPK. Values in, values out. docs/design/circle.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace muster::supply {

struct SitingProblem {
  std::vector<std::int64_t> worth;                 ///< people of each place that no store covers yet, >= 0
  std::vector<std::vector<std::uint32_t>> covers;  ///< per candidate: indices into `worth`, ascending
  std::size_t sites = 1;                           ///< how many may be chosen
  int time_limit_ms = 10'000;                      ///< of the solver; after it the best found so far is given with its gap
};

struct Site {
  std::size_t candidate = 0;
  std::int64_t gain = 0;  ///< what it adds to those before it
  bool operator==(const Site&) const = default;
};

struct Siting {
  std::vector<Site> chosen;  ///< most gain first; fewer than asked when no further one helps
  std::int64_t gain = 0;     ///< sum over `chosen`
  std::int64_t bound = 0;    ///< no choice gains more
  [[nodiscard]] bool optimal() const { return gain == bound; }
  [[nodiscard]] double gap_share() const {  ///< how much better than this another choice might be, as a share of the bound
    return bound == 0 ? 0 : static_cast<double>(bound - gain) / static_cast<double>(bound);
  }
};

[[nodiscard]] Siting choose_sites(const SitingProblem& problem);
[[nodiscard]] std::string solver_name();  ///< "GLPK 5.0"

}  // namespace muster::supply
