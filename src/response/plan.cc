#include "response/plan.h"

#include <array>

namespace muster::response {
namespace {

tl::unexpected<Error> bad(std::string_view plan, std::string reason) {
  return fail(error::kBadPlan, {}, {{"plan", std::string(plan)}, {"reason", std::move(reason)}});
}

model::Text text_of(const json::Value& value) { return {value.text("zh"), value.text("en")}; }

Result<Target> target_of(std::string_view plan, const std::string& action, const json::Value& to) {
  struct Form {
    const char* key;
    Target::Kind kind;
  };
  constexpr std::array<Form, 5> kForms{{{"post", Target::Kind::kPost},
                                        {"body", Target::Kind::kBody},
                                        {"bodies", Target::Kind::kBodies},
                                        {"role", Target::Kind::kRole},
                                        {"leader_of", Target::Kind::kLeaderOf}}};
  for (const Form& form : kForms) {
    if (!to[form.key].is_string()) continue;
    Target target{form.kind, to.text(form.key), to.text("of")};
    if (form.kind == Target::Kind::kLeaderOf) target.of_type = target.word;
    return target;
  }
  return bad(plan, bilingual(action + ": to 须为 post、body、bodies、role 或 leader_of", action + ": to needs one of post, body, bodies, role, leader_of"));
}

Result<Action> action_of(std::string_view plan, const json::Value& value) {
  Action action;
  action.id = value.text("id");
  action.kind = value.text("kind");
  action.when = value.text("when");
  action.resource = value.text("resource");
  action.clause = value.text("clause");
  action.title = text_of(value["title"]);
  action.text = text_of(value["text"]);
  if (!action.when.empty() && stage_rank(action.when) < 0) return bad(plan, action.id + ": when " + action.when);
  const auto deadline = parse_duration(value.text("deadline"));
  if (!deadline) return bad(plan, action.id + ": deadline " + value.text("deadline"));
  action.deadline = *deadline;
  auto target = target_of(plan, action.id, value["to"]);
  if (!target) return fail(target.error());
  action.to = std::move(*target);
  return action;
}

Result<Level> level_of(std::string_view plan, const std::string& name, const json::Value& value) {
  Level level;
  level.level = name;
  level.title = text_of(value["title"]);
  level.conditions = value["conditions"];
  level.chair_post = value["chair"].text("post");
  level.signer_post = value["signer"].text("post");
  if (level.signer_post.empty()) return bad(plan, name + ": signer");
  if (value["actions"].is_array()) {
    for (const json::Value& item : value["actions"].as_array()) {
      auto action = action_of(plan, item);
      if (!action) return fail(action.error());
      level.actions.push_back(std::move(*action));
    }
  }
  return level;
}

}  // namespace

const Level* Plan::level(std::string_view wanted) const {
  const auto found = levels.find(std::string(wanted));
  return found == levels.end() ? nullptr : &found->second;
}

Result<Plan> plan_of(const model::Model& model, std::string_view name) {
  const json::Value* body = model.plans.find(name);
  if (body == nullptr) return fail(error::kNotFound, "plan", {{"what", std::string(name)}});
  Plan plan;
  plan.name = name;
  plan.title = text_of((*body)["title"]);
  plan.source = text_of((*body)["source"]);
  plan.mark = body->text("mark");
  plan.hazard = body->text("hazard");
  plan.name_body = body->text("name_body");
  plan.office = body->text("office");
  const json::Value& receivers = (*body)["receipts"]["bodies"];
  if (receivers.is_array()) {
    for (const json::Value& kind : receivers.as_array()) plan.receipt_bodies.push_back(kind.as_string());
  }
  if (!(*body)["levels"].is_object()) return bad(name, "levels");
  for (const auto& [level_name, value] : (*body)["levels"].as_object()) {
    auto level = level_of(name, level_name, value);
    if (!level) return fail(level.error());
    plan.levels.emplace(level_name, std::move(*level));
  }
  return plan;
}

std::vector<std::string> plan_names(const model::Model& model) {
  std::vector<std::string> out;
  for (const auto& [name, body] : model.plans) out.push_back(name);
  return out;
}

int stage_rank(std::string_view kind) {
  constexpr std::array<std::string_view, 5> kRanks{"flood_limit", "defence", "warning", "guarantee", "record"};
  for (std::size_t i = 0; i < kRanks.size(); ++i) {
    if (kRanks[i] == kind) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace muster::response
