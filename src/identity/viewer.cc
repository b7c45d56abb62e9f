#include <algorithm>

#include "identity/identity.h"

namespace muster::identity {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_below(std::string_view path, std::string_view top) {
  if (top == "/") return true;
  if (top.empty() || !path.starts_with(top))
    return false;  // a grant without a place reaches nothing
  return path.size() == top.size() || path[top.size()] == '/';
}

bool names(const json::Value* value, std::string_view person) {
  return value != nullptr && value->is_string() && !person.empty() && value->as_string() == person;
}

bool names_viewer(const journal::Actor& actor, const model::TypeDef& type, std::string_view id,
                  const json::Object& fields) {
  if (type.name == "person" && (id == actor.person || (!id.empty() && id == actor.for_person)))
    return true;
  return std::any_of(type.fields.begin(), type.fields.end(), [&](const model::Field& field) {
    if (field.kind != model::FieldKind::kPerson) return false;
    const auto* value = fields.find(field.name);
    return names(value, actor.person) || names(value, actor.for_person);
  });
}

}  // namespace

bool covers(const ScopedGrant& grant, std::string_view verb, std::string_view type) {
  if (!contains(grant.types, "*") && !contains(grant.types, type)) return false;
  if (contains(grant.verbs, "*") || contains(grant.verbs, verb)) return true;
  return verb.starts_with("move:") && contains(grant.verbs, "move");
}

const ScopedGrant* Viewer::why(std::string_view verb, std::string_view type,
                               std::string_view path) const {
  const auto found = std::find_if(grants.begin(), grants.end(), [&](const ScopedGrant& grant) {
    return !grant.self && covers(grant, verb, type) && is_below(path, grant.path);
  });
  return found == grants.end() ? nullptr : &*found;
}

const ScopedGrant* Viewer::why_record(std::string_view verb, const model::TypeDef& type,
                                      std::string_view path, std::string_view id,
                                      const json::Object& fields) const {
  if (const auto* by_place = why(verb, type.name, path); by_place != nullptr) return by_place;
  if (!names_viewer(actor, type, id, fields)) return nullptr;
  const auto found = std::find_if(grants.begin(), grants.end(), [&](const ScopedGrant& grant) {
    return grant.self && covers(grant, verb, type.name);
  });
  return found == grants.end() ? nullptr : &*found;
}

bool Viewer::may(std::string_view verb, std::string_view type, std::string_view path) const {
  return is_system || why(verb, type, path) != nullptr;
}

bool Viewer::may_somewhere(std::string_view verb, std::string_view type) const {
  return is_system || std::any_of(grants.begin(), grants.end(), [&](const ScopedGrant& grant) {
           return covers(grant, verb, type) && (grant.self || !grant.path.empty());
         });
}

Viewer Viewer::system(std::string_view channel) {
  Viewer viewer;
  viewer.actor.person = "system";
  viewer.actor.account = "system";
  viewer.actor.channel = channel;
  viewer.is_system = true;
  return viewer;
}

}  // namespace muster::identity
