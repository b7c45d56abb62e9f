#include "db/sqlite_writer.h"

#include "db/engines.h"

namespace muster::db {
namespace {

/// So that the first of a group does not wait for ever under load.
constexpr int kGroupSize = 64;

}  // namespace

Status SqliteWriter::write(const std::function<Status(Connection&)>& body) {
  if (running_ == std::this_thread::get_id())
    throw Failure("a write inside a write: pass the connection on");
  take_turn();
  try {
    if (!enter()) {
      pass_turn();
      return fail(error::kBusy, "", {{"seconds", "5"}});
    }
  } catch (...) {
    pass_turn();
    throw;
  }
  const auto group = open_;
  const auto result = run(body);
  hand_over_or_commit();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return group->done; });
  if (result.thrown) std::rethrow_exception(result.thrown);
  if (result.status && group->failure && group->full) throw Full(*group->failure);
  if (result.status && group->failure) throw Failure(*group->failure);
  return result.status;
}

void SqliteWriter::take_turn() {
  std::unique_lock lock(mutex_);
  const auto ticket = next_ticket_++;
  changed_.wait(lock, [&] { return serving_ == ticket; });
}

void SqliteWriter::pass_turn() {
  const std::lock_guard lock(mutex_);
  ++serving_;
  changed_.notify_all();
}

bool SqliteWriter::enter() {
  if (!open_) {
    if (!connection_->control("BEGIN IMMEDIATE")) return false;
    open_ = std::make_shared<Group>();
  }
  ++open_->size;
  return true;
}

SqliteWriter::Result SqliteWriter::run(const std::function<Status(Connection&)>& body) {
  running_ = std::this_thread::get_id();
  Result result;
  try {
    result.status = open_->size == 1 ? run_alone(body)
                                     : connection_->nested([&] { return body(*connection_); });
  } catch (const Full&) {
    open_->full = true;
    result.thrown = std::current_exception();
  } catch (...) {
    result.thrown = std::current_exception();
  }
  running_ = std::thread::id();
  return result;
}

/// The first of a group needs no savepoint: what it did is all that there is to undo.
Status SqliteWriter::run_alone(const std::function<Status(Connection&)>& body) {
  try {
    Status status = body(*connection_);
    if (status && connection_->spoilt()) throw Failure(kSpoiltTransaction);
    if (!status) connection_->rollback();
    return status;
  } catch (...) {
    connection_->rollback();
    throw;
  }
}

void SqliteWriter::hand_over_or_commit() {
  {
    const std::lock_guard lock(mutex_);
    const bool another_waits = next_ticket_ > serving_ + 1;
    if (another_waits && open_->size < kGroupSize && connection_->in_transaction()) {
      ++serving_;
      changed_.notify_all();
      return;
    }
  }
  commit();
  const std::lock_guard lock(mutex_);
  open_->done = true;
  open_.reset();
  ++serving_;
  changed_.notify_all();
}

void SqliteWriter::commit() {
  if (!connection_->in_transaction()) {
    // The first was undone and is alone; or the engine undid everything (disk full), and the
    // neighbours must know.
    if (open_->size > 1) open_->failure = "the transaction was undone by the storage engine";
    return;
  }
  try {
    if (!connection_->control("COMMIT")) open_->failure = "the file is busy";
  } catch (const Full& failure) {
    open_->failure = failure.what();
    open_->full = true;
  } catch (const Failure& failure) {
    open_->failure = failure.what();
  }
  if (open_->failure) connection_->rollback();
}

}  // namespace muster::db
