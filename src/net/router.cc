#include <array>
#include <set>
#include <stdexcept>

#include "net/http.h"
#include "net/text.h"

namespace muster::net {
namespace {

constexpr std::array kMethodNames = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER"};

struct Leaf {
  const Route* route = nullptr;
  std::vector<std::string> names;  ///< of the parameters, in the order of the path
};

// One pattern segment: literal text, or a parameter with text around it, or the remainder.
struct Segment {
  std::string prefix;  ///< the whole literal when there is no parameter
  std::string name;
  std::string suffix;
  bool rest = false;
};

Segment read_segment(std::string_view text, const std::string& pattern) {
  const auto open = text.find('{');
  if (open == std::string_view::npos) return {.prefix = std::string(text), .name = {}, .suffix = {}};
  const auto close = text.find('}', open);
  if (close == std::string_view::npos || close == open + 1) throw std::logic_error("route pattern " + pattern);
  Segment segment{.prefix = std::string(text.substr(0, open)),
                  .name = std::string(text.substr(open + 1, close - open - 1)),
                  .suffix = std::string(text.substr(close + 1))};
  if (segment.name.back() == '*') {
    segment.name.pop_back();
    segment.rest = true;
  }
  return segment;
}

}  // namespace

std::string_view method_name(Method method) { return kMethodNames.at(static_cast<std::size_t>(method)); }

struct Router::Node {
  struct Parameter {
    std::string prefix;
    std::string suffix;
    std::unique_ptr<Node> node;
  };
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::vector<Parameter> parameters;  ///< most text around first
  std::vector<Leaf> leaves;
  std::vector<Leaf> rest;  ///< "{rest*}" ends here

  Node& parameter(const Segment& segment) {
    auto at = parameters.begin();
    for (; at != parameters.end(); ++at) {
      if (at->prefix == segment.prefix && at->suffix == segment.suffix) return *at->node;
      if (at->prefix.size() + at->suffix.size() < segment.prefix.size() + segment.suffix.size()) break;
    }
    return *parameters.insert(at, {segment.prefix, segment.suffix, std::make_unique<Node>()})->node;
  }
};

namespace {

// Walks all ways by which the pattern tree fits the path, the most literal first. Each tree node is visited at most once,
// so a hostile path costs no more than the size of the route table.
class Walk {
 public:
  Walk(Method method, const std::vector<std::string>& segments) : method_(method), segments_(segments) {}

  template <class Node>
  void visit(const Node& node, std::size_t depth) {
    if (depth == segments_.size()) {
      take(node.leaves);
      return;
    }
    const std::string& segment = segments_[depth];
    if (const auto found = node.literals.find(segment); found != node.literals.end()) {
      visit(*found->second, depth + 1);
      if (best_ != nullptr) return;
    }
    for (const auto& parameter : node.parameters) {
      const std::size_t around = parameter.prefix.size() + parameter.suffix.size();
      if (segment.size() <= around || !segment.starts_with(parameter.prefix) ||
          !segment.ends_with(parameter.suffix)) {
        continue;
      }
      values_.push_back(segment.substr(parameter.prefix.size(), segment.size() - around));
      visit(*parameter.node, depth + 1);
      if (best_ != nullptr) return;
      values_.pop_back();
    }
    if (node.rest.empty()) return;
    std::string remainder = segment;
    for (std::size_t i = depth + 1; i < segments_.size(); ++i) remainder += '/' + segments_[i];
    values_.push_back(std::move(remainder));
    take(node.rest);
    if (best_ == nullptr) values_.pop_back();
  }

  [[nodiscard]] const Leaf* best() const { return best_; }
  [[nodiscard]] const std::vector<std::string>& values() const { return values_; }
  [[nodiscard]] const std::set<Method>& allowed() const { return allowed_; }

 private:
  void take(const std::vector<Leaf>& leaves) {
    const Leaf* get = nullptr;
    for (const Leaf& leaf : leaves) {
      allowed_.insert(leaf.route->method);
      if (leaf.route->method == method_) best_ = &leaf;
      if (leaf.route->method == Method::kGet) get = &leaf;
    }
    if (get != nullptr) allowed_.insert(Method::kHead);
    if (best_ == nullptr && method_ == Method::kHead) best_ = get;
  }

  Method method_;
  const std::vector<std::string>& segments_;
  std::vector<std::string> values_;
  const Leaf* best_ = nullptr;
  std::set<Method> allowed_;
};

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

void Router::add(Route route) {
  if (!route.pattern.starts_with('/')) throw std::logic_error("route pattern " + route.pattern);
  routes_.push_back(std::make_unique<Route>(std::move(route)));
  const Route& kept = *routes_.back();
  Leaf leaf{.route = &kept, .names = {}};
  Node* node = root_.get();
  std::vector<Leaf>* leaves = nullptr;
  for (const auto text : split(std::string_view(kept.pattern).substr(1), '/')) {
    if (leaves != nullptr) throw std::logic_error("text after the remainder in route pattern " + kept.pattern);
    const Segment segment = read_segment(text, kept.pattern);
    if (!segment.name.empty()) leaf.names.push_back(segment.name);
    if (segment.rest) {
      leaves = &node->rest;
    } else if (segment.name.empty()) {
      auto& child = node->literals[segment.prefix];
      if (!child) child = std::make_unique<Node>();
      node = child.get();
    } else {
      node = &node->parameter(segment);
    }
  }
  if (leaves == nullptr) leaves = &node->leaves;
  for (const Leaf& other : *leaves) {
    if (other.route->method == kept.method) {
      throw std::logic_error("two routes for " + kept.pattern + " and " + other.route->pattern);
    }
  }
  leaves->push_back(std::move(leaf));
}

Result<Router::Match> Router::match(Method method, std::string_view path) const {
  const auto not_found = [path] { return fail(error::kNotFound, {}, {{"what", std::string(path)}}); };
  if (!path.starts_with('/')) return not_found();
  std::vector<std::string> segments;
  for (const auto part : split(path.substr(1), '/')) {
    auto decoded = percent_decode(part);
    if (!decoded) return not_found();
    segments.push_back(std::move(*decoded));
  }
  Walk walk(method, segments);
  walk.visit(*root_, 0);
  if (walk.best() == nullptr && walk.allowed().empty()) return not_found();
  if (walk.best() == nullptr) {
    std::string allow;
    for (const Method each : walk.allowed()) {
      allow += (allow.empty() ? "" : ", ") + std::string(method_name(each));
    }
    return fail(error::kMethodNotAllowed, {}, {{"allow", allow}});
  }
  Match match{.route = walk.best()->route, .path_params = {}};
  for (std::size_t i = 0; i < walk.values().size(); ++i) {
    match.path_params.emplace(walk.best()->names[i], walk.values()[i]);
  }
  return match;
}

}  // namespace muster::net
