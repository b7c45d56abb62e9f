#include "base/result.h"

namespace muster {
namespace {

// Fills {name} from params; a name without a param stays visible, so that a missing param is seen.
std::string fill(std::string_view pattern, const Params& params, std::string_view lang) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size();) {
    const std::size_t open = pattern.find('{', i);
    if (open == std::string_view::npos) return out.append(pattern.substr(i));
    const std::size_t close = pattern.find('}', open);
    if (close == std::string_view::npos) return out.append(pattern.substr(i));
    out.append(pattern.substr(i, open - i));
    const std::string_view name = pattern.substr(open + 1, close - open - 1);
    const std::string* value = nullptr;
    for (const auto& [key, text] : params) {
      if (key == name) value = &text;
    }
    out.append(value != nullptr ? param_text(*value, lang) : pattern.substr(open, close - open + 1));
    i = close + 1;
  }
  return out;
}

}  // namespace

std::string error_text(const Error& error, std::string_view lang) {
  const ErrorInfo& info = error_info(error.code);
  std::string text = fill(lang == "en" ? info.en : info.zh, error.params, lang);
  if (!error.also.empty()) {
    for (const Error& other : error.also) text += "\n" + error_text(other, lang);
  }
  return text;
}

}  // namespace muster
