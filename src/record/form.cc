// What a record says of itself, and its two outer forms: API JSON, and its part of a journal entry.
#include <algorithm>

#include "record/unit.h"

namespace muster::record {

std::string Record::text(std::string_view field) const {
  const json::Value* value = fields.find(field);
  return value != nullptr && value->is_string() ? value->as_string() : std::string();
}
double Record::number_of(std::string_view field, double otherwise) const {
  const json::Value* value = fields.find(field);
  return value != nullptr && value->is_number() ? value->as_double() : otherwise;
}
std::int64_t Record::integer(std::string_view field, std::int64_t otherwise) const {
  const json::Value* value = fields.find(field);
  return value != nullptr && value->is_integer() ? value->as_integer() : otherwise;
}
std::optional<UtcTime> Record::instant(std::string_view field) const {
  const auto time = parse_time(text(field));
  return time ? std::optional(*time) : std::nullopt;
}
bool Record::valid_on(std::string_view day, std::string_view from, std::string_view to) const {
  return text(from) <= day && (!has(to) || day <= text(to));
}

bool Record::has(std::string_view field) const {
  const json::Value* value = fields.find(field);
  return value != nullptr && !value->is_null();
}

std::string_view op_name(Op op) {
  switch (op) {
    case Op::kCreate: return "create";
    case Op::kUpdate: return "update";
    case Op::kMove: return "move";
    case Op::kDelete: return "delete";
  }
  return "update";
}

json::Object to_json(const Record& record, const model::TypeDef& type) {
  json::Object fields;
  json::Array hidden;
  for (const model::Field& field : type.fields) {
    const json::Value* value = record.fields.find(field.name);
    if (value == nullptr) continue;
    if (field.personal) {
      fields.set(field.name, masked(value->is_string() ? value->as_string() : json::write(*value)));
      hidden.emplace_back(field.name);
    } else {
      fields.set(field.name, *value);
    }
  }
  json::Object out{{"id", record.id},
                   {"type", record.type},
                   {"version", record.version},
                   {"ledger", record.ledger},
                   {"owner_node", record.owner_node},
                   {"jurisdiction_id", record.jurisdiction_id},
                   {"state", record.state},
                   {"number", record.number},
                   {"label", record.label},
                   {"occurred_at", format_time(record.occurred_at)},
                   {"recorded_at", format_time(record.recorded_at)},
                   {"changed_at", format_time(record.changed_at)},
                   {"created_by", record.created_by},
                   {"changed_by", record.changed_by},
                   {"model_version", record.model_version}};
  out.set("fields", std::move(fields));  // not in the braces, which copy
  out.set("geometry", record.geometry);
  if (record.deleted_at) out.set("deleted_at", format_time(*record.deleted_at));
  if (!hidden.empty()) out.set("masked", std::move(hidden));
  return out;
}

// Enough to make the row again: the whole envelope, and of the fields those that changed as [before, after].
json::Object to_journal(const model::TypeDef& type, const Change& change, const Codec& codec) {
  const Record& after = change.after;
  json::Object fields;
  for (const model::Field& field : type.fields) {
    const json::Value* was = change.before.fields.find(field.name);
    const json::Value* is = after.fields.find(field.name);
    const json::Value null;
    const json::Value& before = was != nullptr ? *was : null;
    const json::Value& now = is != nullptr ? *is : null;
    if (before == now) continue;
    fields.set(field.name, json::Array{codec.for_journal(type, field, before), codec.for_journal(type, field, now)});
  }
  json::Object out{{"type", after.type},
                   {"id", after.id},
                   {"op", op_name(change.op)},
                   {"version", after.version},
                   {"ledger", after.ledger},
                   {"owner_node", after.owner_node},
                   {"jurisdiction_id", after.jurisdiction_id},
                   {"jpath", after.jpath},
                   {"state", after.state},
                   {"number", after.number},
                   {"label", after.label},
                   {"occurred_at", to_millis(after.occurred_at)},
                   {"recorded_at", to_millis(after.recorded_at)},
                   {"changed_at", to_millis(after.changed_at)},
                   {"created_by", after.created_by},
                   {"changed_by", after.changed_by},
                   {"fields", std::move(fields)}};
  if (!change.move.empty()) out.set("move", change.move);
  if (change.op != Op::kCreate && change.before.state != after.state) out.set("was_state", change.before.state);
  if (!(change.before.geometry == after.geometry)) out.set("geometry", after.geometry);
  if (after.deleted_at) out.set("deleted_at", to_millis(*after.deleted_at));
  return out;
}

}  // namespace muster::record
