// Listeners with a memory: what follows from the journal and must be neither lost by a crash nor done twice.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "record/record.h"

namespace muster::record {

struct Follower {
  std::string name;  ///< under which its position is kept (table follower); the same for ever
  /// Each entry once, in order, from the first of the journal. What it does in the database stands or falls with the position; what it
  /// does outside must bear being done again with the same result (a file named after what it holds, a message with its id). An error
  /// leaves the position before the batch: it is tried again.
  std::function<Status(db::Connection&, const journal::Entry&)> take;
};

/// Takes what there is, a hundred entries to a transaction; how many were taken. Several may run at once, on several nodes: each entry
/// is still taken once.
[[nodiscard]] Result<std::int64_t> follow(db::Database& database, const Follower& follower);

/// A worker that follows the journal as it grows, once a second at most.
class Followers {
 public:
  virtual ~Followers() = default;
  /// @param store rings when something was committed; both must outlive it
  static std::unique_ptr<Followers> start(Store& store, db::Database& database, std::vector<Follower> followers);
  virtual void stop() = 0;
};

}  // namespace muster::record
