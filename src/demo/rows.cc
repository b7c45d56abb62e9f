#include "demo/rows.h"

#include <sstream>

#include "base/id.h"

namespace muster::demo {

namespace {

bool is_nothing(const json::Value& value) {
  return value.is_null() || (value.is_string() && value.as_string().empty()) || (value.is_array() && value.as_array().empty());
}

json::Object without_nothing(json::Object fields) {
  json::Object out;
  for (auto& [name, value] : fields) {
    if (!is_nothing(value)) out.set(name, std::move(value));
  }
  return out;
}

}  // namespace

std::string id_of(std::string_view type, std::string_view key) {
  return derived_id("demonstration " + std::string(type) + ' ' + std::string(key));
}

std::string place_id(std::string_view code) { return id_of("jurisdiction", code); }

std::vector<std::string> words(const std::string& text, char separator) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string word; std::getline(in, word, separator);) out.push_back(word);
  return out;
}

json::Array ids_of(std::string_view type, const std::vector<std::string>& keys) {
  json::Array out;
  for (const std::string& key : keys) out.emplace_back(id_of(type, key));
  return out;
}

std::string Rows::add(std::string_view type, std::string_view key, const Where& where, json::Object fields) {
  Item item;
  item.create.type = type;
  item.create.id = id_of(type, key);
  if (type != "jurisdiction") item.create.jurisdiction_id = place_id(where.jurisdiction);
  item.create.fields = without_nothing(std::move(fields));
  item.create.geometry = where.geometry;
  item.create.occurred_at = where.occurred_at;
  items_.push_back(std::move(item));
  return items_.back().create.id;
}

void Rows::set_later(std::string_view type, std::string_view key, json::Object fields) {
  record::Draft draft;
  draft.type = type;
  draft.id = id_of(type, key);
  draft.fields = without_nothing(std::move(fields));
  items_.push_back({{}, {std::move(draft)}});
}

void Rows::then_move(std::string_view move, json::Object fields) {
  record::Draft draft;
  draft.type = items_.back().create.type;
  draft.id = items_.back().create.id;
  draft.move = move;
  draft.fields = without_nothing(std::move(fields));
  items_.back().then.push_back(std::move(draft));
}

void Rows::then_set(json::Object fields) {
  then_move("", std::move(fields));
}

}  // namespace muster::demo
