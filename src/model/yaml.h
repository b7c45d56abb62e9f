// YAML as a tree that remembers lines. Stricter than YAML: no anchors, aliases, tags, or keys that
// YAML 1.1 reads as true or false.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/json.h"

namespace muster::model::yaml {

enum class Kind { kNull, kScalar, kSequence, kMap };

struct Member;

struct Node {
  Kind kind = Kind::kNull;
  std::string text;             ///< of a scalar
  bool quoted = false;          ///< a quoted scalar is always text
  int line = 0;                 ///< counted from 1
  std::vector<Node> items;      ///< of a sequence
  std::vector<Member> members;  ///< of a map, in the order written, keys unique

  [[nodiscard]] const Node* find(std::string_view key) const;
};

struct Member {
  std::string key;
  int line = 0;
  Node value;
};

/// All documents of a file ("---" between them). What is wrong goes to `problems` with params file
/// and line; a syntax error ends the file there.
[[nodiscard]] std::vector<Node> parse(const std::string& file, const std::string& text,
                                      std::vector<Error>& problems);

/// Plain scalars become null, booleans (true, false), integers and numbers where they read as such;
/// a number with a leading zero and everything quoted stays text.
[[nodiscard]] json::Value to_json(const Node& node);

}  // namespace muster::model::yaml
