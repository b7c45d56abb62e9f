#include "net/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <new>

#include "net/text.h"

namespace muster::net {
namespace {

constexpr int kGzipWindow = 15 + 16;  // 32 KiB window, gzip wrapping (zlib.h, deflateInit2)

Bytef* zlib_bytes(std::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib 1.2 takes no const and writes nothing
}

uInt clamp(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

}  // namespace

std::string gzip(std::string_view bytes, int level) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream, deflateEnd);
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = zlib_bytes(bytes);
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  std::size_t in_left = bytes.size();
  std::size_t out_left = out.size();
  int state = Z_OK;
  while (state == Z_OK) {
    const uInt in_step = stream.avail_in = clamp(in_left);
    const uInt out_step = stream.avail_out = clamp(out_left);
    state = deflate(&stream, in_left == in_step ? Z_FINISH : Z_NO_FLUSH);
    in_left -= in_step - stream.avail_in;
    out_left -= out_step - stream.avail_out;
  }
  out.resize(out.size() - out_left);
  return out;
}

Result<std::string> gunzip(std::string_view bytes, std::size_t limit) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream, inflateEnd);
  stream.next_in = zlib_bytes(bytes);
  stream.avail_in = clamp(bytes.size());
  std::string out;
  std::string block(64U << 10, '\0');
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = clamp(block.size());
    state = inflate(&stream, Z_NO_FLUSH);
    out.append(block, 0, block.size() - stream.avail_out);
    if (out.size() > limit) return fail(error::kTooLarge, {}, {{"limit", format_size(limit)}});
  }
  if (state != Z_STREAM_END || stream.avail_in != 0) {
    return fail(error::kBadRequest, {}, {{"reason", "gzip"}});
  }
  return out;
}

}  // namespace muster::net
