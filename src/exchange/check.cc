#include "exchange/check.h"

#include <algorithm>
#include <unordered_map>

#include "base/id.h"
#include "errors/geometry.h"
#include "exchange/convert.h"
#include "exchange/places.h"
#include "exchange/xlsx_book.h"
#include "record/check.h"

namespace muster::exchange {
namespace {

using model::Field;
using model::TypeDef;
using record::Record;

constexpr std::size_t kPiece = 500;

/// A row on its way: what it says, and what is wrong with it.
struct Draft {
  Row row;
  json::Object fields;  ///< without nulls
  std::string id;       ///< given in the sheet
  std::optional<Resolver::Place> place;
  json::Value geometry;
  struct Fault {
    Error error;
    const Column* column = nullptr;
  };
  std::vector<Fault> faults;
};

std::string key_text(const TypeDef& type, const json::Object& fields, const std::string& jurisdiction) {
  json::Array parts;
  for (const std::string& name : type.key) {
    const json::Value* value = fields.find(name);
    if (name == "jurisdiction") {
      parts.emplace_back(jurisdiction);
    } else {
      parts.push_back(value != nullptr ? *value : json::Value{});
    }
  }
  return type.key.empty() ? std::string() : json::write_canonical(parts);
}

std::string key_titles(const TypeDef& type) {
  std::string out;
  for (const std::string& name : type.key) {
    const Field* field = type.field(name);
    out += (out.empty() ? "" : "、") + (field != nullptr ? field->title.zh : name == "jurisdiction" ? std::string("属地") : name);
  }
  return out;
}

class Checker {
 public:
  Checker(const Check& check, const TypeDef& type, std::unique_ptr<Crs> crs)
      : check_(check), type_(type), model_(check.store.model()), crs_(std::move(crs)), resolver_(check.store, check.viewer, check.options.ledger) {}

  Result<Report> run() {
    auto header = find_header(check_.file, type_, {check_.options.sheet, check_.options.columns}, check_.remembered);
    if (!header) return fail(header.error());
    report_.header = *std::move(header);
    report_.format = check_.file.format();
    prepare_columns();
    if (const Status home = find_home(); !home) return fail(home.error());
    auto source = check_.file.open(report_.header.sheet);
    if (!source) return fail(source.error());
    bool more = report_.header.faults.empty();
    while (more) {
      auto piece = read_piece(**source);
      if (!piece) return fail(piece.error());
      more = piece->size() == kPiece;
      if (const Status done = check_piece(*piece); !done) return fail(done.error());
      if (check_.go_on && !check_.go_on(report_.rows)) break;
    }
    return std::move(report_);
  }

 private:
  void prepare_columns() {
    for (const Column& column : report_.header.columns) {
      if (column.target == kMark) mark_ = column.index;
      if (!column.target.empty() && column.target[0] != '@') fields_.push_back({&column, type_.field(column.target)});
      if (!column.target.empty() && column.target[0] == '@') special_.emplace(column.target, &column);
    }
    // A type whose own field names the place needs no column beside it.
    const auto place = special_.find(std::string(kJurisdiction));
    const Field* own = type_.field("jurisdiction");
    const bool given = std::any_of(fields_.begin(), fields_.end(), [](const auto& each) { return each.second->name == "jurisdiction"; });
    if (own != nullptr && place != special_.end() && !given) fields_.push_back({place->second, own});
    require_columns();
  }

  // A column that must be there and is not is said once, not in every row.
  void require_columns() {
    if (check_.options.on_duplicate == "update") return;
    for (const Field& field : type_.fields) {
      const bool there = std::any_of(fields_.begin(), fields_.end(), [&](const auto& each) { return each.second == &field; });
      if (field.required && field.otherwise.is_null() && !there && is_importable(field)) {
        report_.header.faults.push_back(fail(error::kColumnMissing, field.name, {{"title", bilingual(field.title)}}).value());
      }
    }
  }

  Status find_home() {
    if (!check_.options.jurisdiction.empty()) {
      auto place = resolver_.place(check_.options.jurisdiction);
      if (!place) return fail(place.error());
      home_ = *place;
    } else if (const Resolver::Place* place = resolver_.place_at(check_.viewer.home_path)) {
      home_ = *place;
    }
    return {};
  }

  Result<std::vector<Draft>> read_piece(Source& source) {
    std::vector<Draft> out;
    while (out.size() < kPiece) {
      Row row;
      const auto more = source.next(row);
      if (!more) return fail(more.error());
      if (!*more) break;
      if (row.number <= report_.header.last_row) continue;
      if (is_note(row)) continue;
      out.push_back(drafted(std::move(row)));
    }
    return out;
  }

  [[nodiscard]] bool is_note(const Row& row) const {
    return mark_ >= 0 && static_cast<std::size_t>(mark_) < row.cells.size() && !row.cells[static_cast<std::size_t>(mark_)].empty();
  }

  [[nodiscard]] static const Cell& cell_at(const Row& row, const Column& column) {
    static const Cell empty;
    const auto at = static_cast<std::size_t>(column.index);
    return at < row.cells.size() ? row.cells[at] : empty;
  }
  [[nodiscard]] const Cell* special(const Row& row, std::string_view word, const Column** column = nullptr) const {
    const auto found = special_.find(word);
    if (found == special_.end()) return nullptr;
    if (column != nullptr) *column = found->second;
    const Cell& cell = cell_at(row, *found->second);
    return cell.empty() ? nullptr : &cell;
  }

  Draft drafted(Row row) {
    Draft draft;
    for (const auto& [column, field] : fields_) {
      auto value = convert(cell_at(row, *column), model_, *field, resolver_);
      if (!value) {
        draft.faults.push_back({value.error(), column});
      } else if (!value->is_null()) {
        draft.fields.set(field->name, *std::move(value));
      }
    }
    const Column* column = nullptr;
    if (const Cell* cell = special(row, kId)) draft.id = cell->text;
    if (const Cell* cell = special(row, kJurisdiction, &column); cell != nullptr && type_.field("jurisdiction") == nullptr) {
      auto place = resolver_.place(cell->text);
      if (place) {
        draft.place = *place;
      } else {
        draft.faults.push_back({place.error(), column});
      }
    }
    draft.row = std::move(row);
    locate(draft);
    range_check(draft);
    // A later row may name this one: a village below the township above it.
    if (draft.faults.empty()) {
      resolver_.add(type_, new_id_of(draft.row), draft.fields, type_.name == "jurisdiction" ? path_of_new_place(draft.fields) : std::string());
    }
    return draft;
  }

  void locate(Draft& draft) {
    if (type_.place == model::PlaceKind::kNone) return;
    Result<json::Value> geometry = json::Value();
    const Column* column = nullptr;
    const Cell* text = special(draft.row, kGeometry, &column);
    if (!draft.row.geometry.is_null()) {
      // GDAL has projected it already; what is left is a shift that no file declares.
      geometry = crs_->is_shift() ? moved(draft.row.geometry, *crs_) : Result<json::Value>(draft.row.geometry);
    } else if (text != nullptr && text->text[0] == '{') {
      auto parsed = json::parse(text->text);
      geometry = parsed ? moved(*parsed, *crs_) : Result<json::Value>(fail(parsed.error()));
    } else {
      geometry = point_of(draft.row, &column);
    }
    if (geometry) {
      if (const Status fits = record::check_place(type_, *geometry); !fits) geometry = fail(fits.error());
    }
    if (geometry) {
      draft.geometry = *std::move(geometry);
    } else {
      draft.faults.push_back({geometry.error(), column});
    }
  }

  Result<json::Value> point_of(const Row& row, const Column** column) const {
    const Cell* lon = special(row, kLon, column);
    const Cell* lat = special(row, kLat, lon == nullptr ? column : nullptr);
    if (lon == nullptr && lat == nullptr) return json::Value();
    if (lon == nullptr || lat == nullptr) return fail(error::kCoordinateHalf, "geometry");
    const auto x = lon->kind == Cell::Kind::kNumber ? std::optional(lon->number) : parse_coordinate(lon->text);
    const auto y = lat->kind == Cell::Kind::kNumber ? std::optional(lat->number) : parse_coordinate(lat->text);
    if (!x || !y) return fail(error::kCoordinateBad, "geometry", {{"value", (x ? lat : lon)->text}});
    if (!crs_->is_projected() && (std::abs(*x) > 360 || std::abs(*y) > 360)) {
      return fail(error::kCoordinateProjected, "geometry", {{"value", lon->text + ", " + lat->text}});
    }
    if (!crs_->is_projected() && std::abs(*y) > 90 && std::abs(*x) <= 90) {
      return fail(error::kSwappedCoordinates, "geometry", {{"value", lon->text + ", " + lat->text}});
    }
    const auto position = crs_->to_wgs84(*x, *y);
    if (!position) return fail(error::kCoordinateBad, "geometry", {{"value", lon->text + ", " + lat->text}});
    return json::Value(json::Object{{"type", "Point"}, {"coordinates", json::Array{position->lon, position->lat}}});
  }

  [[nodiscard]] const Column* column_of(std::string_view field) const {
    for (const auto& [column, known] : fields_) {
      if (known->name == field) return column;
    }
    return nullptr;
  }
  [[nodiscard]] const Column* key_column() const {
    for (const std::string& name : type_.key) {
      if (const Column* column = column_of(name)) return column;
    }
    return nullptr;
  }
  void add_faults(Draft& draft, const Error& error) const {
    const std::vector<Error> one{error};
    for (const Error& each : error.also.empty() ? one : error.also) draft.faults.push_back({each, column_of(each.field)});
  }

  void range_check(Draft& draft) {
    auto checked = record::check_given(model_, type_, draft.fields);
    if (checked) {
      draft.fields = *std::move(checked);
    } else {
      add_faults(draft, checked.error());
    }
  }

  Status check_piece(std::vector<Draft>& piece) {
    const Status looked = check_.store.look(check_.viewer, check_.options.ledger, [&](record::Unit& unit) -> Status {
      for (Draft& draft : piece) decide(unit, draft);
      return {};
    });
    if (!looked) return looked;
    for (std::size_t i = 0; i < piece.size(); ++i) {
      if (const Status kept = keep(piece[i], plans_[i]); !kept) return kept;
    }
    plans_.clear();
    return {};
  }

  // The write path will ask the same again; here it is asked so that nothing is written before everything is right.
  void decide(record::Unit& unit, Draft& draft) {
    plans_.emplace_back();
    Plan& plan = plans_.back();
    plan.row = draft.row.number;
    const Resolver::Place place = place_of(draft);
    json::Object whole;
    for (const Field& field : type_.fields) {
      if (!field.otherwise.is_null()) whole.set(field.name, field.otherwise);
    }
    for (const auto& [name, value] : draft.fields) whole.set(name, value);
    record::fill_computed(type_, whole);
    const std::string key = key_text(type_, whole, place.id);
    if (!key.empty()) {
      const auto [earlier, fresh] = seen_.try_emplace(key, draft.row.number);
      if (!fresh && draft.faults.empty()) {
        draft.faults.push_back({fail(error::kRowTwice, "", {{"row", std::to_string(earlier->second)}, {"key", key_titles(type_)}}).value(), key_column()});
      }
    }
    const auto twin = twin_of(unit, draft, key);
    if (!draft.faults.empty()) return;
    if (twin) {
      decide_twin(draft, *twin, plan);
    } else {
      decide_new(draft, place, whole, plan);
    }
  }

  Resolver::Place place_of(const Draft& draft) {
    if (draft.place) return *draft.place;
    const json::Value* own = draft.fields.find("jurisdiction");
    if (own != nullptr && own->is_string()) {
      if (const Resolver::Place* place = resolver_.place_of(own->as_string())) return *place;
    }
    return home_;
  }

  std::optional<Record> twin_of(record::Unit& unit, Draft& draft, const std::string& key) {
    if (!draft.id.empty()) {
      auto found = is_id(draft.id) ? unit.find(type_.name, draft.id) : std::nullopt;
      if (found && check_.viewer.may_record("read", type_, found->jpath, found->id, found->fields)) return found;
      const auto at = special_.find(kId);
      draft.faults.push_back({fail(error::kRowNotFound, "id", {{"value", draft.id}}).value(), at != special_.end() ? at->second : nullptr});
      return std::nullopt;
    }
    if (key.empty()) return std::nullopt;
    auto found = unit.find_where(type_.name, json::Object{{"unique_key", key}}, 1);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
  }

  void decide_new(Draft& draft, const Resolver::Place& place, const json::Object& whole, Plan& plan) {
    std::string path = place.path;
    if (type_.name == "jurisdiction") path = path_of_new_place(whole);
    if (!check_.viewer.is_system && !check_.viewer.may("create", type_.name, path)) {
      draft.faults.push_back({not_allowed("create"), place_column()});
    }
    for (const auto& [name, value] : draft.fields) {
      if (looks_masked(name, value)) refuse_mask(draft, name, value);
    }
    if (const Status complete = record::check_whole(type_, whole, {}); !complete) add_faults(draft, complete.error());
    if (!draft.faults.empty()) return;
    plan.op = "create";
    plan.id = new_id_of(draft.row);
    plan.jurisdiction_id = type_.name == "jurisdiction" ? std::string() : place.id;
    plan.fields = draft.fields;
    if (!draft.geometry.is_null()) plan.geometry = draft.geometry;
  }

  [[nodiscard]] std::string new_id_of(const Row& row) const { return derived_id("import " + check_.batch + " row " + std::to_string(row.number)); }

  std::string path_of_new_place(const json::Object& fields) {
    const json::Value* path = fields.find("path");
    if (path != nullptr && path->is_string()) return path->as_string();
    const json::Value* parent = fields.find("parent");
    const Resolver::Place* above = parent != nullptr && parent->is_string() ? resolver_.place_of(parent->as_string()) : nullptr;
    const json::Value* code = fields.find("code");
    return (above != nullptr ? above->path : std::string()) + '/' + (code != nullptr && code->is_string() ? code->as_string() : std::string());
  }

  [[nodiscard]] Error not_allowed(std::string verb) const {
    return fail(error::kNotAllowed, "", {{"post", check_.viewer.person_name}, {"verb", std::move(verb)}, {"type", bilingual(type_.title)}, {"who", bilingual("管理员", "the administrator")}}).value();
  }
  [[nodiscard]] const Column* place_column() const {
    const auto found = special_.find(kJurisdiction);
    return found != special_.end() ? found->second : column_of("jurisdiction");
  }

  void decide_twin(Draft& draft, const Record& twin, Plan& plan) {
    const record::Viewer& viewer = check_.viewer;
    const Column* column = key_column();
    if (!viewer.may_record("read", type_, twin.jpath, twin.id, twin.fields)) {
      draft.faults.push_back({fail(error::kRowExistsElsewhere, "", {{"key", key_titles(type_)}}).value(), column});
      return;
    }
    fill_change(draft, twin, plan);
    show_twin(draft, twin, plan);
    if (check_.options.on_duplicate == "refuse" && draft.id.empty()) {
      draft.faults.push_back({fail(error::kRowExists, "", {{"label", twin.label}}).value(), column});
      return;
    }
    plan.id = twin.id;
    plan.version = twin.version;
    if (plan.fields.empty() && !plan.geometry && plan.jurisdiction_id.empty()) {
      plan.op = "same";
      return;
    }
    plan.op = check_.options.on_duplicate == "skip" ? "skip" : "update";
    if (plan.op == "update") may_change(draft, twin, plan);
  }

  // An empty cell says nothing: it leaves what is there.
  void fill_change(Draft& draft, const Record& twin, Plan& plan) {
    const json::Value shown(record::to_json(twin, type_));
    for (const auto& [name, value] : draft.fields) {
      const json::Value* was = twin.fields.find(name);
      if (was != nullptr && *was == value) continue;
      if (looks_masked(name, value)) {  // our own export: what it hides is not changed
        if (shown["fields"][name] != value) refuse_mask(draft, name, value);
        continue;
      }
      plan.fields.set(name, value);
      plan.before.set(name, was != nullptr ? *was : json::Value());
    }
    if (!draft.geometry.is_null() && !same_place(draft.geometry, twin.geometry)) {
      plan.geometry = draft.geometry;
      plan.geometry_before = twin.geometry;
    }
    if (draft.place && draft.place->id != twin.jurisdiction_id) {
      plan.jurisdiction_id = draft.place->id;
      plan.jurisdiction_before = twin.jurisdiction_id;
    }
  }

  [[nodiscard]] bool looks_masked(const std::string& name, const json::Value& value) const {
    const Field* field = type_.field(name);
    return field != nullptr && field->personal && value.is_string() && value.as_string().find("**") != std::string::npos;
  }
  void refuse_mask(Draft& draft, const std::string& name, const json::Value& value) {
    draft.faults.push_back({fail(error::kMaskedValue, name, {{"title", bilingual(type_.field(name)->title)}, {"value", value.as_string()}}).value(), column_of(name)});
  }

  void may_change(Draft& draft, const Record& twin, const Plan& plan) {
    const record::Viewer& viewer = check_.viewer;
    const Resolver::Place* to = plan.jurisdiction_id.empty() ? nullptr : resolver_.place_of(plan.jurisdiction_id);
    const bool there = viewer.may_record("update", type_, twin.jpath, twin.id, twin.fields);
    const bool then = viewer.is_system || to == nullptr || viewer.may("update", type_.name, to->path);
    if (!there || !then) draft.faults.push_back({not_allowed("update"), place_column()});
    if (type_.append_only) draft.faults.push_back({fail(error::kAppendOnly, "", {{"type", bilingual(type_.title)}}).value(), nullptr});
    const model::State* state = type_.state(twin.state);
    if (state != nullptr && state->final && !viewer.is_system) {
      draft.faults.push_back({fail(error::kWrongState, "", {{"state", bilingual(state->title)}, {"move", bilingual("修改", "edit")}, {"from", bilingual("未结状态", "an open state")}}).value(), nullptr});
    }
    json::Object whole = twin.fields;
    for (const auto& [name, value] : plan.fields) whole.set(name, value);
    if (const Status complete = record::check_whole(type_, whole, {}); !complete) add_faults(draft, complete.error());
  }

  void show_twin(const Draft& draft, const Record& twin, const Plan& plan) {
    if (report_.twins.size() >= kTwinsShown) return;
    json::Object changes;
    for (const auto& [name, value] : plan.fields) {
      const Field* field = type_.field(name);
      const bool hidden = field != nullptr && field->personal;
      const json::Value* was = plan.before.find(name);
      changes.set(name, hidden ? json::Array{"***", "***"} : json::Array{was != nullptr ? *was : json::Value(), value});
    }
    if (plan.geometry) changes.set("geometry", json::Array{*plan.geometry_before, *plan.geometry});
    if (!plan.jurisdiction_id.empty()) changes.set("jurisdiction_id", json::Array{plan.jurisdiction_before, plan.jurisdiction_id});
    report_.twins.emplace_back(json::Object{{"row", draft.row.number}, {"id", twin.id}, {"label", twin.label}, {"version", twin.version}, {"changes", std::move(changes)}});
  }

  Status keep(const Draft& draft, const Plan& plan) {
    ++report_.rows;
    if (draft.faults.empty()) {
      ++report_.ops[plan.op];
      if (plan.op == "skip" || plan.op == "same") return {};
      return check_.rows.add(to_json(plan));
    }
    ++report_.bad;
    json::Array errors;
    for (const Draft::Fault& fault : draft.faults) {
      json::Object shown = fault_json(fault.error, draft.row.number, fault.column);
      if (report_.errors.size() < kErrorsShown) report_.errors.emplace_back(shown);
      errors.emplace_back(std::move(shown));
    }
    json::Array cells;
    for (const Cell& cell : draft.row.cells) {
      const bool number = cell.kind == Cell::Kind::kNumber && !cell.date && cell.text.size() <= 15 && cell.text[0] != '0';
      cells.push_back(number ? json::Value(cell.number) : json::Value(cell.spread_across ? std::string() : cell.text));
    }
    json::Object line{{"row", draft.row.number}, {"cells", std::move(cells)}, {"errors", std::move(errors)}};
    if (!draft.row.geometry.is_null()) line.set("geometry", draft.row.geometry);
    return check_.bad_rows.add(line);
  }

  const Check& check_;
  const TypeDef& type_;
  const model::Model& model_;
  std::unique_ptr<Crs> crs_;
  Resolver resolver_;
  Report report_;
  std::vector<std::pair<const Column*, const Field*>> fields_;
  std::map<std::string, const Column*, std::less<>> special_;
  int mark_ = -1;
  Resolver::Place home_;
  std::unordered_map<std::string, std::int64_t> seen_;
  std::vector<Plan> plans_;
};

}  // namespace

Result<Report> run_check(const Check& check) {
  const TypeDef* type = check.store.model().type(check.options.type);
  if (type == nullptr) return fail(error::kUnknownType, "type", {{"type", check.options.type}});
  auto crs = Crs::of(check.options.crs);
  if (!crs) return fail(crs.error());
  return Checker(check, *type, *std::move(crs)).run();
}

}  // namespace muster::exchange
