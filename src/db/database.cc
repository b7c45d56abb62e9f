#include "db/db.h"
#include "db/engines.h"

namespace muster::db {

bool is_postgres_url(std::string_view url) {
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) return true;
  for (const std::string_view key : {"host=", "dbname=", "service=", "hostaddr="}) {
    if (url.starts_with(key) || url.find(" " + std::string(key)) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

Result<std::unique_ptr<Database>> Database::open(const Settings& settings) {
  return is_postgres_url(settings.url) ? open_postgres(settings) : open_sqlite(settings);
}

void refuse_nul(const Cells& cells) {
  for (const auto& cell : cells) {
    if (cell.is_text() && cell.text().find('\0') != std::string::npos) {
      throw Failure("a text with a NUL character cannot be stored");
    }
  }
}

}  // namespace muster::db
