#include "db/postgres_connection.h"

#include <array>
#include <cctype>

#include "db/engines.h"
#include "db/postgres_values.h"

namespace muster::db {
namespace {

constexpr std::string_view kUnique = "23505";
constexpr std::string_view kSerialization = "40001";
constexpr std::string_view kDeadlock = "40P01";
constexpr std::string_view kDiskFull = "53100";
constexpr std::string_view kStalePlan = "0A000";
constexpr int kFetchRows = 1000;

std::string_view field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

bool good(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/// A cursor can stand on a SELECT only.
bool is_select(std::string_view sql) {
  constexpr std::string_view kWord = "select";
  const auto start = sql.find_first_not_of(" \n\t");
  if (start == std::string_view::npos || sql.size() - start < kWord.size()) return false;
  for (std::size_t i = 0; i < kWord.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(sql[start + i])) != kWord[i]) return false;
  }
  return true;
}

/// Ours first, then what the operator's URL says, then what must not be otherwise.
PGconn* connect_to(const std::string& url) {
  const std::array<const char*, 6> keys = {"application_name", "connect_timeout",
                                           "tcp_user_timeout", "dbname",
                                           "client_encoding",  nullptr};
  const std::array<const char*, 6> values = {"muster", "10", "30000", url.c_str(), "UTF8", nullptr};
  return PQconnectdbParams(keys.data(), values.data(), 1);
}

}  // namespace

PostgresConnection::PostgresConnection(const Settings& settings,
                                       std::atomic<std::uint64_t>& generation, Plans plans)
    : settings_(settings), generation_(generation), plans_(plans) {
  connect();
}

void PostgresConnection::connect() {
  handle_.reset(connect_to(settings_.url));
  prepared_.clear();
  prepared_at_ = generation_.load();
  if (!alive()) throw Failure(handle_ ? PQerrorMessage(handle_.get()) : "no memory");
  PQsetNoticeProcessor(
      handle_.get(), [](void*, const char*) {}, nullptr);
  ensure_schema();
  // Streams read to their end as a rule, so the plan for all rows is wanted, not the one for the
  // first tenth.
  control("SET search_path TO " + quote_name(settings_.schema) +
          ", public; SET synchronous_commit TO on; SET TimeZone TO 'UTC'; "
          "SET standard_conforming_strings TO on; SET cursor_tuple_fraction TO 1.0" +
          (plans_ == Plans::kByValues ? "; SET plan_cache_mode TO force_custom_plan; "
                                        "SET max_parallel_workers_per_gather TO 0"
                                      : ""));
}

void PostgresConnection::ensure_schema() {
  const auto found = query("SELECT 1 FROM pg_namespace WHERE nspname = $1", {settings_.schema});
  if (!found.empty()) return;
  control("BEGIN; SELECT pg_advisory_xact_lock(7305800); CREATE SCHEMA IF NOT EXISTS " +
          quote_name(settings_.schema) + "; COMMIT");
}

void PostgresConnection::control(const std::string& sql) {
  const PostgresResult result(PQexec(handle_.get(), sql.c_str()));
  if (!good(result.get())) broken(result.get(), sql);
}

void PostgresConnection::forget_prepared() {
  control("DEALLOCATE ALL");
  prepared_.clear();
  prepared_at_ = generation_.load();
}

void PostgresConnection::broken(const PGresult* result, std::string_view sql) {
  // The detail line of the server repeats values, which may be personal: it stays out.
  const auto state = field(result, PG_DIAG_SQLSTATE);
  std::string text(field(result, PG_DIAG_MESSAGE_PRIMARY));
  if (text.empty()) text = PQerrorMessage(handle_.get());
  text += " (" + std::string(state) + "): " + std::string(sql);
  if (state == kSerialization || state == kDeadlock) throw Conflict(text);
  if (state == kStalePlan) {
    ++generation_;
    throw Conflict(text);
  }
  if (state == kDiskFull) throw Full(text);
  throw Failure(text);
}

const std::string& PostgresConnection::prepare(std::string_view sql) {
  const auto found = prepared_.find(std::string(sql));
  if (found != prepared_.end()) return found->second;
  if (prepared_.size() >= kPreparedStatements) forget_prepared();
  const std::string name = "s" + std::to_string(++prepared_count_);
  const std::string text(sql);
  const PostgresResult result(PQprepare(handle_.get(), name.c_str(), text.c_str(), 0, nullptr));
  if (!good(result.get())) broken(result.get(), sql);
  return prepared_.emplace(text, name).first->second;
}

PostgresResult PostgresConnection::run(std::string_view sql, const Cells& cells) {
  if (spoilt_) throw Failure(kSpoiltTransaction);
  const auto& name = prepare(sql);
  const PostgresParameters with(cells);
  return PostgresResult(PQexecPrepared(handle_.get(), name.c_str(), with.count(), with.values(),
                                       with.lengths(), with.formats(), 0));
}

Rows PostgresConnection::query(std::string_view sql, const Cells& cells) {
  const auto result = run(sql, cells);
  if (!good(result.get())) broken(result.get(), sql);
  Rows rows(static_cast<std::size_t>(PQntuples(result.get())));
  int index = 0;
  for (auto& row : rows) read_postgres_row(result.get(), index++, row);
  return rows;
}

void PostgresConnection::each(std::string_view sql, const Cells& cells,
                              const std::function<bool(const Row&)>& row) {
  if (is_select(sql)) {
    stream(sql, cells, row);
    return;
  }
  for (const auto& values : query(sql, cells)) {
    if (!row(values)) return;
  }
}

void PostgresConnection::stream(std::string_view sql, const Cells& cells,
                                const std::function<bool(const Row&)>& row) {
  if (spoilt_) throw Failure(kSpoiltTransaction);
  const std::string cursor = "each_" + std::to_string(++cursors_);
  const std::string declare = "DECLARE " + cursor + " NO SCROLL CURSOR FOR " + std::string(sql);
  const PostgresParameters with(cells);
  const PostgresResult declared(PQexecParams(handle_.get(), declare.c_str(), with.count(), nullptr,
                                             with.values(), with.lengths(), with.formats(), 0));
  if (!good(declared.get())) broken(declared.get(), sql);
  const std::string fetch = "FETCH " + std::to_string(kFetchRows) + " FROM " + cursor;
  Row values;
  for (bool more = true; more;) {
    const PostgresResult result(PQexec(handle_.get(), fetch.c_str()));
    if (!good(result.get())) broken(result.get(), sql);
    const int rows = PQntuples(result.get());
    more = rows == kFetchRows;
    for (int i = 0; i < rows; ++i) {
      read_postgres_row(result.get(), i, values);
      if (row(values)) continue;
      more = false;
      break;
    }
  }
  // After an exception the transaction ends anyway, and the cursor with it.
  if (!spoilt_) control("CLOSE " + cursor);
}

Result<std::int64_t> PostgresConnection::execute(std::string_view sql, const Cells& cells) {
  const auto result = run(sql, cells);
  if (!good(result.get())) {
    if (field(result.get(), PG_DIAG_SQLSTATE) != kUnique) broken(result.get(), sql);
    spoilt_ = true;
    const std::string what(field(result.get(), PG_DIAG_CONSTRAINT_NAME));
    return fail(error::kDuplicate, "", {{"what", what}}, what);
  }
  const std::string changed = PQcmdTuples(result.get());
  return changed.empty() ? 0 : Cell(changed).integer();
}

void PostgresConnection::run_script(std::string_view sql) {
  if (spoilt_) throw Failure(kSpoiltTransaction);
  control(std::string(sql));
  ++generation_;
}

Status PostgresConnection::nested(const std::function<Status()>& body) {
  if (spoilt_) throw Failure(kSpoiltTransaction);
  const std::string name = "nested_" + std::to_string(++depth_);
  const auto undo = [&] {
    spoilt_ = false;
    --depth_;
    control("ROLLBACK TO " + name + "; RELEASE " + name);
  };
  control("SAVEPOINT " + name);
  Status status;
  try {
    status = body();
  } catch (const Conflict&) {
    --depth_;  // the whole transaction is run again
    throw;
  } catch (...) {
    if (alive()) undo();
    throw;
  }
  const bool hidden = status && spoilt_;
  if (!status || spoilt_) {
    undo();
    if (hidden) throw Failure(kSpoiltTransaction);
    return status;
  }
  --depth_;
  control("RELEASE " + name);
  return status;
}

void PostgresConnection::begin(Mode mode) {
  const std::string sql = mode == Mode::kRead ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                              : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
  spoilt_ = false;
  depth_ = 0;
  cursors_ = 0;
  if (alive()) {
    const PostgresResult result(PQexec(handle_.get(), sql.c_str()));
    if (good(result.get())) {
      if (prepared_at_ != generation_.load()) forget_prepared();
      return;
    }
    if (alive()) broken(result.get(), sql);
  }
  connect();
  control(sql);
}

void PostgresConnection::commit() {
  const PostgresResult result(PQexec(handle_.get(), "COMMIT"));
  if (!good(result.get())) broken(result.get(), "COMMIT");
  // A transaction in which a statement failed answers COMMIT with ROLLBACK, without an error.
  if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") {
    throw Failure("the transaction had failed and was rolled back");
  }
}

void PostgresConnection::rollback() noexcept {
  if (alive() && PQtransactionStatus(handle_.get()) != PQTRANS_IDLE) {
    const PostgresResult result(PQexec(handle_.get(), "ROLLBACK"));
  }
  spoilt_ = false;
}

}  // namespace muster::db
