// Acts as the other people of the night, so that somebody alone sees it move: each act is done by a person of the city through a post
// held then, by the same write path and rights as from a screen. What the newcomer has done already is left alone.
#pragma once

#include <set>
#include <string>

#include "identity/access.h"
#include "record/record.h"

namespace muster::demo {

/// Not thread-safe: the ticker steps it. Keeps nothing that matters: intents are derived from record and version.
class Autopilot {
 public:
  Autopilot(record::Store& store, identity::Directory& directory, const record::CityTime& city)
      : store_(store), directory_(directory), city_(city) {}
  /// Does what somebody would have done by now; at most a few hundred acts. Returns how many. An act that is refused (the newcomer
  /// was faster, or a right is missing) is not tried again for that version.
  Result<int> step();
  [[nodiscard]] const std::set<std::string>& refused() const { return refused_; }  ///< "type move code", for tests and the log

 private:
  Result<int> answer();   ///< moves that wait for somebody
  Result<int> speak();    ///< what people report by themselves
  bool act(const std::string& person, const std::string& post, const record::Draft& draft, const std::string& name);

  record::Store& store_;
  identity::Directory& directory_;
  const record::CityTime& city_;
  std::set<std::string> tried_;    ///< names of acts that were refused
  std::set<std::string> refused_;
};

}  // namespace muster::demo
