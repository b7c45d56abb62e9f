#include <algorithm>
#include <set>

#include "identity/identity.h"

namespace muster::identity {
namespace {

/// Tops of the subtrees that are allowed, without those inside another one.
std::vector<std::string> allowed_tops(const Viewer& viewer, const model::TypeDef& type,
                                      std::string_view verb) {
  std::set<std::string> tops;
  for (const auto& grant : viewer.grants) {
    if (!grant.self && !grant.path.empty() && covers(grant, verb, type.name))
      tops.insert(grant.path);
  }
  std::vector<std::string> out;
  for (const auto& top : tops) {  // a top sorts before everything below it
    const bool inside = std::any_of(out.begin(), out.end(), [&](const std::string& wider) {
      return wider == "/" || (top.starts_with(wider) && top[wider.size()] == '/');
    });
    if (!inside) out.push_back(top);
  }
  return out;
}

class ClauseBuilder {
 public:
  explicit ClauseBuilder(int first) : next_(first) {}
  /// The placeholder of a new value.
  std::string bind(std::string value) {
    clause_.cells.emplace_back(std::move(value));
    return "$" + std::to_string(next_++);
  }
  void either(const std::string& condition) {
    clause_.sql += clause_.sql.empty() ? "(" : " OR ";
    clause_.sql += condition;
  }
  Clause finish() {
    clause_.sql = clause_.sql.empty() ? "(1=0)" : clause_.sql + ")";
    return std::move(clause_);
  }

 private:
  Clause clause_;
  int next_;
};

void add_place(ClauseBuilder& builder, const std::string& top, const std::string& alias) {
  const auto range = subtree(top);
  const std::string column = alias + "jpath";
  const std::string from = builder.bind(range.from);
  builder.either(column + " >= " + from + " AND " + column + " < " + builder.bind(range.to));
}

/// Columns that can name a person: fields of that kind, and the person's own record.
std::vector<std::string> person_columns(const model::TypeDef& type) {
  std::vector<std::string> columns;
  if (type.name == "person") columns.emplace_back("id");
  for (const auto& field : type.fields) {
    if (field.kind == model::FieldKind::kPerson && field.computed.is_null()) {
      columns.push_back(db::quote_name("f_" + field.name));
    }
  }
  return columns;
}

void add_self(ClauseBuilder& builder, const Viewer& viewer, const model::TypeDef& type,
              const std::string& alias) {
  const auto columns = person_columns(type);
  if (columns.empty()) return;
  for (const auto& person : {viewer.actor.person, viewer.actor.for_person}) {
    if (person.empty()) continue;
    const std::string value = builder.bind(person);
    for (const auto& column : columns) {
      std::string condition = alias;
      condition.append(column).append(" = ").append(value);
      builder.either(condition);
    }
  }
}

}  // namespace

PathRange subtree(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  // '0' is the character after '/', so the range ends behind everything that starts with "path/".
  return {.from = std::string(path), .to = std::string(path) + '0'};
}

Clause predicate(const Viewer& viewer, const model::TypeDef& type, std::string_view verb, int first,
                 std::string_view alias) {
  if (viewer.is_system) return {.sql = "(1=1)", .cells = {}};
  const auto tops = allowed_tops(viewer, type, verb);
  if (!tops.empty() && tops.front() == "/") return {.sql = "(1=1)", .cells = {}};
  ClauseBuilder builder(first);
  const std::string prefix(alias);
  for (const auto& top : tops) add_place(builder, top, prefix);
  const bool self = std::any_of(
      viewer.grants.begin(), viewer.grants.end(),
      [&](const ScopedGrant& grant) { return grant.self && covers(grant, verb, type.name); });
  if (self) add_self(builder, viewer, type, prefix);
  return builder.finish();
}

}  // namespace muster::identity
