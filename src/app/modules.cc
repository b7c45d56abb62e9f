#include "app/modules.h"

#include <algorithm>

#include "clock/clock.h"
#include "journal/journal.h"
#include "record/schema.h"

namespace muster::app {
namespace {

constexpr std::string_view kAttachmentSqlite =
    "CREATE TABLE attachment (hash TEXT PRIMARY KEY, size INTEGER NOT NULL, media_type TEXT NOT NULL, name TEXT NOT NULL, "
    "at INTEGER NOT NULL, account TEXT NOT NULL) STRICT;";
constexpr std::string_view kAttachmentPostgres =
    "CREATE TABLE attachment (hash TEXT PRIMARY KEY, size BIGINT NOT NULL, media_type TEXT NOT NULL, name TEXT NOT NULL, "
    "at BIGINT NOT NULL, account TEXT NOT NULL);";

class RunningWorkers final : public Workers {
 public:
  explicit RunningWorkers(Services& services)
      : clocks_(clock::Scheduler::start(services.store, services.db, services.city, services.wall)) {}
  ~RunningWorkers() override { clocks_->stop(); }
  RunningWorkers(const RunningWorkers&) = delete;
  RunningWorkers& operator=(const RunningWorkers&) = delete;

 private:
  std::unique_ptr<clock::Scheduler> clocks_;
};

}  // namespace

std::vector<db::Migration> city_migrations() {
  std::vector<db::Migration> all{{900, "attachment", kAttachmentSqlite, kAttachmentPostgres}};
  for (const auto& part : {journal::migrations(), record::migrations()}) all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end(), [](const db::Migration& a, const db::Migration& b) { return a.number < b.number; });
  return all;
}

void attach_modules(record::Store& store) { clock::attach(store); }

void add_module_routes(net::Router& /*router*/, Services& /*services*/) {}

std::unique_ptr<Workers> start_workers(Services& services) { return std::make_unique<RunningWorkers>(services); }

}  // namespace muster::app
