// Who someone is, which posts they hold now, what follows from that, and how they prove it. The
// permission predicate is built here and used by every read below HTTP: lists, counts, figures,
// search, tiles, streams.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "db/db.h"
#include "journal/journal.h"
#include "model/model.h"

namespace muster::identity {

/// A grant through a post, made concrete: these verbs on these types below this jurisdiction path.
struct ScopedGrant {
  std::vector<std::string> verbs;
  std::vector<std::string> types;
  std::string path;   ///< jurisdiction path prefix ("/42/10/24"); "/" is everything
  bool self = false;  ///< only records that name the person, or the leader whose liaison he is
                      ///< (fields of kind person)
  std::string role;   ///< why: role …
  std::string post;   ///< … through this post (record id)
  std::string until;  ///< validity of the assignment, RFC 3339 or empty
};

/// Someone asking, with what they may do at this moment. Cheap to copy.
struct Viewer {
  journal::Actor actor;
  std::string person_name;
  std::vector<ScopedGrant> grants;
  std::vector<std::string> names;  ///< bodies (record ids) in whose name they may act
  std::string home_path;           ///< jurisdiction path of the acting post
  bool is_system = false;          ///< timers, rules, import of the demonstration city: everything

  /// Through a grant over places; grants over records that name the person need the record:
  /// why_record.
  [[nodiscard]] bool may(std::string_view verb, std::string_view type, std::string_view path) const;
  /// May at all, somewhere: for menus.
  [[nodiscard]] bool may_somewhere(std::string_view verb, std::string_view type) const;
  /// The grant that decides, for "why may X see this".
  [[nodiscard]] const ScopedGrant* why(std::string_view verb, std::string_view type,
                                       std::string_view path) const;
  /// The same for one record, grants over records that name the person included.
  /// @param id record id; @param fields its fields. Null for a system viewer, who may everything.
  [[nodiscard]] const ScopedGrant* why_record(std::string_view verb, const model::TypeDef& type,
                                              std::string_view path, std::string_view id,
                                              const json::Object& fields) const;
  [[nodiscard]] bool may_record(std::string_view verb, const model::TypeDef& type,
                                std::string_view path, std::string_view id,
                                const json::Object& fields) const {
    return is_system || why_record(verb, type, path, id, fields) != nullptr;
  }
  [[nodiscard]] static Viewer system(std::string_view channel);
};

/// Verbs of a grant: "move" covers each "move:<name>", "*" everything.
[[nodiscard]] bool covers(const ScopedGrant& grant, std::string_view verb, std::string_view type);

/// An SQL condition with its values; placeholders are numbered from `first` on.
struct Clause {
  std::string sql;
  db::Cells cells;
};
/// "(jpath >= $n AND jpath < $m OR …)", over columns jpath and, for self grants, the person columns
/// of the type; "FALSE" form (1=0) when nothing is allowed. @param alias table alias with dot or
/// empty.
[[nodiscard]] Clause predicate(const Viewer& viewer, const model::TypeDef& type,
                               std::string_view verb, int first, std::string_view alias = {});

/// Subtree range over jurisdiction paths: [path, path with last '/' after it bumped). Segments of a
/// path are digits and letters;
/// "/" (or nothing) gives every path, also the empty one.
struct PathRange {
  std::string from;
  std::string to;
};
[[nodiscard]] PathRange subtree(std::string_view path);

}  // namespace muster::identity
