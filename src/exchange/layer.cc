#include "exchange/layer.h"

#include "base/hash.h"
#include "json/json.h"
#include "record/schema.h"

namespace muster::exchange {

Result<const model::TypeDef*> layer_type(const model::Model& model, const identity::Viewer& viewer, std::string_view name) {
  const model::TypeDef* type = model.type(name);
  const bool open = type != nullptr && type->place != model::PlaceKind::kNone && (viewer.is_system || viewer.may_somewhere("read", type->name));
  if (!open) return fail(error::kNotFound, "layer", {{"what", std::string(name)}});
  return type;
}

LayerScope layer_scope(const identity::Viewer& viewer, const model::TypeDef& type, const std::string& ledger) {
  LayerScope scope;
  scope.cells.emplace_back(type.shared ? std::string("real") : ledger);
  identity::Clause allowed = identity::predicate(viewer, type, "read", 2, "t.");
  scope.where = "t.ledger = $1 AND t.deleted_at IS NULL AND (" + allowed.sql + ")";
  for (db::Cell& cell : allowed.cells) scope.cells.push_back(std::move(cell));
  scope.open_place = [viewer, name = type.name](std::string_view jpath) { return viewer.may("read", name, jpath) || viewer.may("read", name, "/"); };
  identity::Viewer by_name = viewer;
  std::erase_if(by_name.grants, [](const identity::ScopedGrant& grant) { return !grant.self; });
  if (!viewer.is_system && by_name.may_somewhere("read", type.name)) {
    identity::Clause named = identity::predicate(by_name, type, "read", 2, "t.");
    scope.named = "t.ledger = $1 AND t.deleted_at IS NULL AND (" + named.sql + ")";
    scope.named_cells.push_back(scope.cells.front());
    for (db::Cell& cell : named.cells) scope.named_cells.push_back(std::move(cell));
  }
  json::Array parts{type.name, scope.where};
  for (const db::Cell& cell : scope.cells) parts.emplace_back(cell.text());
  scope.key = sha256_hex(json::write(parts)).substr(0, 16);
  return scope;
}

std::int64_t change_sequence(db::Connection& connection, const model::TypeDef& type) {
  const auto row = connection.one("SELECT MAX(seq) FROM journal_record WHERE type = $1", {type.name});
  return row ? (*row)[0].integer() : 0;
}

std::optional<Extent> extent_of(db::Connection& connection, const model::TypeDef& type, const LayerScope& scope) {
  const auto row = connection.one("SELECT MIN(t.west), MIN(t.south), MAX(t.east), MAX(t.north), MIN(t.occurred_at), MAX(t.occurred_at) FROM " +
                                      db::quote_name(record::table_name(type)) + " t WHERE " + scope.where,
                                  scope.cells);
  if (!row || (*row)[4].is_null()) return std::nullopt;
  Extent out{std::nullopt, (*row)[4].integer(), (*row)[5].integer()};
  if (!(*row)[0].is_null()) out.box = {(*row)[0].real(), (*row)[1].real(), (*row)[2].real(), (*row)[3].real()};
  return out;
}

std::optional<std::string> ByteCache::find(const std::string& key, const std::string& tag) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end() || found->second->tag != tag) return std::nullopt;
  by_use_.splice(by_use_.begin(), by_use_, found->second);
  return found->second->bytes;
}

void ByteCache::keep(const std::string& key, const std::string& tag, const std::string& bytes) {
  const std::lock_guard lock(mutex_);
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    bytes_ -= found->second->size();
    by_use_.erase(found->second);
    by_key_.erase(found);
  }
  by_use_.push_front({key, tag, bytes});
  by_key_[key] = by_use_.begin();
  bytes_ += by_use_.front().size();
  while (bytes_ > bytes_most_ && !by_use_.empty()) {
    bytes_ -= by_use_.back().size();
    by_key_.erase(by_use_.back().key);
    by_use_.pop_back();
  }
}

}  // namespace muster::exchange
