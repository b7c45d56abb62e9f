// One question asked again and again, as cheaply as the engine allows: has anything been committed?
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "db/db.h"

namespace muster::db {

/// A connection of its own outside any transaction: each answer is of what is committed at that moment, by whichever process.
class Watch {
 public:
  virtual ~Watch() = default;
  /// @param question a SELECT or PRAGMA without values that gives one integer. kStorageUnavailable.
  static Result<std::unique_ptr<Watch>> open(const Settings& settings, std::string question);
  /// The question's answer now; 0 for null. Never waits for a lock; on SQLite it takes a few microseconds. Thread-safe. Throws Failure.
  [[nodiscard]] virtual std::int64_t ask() = 0;
  [[nodiscard]] virtual Engine engine() const = 0;
};

/// A question for Watch on SQLite whose answer changes with every commit of any other connection (PRAGMA data_version).
inline constexpr const char* kAnyCommitSqlite = "PRAGMA data_version";

}  // namespace muster::db
