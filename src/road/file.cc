#include "road/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "errors/road.h"

namespace muster::road {
namespace {

constexpr std::array<char, 8> kMagic = {'M', 'U', 'S', 'T', 'R', 'O', 'A', 'D'};
constexpr std::uint32_t kByteOrder = 0x01020304;
constexpr std::size_t kAlign = 64;

std::size_t aligned(std::size_t size) { return (size + kAlign - 1) / kAlign * kAlign; }

std::uint64_t word(const char* bytes) {
  std::uint64_t out;
  std::memcpy(&out, bytes, sizeof out);
  return out;
}

std::uint64_t mixed(std::uint64_t lane, std::uint64_t value) {
  return std::rotl((lane ^ value) * 0x9E3779B97F4A7C15U, 29);
}

/// Over the header, its own place for the sum left empty, and everything after it.
template <class Header>
std::uint64_t sum_of(Header header, const char* image, std::size_t size) {
  header.sum = 0;
  std::array<char, sizeof header> bytes;
  std::memcpy(bytes.data(), &header, sizeof header);
  return mixed(checksum(bytes.data(), bytes.size()),
               checksum(image + sizeof header, size - sizeof header));
}

}  // namespace

std::uint64_t checksum(const char* bytes, std::size_t size) {
  std::array<std::uint64_t, 4> lanes = {1, 2, 3, 4};
  std::size_t at = 0;
  for (; at + 32 <= size; at += 32) {
    for (std::size_t i = 0; i < 4; ++i) lanes[i] = mixed(lanes[i], word(bytes + at + 8 * i));
  }
  std::array<char, 32> rest{};
  std::memcpy(rest.data(), bytes + at, size - at);
  std::uint64_t out = size;
  for (std::size_t i = 0; i < 4; ++i) out = mixed(out, mixed(lanes[i], word(rest.data() + 8 * i)));
  return out ^ out >> 31;
}

Result<std::uint64_t> FileWriter::write(const std::string& path) const {
  std::size_t size =
      aligned(sizeof(MappedFile::Header) + parts_.size() * sizeof(MappedFile::Section));
  std::vector<MappedFile::Section> table;
  for (const Piece& piece : parts_) {
    table.push_back({static_cast<std::uint32_t>(piece.part),
                     static_cast<std::uint32_t>(piece.element), size, piece.count});
    size = aligned(size + piece.element * piece.count);
  }
  std::vector<char> image(size);
  std::memcpy(image.data() + sizeof(MappedFile::Header), table.data(),
              table.size() * sizeof(MappedFile::Section));
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const std::size_t bytes = parts_[i].element * parts_[i].count;
    if (bytes > 0) std::memcpy(image.data() + table[i].offset, parts_[i].bytes, bytes);
  }
  MappedFile::Header header{};
  header.magic = kMagic;
  header.version = kFileVersion;
  header.kind = static_cast<std::uint32_t>(kind_);
  header.byte_order = kByteOrder;
  header.sections = static_cast<std::uint32_t>(parts_.size());
  header.size = size;
  header.belongs_to = belongs_to_;
  header.sum = sum_of(header, image.data(), size);
  std::memcpy(image.data(), &header, sizeof header);

  // Readers keep the old file mapped; a rename leaves it to them whole.
  const std::string beside = path + ".new";
  std::ofstream out(beside, std::ios::binary | std::ios::trunc);
  out.write(image.data(), static_cast<std::streamsize>(image.size()));
  out.close();
  std::error_code wrong;
  if (out) std::filesystem::rename(beside, path, wrong);
  if (!out || wrong)
    return fail(error::kRoadFolder, {},
                {{"folder", path}, {"reason", wrong ? wrong.message() : std::strerror(errno)}});
  return header.sum;
}

MappedFile::~MappedFile() {
  if (bytes_ != nullptr) munmap(const_cast<char*>(bytes_), size_);
}

std::string MappedFile::damage(FileKind kind) const {
  Header header;
  if (size_ < sizeof header) return fmt::format("{} B", size_);
  std::memcpy(&header, bytes_, sizeof header);
  if (header.magic != kMagic) return "magic";
  if (header.byte_order != kByteOrder || header.kind != static_cast<std::uint32_t>(kind))
    return "kind";
  if (header.size != size_) return fmt::format("{} B ≠ {} B", size_, header.size);
  if (header.sections > 64 || size_ < sizeof header + header.sections * sizeof(Section))
    return "sections";
  if (header.sum != sum_of(header, bytes_, size_)) return "checksum";
  return {};
}

Result<std::unique_ptr<MappedFile>> MappedFile::open(const std::string& path, FileKind kind) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return fail(error::kRoadNetworkMissing, {},
                {{"folder", std::filesystem::path(path).parent_path().string()}});
  struct stat status {};
  fstat(descriptor, &status);
  std::unique_ptr<MappedFile> file(new MappedFile);
  file->size_ = static_cast<std::size_t>(status.st_size);
  void* at = file->size_ == 0
                 ? MAP_FAILED
                 : mmap(nullptr, file->size_, PROT_READ, MAP_SHARED | MAP_POPULATE, descriptor, 0);
  ::close(descriptor);
  const auto broken = [&](const std::string& reason) {
    return fail(error::kRoadNetworkBroken, {}, {{"file", path}, {"reason", reason}});
  };
  if (at == MAP_FAILED) return broken("mmap");
  file->bytes_ = static_cast<const char*>(at);
  Header header;
  if (file->size_ >= sizeof header) {
    std::memcpy(&header, file->bytes_, sizeof header);
    if (header.magic == kMagic && header.version != kFileVersion)
      return fail(error::kRoadNetworkVersion, {},
                  {{"file", path},
                   {"found", std::to_string(header.version)},
                   {"own", std::to_string(kFileVersion)}});
  }
  if (const std::string reason = file->damage(kind); !reason.empty()) return broken(reason);
  file->sections_.resize(header.sections);
  std::memcpy(file->sections_.data(), file->bytes_ + sizeof header,
              header.sections * sizeof(Section));
  for (const Section& section : file->sections_) {
    if (section.element == 0 || section.offset % kAlign != 0 || section.offset > file->size_ ||
        section.count > (file->size_ - section.offset) / section.element)
      return broken("sections");
  }
  file->sum_ = header.sum;
  file->belongs_to_ = header.belongs_to;
  return file;
}

std::size_t MappedFile::size_of(Part part) const {
  for (const Section& section : sections_) {
    if (section.part == static_cast<std::uint32_t>(part)) return section.element * section.count;
  }
  return 0;
}

const MappedFile::Section* MappedFile::find(Part part, std::size_t element) const {
  for (const Section& section : sections_) {
    if (section.part == static_cast<std::uint32_t>(part) && section.element == element)
      return &section;
  }
  return nullptr;
}

}  // namespace muster::road
