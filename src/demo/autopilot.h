// Acts as the other people of the night, so that somebody alone sees it move: each act is done by a person of the city through a post
// held then, by the same write path and rights as from a screen. What the newcomer has done already is left alone.
#pragma once

#include <set>
#include <string>

#include "demo/habits.h"
#include "identity/access.h"
#include "observation/observation.h"
#include "record/record.h"

namespace muster::demo {

/// Not thread-safe: the ticker steps it. Keeps nothing that matters: intents are derived from record and version.
class Autopilot {
 public:
  /// @param observation  what the daily brief reads the water from; without it none is written
  Autopilot(record::Store& store, identity::Directory& directory, const record::CityTime& city, observation::Service* observation = nullptr)
      : store_(store), directory_(directory), city_(city), observation_(observation) {}
  /// Does what somebody would have done by now; at most a few hundred acts. Returns how many. An act that is refused (the newcomer
  /// was faster, or a right is missing) is not tried again for that version.
  Result<int> step();
  [[nodiscard]] const std::set<std::string>& refused() const { return refused_; }  ///< "type move code", for tests and the log

 private:
  Result<int> answer();   ///< moves that wait for somebody
  int follow(const Habit& habit);
  Result<int> speak();    ///< what people report by themselves
  Result<int> report();   ///< reports, guard counts and briefs that are owed
  int draft_reports();
  Result<int> count_guards();
  int write_brief();
  bool act(const std::string& person, const std::string& post, const record::Draft& draft, const std::string& name);

  record::Store& store_;
  identity::Directory& directory_;
  const record::CityTime& city_;
  observation::Service* observation_;
  std::size_t turn_ = 0;  ///< habit whose turn came last
  std::set<std::string> tried_;    ///< names of acts that were refused
  std::set<std::string> refused_;
};

}  // namespace muster::demo
