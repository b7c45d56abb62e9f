// What a change of definitions does to the rows there are: each row that may be concerned is looked at once, nothing is changed.
#include <algorithm>
#include <set>

#include "errors/change.h"
#include "model/definitions.h"
#include "record/check.h"
#include "record/model_change.h"
#include "record/reshape.h"
#include "record/scan.h"
#include "record/schema.h"
#include "record/unit.h"

namespace muster::record {
namespace {

using model::ChangeKind;
using model::ModelChange;
using model::TypeDef;

constexpr std::size_t kExamples = 5;

ErrorCode refusal_code(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kTypeRemoved: return error::kModelTypeInUse;
    case ChangeKind::kFieldRemoved: return error::kModelFieldInUse;
    case ChangeKind::kUnitChanged: return error::kModelUnitChanged;
    case ChangeKind::kFieldNarrowed: return error::kModelDoesNotFit;
    case ChangeKind::kChoiceRemoved: return error::kModelChoiceInUse;
    case ChangeKind::kStateRemoved:
    case ChangeKind::kWorkflowRemoved: return error::kModelStateInUse;
    case ChangeKind::kKeyChanged: return error::kModelKeyCollides;
    case ChangeKind::kPlaceChanged: return error::kModelPlaceInUse;
    case ChangeKind::kSharedChanged: return error::kModelLedgerInUse;
    default: return error::kModelCannotConvert;
  }
}

void in_the_way(ModelStep& step, const Record& row, const std::string& reason) {
  ++step.in_the_way;
  if (step.examples.size() < kExamples) step.examples.push_back(row.label + " (" + row.id + ")" + (reason.empty() ? "" : ": " + reason));
}

bool names_field(const ModelChange& change, const std::string& type, const std::string& field) {
  if (change.kind == ChangeKind::kChoiceRemoved) return std::ranges::find(change.used_by, type + '.' + field) != change.used_by.end();
  return change.type == type && change.name == field;
}

std::string target_of(const model::Field& field) {
  if (field.kind == model::FieldKind::kPerson) return "person";
  if (field.kind == model::FieldKind::kJurisdiction) return "jurisdiction";
  return field.to;
}

// The value that a removed choice stands for: "grade.huge" → "huge".
std::string choice_value(const ModelChange& change) { return change.name.substr(change.name.find('.') + 1); }

bool holds_choice(const Record& row, const std::string& field, const std::string& value) {
  const json::Value* held = row.fields.find(field);
  if (held == nullptr) return false;
  if (!held->is_array()) return held->is_string() && held->as_string() == value;
  return std::ranges::any_of(held->as_array(), [&](const json::Value& item) { return item.is_string() && item.as_string() == value; });
}

class Planner {
 public:
  Planner(db::Connection& connection, const model::Model& from, const model::Model& to, const Reshape& reshape, const Codec& codec,
          std::vector<ModelStep>& steps)
      : connection_(connection), from_(from), to_(to), reshape_(reshape), codec_(codec), steps_(steps) {}

  void run() {
    for (const auto& [name, type] : from_.types) {
      const TypeDef* present = reshape_.now(name);
      if (present == nullptr) {
        removed(type);
      } else if (reshape_.rewrites(type, *present) || retires(present->name)) {
        rows_of(type, *present);
      }
    }
  }

 private:
  bool retires(const std::string& type) {
    return std::ranges::any_of(steps_, [&](const ModelStep& step) {
      return step.change.type == type && (step.change.kind == ChangeKind::kTypeRetired || step.change.kind == ChangeKind::kFieldRetired);
    });
  }

  void removed(const TypeDef& type) {
    const auto step = std::ranges::find_if(steps_, [&](const ModelStep& s) { return s.change.kind == ChangeKind::kTypeRemoved && s.change.type == type.name; });
    if (step == steps_.end()) return;
    scan(connection_, codec_, type, table_name(type), [&](const Record& row) {
      ++step->rows;
      in_the_way(*step, row, {});
      return true;
    });
  }

  void rows_of(const TypeDef& earlier, const TypeDef& present) {
    std::set<std::string> keys;
    scan(connection_, codec_, earlier, table_name(earlier), [&](const Record& row) {
      std::vector<Reshape::Fault> faults;
      const Record now = reshape_.apply(row, faults);
      check_targets(earlier, present, row, now, faults);
      for (std::size_t i = 0; i < steps_.size(); ++i) count(steps_[i], earlier, present, row, now);
      for (const Reshape::Fault& fault : faults) blame(present, row, fault);
      const std::string key = row.deleted_at ? std::string() : unique_key_of(present, now);
      if (!key.empty() && !keys.insert(row.ledger + '|' + key).second) {
        in_the_way(step_for(present.name, {}, {ChangeKind::kKeyChanged}, ChangeKind::kKeyChanged), row, key);
      }
      return true;
    });
  }

  // What a field refers to must be of the type that it names from now on.
  void check_targets(const TypeDef& earlier, const TypeDef& present, const Record& row, const Record& now, std::vector<Reshape::Fault>& faults) {
    if (row.deleted_at) return;
    for (const Reference& reference : references(present, now.fields)) {
      const model::Field& field = *reference.field;
      const model::Field* was = reshape_.field_before(earlier, present, field);
      const std::string wanted = target_of(field);
      if (was == nullptr || wanted == "*" || wanted == reshape_.type_now(target_of(*was))) continue;
      const auto index = connection_.one("SELECT type FROM record_index WHERE id = $1", {reference.id});
      if (index && reshape_.type_now((*index)[0].text()) == wanted) continue;
      faults.push_back({Reshape::Fault::Kind::kConvert, field.name, fail(error::kNoSuchReference, field.name, {{"title", bilingual(field.title)}, {"value", reference.id}}).value()});
    }
  }

  void count(ModelStep& step, const TypeDef& earlier, const TypeDef& present, const Record& row, const Record& now) {
    const ModelChange& change = step.change;
    if (change.kind == ChangeKind::kChoiceRemoved) {
      for (const model::Field& field : present.fields) {
        const model::Field* was = reshape_.field_before(earlier, present, field);
        if (was != nullptr && names_field(change, present.name, field.name) && holds_choice(row, was->name, choice_value(change))) {
          ++step.rows;
          return;
        }
      }
      return;
    }
    if (change.type != present.name) return;
    const auto held = [&] {
      const model::Field* field = present.field(change.name);
      const model::Field* was = field == nullptr ? earlier.field(change.name) : reshape_.field_before(earlier, present, *field);
      return was != nullptr && row.has(was->name);
    };
    switch (change.kind) {
      case ChangeKind::kTypeRenamed:
      case ChangeKind::kTypeRetired:
      case ChangeKind::kKeyChanged:
      case ChangeKind::kWorkflowAdded: ++step.rows; break;
      case ChangeKind::kFieldAdded:
      case ChangeKind::kFieldNarrowed: step.rows += now.has(change.name) || held() ? 1 : 0; break;
      case ChangeKind::kFieldRenamed:
      case ChangeKind::kFieldRetired:
      case ChangeKind::kFieldRetyped:
      case ChangeKind::kFieldWidened:
      case ChangeKind::kUnitChanged: step.rows += held() ? 1 : 0; break;
      case ChangeKind::kFieldRemoved:
        if (!held()) break;
        ++step.rows;
        in_the_way(step, row, {});
        break;
      case ChangeKind::kPlaceChanged: step.rows += row.geometry.is_null() ? 0 : 1; break;
      case ChangeKind::kStateRemoved: step.rows += row.state == change.name ? 1 : 0; break;
      case ChangeKind::kWorkflowRemoved: step.rows += row.state.empty() ? 0 : 1; break;
      case ChangeKind::kSharedChanged: step.rows += row.ledger == "real" ? 0 : 1; break;
      default: break;
    }
  }

  void blame(const TypeDef& present, const Record& row, const Reshape::Fault& fault) {
    using Kind = Reshape::Fault::Kind;
    const std::string reason = error_text(fault.why, "zh");
    switch (fault.kind) {
      case Kind::kState:
        for (ModelStep& step : steps_) {
          if (step.change.type == present.name && (step.change.kind == ChangeKind::kWorkflowRemoved ||
                                                   (step.change.kind == ChangeKind::kStateRemoved && step.change.name == row.state))) {
            return in_the_way(step, row, {});
          }
        }
        return in_the_way(step_for(present.name, row.state, {}, ChangeKind::kStateRemoved), row, {});
      case Kind::kPlace: return in_the_way(step_for(present.name, {}, {ChangeKind::kPlaceChanged}, ChangeKind::kPlaceChanged), row, reason);
      case Kind::kLedger: return in_the_way(step_for(present.name, {}, {ChangeKind::kSharedChanged}, ChangeKind::kSharedChanged), row, row.ledger);
      case Kind::kUnit: return in_the_way(step_for(present.name, fault.field, {ChangeKind::kUnitChanged}, ChangeKind::kUnitChanged), row, reason);
      case Kind::kConvert:
        return in_the_way(step_for(present.name, fault.field, {ChangeKind::kFieldRetyped, ChangeKind::kFieldWidened}, ChangeKind::kFieldRetyped), row, reason);
      case Kind::kFit: break;
    }
    for (ModelStep& step : steps_) {
      const bool gone = step.change.kind == ChangeKind::kChoiceRemoved && names_field(step.change, present.name, fault.field);
      if (gone && was_choice(present, row, fault.field, choice_value(step.change))) return in_the_way(step, row, reason);
    }
    in_the_way(step_for(present.name, fault.field, {ChangeKind::kFieldNarrowed, ChangeKind::kFieldRetyped, ChangeKind::kFieldWidened}, ChangeKind::kFieldNarrowed), row, reason);
  }

  bool was_choice(const TypeDef& present, const Record& row, const std::string& field, const std::string& value) const {
    const TypeDef* earlier = reshape_.before(present.name);
    const model::Field* was = reshape_.field_before(*earlier, present, *present.field(field));
    return was != nullptr && holds_choice(row, was->name, value);
  }

  // The step of the diff that the row stands in the way of; made when the diff has none (values that meet in one key).
  ModelStep& step_for(const std::string& type, const std::string& name, const std::vector<ChangeKind>& kinds, ChangeKind otherwise) {
    for (const ChangeKind kind : kinds) {
      for (ModelStep& step : steps_) {
        if (step.change.kind == kind && step.change.type == type && step.change.name == name) return step;
      }
    }
    for (ModelStep& step : steps_) {
      if (step.change.kind == otherwise && step.change.type == type && step.change.name == name) return step;
    }
    ModelStep made;
    made.change.kind = otherwise;
    made.change.type = type;
    made.change.name = name;
    steps_.push_back(std::move(made));
    return steps_.back();
  }

  db::Connection& connection_;
  const model::Model& from_;
  const model::Model& to_;
  const Reshape& reshape_;
  const Codec& codec_;
  std::vector<ModelStep>& steps_;
};

Error refusal_of(const ModelStep& step) {
  const ModelChange& change = step.change;
  std::string examples;
  for (const std::string& example : step.examples) {
    // Which rows; why each does not fit is said in the plan.
    examples += (examples.empty() ? "" : "; ") + example.substr(0, example.find("): ") == std::string::npos ? example.size() : example.find("): ") + 1);
  }
  if (step.in_the_way > static_cast<std::int64_t>(step.examples.size())) examples += " …";
  std::string used_by;
  for (const std::string& field : change.used_by) used_by += (used_by.empty() ? "" : ", ") + field;
  const std::size_t arrow = change.detail.find(" → ");
  Error error;
  error.code = refusal_code(change.kind);
  error.field = change.type + (change.name.empty() || change.type.empty() ? "" : ".") + change.name;
  error.params = {{"type", change.type}, {"name", change.name}, {"rows", std::to_string(step.in_the_way)}, {"examples", examples},
                  {"was", change.was}, {"detail", change.detail}, {"used_by", used_by},
                  {"kind", arrow == std::string::npos ? change.detail : change.detail.substr(arrow + std::string_view(" → ").size())}};
  return error;
}

}  // namespace

bool ModelPlan::possible() const {
  return std::ranges::none_of(steps, [](const ModelStep& step) { return step.in_the_way > 0; });
}

Error ModelPlan::refusal() const {
  Error error;
  error.code = error::kModelNeedsMapping;
  std::int64_t rows = 0;
  std::string where;
  for (const ModelStep& step : steps) {
    if (step.in_the_way == 0) continue;
    rows += step.in_the_way;
    error.also.push_back(refusal_of(step));
    where += (where.empty() ? "" : ", ") + error.also.back().field;
  }
  if (!error.also.empty()) error.field = error.also.front().field;
  error.params = {{"rows", std::to_string(rows)}, {"reason", where}};
  return error;
}

json::Array ModelPlan::to_json() const {
  json::Array out;
  for (const ModelStep& step : steps) {
    json::Object one{{"kind", model::change_word(step.change.kind)}, {"type", step.change.type}, {"name", step.change.name},
                     {"was", step.change.was}, {"detail", step.change.detail}, {"rows", step.rows}};
    if (step.in_the_way > 0) {
      one.set("in_the_way", step.in_the_way);
      one.set("examples", json::Array(step.examples.begin(), step.examples.end()));
    }
    out.emplace_back(std::move(one));
  }
  return out;
}

Result<ModelPlan> plan_model(db::Connection& connection, const model::Model& model, const std::string& field_key) {
  ModelPlan plan;
  plan.to = model.hash;
  const auto last = connection.one("SELECT version, body FROM model_applied ORDER BY number DESC LIMIT 1");
  if (last && (*last)[0].text() == model.hash) {
    plan.from = model.hash;
    return plan;
  }
  json::Value before;
  if (last) {
    plan.from = (*last)[0].text();
    auto parsed = json::parse((*last)[1].text(), {64U << 20, 64, 4U << 20});
    if (!parsed) return fail(parsed.error());
    before = *std::move(parsed);
  }
  const auto changes = model::diff(before, model);
  if (!changes) return fail(changes.error());
  for (const ModelChange& change : changes->changes) plan.steps.push_back({change, 0, 0, {}});
  if (!last) return plan;
  const auto from = model::from_definitions(before);
  if (!from) return fail(from.error());
  const auto reshape = Reshape::make(*from, model);
  if (!reshape) return fail(reshape.error());
  Planner(connection, *from, model, *reshape, Codec(field_key, connection.engine()), plan.steps).run();
  return plan;
}

}  // namespace muster::record
