#include "exchange/resolve.h"

#include <algorithm>

#include "base/id.h"
#include "exchange/sheet.h"

namespace muster::exchange {
namespace {

constexpr std::size_t kCandidatesShown = 4;

std::string key_of(std::string_view text) {
  std::string out;
  for (const char c : trimmed(narrowed(text))) {
    if (c != ' ' && c != '/' && c != '>' && c != '\n') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return out;
}

void put(std::unordered_map<std::string, std::vector<std::string>>& into, std::string_view text, const std::string& id) {
  const std::string key = key_of(text);
  if (key.empty()) return;
  std::vector<std::string>& ids = into[key];
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
}

const model::Field& field_of_place() {
  static const model::Field field = [] {
    model::Field made;
    made.name = "jurisdiction";
    made.title = {"属地", "Jurisdiction"};
    return made;
  }();
  return field;
}

}  // namespace

Resolver::Resolver(record::Store& store, const record::Viewer& viewer, std::string ledger)
    : store_(store), viewer_(viewer), ledger_(std::move(ledger)) {}

void Resolver::index(Register& into, const model::TypeDef& type, const std::string& id, const json::Object& fields) {
  std::vector<std::string> names{"code", "name", "short_name", "name_en", "title"};
  if (type.key.size() == 1) names.push_back(type.key.front());
  for (const std::string& name : names) {
    const model::Field* field = type.field(name);
    const json::Value* value = fields.find(name);
    if (field != nullptr && !field->personal && value != nullptr && value->is_string()) put(into.ids, value->as_string(), id);
  }
}

Result<Resolver::Register*> Resolver::load(const std::string& name) {
  if (const auto found = registers_.find(name); found != registers_.end()) return &found->second;
  const model::TypeDef* type = store_.model().type(name);
  if (type == nullptr) return fail(error::kUnknownType, "type", {{"type", name}});
  Register& made = registers_[name];
  record::Query query;
  query.type = name;
  query.ledger = ledger_;
  query.limit = 500;
  query.with_total = false;
  do {
    const auto page = store_.list(viewer_, query);
    if (!page) return fail(page.error());
    for (const record::Record& record : page->items) {
      index(made, *type, record.id, record.fields);
      put(made.ids, record.label, record.id);
      put(made.ids, record.number, record.id);
      made.labels[record.id] = record.label;
      if (name == "jurisdiction") {
        places_[record.id] = {record.id, record.jpath};
        by_path_[record.jpath] = record.id;
        names_[record.jpath] = record.text("name");
      }
    }
    query.cursor = page->next_cursor;
  } while (!query.cursor.empty());
  return &made;
}

// "朱河镇", "监利市朱河镇", "荆州市监利市朱河镇" and "荆州市朱河镇" name the same place.
void Resolver::name_place(const std::string& id, const std::string& path, const std::string& name) {
  Register& in = registers_["jurisdiction"];
  std::vector<std::string> fuller{name};
  for (std::size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0; slash = path.rfind('/', slash - 1)) {
    const auto above = names_.find(path.substr(0, slash));
    if (above == names_.end()) continue;
    const std::size_t count = fuller.size();
    for (std::size_t i = 0; i < count && fuller.size() < 32; ++i) fuller.push_back(above->second + fuller[i]);
  }
  for (const std::string& each : fuller) put(in.ids, each, id);
}

Status Resolver::load_places() {
  if (places_loaded_) return {};
  if (const auto loaded = load("jurisdiction"); !loaded) return fail(loaded.error());
  for (const auto& [id, place] : places_) name_place(id, place.path, names_[place.path]);
  places_loaded_ = true;
  return {};
}

Result<std::string> Resolver::only(const Register& in, std::string_view text, const model::Field& field) const {
  const std::string key = key_of(text);
  if (is_id(key) && in.labels.count(key) != 0) return key;
  const auto found = in.ids.find(key);
  if (found == in.ids.end()) return fail(error::kReferenceUnknown, field.name, {{"title", bilingual(field.title)}, {"value", std::string(text)}});
  if (found->second.size() == 1) return found->second.front();
  std::string candidates;
  for (std::size_t i = 0; i < std::min(kCandidatesShown, found->second.size()); ++i) {
    const auto label = in.labels.find(found->second[i]);
    candidates += (i == 0 ? "" : "；") + (label != in.labels.end() ? label->second + " " : std::string()) + found->second[i];
  }
  return fail(error::kReferenceAmbiguous, field.name,
              {{"title", bilingual(field.title)}, {"value", std::string(text)}, {"count", std::to_string(found->second.size())}, {"candidates", candidates}});
}

Result<std::string> Resolver::find_any(std::string_view text, const model::Field& field) {
  const std::string narrow = narrowed(text);
  const std::size_t colon = narrow.find(':');
  if (is_id(key_of(text))) return key_of(text);  // the write path looks whether it exists
  if (colon != std::string::npos) {
    const std::string title = trimmed(narrow.substr(0, colon));
    for (const auto& [name, type] : store_.model().types) {
      if (title == name || title == type.title.zh || title == type.title.en) return find(name, trimmed(narrow.substr(colon + 1)), field);
    }
  }
  return fail(error::kReferenceOfAny, field.name, {{"title", bilingual(field.title)}, {"value", std::string(text)}});
}

Result<std::string> Resolver::find(const std::string& type, std::string_view text, const model::Field& field) {
  if (type.empty() || type == "*") return find_any(text, field);
  if (type == "jurisdiction") {
    if (const Status loaded = load_places(); !loaded) return fail(loaded.error());
  }
  const auto in = load(type);
  if (!in) return fail(in.error());
  return only(**in, text, field);
}

Result<Resolver::Place> Resolver::place(std::string_view text) {
  const auto id = find("jurisdiction", text, field_of_place());
  if (!id) return fail(id.error());
  const Place* found = place_of(*id);
  if (found == nullptr) return fail(error::kReferenceUnknown, "jurisdiction", {{"title", "属地"}, {"value", std::string(text)}});
  return *found;
}

const Resolver::Place* Resolver::place_of(std::string_view id) {
  if (const Status loaded = load_places(); !loaded) return nullptr;
  const auto found = places_.find(std::string(id));
  return found != places_.end() ? &found->second : nullptr;
}

const Resolver::Place* Resolver::place_at(std::string_view path) {
  if (const Status loaded = load_places(); !loaded) return nullptr;
  const auto found = by_path_.find(std::string(path));
  return found != by_path_.end() ? place_of(found->second) : nullptr;
}

void Resolver::add(const model::TypeDef& type, const std::string& id, const json::Object& fields, const std::string& path) {
  const auto in = registers_.find(type.name);
  if (in == registers_.end()) return;  // nobody asked for this register yet, so nothing in the file refers to it
  Register fresh;
  index(fresh, type, id, fields);
  // What is registered already goes before what the file says.
  for (auto& [text, ids] : fresh.ids) {
    if (in->second.ids.count(text) != 0) return;
  }
  in->second.ids.merge(fresh.ids);
  const json::Value* name = fields.find("name");
  in->second.labels[id] = name != nullptr && name->is_string() ? name->as_string() : id;
  if (type.name != "jurisdiction" || name == nullptr || !name->is_string()) return;
  places_[id] = {id, path};
  by_path_[path] = id;
  names_[path] = name->as_string();
  name_place(id, path, name->as_string());
}

}  // namespace muster::exchange
