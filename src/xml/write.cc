#include <cassert>
#include <cstdint>

#include "xml/xml.h"

namespace muster::xml {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

struct Decoded {
  std::uint32_t code = 0;
  std::size_t length = 0;  // 0: not UTF-8 here
};

Decoded decode(std::string_view text, std::size_t at) {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])) : 0U;
  };
  const std::uint32_t lead = byte(at);
  if (lead < 0x80U) return {lead, 1};
  const std::size_t length = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
  if (lead < 0xC2U || lead > 0xF4U) return {};
  std::uint32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return {};
    code = (code << 6U) | (byte(at + i) & 0x3FU);
  }
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  return code < kLeast[length] ? Decoded{} : Decoded{code, length};
}

/// XML 1.0 (fifth edition) production 2, Char.
bool is_char(std::uint32_t code) {
  return code == 0x9 || code == 0xA || code == 0xD || (code >= 0x20 && code <= 0xD7FF) ||
         (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);
}

void append_escaped(std::string& out, std::string_view sequence) {
  switch (sequence.front()) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += "&quot;";
      return;
    case '\r':
      out += "&#13;";
      return;  // a bare one would be read as a line end
    default:
      out += sequence;
  }
}

}  // namespace

std::string trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(kSpace) - begin + 1));
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = decode(text, at);
    if (decoded.length > 0 && is_char(decoded.code))
      append_escaped(out, text.substr(at, decoded.length));
    else
      out += kReplacement;
    at += decoded.length > 0 ? decoded.length : 1;
  }
  return out;
}

void Writer::start(std::string_view name, Attributes attributes) {
  out_.append(2 * open_.size(), ' ').append(1, '<').append(name);
  for (const auto& [key, value] : attributes) {
    out_.append(1, ' ').append(key).append("=\"").append(escaped(value)).append(1, '"');
  }
}

Writer& Writer::open(std::string_view name, Attributes attributes) {
  start(name, attributes);
  out_ += ">\n";
  open_.emplace_back(name);
  return *this;
}

Writer& Writer::close() {
  assert(!open_.empty());
  const std::string name = std::move(open_.back());
  open_.pop_back();
  out_.append(2 * open_.size(), ' ').append("</").append(name).append(">\n");
  return *this;
}

Writer& Writer::leaf(std::string_view name, std::string_view text, Attributes attributes) {
  start(name, attributes);
  if (text.empty())
    out_ += "/>\n";
  else
    out_.append(1, '>').append(escaped(text)).append("</").append(name).append(">\n");
  return *this;
}

Writer& Writer::embed(std::string_view document) {
  if (document.substr(0, kDeclaration.size()) == kDeclaration)
    document.remove_prefix(kDeclaration.size());
  out_ += document;
  return *this;
}

std::string Writer::take() {
  assert(open_.empty());
  std::string whole(kDeclaration);
  whole += out_;
  out_.clear();
  return whole;
}

}  // namespace muster::xml
