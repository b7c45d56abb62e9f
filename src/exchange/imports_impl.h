// The batches in the database, and the thread that works on them; made by Imports::make only.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <stop_token>
#include <thread>

#include "exchange/check.h"
#include "exchange/exchange.h"

namespace muster::exchange {

/// States: checking → checked → running → done → undoing → undone; failed, cancelled, stopped (ended while running).
struct Job {
  std::string id;
  std::string account;
  std::string person;
  std::string post;
  std::string state;
  ImportOptions options;
  std::string file_name;
  std::string file_hash;
  std::string path;        ///< of the file; in the batch's folder, or where a command line found it
  bool good_only = false;
  std::string undo_reason;
  json::Value report;      ///< of the check
  json::Value result;      ///< of the run and of the undoing
  UtcTime created_at;
  UtcTime changed_at;
};

inline constexpr int kDaysKept = 30;  ///< files of a batch, counted from its last change

namespace jobs {
Status insert(db::Database& db, const Job& job);
/// Writes state, options, report, result …; only while it is in one of `from` (any when empty). False when it was not.
Result<bool> save(db::Database& db, const Job& job, const std::vector<std::string>& from);
[[nodiscard]] std::optional<Job> find(db::Database& db, std::string_view id);
[[nodiscard]] std::vector<Job> newest(db::Database& db, const std::string& account, int limit);  ///< of everybody when empty
[[nodiscard]] std::vector<std::string> unfinished(db::Database& db);  ///< ids, oldest first
[[nodiscard]] Remembered remembered(db::Database& db, const std::string& type, const std::string& header_set);
Status remember(db::Database& db, const std::string& type, const std::string& header_set, const Remembered& titles, UtcTime now);
}  // namespace jobs

class ImportService final : public Imports {
 public:
  explicit ImportService(const Setup& setup) : s_(setup), folder_(setup.data + "/imports") {}
  ~ImportService() override { stop(); }
  ImportService(const ImportService&) = delete;
  ImportService& operator=(const ImportService&) = delete;

  Result<std::string> add(const identity::Viewer& viewer, const ImportOptions& options, const std::string& file_name, std::string_view bytes) override;
  Result<std::string> add_path(const identity::Viewer& viewer, const ImportOptions& options, const std::string& path) override;
  Result<json::Object> show(const identity::Viewer& viewer, std::string_view id) override;
  json::Array list(const identity::Viewer& viewer, int limit) override;
  Status recheck(const identity::Viewer& viewer, std::string_view id, const ImportOptions& options) override;
  Status confirm(const identity::Viewer& viewer, std::string_view id, bool good_only) override;
  Status cancel(const identity::Viewer& viewer, std::string_view id) override;
  Status undo(const identity::Viewer& viewer, std::string_view id, const std::string& reason) override;
  Result<std::string> error_sheet(const identity::Viewer& viewer, std::string_view id, std::string_view format, std::string_view lang) override;
  void start() override;
  void stop() override;
  Status work(std::string_view id, const std::function<void(std::int64_t, std::int64_t)>& progress) override;

 private:
  struct Progress {
    std::int64_t done = 0;
    std::int64_t total = 0;
  };
  Result<Job> own(const identity::Viewer& viewer, std::string_view id);
  Result<Job> new_job(const identity::Viewer& viewer, const ImportOptions& options, const std::string& file_name);
  Result<identity::Viewer> viewer_of(const Job& job);
  [[nodiscard]] std::string folder_of(std::string_view id) const { return folder_ + '/' + std::string(id); }
  json::Object shown(const Job& job, bool whole);
  [[nodiscard]] bool has_rows(const Job& job) const;
  void clear_old();
  Status change(Job job, const std::string& state, const std::vector<std::string>& from, const char* action);
  void wake(std::string id);
  void worker(const std::stop_token& stop);
  Status check(Job job);
  Status write(Job job);
  Status take_back(Job job);
  Result<Report> checked(const Job& job, const identity::Viewer& viewer, const std::string& key);
  void keep_titles(const Job& job, const Report& report);
  bool go_on(const std::string& id, std::int64_t done, std::int64_t total);

  Setup s_;
  std::string folder_;
  std::mutex mutex_;  ///< guards the queue, progress and what is told to end
  std::condition_variable_any woken_;
  std::deque<std::string> queue_;
  std::map<std::string, Progress, std::less<>> progress_;
  std::set<std::string, std::less<>> ending_;
  std::stop_token stopping_;
  std::function<void(std::int64_t, std::int64_t)> told_;
  std::jthread thread_;
};

}  // namespace muster::exchange
