// Who may change what: verbs over a place, moves by role, and records that name the person.
#include <algorithm>

#include "record/check.h"
#include "record/unit.h"

namespace muster::record {
namespace {

bool covers(const std::string& path, const std::string& jpath) {
  if (path == "/" || path.empty()) return true;
  return jpath.compare(0, path.size(), path) == 0 && (jpath.size() == path.size() || jpath[path.size()] == '/');
}

bool lists(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end() || std::ranges::find(words, "*") != words.end();
}

bool self_grant(const Viewer& viewer, std::string_view verb, const model::TypeDef& type, const Record& record) {
  const bool granted = std::ranges::any_of(viewer.grants, [&](const identity::ScopedGrant& grant) {
    return grant.self && lists(grant.verbs, verb) && lists(grant.types, type.name);
  });
  return granted && names_viewer(viewer, type, record);
}

}  // namespace

bool names_viewer(const Viewer& viewer, const model::TypeDef& type, const Record& record) {
  const auto is_viewer = [&viewer](const std::string& id) {
    return !id.empty() && (id == viewer.actor.person || id == viewer.actor.post || id == viewer.actor.for_person);
  };
  if (type.name == "person" && is_viewer(record.id)) return true;
  return std::ranges::any_of(references(type, record.fields), [&](const Reference& r) { return is_viewer(r.id); });
}

bool allows_move(const Viewer& viewer, const model::TypeDef& type, const model::Move& move, const Record& record) {
  if (viewer.is_system) return true;
  const bool named = names_viewer(viewer, type, record);
  if (std::ranges::find(move.by, "self") != move.by.end() && named) return true;
  if (move.by.empty()) {
    return viewer.may("update", type.name, record.jpath) || viewer.may("move", type.name, record.jpath) ||
           viewer.may("move:" + move.name, type.name, record.jpath) || self_grant(viewer, "update", type, record) ||
           self_grant(viewer, "move", type, record) || self_grant(viewer, "move:" + move.name, type, record);
  }
  // Through a grant that moves this type: a wider grant of the same role to read is no right to act there.
  return std::ranges::any_of(viewer.grants, [&](const identity::ScopedGrant& grant) {
    const bool role = std::ranges::find(move.by, grant.role) != move.by.end();
    const bool acts = lists(grant.verbs, "move") || lists(grant.verbs, "update") || lists(grant.verbs, "move:" + move.name);
    return role && acts && lists(grant.types, type.name) && (grant.self ? named : covers(grant.path, record.jpath));
  });
}

namespace {

std::string verb_title(std::string_view verb) {
  if (verb == "create") return bilingual("新建", "create");
  if (verb == "update") return bilingual("修改", "edit");
  if (verb == "delete") return bilingual("删除", "delete");
  if (verb == "read") return bilingual("查看", "read");
  return std::string(verb);
}

}  // namespace

Status UnitOfWork::may(std::string_view verb, const model::TypeDef& type, const Record& record) const {
  const Viewer& viewer = p_.viewer;
  if (viewer.is_system || viewer.may(verb, type.name, record.jpath) || self_grant(viewer, verb, type, record)) return {};
  return fail(error::kNotAllowed, {},
              {{"post", viewer.person_name}, {"verb", verb_title(verb)}, {"type", bilingual(type.title)}, {"who", bilingual("管理员", "the administrator")}});
}

Status UnitOfWork::may_move(const model::TypeDef& type, const model::Move& move, const Record& record) const {
  const Viewer& viewer = p_.viewer;
  if (!allows_move(viewer, type, move, record)) {
    std::string zh, en;
    for (const std::string& role : move.by) {
      const auto found = p_.model.roles.find(role);
      if (found == p_.model.roles.end()) continue;
      zh += (zh.empty() ? "" : "、") + found->second.title.zh;
      en += (en.empty() ? "" : ", ") + found->second.title.en;
    }
    return fail(error::kNotAllowed, {},
                {{"post", viewer.person_name}, {"verb", bilingual(move.title)}, {"type", bilingual(type.title)}, {"who", zh.empty() ? bilingual("管理员", "the administrator") : bilingual(zh, en)}});
  }
  const bool same_person = !viewer.is_system && record.changed_by == viewer.actor.person;
  if (move.two_person && same_person) return fail(error::kTwoPerson, {}, {{"person", viewer.person_name}});
  return {};
}

}  // namespace muster::record
