#include "model/diff.h"

#include <algorithm>
#include <array>
#include <map>

#include "model/definitions.h"

namespace muster::model {
namespace {

using json::Array;
using json::Value;

const Array& list(const Value& value) {
  static const Array none;
  return value.is_array() ? value.as_array() : none;
}

const Value* named(const Value& items, std::string_view name) {
  const Array& all = list(items);
  const auto found = std::find_if(all.begin(), all.end(),
                                  [name](const Value& item) { return item.text("name") == name; });
  return found == all.end() ? nullptr : &*found;
}

/// Compares two definitions and collects the changes.
class Comparison {
 public:
  Comparison(const Value& before, const Value& after) : before_(before), after_(after) {}

  std::vector<ModelChange> run() {
    types();
    dictionaries();
    for (const std::string_view part : {"roles", "rules", "plans", "indicators"}) {
      if (!(before_[part] == after_[part])) add(ChangeKind::kOther, {}, std::string(part));
    }
    return std::move(changes_);
  }

 private:
  ModelChange& add(ChangeKind kind, const std::string& type, const std::string& name) {
    changes_.push_back({kind, type, name, {}, {}, {}});
    return changes_.back();
  }

  void types() {
    const Value& before = before_["types"];
    const Value& after = after_["types"];
    for (const auto& [name, type] : after.as_object()) {
      const std::string was = type.text("was");
      if (before[name].is_null() && !before[was].is_null() && after[was].is_null())
        now_named_[was] = name;
    }
    for (const auto& [name, type] : after.as_object()) {
      const std::string was = type.text("was");
      const bool renamed = now_named_.count(was) != 0 && now_named_[was] == name;
      const std::string& earlier = renamed ? was : name;
      if (before[earlier].is_null()) {
        add(ChangeKind::kTypeAdded, name, {});
        continue;
      }
      if (renamed) add(ChangeKind::kTypeRenamed, name, {}).was = was;
      one_type(name, before[earlier], type);
    }
    for (const auto& [name, type] : before.as_object()) {
      if (after[name].is_null() && now_named_.count(name) == 0)
        add(ChangeKind::kTypeRemoved, name, {});
    }
  }

  [[nodiscard]] std::string now_named(const std::string& type) const {
    const auto found = now_named_.find(type);
    return found == now_named_.end() ? type : found->second;
  }

  void one_type(const std::string& name, const Value& before, const Value& after) {
    const std::size_t at = changes_.size();
    fields(name, before["fields"], after["fields"]);
    states(name, before, after);
    if (!(before["key"] == after["key"]))
      add(ChangeKind::kKeyChanged, name, {}).detail = json::write(after["key"]);
    if (before.text("place", "none") != after.text("place", "none")) {
      add(ChangeKind::kPlaceChanged, name, {}).detail =
          before.text("place", "none") + " → " + after.text("place", "none");
    }
    if (before.boolean("shared") != after.boolean("shared"))
      add(ChangeKind::kSharedChanged, name, {}).detail = after.boolean("shared") ? "shared" : "-";
    if (!before.boolean("retired") && after.boolean("retired"))
      add(ChangeKind::kTypeRetired, name, {});
    if (changes_.size() == at && !(before == after)) add(ChangeKind::kOther, name, {});
  }

  void fields(const std::string& type, const Value& before, const Value& after) {
    std::vector<std::string> kept;
    for (const Value& field : list(after)) {
      const std::string name = field.text("name");
      const std::string was = field.text("was");
      const bool renamed =
          named(before, name) == nullptr && !was.empty() && named(before, was) != nullptr;
      const std::string earlier = renamed ? was : name;
      const Value* old = named(before, earlier);
      if (old == nullptr) {
        added(type, field);
        continue;
      }
      if (renamed) add(ChangeKind::kFieldRenamed, type, name).was = was;
      kept.push_back(earlier);
      one_field(type, name, *old, field);
    }
    for (const Value& field : list(before)) {
      const std::string name = field.text("name");
      if (std::find(kept.begin(), kept.end(), name) == kept.end())
        add(ChangeKind::kFieldRemoved, type, name);
    }
  }

  // A required field without a default leaves earlier rows without it: that narrows.
  void added(const std::string& type, const Value& field) {
    const std::string name = field.text("name");
    add(ChangeKind::kFieldAdded, type, name);
    if (field.boolean("required") && field["otherwise"].is_null())
      add(ChangeKind::kFieldNarrowed, type, name).detail = "required";
  }

  static bool widens(const std::string& from, const std::string& to) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kWider{
        {{"text", "long_text"}, {"integer", "number"}, {"choice", "text"}, {"date", "text"}}};
    return std::any_of(kWider.begin(), kWider.end(),
                       [&](const auto& pair) { return pair.first == from && pair.second == to; });
  }

  void one_field(const std::string& type, const std::string& name, const Value& before,
                 const Value& after) {
    const std::string from = before.text("kind");
    const std::string to = after.text("kind");
    const bool other_target =
        now_named(before.text("to")) != after.text("to") && after.text("to") != "*";
    if (from != to && widens(from, to)) {
      add(ChangeKind::kFieldWidened, type, name).was = from;
    } else if (from != to || other_target ||
               before.boolean("personal") != after.boolean("personal")) {
      ModelChange& change = add(ChangeKind::kFieldRetyped, type, name);
      change.was = from;
      change.detail = from + (other_target ? " " + before.text("to") : "") + " → " + to +
                      (other_target ? " " + after.text("to") : "");
      unit(type, name, before.text("unit"), after.text("unit"));
      return;
    }
    unit(type, name, before.text("unit"), after.text("unit"));
    limits(type, name, before, after);
    if (!before.boolean("retired") && after.boolean("retired"))
      add(ChangeKind::kFieldRetired, type, name);
    if (before.boolean("retired") && !after.boolean("retired"))
      add(ChangeKind::kFieldWidened, type, name).detail = "retired";
  }

  // A unit where none was written only says what was meant; where none is written any more, it is as it was.
  void unit(const std::string& type, const std::string& name, const std::string& before,
            const std::string& after) {
    if (before.empty() || after.empty() || before == after) return;
    add(ChangeKind::kUnitChanged, type, name).detail = before + " → " + after;
  }

  void limits(const std::string& type, const std::string& name, const Value& before,
              const Value& after) {
    if (!before.boolean("required") && after.boolean("required"))
      add(ChangeKind::kFieldNarrowed, type, name).detail = "required";
    if (before.boolean("required") && !after.boolean("required"))
      add(ChangeKind::kFieldWidened, type, name).detail = "required";
    if (before.text("of") != after.text("of") && after.text("kind") == "choice") {
      add(ChangeKind::kFieldNarrowed, type, name).detail =
          "of " + before.text("of") + " → " + after.text("of");
    }
    bound(type, name, "min", before["min"], after["min"], true);
    bound(type, name, "max", before["max"], after["max"], false);
    bound(type, name, "max_length", before["max_length"], after["max_length"], false);
  }

  // `lower`: a higher new bound narrows; else a lower one does.
  void bound(const std::string& type, const std::string& name, std::string_view word,
             const Value& before, const Value& after, bool lower) {
    if (before == after) return;
    const bool narrows =
        !after.is_null() && (before.is_null() || (lower ? after.as_double() > before.as_double()
                                                        : after.as_double() < before.as_double()));
    add(narrows ? ChangeKind::kFieldNarrowed : ChangeKind::kFieldWidened, type, name).detail =
        std::string(word) + " " + (before.is_null() ? "-" : json::write(before)) + " → " +
        (after.is_null() ? "-" : json::write(after));
  }

  void states(const std::string& type, const Value& before, const Value& after) {
    const bool had = !before.text("start").empty();
    const bool has = !after.text("start").empty();
    if (!had && has) add(ChangeKind::kWorkflowAdded, type, {}).detail = after.text("start");
    if (had && !has) add(ChangeKind::kWorkflowRemoved, type, {});
    if (!had || !has) return;
    for (const Value& state : list(after["states"])) {
      if (named(before["states"], state.text("name")) == nullptr)
        add(ChangeKind::kStateAdded, type, state.text("name"));
    }
    for (const Value& state : list(before["states"])) {
      if (named(after["states"], state.text("name")) == nullptr)
        add(ChangeKind::kStateRemoved, type, state.text("name"));
    }
  }

  [[nodiscard]] std::vector<std::string> users_of(const std::string& dictionary) const {
    std::vector<std::string> out;
    for (const auto& [name, type] : after_["types"].as_object()) {
      for (const Value& field : list(type["fields"])) {
        if (field.text("of") == dictionary) out.push_back(name + "." + field.text("name"));
      }
    }
    return out;
  }

  static bool has_choice(const Value& dictionary, const std::string& value) {
    const Array& all = list(dictionary["choices"]);
    return std::any_of(all.begin(), all.end(),
                       [&value](const Value& choice) { return choice.text("value") == value; });
  }

  void choices(const std::string& name, const Value& from, const Value& in, ChangeKind kind) {
    for (const Value& choice : list(from["choices"])) {
      if (has_choice(in, choice.text("value"))) continue;
      add(kind, {}, name + "." + choice.text("value")).used_by = users_of(name);
    }
  }

  void dictionaries() {
    const Value& before = before_["dictionaries"];
    const Value& after = after_["dictionaries"];
    for (const auto& [name, dictionary] : after.as_object()) {
      const std::size_t at = changes_.size();
      choices(name, dictionary, before[name], ChangeKind::kChoiceAdded);
      choices(name, before[name], dictionary, ChangeKind::kChoiceRemoved);
      if (changes_.size() == at && !(before[name] == dictionary)) add(ChangeKind::kOther, {}, name);
    }
    for (const auto& [name, dictionary] : before.as_object()) {
      if (after[name].is_null()) choices(name, dictionary, Value(), ChangeKind::kChoiceRemoved);
    }
  }

  const Value& before_;
  const Value& after_;
  std::map<std::string, std::string> now_named_;  // earlier name of a type → present name
  std::vector<ModelChange> changes_;
};

}  // namespace

std::string_view change_word(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kTypeAdded:
      return "type_added";
    case ChangeKind::kTypeRenamed:
      return "type_renamed";
    case ChangeKind::kTypeRetired:
      return "type_retired";
    case ChangeKind::kTypeRemoved:
      return "type_removed";
    case ChangeKind::kFieldAdded:
      return "field_added";
    case ChangeKind::kFieldRenamed:
      return "field_renamed";
    case ChangeKind::kFieldRetired:
      return "field_retired";
    case ChangeKind::kFieldRemoved:
      return "field_removed";
    case ChangeKind::kFieldRetyped:
      return "field_retyped";
    case ChangeKind::kFieldNarrowed:
      return "field_narrowed";
    case ChangeKind::kFieldWidened:
      return "field_widened";
    case ChangeKind::kUnitChanged:
      return "unit_changed";
    case ChangeKind::kSharedChanged:
      return "shared_changed";
    case ChangeKind::kKeyChanged:
      return "key_changed";
    case ChangeKind::kPlaceChanged:
      return "place_changed";
    case ChangeKind::kStateAdded:
      return "state_added";
    case ChangeKind::kStateRemoved:
      return "state_removed";
    case ChangeKind::kWorkflowAdded:
      return "workflow_added";
    case ChangeKind::kWorkflowRemoved:
      return "workflow_removed";
    case ChangeKind::kChoiceAdded:
      return "choice_added";
    case ChangeKind::kChoiceRemoved:
      return "choice_removed";
    case ChangeKind::kOther:
      return "other";
  }
  return "other";
}

bool ModelChange::touches_rows() const {
  switch (kind) {
    case ChangeKind::kTypeRemoved:
    case ChangeKind::kFieldRemoved:
    case ChangeKind::kFieldRetyped:
    case ChangeKind::kFieldNarrowed:
    case ChangeKind::kUnitChanged:
    case ChangeKind::kSharedChanged:
    case ChangeKind::kKeyChanged:
    case ChangeKind::kPlaceChanged:
    case ChangeKind::kStateRemoved:
    case ChangeKind::kWorkflowRemoved:
    case ChangeKind::kChoiceRemoved:
      return true;
    default:
      return false;
  }
}

bool ModelDiff::touches_rows() const {
  return std::any_of(changes.begin(), changes.end(),
                     [](const ModelChange& change) { return change.touches_rows(); });
}

Result<ModelDiff> diff(const json::Value& before, const Model& after) {
  if (before.is_null()) {
    const json::Value nothing(
        json::Object{{"types", json::Object()}, {"dictionaries", json::Object()}});
    return ModelDiff{Comparison(nothing, definitions(after)).run()};
  }
  if (!before["types"].is_object() || !before["dictionaries"].is_object()) {
    return fail(error::kBadModel, {}, {{"count", "1"}},
                "the stored definitions hold no types or dictionaries");
  }
  return ModelDiff{Comparison(before, definitions(after)).run()};
}

}  // namespace muster::model
