#include <algorithm>
#include <array>
#include <charconv>

#include "model/load.h"
#include "errors/definitions.h"

namespace muster::model {
namespace {

constexpr std::array<std::string_view, 14> kEnvelope{
    "id",         "type",       "version",         "ledger",      "state",
    "number",     "label",      "jurisdiction_id", "occurred_at", "recorded_at",
    "changed_at", "created_by", "owner_node",      "deleted_at"};

std::string shown(const yaml::Node& node) {
  switch (node.kind) {
    case yaml::Kind::kNull:
      return "null";
    case yaml::Kind::kScalar:
      return node.text;
    case yaml::Kind::kSequence:
      return "[…]";
    case yaml::Kind::kMap:
      return "{…}";
  }
  return {};
}

}  // namespace

void Loading::problem(ErrorCode code, const Place& place, Params params) {
  Error error;
  error.code = code;
  error.params = {{"file", place.file}, {"line", std::to_string(place.line)}};
  error.params.insert(error.params.end(), params.begin(), params.end());
  problems.push_back(std::move(error));
}

void Loading::problem_at(ErrorCode code, std::string_view path, Params params) {
  problem(code, place_of(path), std::move(params));
}

Place Loading::place_of(std::string_view path) const {
  while (true) {
    if (const auto found = places.find(path); found != places.end()) return found->second;
    const auto cut = path.rfind('/');
    if (cut == std::string_view::npos) return {};
    path = path.substr(0, cut);
  }
}

void Loading::remember(const std::string& path, const std::string& file, const yaml::Node& node) {
  places.try_emplace(path, Place{file, node.line});
  for (const yaml::Member& member : node.members) {
    places.insert_or_assign(path + "/" + member.key, Place{file, member.line});
    remember(path + "/" + member.key, file, member.value);
  }
  for (std::size_t i = 0; i < node.items.size(); ++i)
    remember(path + "/" + std::to_string(i), file, node.items[i]);
}

std::string listed(const std::vector<std::string>& words) {
  constexpr std::size_t kShown = 20;
  std::string out;
  for (std::size_t i = 0; i < words.size() && i < kShown; ++i)
    out += (i == 0 ? "" : ", ") + words[i];
  if (words.size() > kShown) out += " …";
  return out.empty() ? "-" : out;
}

void check_name(Loading& loading, std::string_view path, const std::string& name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  const bool good = !name.empty() && name.size() <= 60 && name[0] >= 'a' && name[0] <= 'z' &&
                    std::all_of(name.begin(), name.end(), fits);
  if (good && !is_envelope_name(name)) return;
  loading.problem_at(error::kDefBadName, path,
                     {{"value", name}, {"reserved", listed({kEnvelope.begin(), kEnvelope.end()})}});
}

bool is_envelope_name(std::string_view name) {
  return std::find(kEnvelope.begin(), kEnvelope.end(), name) != kEnvelope.end();
}

MapReader::MapReader(Loading& loading, std::string path, const yaml::Node& node,
                     std::initializer_list<std::string_view> allowed)
    : loading_(loading), path_(std::move(path)), node_(node) {
  if (node.kind != yaml::Kind::kMap) {
    loading.problem_at(error::kDefWrongKind, path_,
                       {{"key", path_.substr(path_.rfind('/') + 1)},
                        {"value", shown(node)},
                        {"expected", "{ key: value }"}});
    return;
  }
  for (const yaml::Member& member : node.members) {
    if (std::find(allowed.begin(), allowed.end(), member.key) != allowed.end()) continue;
    loading.problem_at(
        error::kDefUnknownKey, this->path(member.key),
        {{"key", member.key}, {"allowed", listed({allowed.begin(), allowed.end()})}});
  }
}

void MapReader::wrong(std::string_view key, std::string_view expected) const {
  const yaml::Node* node = find(key);
  loading_.problem_at(error::kDefWrongKind, path(key),
                      {{"key", std::string(key)},
                       {"value", node == nullptr ? "-" : shown(*node)},
                       {"expected", std::string(expected)}});
}

void MapReader::missing(std::string_view key, std::string_view expected) const {
  loading_.problem_at(error::kDefMissingKey, path_,
                      {{"key", std::string(key)}, {"expected", std::string(expected)}});
}

const yaml::Node* MapReader::scalar(std::string_view key, std::string_view expected) const {
  const yaml::Node* node = find(key);
  if (node == nullptr || node->kind == yaml::Kind::kScalar) return node;
  wrong(key, expected);
  return nullptr;
}

std::string MapReader::text(std::string_view key) const {
  const yaml::Node* node = scalar(key, "text");
  return node == nullptr ? std::string() : node->text;
}

std::string MapReader::needed_text(std::string_view key, std::string_view expected) const {
  if (find(key) == nullptr) missing(key, expected);
  return text(key);
}

bool MapReader::flag(std::string_view key) const {
  const yaml::Node* node = scalar(key, "true | false");
  if (node == nullptr) return false;
  if (node->quoted || (node->text != "true" && node->text != "false")) wrong(key, "true | false");
  return node->text == "true";
}

std::optional<double> MapReader::number(std::string_view key) const {
  const yaml::Node* node = scalar(key, "number");
  if (node == nullptr) return std::nullopt;
  const json::Value value = yaml::to_json(*node);
  if (value.is_number()) return value.as_double();
  wrong(key, "number");
  return std::nullopt;
}

int MapReader::integer(std::string_view key) const {
  const auto value = number(key);
  if (!value) return 0;
  if (*value >= 0 && *value <= 10'000'000 && *value == static_cast<int>(*value))
    return static_cast<int>(*value);
  wrong(key, "0 … 10000000");
  return 0;
}

Millis MapReader::duration(std::string_view key) const {
  const yaml::Node* node = scalar(key, "30m | 24h | 10d");
  if (node == nullptr) return Millis{0};
  const auto value = parse_duration(node->text);
  if (value && value->count() > 0) return *value;
  wrong(key, "30m | 24h | 10d");
  return Millis{0};
}

std::optional<std::chrono::year_month_day> MapReader::date(std::string_view key) const {
  const yaml::Node* node = scalar(key, "2026-01-01");
  if (node == nullptr) return std::nullopt;
  const auto value = parse_date(node->text);
  if (value) return *value;
  wrong(key, "2026-01-01");
  return std::nullopt;
}

std::vector<std::string> MapReader::words(std::string_view key) const {
  const yaml::Node* node = find(key);
  if (node == nullptr) return {};
  const bool list = node->kind == yaml::Kind::kSequence &&
                    std::all_of(node->items.begin(), node->items.end(), [](const yaml::Node& item) {
                      return item.kind == yaml::Kind::kScalar;
                    });
  if (!list) {
    wrong(key, "[a, b]");
    return {};
  }
  std::vector<std::string> out;
  for (std::size_t i = 0; i < node->items.size(); ++i) {
    const std::string& word = node->items[i].text;
    if (std::find(out.begin(), out.end(), word) != out.end()) {
      loading_.problem_at(error::kDefDuplicateKey, path(key) + "/" + std::to_string(i),
                          {{"key", word}});
    } else {
      out.push_back(word);
    }
  }
  return out;
}

Text read_text(const MapReader& reader, std::string_view name, bool needed) {
  const Text out{reader.text("zh"), reader.text("en")};
  if (!needed && out.zh.empty() && out.en.empty()) return out;
  for (const auto& [lang, text] :
       {std::pair<std::string_view, const std::string&>{"zh", out.zh}, {"en", out.en}}) {
    if (!text.empty()) continue;
    reader.loading().problem_at(error::kDefMissingTitle, reader.path(),
                                {{"key", std::string(name)}, {"lang", std::string(lang)}});
  }
  return out;
}

Text MapReader::title(std::string_view key, bool needed) const {
  const yaml::Node* node = find(key);
  if (node == nullptr) {
    if (needed) missing(key, "{ zh: …, en: … }");
    return {};
  }
  if (node->kind != yaml::Kind::kMap) {
    wrong(key, "{ zh: …, en: … }");
    return {};
  }
  return read_text(MapReader(loading_, path(key), *node, {"zh", "en"}), key, true);
}

json::Value MapReader::json(std::string_view key) const {
  const yaml::Node* node = find(key);
  return node == nullptr ? json::Value() : yaml::to_json(*node);
}

const std::vector<yaml::Member>& MapReader::members(std::string_view key) const {
  static const std::vector<yaml::Member> none;
  const yaml::Node* node = find(key);
  if (node == nullptr) return none;
  if (node->kind == yaml::Kind::kMap) return node->members;
  wrong(key, "{ name: { … } }");
  return none;
}

}  // namespace muster::model
