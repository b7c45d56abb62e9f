#include "model/yaml.h"
#include "errors/definitions.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <sstream>

namespace muster::model::yaml {
namespace {

constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxBytes = 4U << 20;

void report(std::vector<Error>& problems, ErrorCode code, const std::string& file, int line,
            Params params) {
  Error error;
  error.code = code;
  error.params = {{"file", file}, {"line", std::to_string(line)}};
  error.params.insert(error.params.end(), params.begin(), params.end());
  problems.push_back(std::move(error));
}

// YAML 1.1 readers take these for true and false, so a key written so means something else
// elsewhere.
bool is_bare_boolean(const std::string& key) {
  static constexpr std::array<std::string_view, 8> kWords{"on", "off", "yes",  "no",
                                                          "y",  "n",   "true", "false"};
  std::string lower = key;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

// Builds the tree from parser events: only they tell aliases and duplicate keys.
class Builder final : public YAML::EventHandler {
 public:
  Builder(const std::string& file, std::vector<Error>& problems)
      : file_(file), problems_(problems) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    Node node;
    node.line = mark.line + 1;
    place(std::move(node), mark);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    report(problems_, error::kDefAlias, file_, mark.line + 1, {});
    Node node;
    node.line = mark.line + 1;
    place(std::move(node), mark);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    Node node;
    node.kind = Kind::kScalar;
    node.text = value;
    node.quoted = tag == "!";
    node.line = mark.line + 1;
    if (!node.quoted && (value.empty() || value == "~" || value == "null")) node.kind = Kind::kNull;
    place(std::move(node), mark);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, anchor, Kind::kSequence);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, anchor, Kind::kMap);
  }
  void OnMapEnd() override { close(); }

  std::vector<Node> roots;

 private:
  struct Level {
    Node node;
    bool has_key = false;
    bool keep = true;  // false: a key that stands twice, its value is dropped
    std::string key;
    int key_line = 0;
  };

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) report(problems_, error::kDefAlias, file_, mark.line + 1, {});
  }
  void open(const YAML::Mark& mark, YAML::anchor_t anchor, Kind kind) {
    refuse_anchor(mark, anchor);
    if (levels_.size() >= kMaxDepth) throw YAML::ParserException(mark, "nested too deeply");
    Level level;
    level.node.kind = kind;
    level.node.line = mark.line + 1;
    levels_.push_back(std::move(level));
    marks_.push_back(mark);
  }
  void close() {
    Node node = std::move(levels_.back().node);
    const YAML::Mark mark = marks_.back();
    levels_.pop_back();
    marks_.pop_back();
    place(std::move(node), mark);
  }
  void place(Node node, const YAML::Mark& mark) {
    if (levels_.empty()) {
      roots.push_back(std::move(node));
      return;
    }
    Level& level = levels_.back();
    if (level.node.kind == Kind::kSequence) {
      level.node.items.push_back(std::move(node));
    } else if (!level.has_key) {
      take_key(level, node, mark);
    } else {
      level.has_key = false;
      if (level.keep)
        level.node.members.push_back({std::move(level.key), level.key_line, std::move(node)});
    }
  }
  void take_key(Level& level, const Node& node, const YAML::Mark& mark) {
    level.has_key = true;
    level.keep = true;
    level.key = node.text;
    level.key_line = mark.line + 1;
    if (node.kind != Kind::kScalar) throw YAML::ParserException(mark, "a key must be a plain word");
    if (!node.quoted && is_bare_boolean(node.text)) {
      report(problems_, error::kDefBareWord, file_, level.key_line, {{"key", node.text}});
    }
    if (level.node.find(node.text) != nullptr) {
      level.keep = false;
      report(problems_, error::kDefDuplicateKey, file_, level.key_line, {{"key", node.text}});
    }
  }

  const std::string& file_;
  std::vector<Error>& problems_;
  std::vector<Level> levels_;
  std::vector<YAML::Mark> marks_;
};

bool has_leading_zero(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && text[1] != '.';
}

json::Value scalar(const Node& node) {
  if (node.quoted) return node.text;
  if (node.text == "true") return true;
  if (node.text == "false") return false;
  const char* end = node.text.data() + node.text.size();
  const bool numeric =
      !node.text.empty() && node.text.find_first_not_of("+-.0123456789eE") == std::string::npos;
  if (!numeric || has_leading_zero(node.text)) return node.text;
  std::int64_t integer = 0;
  const auto read_integer = std::from_chars(node.text.data(), end, integer);
  if (read_integer.ec == std::errc{} && read_integer.ptr == end) return integer;
  double number = 0;
  const auto read_number = std::from_chars(node.text.data(), end, number);
  if (read_number.ec == std::errc{} && read_number.ptr == end && std::isfinite(number))
    return number;
  return node.text;
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto found =
      std::find_if(members.begin(), members.end(), [key](const Member& m) { return m.key == key; });
  return found == members.end() ? nullptr : &found->value;
}

std::vector<Node> parse(const std::string& file, const std::string& text,
                        std::vector<Error>& problems) {
  Builder builder(file, problems);
  if (text.size() > kMaxBytes) {
    report(problems, error::kDefSyntax, file, 1, {{"detail", "more than 4 MB"}});
    return {};
  }
  std::istringstream in(text);
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& failed) {
    report(problems, error::kDefSyntax, file, failed.mark.line + 1, {{"detail", failed.msg}});
  }
  return std::move(builder.roots);
}

json::Value to_json(const Node& node) {
  switch (node.kind) {
    case Kind::kNull:
      return {};
    case Kind::kScalar:
      return scalar(node);
    case Kind::kSequence: {
      json::Array items;
      items.reserve(node.items.size());
      for (const Node& item : node.items) items.push_back(to_json(item));
      return items;
    }
    case Kind::kMap:
      break;
  }
  json::Object object;
  for (const Member& member : node.members) object.set(member.key, to_json(member.value));
  return object;
}

}  // namespace muster::model::yaml
