// What people ask of batches: add, look, confirm, cancel, undo. The work itself is in imports_work.cc.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/hash.h"
#include "base/id.h"
#include "exchange/imports_impl.h"
#include "exchange/write_sheet.h"

namespace muster::exchange {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kQueueMost = 20;
constexpr std::size_t kNameMost = 200;

tl::unexpected<Error> storage(const std::string& reason) { return fail(error::kStorageUnavailable, "", {{"reason", reason}}); }

Status write_file(const std::string& path, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool done = file >= 0;
  for (std::size_t at = 0; done && at < bytes.size();) {
    const ssize_t wrote = ::write(file, bytes.data() + at, bytes.size() - at);
    done = wrote > 0;
    if (done) at += static_cast<std::size_t>(wrote);
  }
  done = done && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!done) return storage(path);
  return {};
}

std::string_view state_title(std::string_view state) {
  if (state == "checking") return "核对中 checking";
  if (state == "checked") return "已核对 checked";
  if (state == "running") return "写入中 running";
  if (state == "done") return "已导入 done";
  if (state == "stopped") return "中止 stopped";
  if (state == "undoing") return "撤回中 undoing";
  if (state == "undone") return "已撤回 undone";
  if (state == "cancelled") return "已取消 cancelled";
  return "失败 failed";
}

/// A name keeps neither folders nor control characters; its end tells GDAL what it is.
std::string plain_name(std::string_view name) {
  std::string out;
  for (const char c : name.substr(name.find_last_of("/\\") == std::string_view::npos ? 0 : name.find_last_of("/\\") + 1)) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F && c != '"') out += c;
  }
  if (out.size() > kNameMost) out = out.substr(out.size() - kNameMost);
  while (!out.empty() && !is_utf8(out)) out.erase(0, 1);
  return out.empty() ? "upload" : out;
}

std::string ending_of(const std::string& name) {
  std::string out;
  for (const char c : fs::path(name).extension().string()) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.') out += c;
  }
  return out.substr(0, 10);
}

}  // namespace

std::unique_ptr<Imports> Imports::make(const Setup& setup) { return std::make_unique<ImportService>(setup); }

Result<Job> ImportService::new_job(const identity::Viewer& viewer, const ImportOptions& options, const std::string& file_name) {
  const model::TypeDef* type = s_.store.model().type(options.type);
  if (type == nullptr) return fail(error::kUnknownType, "type", {{"type", options.type}});
  if (type->shared && options.ledger != "real") return fail(error::kSharedRegister, "ledger", {{"type", bilingual(type->title)}});
  if (!viewer.is_system && !viewer.may_somewhere("create", options.type) && !viewer.may_somewhere("update", options.type)) {
    return fail(error::kNotAllowed, "type", {{"post", viewer.person_name}, {"verb", "create"}, {"type", bilingual(type->title)}, {"who", bilingual("管理员", "the administrator")}});
  }
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= kQueueMost) return fail(error::kImportBusy, "", {{"count", std::to_string(queue_.size())}});
  }
  Job job;
  job.id = new_id(s_.wall.now());
  job.account = viewer.is_system ? std::string() : viewer.actor.account;
  job.person = viewer.actor.person;
  job.post = viewer.actor.post;
  job.state = "checking";
  job.options = options;
  job.file_name = plain_name(file_name);
  job.created_at = job.changed_at = s_.wall.now();
  std::error_code error;
  fs::create_directories(folder_of(job.id), error);
  if (!error) fs::permissions(folder_, fs::perms::owner_all, error);
  if (error) return storage(folder_);
  return job;
}

Result<std::string> ImportService::add(const identity::Viewer& viewer, const ImportOptions& options, const std::string& file_name, std::string_view bytes) {
  if (bytes.size() > Limits{}.bytes) return fail(error::kFileTooBig, "file", {{"limit", std::to_string(Limits{}.bytes >> 20U) + " MB"}});
  auto job = new_job(viewer, options, file_name);
  if (!job) return fail(job.error());
  job->path = folder_of(job->id) + "/upload" + ending_of(job->file_name);
  job->file_hash = sha256_hex(bytes);
  if (const Status written = write_file(job->path, bytes); !written) return fail(written.error());
  if (const Status kept = jobs::insert(s_.db, *job); !kept) return fail(kept.error());
  wake(job->id);
  return job->id;
}

Result<std::string> ImportService::add_path(const identity::Viewer& viewer, const ImportOptions& options, const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return fail(error::kFileUnreadable, "file", {{"name", path}});
  auto job = new_job(viewer, options, path);
  if (!job) return fail(job.error());
  job->path = fs::absolute(path, error).string();
  std::ifstream in(path, std::ios::binary);
  job->file_hash = sha256_hex(std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>()));
  if (const Status kept = jobs::insert(s_.db, *job); !kept) return fail(kept.error());
  return job->id;
}

Result<Job> ImportService::own(const identity::Viewer& viewer, std::string_view id) {
  auto job = is_id(id) ? jobs::find(s_.db, id) : std::nullopt;
  const bool mine = job && (viewer.is_system || (!viewer.actor.account.empty() && job->account == viewer.actor.account) || viewer.may_somewhere("admin", "*"));
  if (!mine) return fail(error::kNotFound, "id", {{"what", "import " + std::string(id)}});
  return *std::move(job);
}

json::Object ImportService::shown(const Job& job, bool whole) {
  const model::TypeDef* type = s_.store.model().type(job.options.type);
  json::Object out{{"id", job.id},
                   {"type", job.options.type},
                   {"type_title", type != nullptr ? json::Value(json::Object{{"zh", type->title.zh}, {"en", type->title.en}}) : json::Value()},
                   {"state", job.state},
                   {"file", job.file_name},
                   {"file_hash", job.file_hash},
                   {"account", job.account},
                   {"options", to_json(job.options)},
                   {"created_at", format_time(job.created_at)},
                   {"changed_at", format_time(job.changed_at)}};
  {
    const std::lock_guard lock(mutex_);
    const auto now = progress_.find(job.id);
    out.set("progress", now != progress_.end() ? json::Value(json::Object{{"done", now->second.done}, {"total", now->second.total}}) : json::Value());
  }
  out.set("counts", job.report["counts"]);
  out.set("result", job.result);
  if (whole) {
    for (const char* part : {"format", "sheet", "header_rows", "columns", "column_errors", "errors", "duplicates", "refused"}) out.set(part, job.report[part]);
  }
  return out;
}

Result<json::Object> ImportService::show(const identity::Viewer& viewer, std::string_view id) {
  const auto job = own(viewer, id);
  if (!job) return fail(job.error());
  return shown(*job, true);
}

json::Array ImportService::list(const identity::Viewer& viewer, int limit) {
  json::Array out;
  const bool all = viewer.is_system || viewer.may_somewhere("admin", "*");
  if (!all && viewer.actor.account.empty()) return out;
  for (const Job& job : jobs::newest(s_.db, all ? std::string() : viewer.actor.account, std::clamp(limit, 1, 200))) out.emplace_back(shown(job, false));
  return out;
}

Status ImportService::change(Job job, const std::string& state, const std::vector<std::string>& from, const char* action) {
  const std::string was = job.state;
  job.state = state;
  job.changed_at = s_.wall.now();
  const auto saved = jobs::save(s_.db, job, from);
  if (!saved) return fail(saved.error());
  if (!*saved) return fail(error::kImportWrongState, "", {{"state", std::string(state_title(was))}, {"action", action}});
  wake(job.id);
  return {};
}

bool ImportService::has_rows(const Job& job) const {
  std::error_code error;
  return fs::exists(folder_of(job.id) + "/rows", error);
}

// Rows of a batch are kept as long as it may reasonably be taken back, and no longer: they may be about people.
void ImportService::clear_old() {
  const UtcTime before = s_.wall.now() - std::chrono::days(kDaysKept);
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, error)) {
    const std::string id = entry.path().filename().string();
    const auto job = is_id(id) ? jobs::find(s_.db, id) : std::nullopt;
    if (!job || job->changed_at >= before) continue;
    if (job->state == "checking" || job->state == "running" || job->state == "undoing") continue;
    fs::remove_all(entry.path(), error);
  }
}

Status ImportService::recheck(const identity::Viewer& viewer, std::string_view id, const ImportOptions& options) {
  auto job = own(viewer, id);
  if (!job) return fail(job.error());
  if (options.type != job->options.type || options.ledger != job->options.ledger) return fail(error::kBadOption, "type", {{"option", "type"}, {"value", options.type}, {"allowed", job->options.type}});
  job->options = options;
  job->report = json::Value();
  job->result = json::Value();
  return change(*std::move(job), "checking", {"checked", "failed", "cancelled"}, "再核对 check");
}

Status ImportService::confirm(const identity::Viewer& viewer, std::string_view id, bool good_only) {
  auto job = own(viewer, id);
  if (!job) return fail(job.error());
  if (job->state != "checked") return fail(error::kImportWrongState, "", {{"state", std::string(state_title(job->state))}, {"action", "导入 run"}});
  const json::Value& counts = job->report["counts"];
  const bool columns_wrong = job->report["column_errors"].is_array() && !job->report["column_errors"].as_array().empty();
  if (columns_wrong || (counts.integer("bad") > 0 && !good_only)) {
    return fail(error::kImportHasErrors, "", {{"bad", std::to_string(counts.integer("bad"))}, {"good", std::to_string(counts.integer("good"))}});
  }
  if (counts.integer("create") + counts.integer("update") == 0) return fail(error::kImportNothing);
  if (!has_rows(*job)) return fail(error::kImportGone, "", {{"days", std::to_string(kDaysKept)}});
  job->good_only = good_only;
  return change(*std::move(job), "running", {"checked"}, "导入 run");
}

Status ImportService::cancel(const identity::Viewer& viewer, std::string_view id) {
  auto job = own(viewer, id);
  if (!job) return fail(job.error());
  {
    const std::lock_guard lock(mutex_);
    if (progress_.count(job->id) != 0) {  // at work: it ends after the piece in hand
      ending_.insert(job->id);
      return {};
    }
  }
  // Waiting behind another batch, nothing of it is written yet.
  if (job->state == "running") return change(*std::move(job), "stopped", {"running"}, "取消 cancel");
  return change(*std::move(job), "cancelled", {"checking", "checked", "failed"}, "取消 cancel");
}

Status ImportService::undo(const identity::Viewer& viewer, std::string_view id, const std::string& reason) {
  auto job = own(viewer, id);
  if (!job) return fail(job.error());
  if (trimmed(reason).empty()) return fail(error::kRequired, "reason", {{"title", "撤回原因"}});
  const bool written = job->state == "done" || job->state == "stopped";
  if (written && !has_rows(*job)) return fail(error::kImportGone, "", {{"days", std::to_string(kDaysKept)}});
  job->undo_reason = trimmed(reason);
  return change(*std::move(job), "undoing", {"done", "stopped"}, "撤回 undo");
}

Result<std::string> ImportService::error_sheet(const identity::Viewer& viewer, std::string_view id, std::string_view format, std::string_view lang) {
  const auto job = own(viewer, id);
  if (!job) return fail(job.error());
  const auto key = key_in(folder_);
  if (!key) return fail(key.error());
  return write_error_sheet(folder_of(job->id) + "/bad", *key, job->report["columns"], format, lang);
}

}  // namespace muster::exchange
