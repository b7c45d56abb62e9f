// Emergency plans as data (model/plans): levels with conditions, who chairs and signs, and actions → post, body or responsible
// role, with deadline and resource. Source of the shape: docs/design/model.md; of the content: the city's plan, clause by clause.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/model.h"

namespace muster::response {

struct Target {
  enum class Kind { kPost, kBody, kBodies, kRole, kLeaderOf };
  Kind kind = Kind::kPost;
  std::string word;     ///< post code, body code, body kind, responsibility role, or type for leader_of
  std::string of_type;  ///< kRole: the type of works; kLeaderOf: dike_section
};

struct Action {
  std::string id;
  std::string kind;     ///< dictionary task_kind
  Target to;
  std::string when;     ///< stage that a work's control gauge must have reached, or be forecast to reach; empty: always
  Millis deadline{0};   ///< from the signature
  std::string resource;
  std::string clause;
  model::Text title;
  model::Text text;
};

struct Level {
  std::string level;    ///< "4" … "1"; "1" is the highest
  model::Text title;
  json::Value conditions;
  std::string chair_post;
  std::string signer_post;
  std::vector<Action> actions;
};

struct Plan {
  std::string name;
  model::Text title;
  model::Text source;
  std::string mark;
  std::string hazard;
  std::string name_body;   ///< code of the body in whose name notices go out
  std::string office;      ///< code of the body that prepares them
  std::vector<std::string> receipt_bodies;  ///< kinds of bodies that receipt a notice
  std::map<std::string, Level> levels;

  [[nodiscard]] const Level* level(std::string_view name) const;
};

/// kBadPlan with what is wrong; kNotFound for an unknown plan.
[[nodiscard]] Result<Plan> plan_of(const model::Model& model, std::string_view name);
[[nodiscard]] std::vector<std::string> plan_names(const model::Model& model);

/// Rank of a stage word: flood_limit 0, defence 1, warning 2, guarantee 3, record 4; -1 unknown.
[[nodiscard]] int stage_rank(std::string_view kind);

}  // namespace muster::response
