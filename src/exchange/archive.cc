#include "exchange/archive.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <utility>

namespace muster::exchange {
namespace {

constexpr std::size_t kEntriesMost = 20'000;
// Sheets of honest spreadsheets pack 5 to 40 times; deflate itself ends near 1030.
constexpr std::uint64_t kRatioMost = 200;
constexpr std::uint64_t kRatioFrom = 16U << 20;

tl::unexpected<Error> broken(std::string reason) { return fail(error::kFileBroken, "", {{"reason", std::move(reason)}}); }
tl::unexpected<Error> bomb(std::uint64_t limit) {
  return fail(error::kFileIsBomb, "", {{"limit", std::to_string(limit >> 20U) + " MB"}});
}

class ZipPart final : public Part {
 public:
  ZipPart(zip_file_t* file, std::uint64_t packed, std::uint64_t most, std::uint64_t& unpacked)
      : file_(file, zip_fclose), packed_(packed), most_(most), unpacked_(unpacked) {}

  Result<std::string_view> next() override {
    const zip_int64_t got = zip_fread(file_.get(), buffer_.data(), buffer_.size());
    if (got < 0) return broken(zip_error_strerror(zip_file_get_error(file_.get())));
    read_ += static_cast<std::uint64_t>(got);
    unpacked_ += static_cast<std::uint64_t>(got);
    if (unpacked_ > most_) return bomb(most_);
    if (read_ > kRatioFrom && read_ / std::max<std::uint64_t>(packed_, 1) > kRatioMost) return bomb(read_);
    return std::string_view(buffer_.data(), static_cast<std::size_t>(got));
  }

 private:
  std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file_;
  std::uint64_t packed_;
  std::uint64_t most_;
  std::uint64_t& unpacked_;
  std::uint64_t read_ = 0;
  std::array<char, 64U << 10> buffer_{};
};

class ZipArchive final : public Archive {
 public:
  ZipArchive(std::string bytes, const Limits& limits) : bytes_(std::move(bytes)), limits_(limits) {}
  ~ZipArchive() override {
    if (zip_ != nullptr) zip_discard(zip_);
  }
  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;

  Status load() {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes_.data(), bytes_.size(), 0, &error);
    if (source != nullptr) zip_ = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (zip_ == nullptr) {
      const std::string reason = zip_error_strerror(&error);
      if (source != nullptr) zip_source_free(source);
      zip_error_fini(&error);
      return broken(reason);
    }
    zip_error_fini(&error);
    const zip_int64_t count = zip_get_num_entries(zip_, 0);
    if (count > static_cast<zip_int64_t>(kEntriesMost)) return bomb(limits_.unpacked);
    std::uint64_t claimed = 0;
    for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
      zip_stat_t about;
      if (zip_stat_index(zip_, i, 0, &about) != 0) return broken(zip_strerror(zip_));
      const std::uint64_t size = (about.valid & ZIP_STAT_SIZE) != 0 ? about.size : 0;
      claimed += std::min<std::uint64_t>(size, std::uint64_t{1} << 40U);
      entries_.push_back({about.name, size});
    }
    if (claimed > limits_.unpacked) return bomb(limits_.unpacked);
    return {};
  }

  [[nodiscard]] const std::vector<Entry>& entries() const override { return entries_; }
  [[nodiscard]] bool has(const std::string& name) const override {
    return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.name == name; });
  }

  Result<std::unique_ptr<Part>> part(const std::string& name) override {
    zip_stat_t about;
    if (zip_stat(zip_, name.c_str(), 0, &about) != 0) return broken(name);
    if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && about.encryption_method != ZIP_EM_NONE) return fail(error::kFileEncrypted);
    zip_file_t* file = zip_fopen_index(zip_, about.index, 0);
    if (file == nullptr) return broken(zip_strerror(zip_));
    return std::make_unique<ZipPart>(file, (about.valid & ZIP_STAT_COMP_SIZE) != 0 ? about.comp_size : 0, limits_.unpacked * 2,
                                     unpacked_);
  }

 private:
  std::string bytes_;
  Limits limits_;
  zip_t* zip_ = nullptr;
  std::vector<Entry> entries_;
  std::uint64_t unpacked_ = 0;
};

}  // namespace

Result<std::unique_ptr<Archive>> Archive::open(std::string bytes, const Limits& limits) {
  auto archive = std::make_unique<ZipArchive>(std::move(bytes), limits);
  if (const Status loaded = archive->load(); !loaded) return fail(loaded.error());
  return archive;
}

Result<std::string> Archive::read(const std::string& name, std::size_t most) {
  auto opened = part(name);
  if (!opened) return fail(opened.error());
  std::string out;
  for (;;) {
    const auto bytes = (*opened)->next();
    if (!bytes) return fail(bytes.error());
    if (bytes->empty()) return out;
    out += *bytes;
    if (out.size() > most) return bomb(most);
  }
}

}  // namespace muster::exchange
