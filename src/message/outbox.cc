#include "message/outbox.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace muster::message {
namespace {

namespace fs = std::filesystem;

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

tl::unexpected<Error> broken(const fs::path& file) {
  const std::string why = std::strerror(errno);  // NOLINT(concurrency-mt-unsafe): glibc's is thread-local
  return fail(error::kStorageUnavailable, "", {{"reason", file.string() + ": " + why}});
}

Status sync_folder(const fs::path& folder) {
  const File opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || ::fsync(opened.get()) != 0) return broken(folder);
  return {};
}

// Under another name until it is whole and on disk: who takes files away never finds half of one.
Status write_whole(const fs::path& file, const std::string& text) {
  const fs::path half = file.parent_path() / ("." + file.filename().string() + ".part");
  const File out(::open(half.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640));
  if (out.get() < 0) return broken(half);
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t n = ::write(out.get(), text.data() + at, text.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return broken(half);
    at += static_cast<std::size_t>(n);
  }
  if (::fsync(out.get()) != 0 || ::rename(half.c_str(), file.c_str()) != 0) return broken(half);
  return {};
}

std::string text_of(const json::Object& envelope, const char* key) { return json::Value(envelope).text(key); }

// A number is a file's name only where it holds nothing that leads elsewhere.
std::string file_name(std::string number) {
  std::ranges::replace_if(number, [](char c) { return c == '/' || c == '\0' || c == '\\'; }, '_');
  return number.empty() || number.front() == '.' ? "_" + number : number;
}

}  // namespace

std::string readable(const json::Object& envelope) {
  const json::Value e(envelope);
  std::string text = e.text("marked") + e.text("title") + "\n\n编号：" + e.text("number");
  if (!e.text("report_number").empty()) text += "（" + e.text("report_number") + "）";
  text += "\n报送：" + e.text("receiver") + "\n发文：" + e["from"].text("name") + "\n拟发：" + e.text("queued_at") + "\n\n" + e.text("text") + "\n";
  return text;
}

Status write_outbox(const std::string& folder, const json::Object& envelope) {
  fs::path where = folder;
  std::string ledger = text_of(envelope, "ledger");
  std::ranges::replace(ledger, ':', '-');
  if (ledger != "real") where /= file_name(ledger);
  std::error_code error;
  fs::create_directories(where, error);
  if (error) return fail(error::kStorageUnavailable, "", {{"reason", where.string() + ": " + error.message()}});
  const std::string name = file_name(text_of(envelope, "number"));
  if (Status written = write_whole(where / (name + ".txt"), readable(envelope)); !written) return written;
  // The JSON comes last: where it stands, the text does too.
  if (Status written = write_whole(where / (name + ".json"), json::write_pretty(envelope)); !written) return written;
  return sync_folder(where);
}

}  // namespace muster::message
