// A part of a workbook through expat: local names only, no entities, no document types.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/archive.h"

namespace muster::exchange {

using Attributes = std::vector<std::pair<std::string_view, std::string_view>>;  ///< names without prefix

/// Empty when absent. @param name without prefix
[[nodiscard]] std::string_view attribute(const Attributes& attributes, std::string_view name);

class XmlStream {
 public:
  struct Handlers {
    std::function<void(std::string_view name, const Attributes&)> start;
    std::function<void(std::string_view name)> end;
    std::function<void(std::string_view text)> text{};
  };
  XmlStream(std::unique_ptr<Part> part, Handlers handlers);
  ~XmlStream();
  XmlStream(const XmlStream&) = delete;
  XmlStream& operator=(const XmlStream&) = delete;
  /// Parses the next piece; false at the end. kFileBroken with the line.
  Result<bool> step();
  /// To the end.
  Status run();

 private:
  struct Parser;
  std::unique_ptr<Part> part_;
  std::unique_ptr<Parser> parser_;
};

}  // namespace muster::exchange
