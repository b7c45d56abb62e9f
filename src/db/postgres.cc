#include "db/engines.h"

namespace muster::db {

Result<std::unique_ptr<Database>> open_postgres(const Settings&) {
  return fail(ErrorCode::kStorageUnavailable, "", {{"reason", "PostgreSQL"}});
}

}  // namespace muster::db
