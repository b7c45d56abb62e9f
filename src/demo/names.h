// Invented people: names that are nobody's on purpose, and telephone numbers of a range that is given to nobody (1390000xxxx).
#pragma once

#include <cstdint>
#include <set>
#include <string>

namespace muster::demo {

/// Gives the same names in the same order on every machine; never one twice, never one that was reserved.
class Names {
 public:
  void reserve(const std::string& name) { taken_.insert(name); }
  [[nodiscard]] std::string next();

 private:
  std::set<std::string> taken_;
  std::uint32_t step_ = 0;
};

/// "13900001234" for 1234; 0 … 9999.
[[nodiscard]] std::string invented_phone(int number);

/// A well-spread number for a text, the same everywhere (FNV-1a).
[[nodiscard]] std::uint32_t spread(const std::string& text);

}  // namespace muster::demo
