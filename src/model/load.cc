#include "model/load.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/hash.h"
#include "model/definitions.h"
#include "errors/definitions.h"

namespace muster::model {
namespace {

using yaml::Node;

struct Head {
  std::string_view key;
  void (*read)(Loading&, const std::string&, const Node&);
};
constexpr std::array<Head, 6> kHeads{{{"type", read_type},
                                      {"dictionary", read_dictionary},
                                      {"role", read_role},
                                      {"rule", read_rule},
                                      {"plan", read_plan},
                                      {"indicator", read_indicator}}};

std::string_view file_name(std::string_view path) {
  const auto cut = path.rfind('/');
  return cut == std::string_view::npos ? path : path.substr(cut + 1);
}

// "types/sluice.yaml": by this a bureau's own file stands for the shipped one.
std::string_view folder_and_name(std::string_view path) {
  const auto name = path.rfind('/');
  if (name == std::string_view::npos) return path;
  const auto folder = path.rfind('/', name - 1);
  return folder == std::string_view::npos ? path : path.substr(folder + 1);
}

std::vector<const Source*> in_force(const std::vector<Source>& sources) {
  std::vector<const Source*> out;
  for (const Source& source : sources) {
    const auto same = std::find_if(out.begin(), out.end(), [&source](const Source* earlier) {
      return folder_and_name(earlier->path) == folder_and_name(source.path);
    });
    if (same == out.end()) {
      out.push_back(&source);
    } else {
      *same = &source;
    }
  }
  return out;
}

// The first key that is a head decides: a body may hold such words as well.
const Head* head_of(const Node& node) {
  for (const yaml::Member& member : node.members) {
    for (const Head& head : kHeads) {
      if (member.key == head.key && member.value.kind == yaml::Kind::kScalar) return &head;
    }
  }
  return nullptr;
}

void read_document(Loading& loading, const std::string& file, const Node& node) {
  const Head* head = node.kind == yaml::Kind::kMap ? head_of(node) : nullptr;
  if (head == nullptr) {
    loading.problem(error::kDefNoHead, {file, node.line},
                    {{"expected", "type, dictionary, role, rule, plan, indicator"}});
    return;
  }
  const std::string name = node.find(head->key)->text;
  std::string path = std::string(head->key) + ":" + name;
  if (head->read == read_rule) {
    path += "@" + std::to_string(loading.model.rules.size());
  } else if (const auto earlier = loading.places.find(path); earlier != loading.places.end()) {
    const std::string other = earlier->second.file + ":" + std::to_string(earlier->second.line);
    loading.problem(error::kDefTwice, {file, node.line},
                    {{"what", std::string(head->key)}, {"value", name}, {"other", other}});
    return;
  }
  loading.remember(path, file, node);
  if (head->read == read_type && file_name(file) != name + ".yaml") {
    loading.problem_at(error::kDefFileName, path + "/type", {{"value", name}});
  }
  head->read(loading, path, node);
}

// Posts choose among the roles: the dictionary `role` is made, not written.
void add_role_dictionary(Model& model) {
  Dictionary roles;
  roles.name = "role";
  roles.title = {"权限角色", "Role"};
  for (const auto& [name, role] : model.roles)
    roles.choices.push_back({name, role.title, {}, false});
  if (!roles.choices.empty()) model.dictionaries.insert_or_assign("role", std::move(roles));
}

std::pair<std::string, int> where(const Error& error) {
  return {error.params[0].second, std::stoi(error.params[1].second)};
}

tl::unexpected<Error> refuse(std::vector<Error> problems) {
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Error& a, const Error& b) { return where(a) < where(b); });
  Error error;
  error.code = error::kBadModel;
  error.params = {{"count", std::to_string(problems.size())}};
  error.also = std::move(problems);
  return fail(std::move(error));
}

}  // namespace

Result<std::shared_ptr<const Model>> load(const std::vector<Source>& sources) {
  Loading loading;
  for (const Source* source : in_force(sources)) {
    for (const Node& document : yaml::parse(source->path, source->text, loading.problems)) {
      read_document(loading, source->path, document);
    }
  }
  add_role_dictionary(loading.model);
  check_references(loading);
  if (!loading.problems.empty()) return refuse(std::move(loading.problems));
  auto model = std::make_shared<Model>(std::move(loading.model));
  model->hash = sha256_hex(json::write_canonical(definitions(*model)));
  return std::shared_ptr<const Model>(std::move(model));
}

}  // namespace muster::model
