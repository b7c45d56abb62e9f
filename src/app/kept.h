// Answers of the record routes, kept as they go out until the journal moves on. docs/design/kept-answers.md
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "app/services.h"
#include "db/watch.h"
#include "net/http.h"

namespace muster::app {

/// All of a viewer that a read may depend on, as text: two viewers with equal rights are answered alike.
[[nodiscard]] std::string rights_of(const identity::Viewer& viewer);

/// Everything kept is of one journal position: the next entry empties it. Whoever asks is known by what he asks with (token, cookie,
/// post) as long as neither the accounts nor the journal have changed. Thread-safe.
class KeptAnswers {
 public:
  /// @param journal asks for the newest committed entry
  /// @param accounts asks a question whose answer changes with every change of accounts, tokens and sessions; null where that would mean
  /// to wait for another process: then everyone is checked as always, and only the answer is kept
  KeptAnswers(std::unique_ptr<db::Watch> journal, std::unique_ptr<db::Watch> accounts, const TimeSource& wall);

  using Handle = std::function<Result<net::Response>(const net::Request&)>;
  /// The answer of `handle`, or the one kept. For a GET that depends on the journal, the caller's rights, the target and the language
  /// only: not on the clock, not on readings. Gives it an ETag by its content; a version that stands there remains its beginning.
  Result<net::Response> answer(const net::Request& request, const Handle& handle);

  /// On the connection's thread: the answer to someone who is known; nothing otherwise.
  [[nodiscard]] std::shared_ptr<const net::Response> ready(const net::Request& request);

  /// State of the databases before a caller was checked.
  struct Marks {
    std::int64_t journal = 0;
    std::int64_t accounts = 0;
  };
  /// Nothing where callers are not remembered, or while rights that have changed have not been told to this process yet.
  [[nodiscard]] std::optional<Marks> marks(const net::Request& request);
  /// Takes note of a caller that the gate has admitted. @param marks read before the gate looked
  void remember(const net::Request& request, const Marks& marks);
  /// What follows from this entry is known to the process: who holds which post.
  void heard(std::int64_t seq);

 private:
  struct Known {
    std::string rights;  ///< digest
    std::int64_t journal = 0;
    std::int64_t accounts = 0;
    UtcTime until;
  };
  using Answer = std::shared_ptr<const net::Response>;

  Answer find(std::int64_t position, const std::string& key);
  void keep(std::int64_t position, std::string key, Answer answer);
  bool moved_to(std::int64_t position);

  const std::unique_ptr<db::Watch> journal_;
  const std::unique_ptr<db::Watch> accounts_;
  const TimeSource& wall_;
  std::atomic<std::int64_t> heard_;

  std::mutex mutex_;
  std::int64_t position_ = 0;                                              ///< what follows is of this one; guarded by mutex_
  std::unordered_map<std::string, Answer> answers_;                        ///< guarded by mutex_
  std::size_t bytes_ = 0;                                                  ///< of the answers; guarded by mutex_
  std::unordered_map<std::string, std::shared_ptr<const Known>> callers_;  ///< guarded by mutex_
};

}  // namespace muster::app
