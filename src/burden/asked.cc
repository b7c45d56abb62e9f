#include "burden/burden.h"

#include <algorithm>

#include "errors/common.h"
#include "journal/span.h"

namespace muster::burden {
namespace {

/// The places by path; a village counts for its township.
class Tree {
 public:
  static Result<Tree> read(record::Store& store) {
    record::Query query;
    query.type = "jurisdiction";
    const auto rows = store.list_all(identity::Viewer::system("burden"), query);  // names of places are no secret
    if (!rows) return fail(rows.error());
    Tree out;
    for (const record::Record& row : *rows) {
      out.paths_[row.id] = row.text("path");
      if (row.text("level") != "village") out.places_[row.text("path")] = {row.id, row.text("name"), row.text("level"), {}, row.text("code")};
    }
    for (auto& [path, place] : out.places_) {
      if (place.level == "city") continue;
      const Place* above = out.above(path);
      if (above != nullptr && above->level != "city") place.county = above->name;
    }
    return out;
  }

  [[nodiscard]] const Place* of(std::string path) const {
    for (; !path.empty(); path.resize(path.rfind('/'))) {
      if (const auto found = places_.find(path); found != places_.end()) return &found->second;
    }
    return nullptr;
  }
  [[nodiscard]] const std::string* path_of(const std::string& id) const {
    const auto found = paths_.find(id);
    return found == paths_.end() ? nullptr : &found->second;
  }

 private:
  [[nodiscard]] const Place* above(const std::string& path) const { return of(path.substr(0, path.rfind('/'))); }

  std::map<std::string, Place> places_;       ///< by path
  std::map<std::string, std::string> paths_;  ///< by id
};

bool lies_in(const std::string& path, const std::string& place) { return path == place || path.starts_with(place + '/'); }

struct AskedField {
  const model::Field* field = nullptr;
  bool unread = false;
};

/// The form of each type, looked up once for a month of changes.
class FormFields {
 public:
  explicit FormFields(const Readers& readers) : readers_(readers) {}
  const std::vector<AskedField>& of(const model::TypeDef& type) {
    const auto [at, fresh] = of_.try_emplace(&type);
    if (fresh) {
      for (const model::Field* field : asked_fields(type)) at->second.push_back({field, readers_.of(type.name, field->name).empty()});
    }
    return at->second;
  }
  [[nodiscard]] const Readers& readers() const { return readers_; }

 private:
  const Readers& readers_;
  std::map<const model::TypeDef*, std::vector<AskedField>> of_;
};

/// Counts what one change of the journal asked of whoever made it.
class Counting {
 public:
  Counting(const model::TypeDef& type, FormFields& fields, const json::Value& change) : type_(type), fields_(fields), change_(change) {}

  void count(Form& form) const {
    if (form.op == "move") return count_move(form);
    json::Object after;
    if (change_["fields"].is_object()) {
      for (const auto& [name, pair] : change_["fields"].as_object()) after.set(name, after_of(name));
    }
    for (const AskedField& one : fields_.of(type_)) {
      const model::Expression& when = one.field->visible_when;
      const bool stood = form.op == "create" ? when.is_null() || model::holds(when, after) : after.has(one.field->name);
      if (stood) add(form, *one.field, one.unread);
    }
    const bool placed = change_.as_object().has("geometry") && !change_["geometry"].is_null();
    if (type_.place == model::PlaceKind::kNone || (form.op == "update" && !placed)) return;
    ++form.asked;  // read by the map
    if (placed) ++form.filled;
  }

 private:
  void count_move(Form& form) const {
    const model::Move* move = type_.move(form.move);
    if (move == nullptr) return;
    for (const auto* names : {&move->needs, &move->takes}) {
      for (const std::string& name : *names) {
        if (const model::Field* field = type_.field(name)) add(form, *field, fields_.readers().of(type_.name, name).empty());
      }
    }
  }
  void add(Form& form, const model::Field& field, bool unread) const {
    ++form.asked;
    if (!after_of(field.name).is_null()) ++form.filled;
    if (unread) ++form.unread;
  }
  [[nodiscard]] json::Value after_of(const std::string& name) const {
    const json::Value& pair = change_["fields"][name];
    return pair.is_array() && pair.as_array().size() == 2 ? pair.as_array()[1] : json::Value{};
  }

  const model::TypeDef& type_;
  FormFields& fields_;
  const json::Value& change_;
};

}  // namespace

Result<Month> burden_of(record::Store& store, const record::Viewer& viewer, const Readers& readers, const std::string& ledger, UtcTime from, UtcTime to,
                        const std::string& jurisdiction_id) {
  const auto tree = Tree::read(store);
  if (!tree) return fail(tree.error());
  const std::string* within = jurisdiction_id.empty() ? nullptr : tree->path_of(jurisdiction_id);
  if (!jurisdiction_id.empty() && within == nullptr) return fail(error::kNotFound, "jurisdiction", {{"what", jurisdiction_id}});
  Month out;
  FormFields fields(readers);
  const auto take = [&](const journal::Entry& entry, const json::Value& change) {
    const model::TypeDef* type = store.model().type(change.text("type"));
    const std::string path = change.text("jpath");
    if (type == nullptr || change.text("op") == "delete" || !viewer.may("read", type->name, path)) return;
    const Place* place = tree->of(path);
    if (place == nullptr || (within != nullptr && !lies_in(path, *within))) return;
    Form form{.seq = entry.seq, .at = entry.at, .type = type->name, .id = change.text("id"), .label = change.text("label"), .op = change.text("op"),
              .move = change.text("move"), .person = entry.actor.person, .place = &out.places.emplace(place->id, *place).first->second};
    Counting(*type, fields, change).count(form);
    out.forms.push_back(std::move(form));
  };
  const Status looked = store.look(viewer, ledger, [&](record::Unit& unit) -> Status {
    journal::each_by_people(unit.connection(), ledger, from, to, [&](const journal::Entry& entry) {
      if (!entry.body["changes"].is_array() || entry.kind == "import.undo") return;
      for (const json::Value& change : entry.body["changes"].as_array()) {
        if (change.text("type") == "import_batch") continue;
        take(entry, change);
        if (entry.kind != "import") break;
      }
    });
    return {};
  });
  if (!looked) return fail(looked.error());
  return out;
}

}  // namespace muster::burden
