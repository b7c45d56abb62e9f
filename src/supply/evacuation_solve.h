// Villages to shelters: a transport problem with whole villages preferred, solved by GLPK. Values in, values out; docs/design/dispatch.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace muster::supply {

struct EvacuationProblem {
  std::vector<std::int64_t> people;    ///< per village, >= 0
  std::vector<std::int64_t> capacity;  ///< per shelter, >= 0
  std::vector<std::vector<std::optional<double>>> minutes;  ///< [village][shelter]; nothing where no way leads
  bool split_at_will = false;          ///< villages need not stay together: then it is the best of all
  int time_limit_ms = 5000;            ///< of the search for whole villages; after it the best found so far is given
};

struct Assignment {
  std::size_t village = 0;
  std::size_t shelter = 0;
  std::int64_t people = 0;  ///< > 0
  bool operator==(const Assignment&) const = default;
};

struct Evacuation {
  std::vector<Assignment> assignments;   ///< by village, then minutes
  std::vector<std::int64_t> unplaced;    ///< per village: people for whom there is no room or no way
  double total_person_min = 0;
  double bound_person_min = 0;           ///< no assignment of as many people takes less, villages split at will
  std::size_t split = 0;                 ///< villages in more than one shelter
  [[nodiscard]] double gap_share() const { return bound_person_min > 0 ? (total_person_min - bound_person_min) / bound_person_min : 0; }
};

/// As many people as can be placed at all; of these assignments one that keeps villages together as far as a search of `time_limit_ms`
/// finds, and costs little. Villages that fit nowhere whole are split.
[[nodiscard]] Evacuation evacuate(const EvacuationProblem& problem);

}  // namespace muster::supply
