// The thread that checks, writes and takes back; each state survives a crash and is taken up again.
#include <filesystem>

#include "base/hash.h"
#include "base/log.h"
#include "exchange/imports_impl.h"
#include "exchange/run.h"

namespace muster::exchange {
namespace {

namespace fs = std::filesystem;

std::string header_set_of(const Header& header) {
  std::string all;
  for (const Column& column : header.columns) all += plain_title(column.title) + '\n';
  return sha256_hex(all);
}

json::Value counts_of(const Ran& ran) {
  return json::Object{{"created", ran.created}, {"updated", ran.updated}, {"failed", ran.failed}, {"stopped", ran.stopped}, {"errors", ran.errors}};
}

}  // namespace

void ImportService::wake(std::string id) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(id));
  }
  woken_.notify_one();
}

void ImportService::start() {
  clear_old();
  {
    const std::lock_guard lock(mutex_);
    queue_.clear();
    for (std::string& id : jobs::unfinished(s_.db)) queue_.push_back(std::move(id));
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { worker(stop); });
}

void ImportService::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void ImportService::worker(const std::stop_token& stop) {
  stopping_ = stop;
  for (;;) {
    std::string id;
    {
      std::unique_lock lock(mutex_);
      if (!woken_.wait(lock, stop, [this] { return !queue_.empty(); })) return;
      id = std::move(queue_.front());
      queue_.pop_front();
    }
    try {
      if (const Status done = work(id, {}); !done) log::error("import failed", {{"batch", id}, {"cause", error_text(done.error(), "en") + " " + done.error().cause}});
    } catch (const std::exception& failure) {
      log::error("import failed", {{"batch", id}, {"cause", std::string(failure.what())}});
    }
  }
}

Status ImportService::work(std::string_view id, const std::function<void(std::int64_t, std::int64_t)>& progress) {
  auto job = jobs::find(s_.db, id);
  if (!job) return fail(error::kNotFound, "id", {{"what", "import"}});
  told_ = progress;
  {
    const std::lock_guard lock(mutex_);
    progress_[job->id] = {};
    ending_.erase(job->id);
  }
  struct AtEnd {
    ImportService& service;
    std::string id;
    ~AtEnd() {
      const std::lock_guard lock(service.mutex_);
      service.progress_.erase(id);
      service.ending_.erase(id);
    }
  };
  const AtEnd forget{*this, job->id};
  if (job->state == "checking") return check(*std::move(job));
  if (job->state == "running") return write(*std::move(job));
  if (job->state == "undoing") return take_back(*std::move(job));
  return {};
}

bool ImportService::go_on(const std::string& id, std::int64_t done, std::int64_t total) {
  if (told_) told_(done, total);
  const std::lock_guard lock(mutex_);
  progress_[id] = {done, total};
  return ending_.count(id) == 0 && !stopping_.stop_requested();
}

// Rights are asked for anew: whoever lost the post since may not go on.
Result<identity::Viewer> ImportService::viewer_of(const Job& job) {
  if (!job.account.empty()) {
    auto viewer = s_.directory.viewer(job.account, job.person, job.post, s_.city.now(job.options.ledger));
    if (viewer) viewer->actor.channel = "import";
    return viewer;
  }
  identity::Viewer system = identity::Viewer::system("import");
  record::Query query;
  query.type = "jurisdiction";
  query.sort = "jpath";
  query.limit = 1;
  query.with_total = false;
  const auto page = s_.store.list(system, query);
  if (!page) return fail(page.error());
  if (!page->items.empty()) system.home_path = page->items.front().jpath;
  return system;
}

Result<Report> ImportService::checked(const Job& job, const identity::Viewer& viewer, const std::string& key) {
  const std::string folder = folder_of(job.id);
  std::error_code error;
  fs::create_directories(folder, error);
  auto rows = LineWriter::create(folder + "/rows", key);
  if (!rows) return fail(rows.error());
  auto bad = LineWriter::create(folder + "/bad", key);
  if (!bad) return fail(bad.error());
  auto file = open_file(job.path, job.file_name, folder, job.options.crs);
  if (!file) return fail(file.error());
  Check check{s_.store, viewer, job.options, job.id, **file, jobs::remembered(s_.db, job.options.type, {}), *rows, *bad,
              [&](std::int64_t done) { return go_on(job.id, done, 0); }};
  // The same set of titles as once before: what it meant then goes before what single titles meant.
  const model::TypeDef* type = s_.store.model().type(job.options.type);
  if (type == nullptr) return fail(error::kUnknownType, "type", {{"type", job.options.type}});
  if (!check.remembered.empty()) {
    if (const auto header = find_header(**file, *type, {job.options.sheet, job.options.columns}, check.remembered)) {
      check.remembered = jobs::remembered(s_.db, job.options.type, header_set_of(*header));
    }
  }
  auto report = run_check(check);
  if (!report) return report;
  if (const Status done = rows->finish(); !done) return fail(done.error());
  if (const Status done = bad->finish(); !done) return fail(done.error());
  return report;
}

void ImportService::keep_titles(const Job& job, const Report& report) {
  Remembered given;
  for (const Column& column : report.header.columns) {
    if (column.by == "given" || (column.by == "remembered" && !job.options.columns.empty())) given[plain_title(column.title)] = column.target;
  }
  if (given.empty()) return;
  if (const Status kept = jobs::remember(s_.db, job.options.type, header_set_of(report.header), given, s_.wall.now()); !kept) {
    log::warning("titles of an import were not kept", {{"batch", job.id}});
  }
}

Status ImportService::check(Job job) {
  const auto key = key_in(folder_);
  if (!key) return fail(key.error());
  const auto viewer = viewer_of(job);
  const auto report = viewer ? checked(job, *viewer, *key) : Result<Report>(fail(viewer.error()));
  if (stopping_.stop_requested()) return {};  // taken up again by the next process
  bool cancelled = false;
  {
    const std::lock_guard lock(mutex_);
    cancelled = ending_.count(job.id) != 0;
  }
  if (cancelled) {
    job.state = "cancelled";
  } else if (report) {
    job.state = "checked";
    const model::TypeDef* type = s_.store.model().type(job.options.type);
    job.report = to_json(*report, *type);
    keep_titles(job, *report);
  } else {
    job.state = "failed";
    job.report = json::Object{{"refused", fault_json(report.error(), 0, nullptr)}};
  }
  job.changed_at = s_.wall.now();
  const auto saved = jobs::save(s_.db, job, {"checking"});
  if (!saved) return fail(saved.error());
  if (job.state == "failed" && job.account.empty()) return fail(report.error());
  return {};
}

Status ImportService::write(Job job) {
  const auto key = key_in(folder_);
  if (!key) return fail(key.error());
  const auto viewer = viewer_of(job);
  const std::int64_t total = job.report["counts"].integer("create") + job.report["counts"].integer("update");
  auto ran = viewer ? run_batch({s_.store, s_.db, *viewer, job.options, job.id, job.file_name, job.file_hash, folder_of(job.id) + "/rows", *key,
                                 [&](std::int64_t done) { return go_on(job.id, done, total); }})
                    : Result<Ran>(fail(viewer.error()));
  if (stopping_.stop_requested() && (!ran || ran->stopped)) return {};
  job.state = !ran ? "failed" : ran->stopped ? "stopped" : "done";
  job.result = ran ? counts_of(*ran) : json::Value(json::Object{{"refused", fault_json(ran.error(), 0, nullptr)}});
  job.changed_at = s_.wall.now();
  const auto saved = jobs::save(s_.db, job, {"running"});
  if (!saved) return fail(saved.error());
  std::error_code error;
  if (job.path.rfind(folder_of(job.id), 0) == 0) fs::remove(job.path, error);  // what it said stands in the registers now
  if (!ran) return fail(ran.error());
  return {};
}

Status ImportService::take_back(Job job) {
  const auto key = key_in(folder_);
  if (!key) return fail(key.error());
  const auto viewer = viewer_of(job);
  auto undone = viewer ? undo_batch({s_.store, s_.db, *viewer, job.options, job.id, job.file_name, job.file_hash, folder_of(job.id) + "/rows", *key, {}}, job.undo_reason)
                       : Result<Undone>(fail(viewer.error()));
  if (undone) {
    job.state = "undone";
    json::Object result = job.result.is_object() ? job.result.as_object() : json::Object{};
    result.set("undone", json::Object{{"removed", undone->removed}, {"restored", undone->restored}, {"kept", undone->kept}, {"reason", job.undo_reason}});
    job.result = std::move(result);
  } else {
    job.state = "done";
    json::Object result = job.result.is_object() ? job.result.as_object() : json::Object{};
    result.set("undo_refused", fault_json(undone.error(), 0, nullptr));
    job.result = std::move(result);
  }
  job.changed_at = s_.wall.now();
  const auto saved = jobs::save(s_.db, job, {"undoing"});
  if (!saved) return fail(saved.error());
  std::error_code error;
  if (undone) fs::remove(folder_of(job.id) + "/rows", error);
  if (!undone) return fail(undone.error());
  return {};
}

}  // namespace muster::exchange
