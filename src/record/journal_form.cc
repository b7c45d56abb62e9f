#include "record/journal_form.h"

namespace muster::record {

Record from_journal(const model::TypeDef& type, const json::Value& change, const journal::Entry& entry, const Record& before,
                    const Codec& codec) {
  Record after = before;
  after.type = type.name;
  after.id = change.text("id");
  after.version = change.integer("version");
  after.ledger = change.text("ledger");
  after.owner_node = change.text("owner_node");
  after.jurisdiction_id = change.text("jurisdiction_id");
  after.jpath = change.text("jpath");
  after.state = change.text("state");
  after.number = change.text("number");
  after.label = change.text("label");
  after.occurred_at = from_millis(change.integer("occurred_at"));
  after.recorded_at = from_millis(change.integer("recorded_at"));
  after.changed_at = from_millis(change.integer("changed_at"));
  after.created_by = change.text("created_by");
  after.changed_by = change.text("changed_by");
  after.model_version = entry.model_version;
  if (!change["deleted_at"].is_null()) after.deleted_at = from_millis(change.integer("deleted_at"));
  if (change.as_object().has("geometry")) after.geometry = change["geometry"];
  if (!change["fields"].is_object()) return after;
  for (const auto& [name, pair] : change["fields"].as_object()) {
    const model::Field* field = type.field(name);
    if (field == nullptr || !pair.is_array() || pair.as_array().size() != 2) continue;
    json::Value value = codec.from_journal(type, *field, pair.as_array()[1]);
    if (value.is_null()) {
      after.fields.erase(name);
    } else {
      after.fields.set(name, std::move(value));
    }
  }
  return after;
}

}  // namespace muster::record
