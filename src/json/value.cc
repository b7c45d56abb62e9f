#include <algorithm>
#include <cmath>

#include "json/json.h"

namespace muster::json {
namespace {

bool same_number(std::int64_t integer, double number) {
  constexpr double kLimit = 9223372036854775808.0;  // 2^63: beyond it the cast back is undefined
  return number >= -kLimit && number < kLimit && std::trunc(number) == number &&
         static_cast<std::int64_t>(number) == integer;
}

}  // namespace

Object::Object(std::initializer_list<Member> members) {
  members_.reserve(members.size());
  for (const Member& member : members) set(member.first, member.second);
}

const Value* Object::find(std::string_view key) const {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [key](const Member& member) { return member.first == key; });
  return found == members_.end() ? nullptr : &found->second;
}

Value* Object::find(std::string_view key) {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [key](const Member& member) { return member.first == key; });
  return found == members_.end() ? nullptr : &found->second;
}

Value& Object::operator[](std::string_view key) {
  if (Value* found = find(key)) return *found;
  return members_.emplace_back(std::string(key), Value()).second;
}

void Object::set(std::string_view key, Value value) { (*this)[key] = std::move(value); }

bool Object::erase(std::string_view key) {
  return std::erase_if(members_, [key](const Member& member) { return member.first == key; }) > 0;
}

bool Object::operator==(const Object& other) const {
  if (size() != other.size()) return false;
  const auto same_place = std::equal(
      members_.begin(), members_.end(), other.members_.begin(), other.members_.end(),
      [](const Member& a, const Member& b) { return a.first == b.first && a.second == b.second; });
  return same_place ||
         std::all_of(members_.begin(), members_.end(), [&other](const Member& member) {
           const Value* found = other.find(member.first);
           return found != nullptr && *found == member.second;
         });
}

Value::Value() noexcept = default;
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;
Value::Value(Array a) : data_(std::move(a)) {}
Value::Value(Object o) : data_(std::move(o)) {}

double Value::as_double() const {
  return is_integer() ? static_cast<double>(as_integer()) : std::get<double>(data_);
}

const Value& Value::operator[](std::string_view key) const {
  static const Value null;
  const Value* found = is_object() ? as_object().find(key) : nullptr;
  return found == nullptr ? null : *found;
}

std::string Value::text(std::string_view key, std::string_view otherwise) const {
  const Value& found = (*this)[key];
  return found.is_string() ? found.as_string() : std::string(otherwise);
}

std::int64_t Value::integer(std::string_view key, std::int64_t otherwise) const {
  const Value& found = (*this)[key];
  return found.is_integer() ? found.as_integer() : otherwise;
}

double Value::number(std::string_view key, double otherwise) const {
  const Value& found = (*this)[key];
  return found.is_number() ? found.as_double() : otherwise;
}

bool Value::boolean(std::string_view key, bool otherwise) const {
  const Value& found = (*this)[key];
  return found.is_bool() ? found.as_bool() : otherwise;
}

bool Value::operator==(const Value& other) const {
  if (is_number() && other.is_number() && data_.index() != other.data_.index()) {
    return is_integer() ? same_number(as_integer(), other.as_double())
                        : same_number(other.as_integer(), as_double());
  }
  return data_ == other.data_;
}

}  // namespace muster::json
