// One interface over SQLite and PostgreSQL. Nobody outside src/db includes sqlite3.h or libpq-fe.h.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/result.h"

namespace muster::db {

enum class Engine { kSqlite, kPostgres };

/// Broken storage or a statement of ours that is wrong. Caught once per border, never to steer.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};

/// A bound value or a column. PostgreSQL booleans are read and bound as 0/1 integers.
class Cell {
 public:
  Cell() = default;
  Cell(std::nullptr_t) {}
  Cell(int v) : data_(std::int64_t{v}) {}
  Cell(std::int64_t v) : data_(v) {}
  Cell(double v) : data_(v) {}
  Cell(const char* v) : data_(std::string(v)) {}
  Cell(std::string v) : data_(std::move(v)) {}
  Cell(std::string_view v) : data_(std::string(v)) {}
  Cell(Blob v) : data_(std::move(v)) {}
  template <class T>
  Cell(const std::optional<T>& v) {
    if (v) *this = Cell(*v);
  }

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  [[nodiscard]] bool is_text() const { return std::holds_alternative<std::string>(data_); }
  [[nodiscard]] std::int64_t integer() const;  ///< 0 for null; text of an integer is converted
  [[nodiscard]] double real() const;           ///< 0 for null
  [[nodiscard]] const std::string& text()
      const;  ///< empty for null; Failure when the cell is a number
  [[nodiscard]] const std::string& blob() const;
  [[nodiscard]] std::optional<std::string> maybe_text() const;
  [[nodiscard]] std::optional<std::int64_t> maybe_integer() const;
  [[nodiscard]] std::optional<double> maybe_real() const;
  using Data = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;
  [[nodiscard]] const Data& data() const { return data_; }
  bool operator==(const Cell&) const = default;

 private:
  Data data_;
};

using Cells = std::vector<Cell>;
using Row = std::vector<Cell>;
using Rows = std::vector<Row>;

/// A connection inside a transaction. Statements use $1, $2 … on both engines and are prepared once
/// per connection. Types: INTEGER/BIGINT → integer, REAL/DOUBLE PRECISION → real, TEXT → text,
/// BLOB/BYTEA → blob.
class Connection {
 public:
  virtual ~Connection() = default;
  [[nodiscard]] virtual Engine engine() const = 0;

  /// All rows. Throws Failure.
  virtual Rows query(std::string_view sql, const Cells& cells = {}) = 0;
  /// Row by row without keeping them; stop by returning false.
  virtual void each(std::string_view sql, const Cells& cells,
                    const std::function<bool(const Row&)>& row) = 0;
  /// Number of rows changed; kDuplicate (cause = constraint) on a unique key, otherwise throws
  /// Failure. A duplicate spoils the transaction (further statements and the commit throw Failure),
  /// unless it happened inside nested().
  virtual Result<std::int64_t> execute(std::string_view sql, const Cells& cells = {}) = 0;
  /// Several statements separated by ';', without parameters: migrations and generated tables.
  virtual void run_script(std::string_view sql) = 0;
  /// A savepoint: on an error of `body` what it did is undone and the transaction goes on.
  virtual Status nested(const std::function<Status()>& body) = 0;

  std::optional<Row> one(std::string_view sql, const Cells& cells = {});
  /// The statement text of this engine, where the two must differ.
  [[nodiscard]] std::string_view pick(std::string_view sqlite, std::string_view postgres) const {
    return engine() == Engine::kSqlite ? sqlite : postgres;
  }
};

struct Settings {
  /// A file path (SQLite), or "postgresql://…" / "host=… dbname=…" (PostgreSQL).
  std::string url;
  int readers = 4;
  int busy_timeout_ms = 10000;
  /// PostgreSQL schema (created when missing); also separates two logical databases in one cluster.
  std::string schema = "public";
};

class Database {
 public:
  virtual ~Database() = default;
  /// kStorageUnavailable with the reason; creates the file (mode 0600) when missing.
  static Result<std::unique_ptr<Database>> open(const Settings& settings);
  [[nodiscard]] virtual Engine engine() const = 0;

  /// A consistent snapshot; concurrent with the writer.
  virtual void read_with(const std::function<void(Connection&)>& body) = 0;
  /// One writer at a time in this process; on SQLite several that wait share one commit, so `body`
  /// must not wait for a lock that another caller holds until its own write_with returns. Commits
  /// when `body` gives a value, rolls back on an error or exception. On SQLite the commit is
  /// durable (WAL, synchronous=FULL) before it returns; on PostgreSQL likewise
  /// (synchronous_commit=on). PostgreSQL serialization failures and deadlocks are retried (up to 5
  /// times).
  virtual Status write_with(const std::function<Status(Connection&)>& body) = 0;

  template <class F>
  auto read(F&& body) -> std::invoke_result_t<F, Connection&> {
    std::optional<std::invoke_result_t<F, Connection&>> out;
    read_with([&](Connection& c) { out.emplace(body(c)); });
    return std::move(*out);
  }
  /// `body` returns Result<T>; so does this.
  template <class F>
  auto write(F&& body) -> std::invoke_result_t<F, Connection&> {
    std::optional<std::invoke_result_t<F, Connection&>> out;
    Status status = write_with([&](Connection& c) -> Status {
      out.emplace(body(c));
      if (!out->has_value()) return fail(out->error());
      return {};
    });
    if (!status) return fail(status.error());
    return std::move(*out);
  }
};

struct Migration {
  int number = 0;
  std::string_view name;
  std::string_view sqlite;
  std::string_view postgres;  ///< empty: the SQLite text serves both
};

/// Applies what is missing, in order, one transaction each, checksum kept in table
/// schema_migration. kNewerDatabase when the database knows a migration that we do not;
/// kMigrationChanged when a checksum differs.
Status migrate(Database& database, const std::vector<Migration>& migrations);

/// Double-quoted identifier; asserts [a-z_][a-z0-9_]* of at most 60 bytes.
[[nodiscard]] std::string quote_name(std::string_view name);

}  // namespace muster::db
