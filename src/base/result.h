// What can fail in a way the caller can act on. Exceptions stay for the unforeseeable (style: errors).
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "base/error_code.h"
#include "errors/common.h"  // generated from model/text/errors/common.yaml

namespace muster {

/// A refusal: which rule (code), where (field path, JSON-pointer-like, may be empty), with which values
/// (params, filled into the text of either language), and what else is wrong with the same input (also).
/// `cause` is private: it goes to the log, never to a client.
struct Error {
  ErrorCode code = error::kInternal;
  std::string field;
  std::vector<std::pair<std::string, std::string>> params;
  std::string cause;
  std::vector<Error> also;

  bool operator==(const Error&) const = default;
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

using Params = std::vector<std::pair<std::string, std::string>>;

/// A param that reads differently in each language; error_text takes the reader's part.
[[nodiscard]] inline std::string bilingual(std::string_view zh, std::string_view en) {
  return std::string(zh) + '\x1f' + std::string(en);  // U+001F, unit separator: no text that people write holds it
}
/// What a reader of `lang` sees of a param.
[[nodiscard]] inline std::string_view param_text(std::string_view value, std::string_view lang) {
  const std::size_t mark = value.find('\x1f');
  if (mark == std::string_view::npos) return value;
  return lang == "en" ? value.substr(mark + 1) : value.substr(0, mark);
}

/// Builds the unexpected side: `return fail(error::kNotFound, "id", {{"id", id}});`
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string field = {},
                                                Params params = {}, std::string cause = {}) {
  Error error;
  error.code = code;
  error.field = std::move(field);
  error.params = std::move(params);
  error.cause = std::move(cause);
  return tl::unexpected<Error>(std::move(error));
}

[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

/// The text of an error in "zh" or "en", its params filled in. An unknown language reads as "zh".
[[nodiscard]] std::string error_text(const Error& error, std::string_view lang);

}  // namespace muster
