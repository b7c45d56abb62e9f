// Private to src/db: one PostgreSQL connection and its prepared statements.
#pragma once

#include <libpq-fe.h>

#include <atomic>
#include <memory>
#include <string>
#include <unordered_map>

#include "db/db.h"

namespace muster::db {

struct FinishPostgres {
  void operator()(PGconn* handle) const { PQfinish(handle); }
};
struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, ClearResult>;

/// Another transaction was in the way (SQLSTATE 40001, 40P01): the whole transaction may be run
/// again.
class Conflict final : public Failure {
 public:
  using Failure::Failure;
};

/// Used by one thread at a time.
class PostgresConnection final : public Connection {
 public:
  enum class Mode { kRead, kWrite };

  /// How a prepared statement is planned. Lists must be planned by their values: a county's share of a
  /// register, or how many rows hold a word, decides between walking and sorting, and a plan for any
  /// value takes both for rare. No helpers either: a page waits longer for them to start than it takes.
  enum class Plans { kKept, kByValues };

  /// Throws Failure. @param generation counts changes of tables in this process; a plan made before
  /// one is dropped.
  PostgresConnection(const Settings& settings, std::atomic<std::uint64_t>& generation,
                     Plans plans = Plans::kKept);

  [[nodiscard]] Engine engine() const override { return Engine::kPostgres; }
  Rows query(std::string_view sql, const Cells& cells) override;
  void each(std::string_view sql, const Cells& cells,
            const std::function<bool(const Row&)>& row) override;
  Result<std::int64_t> execute(std::string_view sql, const Cells& cells) override;
  void run_script(std::string_view sql) override;
  Status nested(const std::function<Status()>& body) override;

  /// Connects again when the server has been away.
  void begin(Mode mode);
  /// Throws when the server did not commit.
  void commit();
  void rollback() noexcept;
  [[nodiscard]] bool spoilt() const { return spoilt_; }
  [[nodiscard]] bool alive() const { return PQstatus(handle_.get()) == CONNECTION_OK; }

 private:
  void connect();
  void ensure_schema();
  void control(const std::string& sql);
  void forget_prepared();
  const std::string& prepare(std::string_view sql);
  PostgresResult run(std::string_view sql, const Cells& cells);
  void stream(std::string_view sql, const Cells& cells, const std::function<bool(const Row&)>& row);
  [[noreturn]] void broken(const PGresult* result, std::string_view sql);

  const Settings& settings_;
  std::atomic<std::uint64_t>& generation_;
  const Plans plans_;
  std::unique_ptr<PGconn, FinishPostgres> handle_;
  std::unordered_map<std::string, std::string> prepared_;
  std::uint64_t prepared_count_ = 0;
  std::uint64_t prepared_at_ = 0;  ///< generation
  int depth_ = 0;
  int cursors_ = 0;
  bool spoilt_ = false;
};

}  // namespace muster::db
