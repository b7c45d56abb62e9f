// Conditions and computations as data, and what can be wrong with them.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>

#include "model/load.h"
#include "errors/definitions.h"

namespace muster::model {
namespace {

using json::Array;
using json::Object;
using json::Value;

constexpr std::array<std::string_view, 8> kTests{"eq", "ne", "in", "lt", "le", "gt", "ge", "given"};
constexpr std::array<std::string_view, 8> kOps{"add", "sub", "mul",    "div",
                                               "min", "max", "concat", "first"};

const Value& field_of(const Object& fields, std::string_view name) {
  static const Value null;
  const Value* found = fields.find(name);
  return found == nullptr ? null : *found;
}

bool same(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) return a.as_double() == b.as_double();
  return a == b;
}

// Numbers by size, texts (and with them dates) by bytes; nothing else has an order.
std::optional<int> order(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number())
    return a.as_double() < b.as_double() ? -1 : (a.as_double() > b.as_double() ? 1 : 0);
  if (a.is_string() && b.is_string()) return a.as_string().compare(b.as_string());
  return std::nullopt;
}

bool is_one_of(const Value& value, const Value& list) {
  if (!list.is_array()) return false;
  const auto in_list = [&list](const Value& one) {
    return std::any_of(list.as_array().begin(), list.as_array().end(),
                       [&one](const Value& item) { return same(item, one); });
  };
  // A multi-choice holds when one of its values does.
  if (value.is_array())
    return std::any_of(value.as_array().begin(), value.as_array().end(), in_list);
  return in_list(value);
}

bool test_holds(std::string_view test, const Value& value, const Value& wanted) {
  if (test == "eq") return same(value, wanted);
  if (test == "ne") return !same(value, wanted);
  if (test == "in") return is_one_of(value, wanted);
  if (test == "given") return value.is_null() != (wanted.is_bool() && wanted.as_bool());
  const auto compared = order(value, wanted);
  if (!compared) return false;
  if (test == "lt") return *compared < 0;
  if (test == "le") return *compared <= 0;
  if (test == "gt") return *compared > 0;
  return *compared >= 0;
}

Value operand(const Value& expression, const Object& fields) {
  if (expression.is_string()) return field_of(fields, expression.as_string());
  if (!expression.is_object()) return expression;
  if (const Value* text = expression.as_object().find("text")) return *text;
  return compute(expression, fields);
}

Value arithmetic(std::string_view op, const Value& a, const Value& b) {
  if (!a.is_number() || !b.is_number()) return {};
  if (op == "div") return b.as_double() == 0 ? Value() : Value(a.as_double() / b.as_double());
  if (a.is_integer() && b.is_integer() && op != "mul") {
    std::int64_t out = 0;
    const bool over = op == "add" ? __builtin_add_overflow(a.as_integer(), b.as_integer(), &out)
                                  : __builtin_sub_overflow(a.as_integer(), b.as_integer(), &out);
    if (!over) return out;
  }
  const double x = a.as_double();
  const double y = b.as_double();
  const double out = op == "add" ? x + y : (op == "sub" ? x - y : x * y);
  // Stages have centimetres: 43.04 - 43.00 must read 0.04, not 0.0399999999999991.
  return std::round(out * 1e9) / 1e9;
}

Value extreme(bool highest, const Value& a, const Value& b) {
  const auto compared = order(a, b);
  if (!compared) return {};
  return (*compared < 0) == highest ? b : a;
}

std::string shown(const Value& value) {
  if (value.is_string()) return value.as_string();
  return value.is_null() ? std::string() : json::write(value);
}

Value fold(std::string_view op, const Array& operands, const Object& fields) {
  Value out;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const Value next = operand(operands[i], fields);
    if (next.is_null()) return {};
    if (op == "concat") {
      out = shown(out) + shown(next);
    } else if (i == 0) {
      out = next;
    } else {
      out =
          op == "min" || op == "max" ? extreme(op == "max", out, next) : arithmetic(op, out, next);
    }
    if (out.is_null()) return {};
  }
  return out;
}

/// Walks an expression and reports what it names wrongly.
struct Checker {
  Loading& loading;
  const std::string& path;
  const TypeDef& type;

  void bad(const Value& value, std::string_view expected) const {
    loading.problem_at(error::kDefExpression, path,
                       {{"key", path.substr(path.rfind('/') + 1)},
                        {"value", json::write(value)},
                        {"expected", std::string(expected)}});
  }
  void field(const std::string& name) const {
    if (type.field(name) != nullptr || name == "state") return;
    std::vector<std::string> known;
    for (const Field& one : type.fields) known.push_back(one.name);
    loading.problem_at(error::kDefUnknownReference, path,
                       {{"key", path.substr(path.rfind('/') + 1)},
                        {"what", "field"},
                        {"value", name},
                        {"allowed", listed(known)}});
  }
  void condition(const Value& value) const {
    constexpr std::string_view kForm =
        R"({ field: name, in: [value] } | { all: [] } | { any: [] } | { not: {} })";
    if (!value.is_object() || value.as_object().empty()) return bad(value, kForm);
    if (value["field"].is_string()) return test(value);
    if (value.as_object().size() != 1) return bad(value, kForm);
    const auto& [word, inner] = *value.as_object().begin();
    if (word == "not") return condition(inner);
    if ((word != "all" && word != "any") || !inner.is_array()) return bad(value, kForm);
    for (const Value& one : inner.as_array()) condition(one);
  }
  void test(const Value& value) const {
    field(value["field"].as_string());
    const bool two = value.as_object().size() == 2;
    for (const auto& [word, wanted] : value.as_object()) {
      if (word == "field") continue;
      const bool known = std::find(kTests.begin(), kTests.end(), word) != kTests.end();
      const bool fits =
          (word != "in" || wanted.is_array()) && (word != "given" || wanted.is_bool());
      if (!known || !fits || !two) return bad(value, "eq ne in lt le gt ge given");
    }
    if (!two) bad(value, "eq ne in lt le gt ge given");
  }
  void computation(const Value& value) const {
    if (value.is_string()) return field(value.as_string());
    if (value.is_number()) return;
    constexpr std::string_view kForm =
        "{ add | sub | mul | div | min | max | concat | first: [ field, number, { text: … } ] }";
    if (!value.is_object() || value.as_object().size() != 1) return bad(value, kForm);
    const auto& [op, operands] = *value.as_object().begin();
    if (op == "text" && operands.is_string()) return;
    if (std::find(kOps.begin(), kOps.end(), op) == kOps.end() || !operands.is_array() ||
        operands.as_array().empty())
      return bad(value, kForm);
    for (const Value& one : operands.as_array()) computation(one);
  }
};

}  // namespace

bool holds(const Expression& condition, const json::Object& fields) {
  if (!condition.is_object()) return false;
  const Object& object = condition.as_object();
  if (const Value* all = object.find("all"); all != nullptr && all->is_array()) {
    return std::all_of(all->as_array().begin(), all->as_array().end(),
                       [&](const Value& one) { return holds(one, fields); });
  }
  if (const Value* any = object.find("any"); any != nullptr && any->is_array()) {
    return std::any_of(any->as_array().begin(), any->as_array().end(),
                       [&](const Value& one) { return holds(one, fields); });
  }
  if (const Value* inner = object.find("not")) return !holds(*inner, fields);
  if (!condition["field"].is_string()) return false;
  const Value& value = field_of(fields, condition["field"].as_string());
  for (const auto& [word, wanted] : object) {
    if (word != "field") return test_holds(word, value, wanted);
  }
  return false;
}

json::Value compute(const Expression& expression, const json::Object& fields) {
  if (!expression.is_object()) return operand(expression, fields);
  if (expression.as_object().size() != 1) return {};
  const auto& [op, operands] = *expression.as_object().begin();
  if (op == "text") return operands;
  if (!operands.is_array() || std::find(kOps.begin(), kOps.end(), op) == kOps.end()) return {};
  if (op != "first") return fold(op, operands.as_array(), fields);
  for (const Value& one : operands.as_array()) {
    Value value = operand(one, fields);
    if (!value.is_null()) return value;
  }
  return {};
}

void check_expression(Loading& loading, const std::string& path, const Expression& expression,
                      const TypeDef& type, bool condition) {
  if (expression.is_null()) return;
  const Checker checker{loading, path, type};
  if (condition) {
    checker.condition(expression);
  } else {
    checker.computation(expression);
  }
}

}  // namespace muster::model
