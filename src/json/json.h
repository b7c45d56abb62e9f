// The one JSON value of the project. Reading is nlohmann's SAX parser behind limits (json.cc only);
// writing is ours on std::to_chars (docs/design/json.md says why).
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace muster::json {

class Value;
using Array = std::vector<Value>;
using Member = std::pair<std::string, Value>;

/// Members in the order written; lookup is linear (objects here are small), duplicates are refused
/// when parsed.
class Object {
 public:
  using Members = std::vector<Member>;

  Object() = default;
  Object(std::initializer_list<Member> members);  ///< of two equal keys the later value stays

  [[nodiscard]] const Value* find(std::string_view key) const;  ///< nullptr when absent
  [[nodiscard]] Value* find(std::string_view key);
  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  Value& operator[](std::string_view key);  ///< appends null when absent
  void set(std::string_view key, Value value);
  bool erase(std::string_view key);
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool empty() const;
  [[nodiscard]] Members::const_iterator begin() const;
  [[nodiscard]] Members::const_iterator end() const;
  [[nodiscard]] Members::iterator begin();
  [[nodiscard]] Members::iterator end();
  bool operator==(const Object& other) const;  ///< order of members does not matter

 private:
  friend class Reader;
  Members members_;
};

class Value {
 public:
  Value() noexcept;  ///< null
  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();
  Value(std::nullptr_t) {}
  template <class T>
  requires std::same_as<T, bool>  // a pointer must not become true
  Value(T b) : data_(b) {}
  template <std::integral T>
  requires(!std::same_as<T, bool> && !std::same_as<T, char>) Value(T i)
      : data_(static_cast<std::int64_t>(i)) {}
  Value(double d) : data_(d) {}
  Value(const char* s) : data_(std::string(s)) {}
  Value(std::string s) : data_(std::move(s)) {}
  Value(std::string_view s) : data_(std::string(s)) {}
  Value(Array a);
  Value(Object o);

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  [[nodiscard]] bool is_bool() const { return std::holds_alternative<bool>(data_); }
  [[nodiscard]] bool is_integer() const { return std::holds_alternative<std::int64_t>(data_); }
  [[nodiscard]] bool is_number() const {
    return is_integer() || std::holds_alternative<double>(data_);
  }
  [[nodiscard]] bool is_string() const { return std::holds_alternative<std::string>(data_); }
  [[nodiscard]] bool is_array() const { return std::holds_alternative<Array>(data_); }
  [[nodiscard]] bool is_object() const { return std::holds_alternative<Object>(data_); }

  // Asserting access: the caller has checked the kind.
  [[nodiscard]] bool as_bool() const { return std::get<bool>(data_); }
  [[nodiscard]] std::int64_t as_integer() const { return std::get<std::int64_t>(data_); }
  [[nodiscard]] double as_double() const;  ///< integers widen
  [[nodiscard]] const std::string& as_string() const { return std::get<std::string>(data_); }
  [[nodiscard]] const Array& as_array() const { return std::get<Array>(data_); }
  [[nodiscard]] Array& as_array() { return std::get<Array>(data_); }
  [[nodiscard]] const Object& as_object() const { return std::get<Object>(data_); }
  [[nodiscard]] Object& as_object() { return std::get<Object>(data_); }

  // Forgiving access to members, for reading optional input and our own output.
  [[nodiscard]] const Value& operator[](
      std::string_view key) const;  ///< null when absent or not an object
  [[nodiscard]] std::string text(std::string_view key, std::string_view otherwise = {}) const;
  [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t otherwise = 0) const;
  [[nodiscard]] double number(std::string_view key, double otherwise = 0) const;
  [[nodiscard]] bool boolean(std::string_view key, bool otherwise = false) const;

  bool operator==(const Value& other) const;  ///< 1 and 1.0 are equal

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> data_;
};

// Bodies that need Value complete. Value's own copy and move stand in value.cc: inlined, g++ 12
// takes them for reads of uninitialised memory.
inline std::size_t Object::size() const { return members_.size(); }
inline bool Object::empty() const { return members_.empty(); }
inline Object::Members::const_iterator Object::begin() const { return members_.begin(); }
inline Object::Members::const_iterator Object::end() const { return members_.end(); }
inline Object::Members::iterator Object::begin() { return members_.begin(); }
inline Object::Members::iterator Object::end() { return members_.end(); }

struct Limits {
  std::size_t bytes = 8U << 20;
  std::size_t depth = 64;
  std::size_t values = 1U << 20;
};

/// UTF-8 JSON (RFC 8259). kBadJson with params line, column (both from 1, column in bytes) and
/// reason: not JSON (reason is the text found there), invalid UTF-8, duplicate key, a limit passed,
/// a number that a double cannot hold. An integer outside int64 reads as a double.
[[nodiscard]] Result<Value> parse(std::string_view text, const Limits& limits = {});

// Numbers are the shortest text that reads back exactly, laid out as ECMAScript does; infinity and
// NaN are written as null, invalid UTF-8 as U+FFFD.
[[nodiscard]] std::string write(const Value& value);         ///< compact
[[nodiscard]] std::string write_pretty(const Value& value);  ///< two spaces, final newline
/// RFC 8785 (JCS): keys sorted by UTF-16 code units. Integers beyond 2^53, which the RFC leaves
/// out, keep all their digits.
[[nodiscard]] std::string write_canonical(const Value& value);

/// A number as ECMAScript lays it out (RFC 8785 section 3.2.2.3): "1e+21", "0.000001",
/// "333333333.3333333".
[[nodiscard]] std::string number_text(double number);

}  // namespace muster::json
