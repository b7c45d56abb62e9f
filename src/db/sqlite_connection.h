// Private to src/db: one SQLite connection and its prepared statements.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <unordered_map>

#include "db/db.h"

namespace muster::db {

struct CloseSqlite {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

/// Used by one thread at a time.
class SqliteConnection final : public Connection {
 public:
  /// Throws Failure. The file exists already.
  SqliteConnection(const std::string& path, int busy_timeout_ms);

  [[nodiscard]] Engine engine() const override { return Engine::kSqlite; }
  Rows query(std::string_view sql, const Cells& cells) override;
  void each(std::string_view sql, const Cells& cells,
            const std::function<bool(const Row&)>& row) override;
  Result<std::int64_t> execute(std::string_view sql, const Cells& cells) override;
  void run_script(std::string_view sql) override;
  Status nested(const std::function<Status()>& body) override;

  /// BEGIN, COMMIT and the like. @return false when another process holds the writer.
  bool control(const char* sql);
  void rollback() noexcept;
  /// Rows changed since it was opened.
  [[nodiscard]] std::int64_t changes() const { return sqlite3_total_changes64(handle_.get()); }
  [[nodiscard]] bool spoilt() const { return spoilt_; }
  [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

 private:
  struct Prepared {
    std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement;
    std::vector<std::size_t> cell_of;  ///< per SQLite parameter: index into the cells
    bool in_use = false;
  };
  class Use;  ///< a prepared statement while it runs

  std::shared_ptr<Prepared> prepare(std::string_view sql);
  void bind(const Prepared& prepared, const Cells& cells);
  [[noreturn]] void broken(std::string_view sql) const;

  std::unique_ptr<sqlite3, CloseSqlite> handle_;
  std::unordered_map<std::string, std::shared_ptr<Prepared>> prepared_;
  int depth_ = 0;
  bool spoilt_ = false;
};

}  // namespace muster::db
