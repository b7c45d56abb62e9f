// One JSON line per event on standard error; no personal data. Thread-safe.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace muster::log {

enum class Level { kDebug, kInfo, kWarning, kError };
using Field = std::pair<std::string_view, std::variant<std::string, std::int64_t, double, bool>>;

void set_level(Level level);
void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});
inline void info(std::string_view event, std::initializer_list<Field> f = {}) { write(Level::kInfo, event, f); }
inline void warning(std::string_view event, std::initializer_list<Field> f = {}) { write(Level::kWarning, event, f); }
inline void error(std::string_view event, std::initializer_list<Field> f = {}) { write(Level::kError, event, f); }

}  // namespace muster::log
