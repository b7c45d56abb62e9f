// Private to src/db: how each engine is opened, and what both share.
#pragma once

#include <memory>
#include <string_view>

#include "db/db.h"

namespace muster::db {

[[nodiscard]] bool is_postgres_url(std::string_view url);

Result<std::unique_ptr<Database>> open_sqlite(const Settings& settings);
Result<std::unique_ptr<Database>> open_postgres(const Settings& settings);

/// Statements that one connection keeps prepared; beyond that all are dropped and prepared anew.
inline constexpr std::size_t kPreparedStatements = 400;

/// A transaction in which a statement was refused is only good for rolling back, on both engines
/// alike: PostgreSQL does so by itself, and code that works on one must work on the other.
inline constexpr const char* kSpoiltTransaction =
    "the transaction was spoilt by a duplicate key; try it inside nested()";

/// The disk or the quota is full: nothing of the transaction is kept, and it may be tried again when there is room. write_with gives it as
/// kStorageFull.
class Full : public Failure {
 public:
  using Failure::Failure;
};

/// Throws Failure for a text that PostgreSQL could not hold.
void refuse_nul(const Cells& cells);

}  // namespace muster::db
