#include <algorithm>
#include <array>

#include "model/load.h"
#include "errors/definitions.h"

namespace muster::model {
namespace {

using yaml::Member;
using yaml::Node;

constexpr std::array<std::pair<std::string_view, FieldKind>, 18> kKinds{
    {{"text", FieldKind::kText},
     {"long_text", FieldKind::kLongText},
     {"number", FieldKind::kNumber},
     {"integer", FieldKind::kInteger},
     {"money", FieldKind::kMoney},
     {"choice", FieldKind::kChoice},
     {"multi_choice", FieldKind::kMultiChoice},
     {"boolean", FieldKind::kBoolean},
     {"date", FieldKind::kDate},
     {"instant", FieldKind::kInstant},
     {"duration", FieldKind::kDuration},
     {"reference", FieldKind::kReference},
     {"references", FieldKind::kReferences},
     {"person", FieldKind::kPerson},
     {"jurisdiction", FieldKind::kJurisdiction},
     {"attachment", FieldKind::kAttachment},
     {"stake", FieldKind::kStake},
     {"json", FieldKind::kJson}}};

// A default may be written as people write it (30m); it is kept as the record keeps it
// (milliseconds).
json::Value read_otherwise(const MapReader& reader, FieldKind kind) {
  const Node* node = reader.find("otherwise");
  if (node == nullptr) return {};
  if (kind == FieldKind::kDuration && node->text != "0")
    return json::Value(reader.duration("otherwise").count());
  const json::Value value = yaml::to_json(*node);
  const bool wants_text =
      kind == FieldKind::kText || kind == FieldKind::kLongText || kind == FieldKind::kChoice;
  return wants_text && node->kind == yaml::Kind::kScalar ? json::Value(node->text) : value;
}

Field read_field(Loading& loading, const std::string& path, const Member& member) {
  const MapReader reader(loading, path, member.value,
                         {"kind", "title", "help", "unit", "of", "to", "required", "personal",
                          "index", "search", "min", "max", "max_length", "otherwise",
                          "required_when", "visible_when", "computed", "was", "retired"});
  check_name(loading, path, member.key);
  Field field;
  field.name = member.key;
  const std::string kind = reader.needed_text("kind", "kind: text | number | …");
  const auto known = field_kind(kind);
  if (known) {
    field.kind = *known;
  } else if (!kind.empty()) {
    reader.wrong("kind", listed(field_kind_words()));
  }
  field.title = reader.title("title", true);
  field.help = reader.title("help", false);
  field.unit = reader.text("unit");
  field.of = reader.text("of");
  field.to = reader.text("to");
  field.required = reader.flag("required");
  field.personal = reader.flag("personal");
  field.index = reader.flag("index");
  field.search = reader.flag("search");
  field.min = reader.number("min");
  field.max = reader.number("max");
  if (field.min && field.max && *field.min > *field.max) reader.wrong("max", "max >= min");
  field.max_length = reader.integer("max_length");
  field.otherwise = read_otherwise(reader, field.kind);
  field.required_when = reader.json("required_when");
  field.visible_when = reader.json("visible_when");
  field.computed = reader.json("computed");
  field.was = reader.text("was");
  field.retired = reader.flag("retired");
  return field;
}

State read_state(Loading& loading, const std::string& path, const Member& member) {
  const MapReader reader(loading, path, member.value, {"title", "final"});
  State state;
  state.name = member.key;
  state.title = reader.title("title", true);
  state.final = reader.flag("final");
  return state;
}

Move read_move(Loading& loading, const std::string& path, const Member& member) {
  const MapReader reader(
      loading, path, member.value,
      {"title", "from", "to", "by", "needs", "takes", "stamps", "once", "two_person", "number"});
  check_name(loading, path, member.key);
  Move move;
  move.name = member.key;
  move.title = reader.title("title", true);
  move.from = reader.words("from");
  move.to = reader.text("to");
  move.by = reader.words("by");
  move.needs = reader.words("needs");
  move.takes = reader.words("takes");
  for (const Member& stamp : reader.members("stamps")) {
    if (stamp.value.text != "now" && stamp.value.text != "actor" && stamp.value.text != "post") {
      loading.problem_at(
          error::kDefWrongKind, reader.path("stamps") + "/" + stamp.key,
          {{"key", stamp.key}, {"value", stamp.value.text}, {"expected", "now | actor | post"}});
    }
    move.stamps[stamp.key] = stamp.value.text;
  }
  move.once = reader.flag("once");
  move.two_person = reader.flag("two_person");
  move.number = reader.text("number");
  return move;
}

ClockDef read_clock(Loading& loading, const std::string& path, const Member& member) {
  const MapReader reader(
      loading, path, member.value,
      {"title", "during", "starts", "until_field", "limit", "limit_field", "limit_rule", "warn",
       "working_days", "pauses", "then", "holder", "ladder"});
  check_name(loading, path, member.key);
  ClockDef clock;
  clock.name = member.key;
  clock.title = reader.title("title", true);
  clock.during = reader.words("during");
  clock.starts = reader.text("starts");
  clock.until_field = reader.text("until_field");
  clock.limit = reader.duration("limit");
  clock.limit_field = reader.text("limit_field");
  clock.limit_rule = reader.text("limit_rule");
  clock.warn = reader.duration("warn");
  clock.working_days = reader.flag("working_days");
  clock.pauses = reader.words("pauses");
  clock.then = reader.text("then");
  clock.holder = reader.text("holder");
  clock.ladder = reader.text("ladder");
  return clock;
}

PlaceKind read_place(const MapReader& reader) {
  const std::string word = reader.text("place");
  for (const PlaceKind kind :
       {PlaceKind::kNone, PlaceKind::kPoint, PlaceKind::kLine, PlaceKind::kArea}) {
    if (word == place_kind_word(kind)) return kind;
  }
  if (!word.empty()) reader.wrong("place", "none | point | line | area");
  return PlaceKind::kNone;
}

}  // namespace

std::optional<FieldKind> field_kind(std::string_view word) {
  const auto found =
      std::find_if(kKinds.begin(), kKinds.end(), [word](const auto& k) { return k.first == word; });
  return found == kKinds.end() ? std::nullopt : std::optional(found->second);
}

std::string_view field_kind_word(FieldKind kind) {
  const auto found = std::find_if(kKinds.begin(), kKinds.end(),
                                  [kind](const auto& k) { return k.second == kind; });
  return found->first;
}

const std::vector<std::string>& field_kind_words() {
  static const std::vector<std::string> words = [] {
    std::vector<std::string> out;
    for (const auto& [word, kind] : kKinds) out.emplace_back(word);
    return out;
  }();
  return words;
}

std::string_view place_kind_word(PlaceKind kind) {
  switch (kind) {
    case PlaceKind::kNone:
      return "none";
    case PlaceKind::kPoint:
      return "point";
    case PlaceKind::kLine:
      return "line";
    case PlaceKind::kArea:
      return "area";
  }
  return "none";
}

void read_type(Loading& loading, const std::string& path, const Node& node) {
  const MapReader reader(
      loading, path, node,
      {"type",          "title", "help",   "group",          "place",       "fields",
       "key",           "label", "list",   "filters",        "responsible", "governed_by",
       "number_prefix", "icon",  "shared", "append_only",    "personal",    "start",
       "states",        "moves", "clocks", "also_wanted_by", "was",
       "retired"});
  TypeDef type;
  type.name = reader.text("type");
  check_name(loading, reader.path("type"), type.name);
  type.title = reader.title("title", true);
  type.help = reader.title("help", false);
  type.group = reader.needed_text("group", "group: works | duty | …");
  type.place = read_place(reader);
  if (reader.members("fields").empty())
    reader.missing("fields", "fields: { name: { kind, title } }");
  for (const Member& member : reader.members("fields")) {
    type.fields.push_back(read_field(loading, reader.path("fields") + "/" + member.key, member));
  }
  type.key = reader.words("key");
  type.label = reader.needed_text("label", "label: \"{name}\"");
  type.list = reader.words("list");
  type.filters = reader.words("filters");
  type.responsible = reader.words("responsible");
  type.governed_by = reader.text("governed_by");
  type.number_prefix = reader.text("number_prefix");
  type.icon = reader.text("icon");
  type.shared = reader.flag("shared");
  type.append_only = reader.flag("append_only");
  type.personal = reader.flag("personal");
  type.start = reader.text("start");
  for (const Member& member : reader.members("states")) {
    type.states.push_back(read_state(loading, reader.path("states") + "/" + member.key, member));
  }
  for (const Member& member : reader.members("moves")) {
    type.moves.push_back(read_move(loading, reader.path("moves") + "/" + member.key, member));
  }
  for (const Member& member : reader.members("clocks")) {
    type.clocks.push_back(read_clock(loading, reader.path("clocks") + "/" + member.key, member));
  }
  type.also_wanted_by = reader.words("also_wanted_by");
  type.was = reader.text("was");
  type.retired = reader.flag("retired");
  std::string name = type.name;
  loading.model.types.insert_or_assign(std::move(name), std::move(type));
}

}  // namespace muster::model
