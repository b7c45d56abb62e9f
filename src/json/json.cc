#include "json/json.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_set>

namespace muster::json {
namespace {

/// Walks the text for the parser and tells how far it has read, so that refusals of our own can
/// name their place.
class Cursor {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, const char** read) : at_(at), read_(read) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    *read_ = ++at_;
    return *this;
  }
  Cursor operator++(int) {
    const Cursor before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }
  bool operator!=(const Cursor& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** read_;
};

Error refusal(std::string_view text, std::size_t offset, std::string reason) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t line =
      1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t start = before.rfind('\n');
  const std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1);
  return Error{.code = error::kBadJson,
               .field = {},
               .params = {{"line", std::to_string(line)},
                          {"column", std::to_string(std::max<std::size_t>(column, 1))},
                          {"reason", std::move(reason)}},
               .cause = {},
               .also = {}};
}

/// The end of what was read, as far as it is printable; a refusal shows it instead of a sentence in
/// one language.
std::string excerpt(std::string_view text, std::size_t offset) {
  constexpr std::size_t kLength = 24;
  const std::size_t end = std::min(offset, text.size());
  const std::size_t begin = end > kLength ? end - kLength : 0;
  std::string shown = begin > 0 ? "…" : "";
  for (const char c : text.substr(begin, end - begin)) shown += c >= ' ' && c <= '~' ? c : ' ';
  if (offset > text.size()) shown += "⏎";
  return shown;
}

}  // namespace

/// SAX handler that builds the value and holds the limits; every handler returns false to stop.
class Reader : public nlohmann::json_sax<nlohmann::json> {
 public:
  Reader(std::string_view text, const Limits& limits)
      : text_(text), limits_(limits), read_(text.data()) {}

  Result<Value> read() {
    const char* end = text_.data() + text_.size();
    const bool whole =
        nlohmann::json::sax_parse(Cursor(text_.data(), &read_), Cursor(end, &read_), this);
    if (!whole) return fail(std::move(error_));
    return std::move(root_);
  }

  bool null() override { return put(Value()); }
  bool boolean(bool value) override { return put(Value(value)); }
  bool number_integer(number_integer_t value) override { return put(Value(value)); }
  bool number_unsigned(number_unsigned_t value) override {
    constexpr auto kMax = static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max());
    return put(value <= kMax ? Value(value) : Value(static_cast<double>(value)));
  }
  bool number_float(number_float_t value, const string_t& text) override {
    return std::isfinite(value) ? put(Value(value)) : refuse(text);
  }
  bool string(string_t& value) override { return put(Value(std::move(value))); }
  bool binary(binary_t& /*value*/) override { return false; }  // JSON text never holds it

  bool start_object(std::size_t /*size*/) override { return open(Value(Object())); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t /*size*/) override { return open(Value(Array())); }
  bool end_array() override { return close(); }

  bool key(string_t& key) override {
    Level& level = levels_.back();
    Object::Members& members = level.value->as_object().members_;
    if (is_known(level, members, key)) return refuse("\"" + key + "\" … \"" + key + "\"");
    members.emplace_back(std::move(key), Value());
    return true;
  }

  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::json::exception& cause) override {
    constexpr int kNumberOutOfRange = 406;
    error_ =
        refusal(text_, position, cause.id == kNumberOutOfRange ? token : excerpt(text_, position));
    error_.cause = cause.what();
    return false;
  }

 private:
  struct Level {
    Value* value;
    std::unordered_set<std::string> keys;  // filled only for large objects
  };

  /// Linear while small; a large object gets a set, so that a hostile one costs no quadratic time.
  static bool is_known(Level& level, const Object::Members& members, const std::string& key) {
    constexpr std::size_t kSmall = 16;
    if (members.size() < kSmall) {
      return std::any_of(members.begin(), members.end(),
                         [&key](const Member& member) { return member.first == key; });
    }
    if (level.keys.empty()) {
      for (const Member& member : members) level.keys.insert(member.first);
    }
    return !level.keys.insert(key).second;
  }

  bool refuse(std::string reason) {
    error_ = refusal(text_, static_cast<std::size_t>(read_ - text_.data()), std::move(reason));
    return false;
  }

  /// Where the next value goes: the root, the array's end, or the object's last key.
  Value* place(Value value) {
    if (levels_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Value& parent = *levels_.back().value;
    if (parent.is_array()) return &parent.as_array().emplace_back(std::move(value));
    Value& slot = parent.as_object().members_.back().second;
    slot = std::move(value);
    return &slot;
  }

  bool put(Value value) {
    if (!count()) return false;
    place(std::move(value));
    return true;
  }

  bool open(Value value) {
    if (!count()) return false;
    if (levels_.size() >= limits_.depth) return refuse("depth > " + std::to_string(limits_.depth));
    levels_.push_back({place(std::move(value)), {}});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  bool count() {
    return ++count_ <= limits_.values || refuse("values > " + std::to_string(limits_.values));
  }

  std::string_view text_;
  Limits limits_;
  const char* read_;
  Value root_;
  std::vector<Level> levels_;
  std::size_t count_ = 0;
  Error error_;
};

Result<Value> parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) {
    return fail(refusal(text, 0, "> " + std::to_string(limits.bytes) + " B"));
  }
  return Reader(text, limits).read();
}

}  // namespace muster::json
