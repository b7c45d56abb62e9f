#include <algorithm>

#include "model/load.h"
#include "errors/definitions.h"

namespace muster::model {
namespace {

using yaml::Member;
using yaml::Node;

Grant read_grant(Loading& loading, const std::string& path, const Node& node) {
  const MapReader reader(loading, path, node, {"verbs", "types", "reach"});
  Grant grant{reader.words("verbs"), reader.words("types"),
              reader.needed_text("reach", "own | city | self")};
  if (grant.verbs.empty()) reader.missing("verbs", "verbs: [read, …]");
  if (grant.types.empty()) reader.missing("types", "types: [task, …]");
  const bool known = grant.reach == "own" || grant.reach == "city" || grant.reach == "self";
  if (!known && !grant.reach.empty()) reader.wrong("reach", "own | city | self");
  return grant;
}

// A plan or an indicator is a free form with a head; its engine checks the rest.
json::Object body_without_head(const Node& node, std::string_view head) {
  json::Object body;
  for (const Member& member : node.members) {
    if (member.key != head) body.set(member.key, yaml::to_json(member.value));
  }
  return body;
}

void check_head(Loading& loading, const std::string& path, const Node& node) {
  for (const std::string_view lang : {"zh", "en"}) {
    const Node* title = node.find("title");
    const Node* text = title == nullptr ? nullptr : title->find(lang);
    if (text != nullptr && !text->text.empty()) continue;
    loading.problem_at(error::kDefMissingTitle, path + "/title",
                       {{"key", "title"}, {"lang", std::string(lang)}});
  }
}

}  // namespace

void read_dictionary(Loading& loading, const std::string& path, const Node& node) {
  const MapReader reader(loading, path, node, {"dictionary", "title", "source", "choices"});
  Dictionary dictionary;
  dictionary.name = reader.text("dictionary");
  check_name(loading, reader.path("dictionary"), dictionary.name);
  dictionary.title = reader.title("title", true);
  dictionary.source = reader.text("source");
  if (reader.members("choices").empty())
    reader.missing("choices", "choices: { value: { zh: …, en: … } }");
  for (const Member& member : reader.members("choices")) {
    const MapReader choice(loading, reader.path("choices") + "/" + member.key, member.value,
                           {"zh", "en", "level", "retired"});
    dictionary.choices.push_back({member.key, read_text(choice, member.key, true),
                                  choice.text("level"), choice.flag("retired")});
  }
  std::string name = dictionary.name;
  loading.model.dictionaries.insert_or_assign(std::move(name), std::move(dictionary));
}

void read_role(Loading& loading, const std::string& path, const Node& node) {
  const MapReader reader(loading, path, node, {"role", "title", "grants"});
  Role role;
  role.name = reader.text("role");
  check_name(loading, reader.path("role"), role.name);
  role.title = reader.title("title", true);
  const Node* grants = reader.find("grants");
  if (grants == nullptr) {
    reader.missing("grants", "grants: [{ verbs, types, reach }]");
  } else if (grants->kind != yaml::Kind::kSequence) {
    reader.wrong("grants", "[{ verbs, types, reach }]");
  } else {
    for (std::size_t i = 0; i < grants->items.size(); ++i) {
      role.grants.push_back(
          read_grant(loading, reader.path("grants") + "/" + std::to_string(i), grants->items[i]));
    }
  }
  std::string name = role.name;
  loading.model.roles.insert_or_assign(std::move(name), std::move(role));
}

void read_rule(Loading& loading, const std::string& path, const Node& node) {
  const MapReader reader(loading, path, node,
                         {"rule", "source", "mark", "valid_from", "valid_to", "body"});
  Rule rule;
  rule.name = reader.text("rule");
  check_name(loading, reader.path("rule"), rule.name);
  rule.source = reader.title("source", true);
  rule.mark = reader.needed_text("mark", "mark: certain | check");
  if (!rule.mark.empty() && rule.mark != "certain" && rule.mark != "check")
    reader.wrong("mark", "certain | check");
  rule.valid_from = reader.date("valid_from");
  rule.valid_to = reader.date("valid_to");
  if (rule.valid_from && rule.valid_to && *rule.valid_to < *rule.valid_from)
    reader.wrong("valid_to", "valid_to >= valid_from");
  rule.body = reader.json("body");
  if (reader.find("body") == nullptr) {
    reader.missing("body", "body: { … }");
  } else if (!rule.body.is_object()) {
    reader.wrong("body", "{ … }");
  }
  loading.model.rules.push_back(std::move(rule));
}

void read_plan(Loading& loading, const std::string& path, const Node& node) {
  const std::string name = node.find("plan")->text;
  check_name(loading, path + "/plan", name);
  check_head(loading, path, node);
  loading.model.plans.set(name, body_without_head(node, "plan"));
}

void read_indicator(Loading& loading, const std::string& path, const Node& node) {
  const std::string name = node.find("indicator")->text;
  check_name(loading, path + "/indicator", name);
  check_head(loading, path, node);
  loading.model.indicators.set(name, body_without_head(node, "indicator"));
}

}  // namespace muster::model
