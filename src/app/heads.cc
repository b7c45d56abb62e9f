#include "app/heads.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/hash.h"

namespace muster::app {
namespace {

namespace fs = std::filesystem;

std::string signing_key(const std::string& key) { return hmac_sha256(key, "muster heads"); }

std::string signature(const std::string& signing, const std::string& day, std::int64_t seq, const std::string& hash) {
  return to_hex(hmac_sha256(signing, day + '|' + std::to_string(seq) + '|' + hash));
}

std::string day_of(UtcTime time) { return format_date(city_day(time)); }

// Whole or not at all: another file first, on the disk, then its name.
Status write_file(const fs::path& file, const std::string& text) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  const std::string fresh = file.string() + ".new";
  const int out = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = out >= 0 && ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(out) == 0;
  if (out >= 0) ::close(out);
  if (written) fs::rename(fresh, file, error);
  if (!written || error) return fail(error::kStorageUnavailable, "", {{"reason", file.string()}});
  return {};
}

}  // namespace

record::Follower daily_heads(std::string folder, const std::string& key) {
  return {"daily heads", [folder = std::move(folder), signing = signing_key(key)](db::Connection& connection, const journal::Entry& entry) -> Status {
            const auto before = connection.one("SELECT hash, recorded_at FROM journal WHERE seq = $1", {entry.seq - 1});
            if (!before) return {};
            const std::string day = day_of(from_millis((*before)[1].integer()));
            if (day == day_of(entry.recorded_at)) return {};
            const std::string& hash = (*before)[0].text();
            return write_file(fs::path(folder) / (day + ".json"),
                              json::write_pretty(json::Object{{"day", day}, {"seq", entry.seq - 1}, {"hash", hash},
                                                              {"signature", signature(signing, day, entry.seq - 1, hash)}}));
          }};
}

void check_heads(db::Database& database, const std::string& folder, const std::string& key,
                 const std::function<void(const std::string& file, const std::string& what)>& fault) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& one : fs::directory_iterator(folder, error)) {
    if (one.path().extension() == ".json") files.push_back(one.path());
  }
  std::sort(files.begin(), files.end());
  const std::string signing = signing_key(key);
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    const auto head = json::parse(std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>()));
    const std::string name = file.filename().string();
    if (!head) {
      fault(name, "json");
      continue;
    }
    const std::int64_t seq = head->integer("seq");
    const std::string hash = head->text("hash");
    const auto row = database.read([&](db::Connection& c) { return c.one("SELECT hash FROM journal WHERE seq = $1", {seq}); });
    if (!equal_in_constant_time(head->text("signature"), signature(signing, head->text("day"), seq, hash))) {
      fault(name, "signature");
    } else if (!row || (*row)[0].text() != hash) {
      fault(name, "hash");
    }
  }
}

}  // namespace muster::app
