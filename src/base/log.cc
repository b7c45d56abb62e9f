#include "base/log.h"

#include <fmt/format.h>

#include <atomic>
#include <cstdio>
#include <mutex>

#include "base/time.h"

namespace muster::log {
namespace {

std::atomic<Level> g_level{Level::kInfo};

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string_view level_name(Level level) {
  switch (level) {
    case Level::kDebug: return "debug";
    case Level::kInfo: return "info";
    case Level::kWarning: return "warning";
    case Level::kError: return "error";
  }
  return "error";
}

struct Writer {
  std::string& out;
  void operator()(const std::string& text) const { append_quoted(out, text); }
  void operator()(std::int64_t number) const { out += std::to_string(number); }
  void operator()(double number) const { out += fmt::format("{}", number); }
  void operator()(bool flag) const { out += flag ? "true" : "false"; }
};

}  // namespace

void set_level(Level level) { g_level = level; }

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (level < g_level.load()) return;
  std::string line = R"({"at":")" + format_time(WallTime{}.now()) + R"(","level":")" + std::string(level_name(level)) +
                     R"(","event":)";
  append_quoted(line, event);
  for (const auto& [name, value] : fields) {
    line += ',';
    append_quoted(line, name);
    line += ':';
    std::visit(Writer{line}, value);
  }
  line += "}\n";
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace muster::log
