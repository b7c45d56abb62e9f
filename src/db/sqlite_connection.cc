#include "db/sqlite_connection.h"

#include <cerrno>
#include <charconv>

#include "db/engines.h"

namespace muster::db {
namespace {

std::size_t cell_index(sqlite3_stmt* statement, int parameter, std::string_view sql) {
  const char* name = sqlite3_bind_parameter_name(statement, parameter);
  std::size_t number = 0;
  const std::string_view text = name == nullptr ? "" : name;
  if (text.starts_with('$')) std::from_chars(text.data() + 1, text.data() + text.size(), number);
  if (number == 0) throw Failure("placeholders are $1, $2 …: " + std::string(sql));
  return number - 1;
}

int bind_cell(sqlite3_stmt* statement, int parameter, const Cell& cell) {
  const auto& data = cell.data();
  if (const auto* i = std::get_if<std::int64_t>(&data)) {
    return sqlite3_bind_int64(statement, parameter, *i);
  }
  if (const auto* d = std::get_if<double>(&data)) {
    return sqlite3_bind_double(statement, parameter, *d);
  }
  // The cells outlive the statement's run, so nothing is copied (a null destructor is
  // SQLITE_STATIC).
  if (const auto* s = std::get_if<std::string>(&data)) {
    return sqlite3_bind_text64(statement, parameter, s->data(), s->size(), nullptr, SQLITE_UTF8);
  }
  if (const auto* b = std::get_if<Blob>(&data)) {
    if (b->bytes.empty()) return sqlite3_bind_zeroblob(statement, parameter, 0);
    return sqlite3_bind_blob64(statement, parameter, b->bytes.data(), b->bytes.size(), nullptr);
  }
  return sqlite3_bind_null(statement, parameter);
}

std::string column_bytes(sqlite3_stmt* statement, int column) {
  const void* data = sqlite3_column_blob(statement, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return data == nullptr ? std::string() : std::string(static_cast<const char*>(data), size);
}

Cell read_cell(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_TEXT:
      return column_bytes(statement, column);
    case SQLITE_BLOB:
      return Blob{column_bytes(statement, column)};
    default:
      return nullptr;
  }
}

void read_row(sqlite3_stmt* statement, Row& row) {
  row.clear();
  const int columns = sqlite3_column_count(statement);
  row.reserve(static_cast<std::size_t>(columns));
  for (int i = 0; i < columns; ++i) row.push_back(read_cell(statement, i));
}

bool is_duplicate(int extended) {
  return extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY ||
         extended == SQLITE_CONSTRAINT_ROWID;
}

}  // namespace

/// Resets the statement whatever happens, so that it neither holds a snapshot nor points at dead
/// cells.
class SqliteConnection::Use {
 public:
  explicit Use(std::shared_ptr<Prepared> prepared) : prepared_(std::move(prepared)) {
    prepared_->in_use = true;
  }
  ~Use() {
    sqlite3_reset(prepared_->statement.get());
    sqlite3_clear_bindings(prepared_->statement.get());
    prepared_->in_use = false;
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  [[nodiscard]] sqlite3_stmt* get() const { return prepared_->statement.get(); }

 private:
  std::shared_ptr<Prepared> prepared_;
};

SqliteConnection::SqliteConnection(const std::string& path, int busy_timeout_ms) {
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(raw);
  if (code != SQLITE_OK) throw Failure(raw == nullptr ? "no memory" : sqlite3_errmsg(raw));
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, busy_timeout_ms);
  run_script(
      "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; "
      "PRAGMA cache_size=-16000");
  // GeoPackage: views and triggers of the file must not reach functions that we did not mean.
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
}

// A full disk shows as SQLITE_FULL, a quota or a limit of the file's size as an I/O error of the system.
void SqliteConnection::broken(std::string_view sql) const {
  const std::string text = std::string(sqlite3_errmsg(handle_.get())) + ": " + std::string(sql);
  const int code = sqlite3_errcode(handle_.get()) & 0xff;
  const int system = sqlite3_system_errno(handle_.get());
  const bool no_room = system == ENOSPC || system == EDQUOT || system == EFBIG;
  if (code == SQLITE_FULL || (code == SQLITE_IOERR && no_room)) throw Full(text);
  throw Failure(text);
}

std::shared_ptr<SqliteConnection::Prepared> SqliteConnection::prepare(std::string_view sql) {
  if (spoilt_) throw Failure(kSpoiltTransaction);
  const auto found = prepared_.find(std::string(sql));
  if (found != prepared_.end() && !found->second->in_use) return found->second;
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, &tail);
  auto prepared = std::make_shared<Prepared>();
  prepared->statement.reset(raw);
  if (code != SQLITE_OK) broken(sql);
  const std::string_view rest(tail, static_cast<std::size_t>(sql.data() + sql.size() - tail));
  if (raw == nullptr || rest.find_first_not_of(" \n\t;") != std::string_view::npos) {
    throw Failure("not exactly one statement: " + std::string(sql));
  }
  for (int i = 1; i <= sqlite3_bind_parameter_count(raw); ++i) {
    prepared->cell_of.push_back(cell_index(raw, i, sql));
  }
  if (found == prepared_.end()) {
    if (prepared_.size() >= kPreparedStatements) prepared_.clear();
    prepared_.emplace(sql, prepared);
  }
  return prepared;
}

void SqliteConnection::bind(const Prepared& prepared, const Cells& cells) {
  refuse_nul(cells);
  int parameter = 0;
  for (const std::size_t index : prepared.cell_of) {
    ++parameter;
    if (index >= cells.size()) throw Failure("a placeholder has no value");
    if (bind_cell(prepared.statement.get(), parameter, cells[index]) != SQLITE_OK) broken("bind");
  }
}

void SqliteConnection::each(std::string_view sql, const Cells& cells,
                            const std::function<bool(const Row&)>& row) {
  const auto prepared = prepare(sql);
  const Use use(prepared);
  bind(*prepared, cells);
  Row values;
  for (;;) {
    const int code = sqlite3_step(use.get());
    if (code == SQLITE_DONE) return;
    if (code != SQLITE_ROW) broken(sql);
    read_row(use.get(), values);
    if (!row(values)) return;
  }
}

Rows SqliteConnection::query(std::string_view sql, const Cells& cells) {
  const auto prepared = prepare(sql);
  const Use use(prepared);
  bind(*prepared, cells);
  Rows rows;
  for (;;) {
    const int code = sqlite3_step(use.get());
    if (code == SQLITE_DONE) return rows;
    if (code != SQLITE_ROW) broken(sql);
    read_row(use.get(), rows.emplace_back());
  }
}

Result<std::int64_t> SqliteConnection::execute(std::string_view sql, const Cells& cells) {
  const auto prepared = prepare(sql);
  const Use use(prepared);
  bind(*prepared, cells);
  const auto before = sqlite3_total_changes64(handle_.get());
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(use.get());
  if (code != SQLITE_DONE) {
    if (!is_duplicate(sqlite3_extended_errcode(handle_.get()))) broken(sql);
    const std::string what = sqlite3_errmsg(handle_.get());
    spoilt_ = true;
    const auto colon = what.rfind(": ");
    return fail(error::kDuplicate, "",
                {{"what", colon == std::string::npos ? what : what.substr(colon + 2)}}, what);
  }
  // A statement that changes no rows leaves the count of the one before it.
  if (sqlite3_total_changes64(handle_.get()) == before) return 0;
  return std::int64_t{sqlite3_changes64(handle_.get())};
}

void SqliteConnection::run_script(std::string_view sql) {
  if (spoilt_) throw Failure(kSpoiltTransaction);
  const std::string text(sql);
  if (sqlite3_exec(handle_.get(), text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    broken(sql);
}

bool SqliteConnection::control(const char* sql) {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if ((code & 0xff) == SQLITE_BUSY) return false;
  if (code != SQLITE_OK) broken(sql);
  return true;
}

void SqliteConnection::rollback() noexcept {
  if (in_transaction()) sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  spoilt_ = false;
}

Status SqliteConnection::nested(const std::function<Status()>& body) {
  if (spoilt_) throw Failure(kSpoiltTransaction);
  const std::string name = "nested_" + std::to_string(++depth_);
  const auto undo = [&] {
    spoilt_ = false;
    --depth_;
    if (!in_transaction()) return;  // the engine undid everything by itself: the disk is full
    control(("ROLLBACK TO " + name).c_str());
    control(("RELEASE " + name).c_str());
  };
  control(("SAVEPOINT " + name).c_str());
  Status status;
  try {
    status = body();
  } catch (...) {
    undo();
    throw;
  }
  if (status && spoilt_) {
    undo();
    throw Failure(kSpoiltTransaction);
  }
  if (!status) {
    undo();
    return status;
  }
  --depth_;
  control(("RELEASE " + name).c_str());
  return status;
}

}  // namespace muster::db
