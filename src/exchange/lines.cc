#include "exchange/lines.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/hash.h"
#include "errors/exchange.h"

namespace muster::exchange {
namespace {

constexpr std::size_t kKeyBytes = 32;

tl::unexpected<Error> storage(const std::string& reason) { return fail(error::kStorageUnavailable, "", {{"reason", reason}}); }

// Each line is sealed for its place, so that none can be moved or left out unseen.
std::string context_of(std::int64_t number) { return "import line " + std::to_string(number); }

Status sync(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = file >= 0 && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!done) return storage(path);
  return {};
}

}  // namespace

Result<LineWriter> LineWriter::create(const std::string& path, std::string key) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return storage(path);
  ::close(file);
  LineWriter writer(path, std::move(key));
  writer.out_.open(path, std::ios::binary);
  return writer;
}

Status LineWriter::add(const json::Value& line) {
  out_ << seal(key_, json::write(line), context_of(number_++)) << '\n';
  if (!out_) return storage(path_);
  return {};
}

Status LineWriter::finish() {
  out_.close();
  if (!out_) return storage(path_);
  return sync(path_);
}

Result<std::optional<json::Value>> LineReader::next() {
  std::string line;
  if (!std::getline(in_, line)) return std::optional<json::Value>{};
  const auto plain = unseal(key_, line, context_of(number_++));
  if (!plain) return fail(error::kFileBroken, "", {{"reason", "line " + std::to_string(number_)}});
  auto value = json::parse(*plain);
  if (!value) return fail(value.error());
  return std::optional<json::Value>(*std::move(value));
}

LineReader::Position LineReader::position() { return {in_.tellg(), number_}; }

void LineReader::go(const Position& position) {
  in_.clear();
  in_.seekg(position.offset);
  number_ = position.number;
}

bool LineReader::skip() {
  std::string line;
  if (!std::getline(in_, line)) return false;
  ++number_;
  return true;
}

Result<std::string> key_in(const std::string& folder) {
  const std::string path = folder + "/key";
  const int fresh = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fresh >= 0) {
    const std::string text = to_hex(random_bytes(kKeyBytes)) + "\n";
    const bool written = ::write(fresh, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fresh) == 0;
    ::close(fresh);
    if (!written) return storage(path);
  }
  std::ifstream in(path);
  std::string hex;
  in >> hex;
  std::string key = from_hex(hex);
  if (key.size() != kKeyBytes) return storage(path);
  return key;
}

}  // namespace muster::exchange
