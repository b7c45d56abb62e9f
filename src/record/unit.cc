#include "record/unit.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/id.h"
#include "errors/change.h"
#include "record/check.h"
#include "record/schema.h"
#include "record/search.h"

namespace muster::record {
namespace {

constexpr int kDeepest = 16;

using model::TypeDef;

std::string day_digits(UtcTime now) {
  std::string day = format_date(city_day(now));
  std::erase(day, '-');
  return day;
}

std::string state_title(const TypeDef& type, std::string_view state) {
  const model::State* found = type.state(state);
  return found != nullptr ? bilingual(found->title) : std::string(state);
}

std::string from_titles(const TypeDef& type, const model::Move& move) {
  std::string zh, en;
  for (const std::string& name : move.from) {
    const model::State* state = type.state(name);
    zh += (zh.empty() ? "" : "、") + (state != nullptr ? state->title.zh : name);
    en += (en.empty() ? "" : ", ") + (state != nullptr ? state->title.en : name);
  }
  return bilingual(zh, en);
}

// What a move may be given: its needs and takes, nothing else.
Status check_move_fields(const model::Move& move, const json::Object& fields) {
  for (const auto& [name, value] : fields) {
    const bool known = std::ranges::find(move.needs, name) != move.needs.end() ||
                       std::ranges::find(move.takes, name) != move.takes.end();
    if (!known) return fail(error::kUnknownField, name, {{"field", name}});
  }
  return {};
}

// A form may send back what a retired field holds: that is no new value.
json::Object without_kept(const TypeDef& type, json::Object given, const json::Object& kept) {
  for (const model::Field& field : type.fields) {
    const json::Value* sent = field.retired ? given.find(field.name) : nullptr;
    const json::Value* held = kept.find(field.name);
    if (sent != nullptr && held != nullptr && *sent == *held) given.erase(field.name);
  }
  return given;
}

void merge(json::Object& into, const json::Object& given) {
  for (const auto& [name, value] : given) {
    if (value.is_null()) {
      into.erase(name);
    } else {
      into.set(name, value);
    }
  }
}

}  // namespace

std::string unique_key_of(const TypeDef& type, const Record& record) {
  if (type.key.empty()) return {};
  json::Array parts;
  for (const std::string& name : type.key) {
    const json::Value* value = record.fields.find(name);
    if (name == "jurisdiction") {
      parts.emplace_back(record.jurisdiction_id);
    } else {
      parts.push_back(value != nullptr ? *value : json::Value{});
    }
  }
  return json::write_canonical(parts);
}

// A register is one for all ledgers, so only the real one writes it: a drill must not shut a sluice of the city.
Result<const TypeDef*> UnitOfWork::type_of(std::string_view name) const {
  const TypeDef* type = p_.model.type(name);
  if (type == nullptr) return fail(error::kUnknownType, "type", {{"type", std::string(name)}});
  if (type->shared && p_.intent.ledger != "real") return fail(error::kSharedRegister, "ledger", {{"type", bilingual(type->title)}});
  return type;
}

std::string UnitOfWork::ledger_of(const TypeDef& type) const { return type.shared ? "real" : p_.intent.ledger; }

std::optional<Record> UnitOfWork::find(std::string_view type_name, std::string_view id) {
  const TypeDef* type = p_.model.type(type_name);
  if (type == nullptr || id.empty()) return std::nullopt;
  const auto row = p_.connection.one("SELECT " + p_.codec.select_list(*type) + " FROM " + db::quote_name(table_name(*type)) +
                                         " t WHERE t.id = $1 AND t.deleted_at IS NULL",
                                     {std::string(id)});
  if (!row) return std::nullopt;
  return p_.codec.read(*type, *row);
}

// The signs "+" tell SQLite which index to take: that of the first field, which callers name the most selective; without them it may walk
// the whole ledger in order of fid, or all clocks of one name.
std::vector<Record> UnitOfWork::find_where(std::string_view type_name, const json::Object& equals, int limit) {
  std::vector<Record> out;
  const TypeDef* type = p_.model.type(type_name);
  if (type == nullptr) return out;
  const bool sqlite = p_.connection.engine() == db::Engine::kSqlite;
  db::Cells cells{ledger_of(*type)};
  std::string where = "t.ledger = $1 AND t.deleted_at IS NULL";
  for (const auto& [name, value] : equals) {
    const model::Field* field = type->field(name);
    cells.push_back(field != nullptr ? p_.codec.to_cell(*type, *field, value) : db::Cell(value.as_string()));
    where += cells.size() > 2 && sqlite ? " AND +t." : " AND t.";
    where += (field != nullptr ? db::quote_name(column_name(*field)) : name) + " = $" + std::to_string(cells.size());
  }
  cells.emplace_back(limit);
  for (const db::Row& row : p_.connection.query("SELECT " + p_.codec.select_list(*type) + " FROM " +
                                                    db::quote_name(table_name(*type)) + " t WHERE " + where +
                                                    " ORDER BY +t.fid LIMIT $" + std::to_string(cells.size()),
                                                cells)) {
    out.push_back(p_.codec.read(*type, row));
  }
  return out;
}

std::string UnitOfWork::label_of(std::string_view id) {
  if (id.empty()) return {};
  const auto index = p_.connection.one("SELECT type FROM record_index WHERE id = $1", {std::string(id)});
  const TypeDef* type = index ? p_.model.type((*index)[0].text()) : nullptr;
  if (type == nullptr) return {};
  const auto row = p_.connection.one("SELECT label FROM " + db::quote_name(table_name(*type)) + " WHERE id = $1", {std::string(id)});
  return row ? (*row)[0].text() : std::string();
}

// A jurisdiction stands below itself; every other record below the jurisdiction that it names.
Status UnitOfWork::place_in(const TypeDef& type, Record& record, const std::string& jurisdiction_id) {
  if (type.name == "jurisdiction") {
    if (!record.has("path")) {
      const auto parent = find("jurisdiction", record.text("parent"));
      record.fields.set("path", (parent ? parent->text("path") : std::string()) + '/' + record.text("code"));
    }
    record.jurisdiction_id = record.id;
    record.jpath = record.text("path");
    return {};
  }
  const auto known = places_.find(jurisdiction_id);
  if (known != places_.end()) {
    std::tie(record.jurisdiction_id, record.jpath) = known->second;
    return {};
  }
  const auto row = jurisdiction_id.empty()
                       ? p_.connection.one("SELECT id, jpath FROM r_jurisdiction WHERE jpath = $1 AND deleted_at IS NULL",
                                           {p_.viewer.home_path})
                       : p_.connection.one("SELECT id, jpath FROM r_jurisdiction WHERE id = $1", {jurisdiction_id});
  if (!row) return fail(error::kNoSuchReference, "jurisdiction_id", {{"title", "属地"}, {"value", jurisdiction_id}});
  record.jurisdiction_id = (*row)[0].text();
  record.jpath = (*row)[1].text();
  places_.emplace(jurisdiction_id, std::pair(record.jurisdiction_id, record.jpath));
  return {};
}

Status UnitOfWork::check_references(const TypeDef& type, const json::Object& fields) {
  for (const Reference& reference : references(type, fields)) {
    const auto row = p_.connection.one("SELECT type FROM record_index WHERE id = $1", {reference.id});
    const std::string& wanted = reference.field->to;
    const bool fits = row && (wanted.empty() || wanted == "*" || (*row)[0].text() == wanted);
    if (!fits) {
      return fail(error::kNoSuchReference, reference.field->name,
                  {{"title", bilingual(reference.field->title)}, {"value", reference.id}});
    }
  }
  return {};
}

std::int64_t UnitOfWork::next_in_series(const std::string& series) {
  const auto row = p_.connection.one(
      "INSERT INTO number_series (series, last) VALUES ($1, 1) ON CONFLICT (series) DO UPDATE SET last = number_series.last + 1 "
      "RETURNING last",
      {series});
  const std::int64_t number = (*row)[0].integer();
  counters_.set(series, number);
  return number;
}

Status UnitOfWork::give_number(const TypeDef& type, const model::Move* move, Record& record) {
  if (move == nullptr) {
    if (type.number_prefix.empty() || !record.number.empty()) return {};
    // What is entered after its year is over (a backlog, another system's rows) is counted in the year that it belongs to.
    const bool is_older = city_day(record.occurred_at).year() < city_day(p_.city_now).year();
    const std::string stem = type.number_prefix + '-' + day_digits(is_older ? record.occurred_at : p_.city_now);
    record.number = fmt::format("{}-{:03}", stem, next_in_series(record.ledger + '|' + stem));
    return {};
  }
  if (move->number.empty() || record.has(move->number)) return {};
  const std::string body_id = record.has("body") ? record.text("body") : p_.viewer.actor.name_of;
  const auto body = find("body", body_id);
  std::string form = body ? body->text("number_series") : std::string();
  if (form.empty()) return fail(error::kRequired, "body", {{"title", "发文机关字号"}});
  const std::string year = format_date(city_day(p_.city_now)).substr(0, 4);
  const std::string number = std::to_string(next_in_series(record.ledger + '|' + body_id + '|' + year));
  if (form.find("{n}") == std::string::npos) form += "〔{year}〕{n}号";
  for (const auto& [name, value] : {std::pair<std::string, std::string>{"{year}", year}, {"{n}", number}}) {
    if (const std::size_t at = form.find(name); at != std::string::npos) form.replace(at, name.size(), value);
  }
  record.fields.set(move->number, form);
  record.number = form;
  return {};
}

Result<Record> UnitOfWork::create_with(const Draft& draft, bool by_rule) {
  const auto type = type_of(draft.type);
  if (!type) return fail(type.error());
  if ((*type)->retired) return fail(error::kTypeRetired, "type", {{"type", bilingual((*type)->title)}});
  auto given = check_given(p_.model, **type, draft.fields);
  if (!given) return fail(given.error());
  Record record;
  record.type = draft.type;
  record.id = draft.id.empty() ? new_id(p_.wall_now) : draft.id;
  if (!is_id(record.id)) return fail(error::kBadValue, "id", {{"title", "id"}, {"value", record.id}, {"reason", "UUID"}});
  record.owner_node = p_.node;
  record.ledger = ledger_of(**type);
  for (const model::Field& field : (*type)->fields) {
    if (!field.otherwise.is_null() && !field.retired) record.fields.set(field.name, field.otherwise);
  }
  merge(record.fields, *given);
  record.state = (*type)->start;
  record.geometry = draft.geometry.value_or(json::Value{});
  record.occurred_at = draft.occurred_at.value_or(p_.city_now);
  record.recorded_at = p_.city_now;
  record.created_by = p_.viewer.actor.person;
  const std::string where = draft.jurisdiction_id.empty() ? record.text("jurisdiction") : draft.jurisdiction_id;
  if (Status placed = place_in(**type, record, where); !placed) return fail(placed.error());
  if (!by_rule) {
    if (Status allowed = may("create", **type, record); !allowed) return fail(allowed.error());
  }
  if (Status place = check_place(**type, record.geometry); !place) return fail(place.error());
  if (Status whole = check_whole(**type, record.fields, {}); !whole) return fail(whole.error());
  if (!draft.id.empty() && p_.connection.one("SELECT 1 FROM record_index WHERE id = $1", {record.id})) {
    return fail(error::kDuplicate, "id", {{"what", record.id}});
  }
  if (Status numbered = give_number(**type, nullptr, record); !numbered) return fail(numbered.error());
  Change change{Op::kCreate, {}, {}, std::move(record)};
  return finish(**type, std::move(change));
}

Result<Record> UnitOfWork::existing(const TypeDef& type, const Draft& draft) {
  auto before = find(type.name, draft.id);
  if (!before) return fail(error::kNotFound, "id", {{"what", bilingual(type.title)}});
  if (draft.if_version && *draft.if_version != before->version) {
    return fail(error::kStaleVersion, "version",
                {{"who", label_of(before->changed_by)}, {"at", format_time(before->changed_at)},
                 {"version", std::to_string(before->version)}});
  }
  return std::move(*before);
}

Result<Record> UnitOfWork::update_with(const Draft& draft, bool by_rule) {
  const auto type = type_of(draft.type);
  if (!type) return fail(type.error());
  if ((*type)->append_only && !by_rule) return fail(error::kAppendOnly, {}, {{"type", bilingual((*type)->title)}});
  auto before = existing(**type, draft);
  if (!before) return before;
  if (!by_rule) {
    if (Status allowed = may("update", **type, *before); !allowed) return fail(allowed.error());
    const model::State* state = (*type)->state(before->state);
    if (state != nullptr && state->final) {
      return fail(error::kWrongState, {},
                  {{"state", bilingual(state->title)}, {"move", bilingual("修改", "edit")}, {"from", bilingual("未结状态", "an open state")}});
    }
  }
  auto given = check_given(p_.model, **type, without_kept(**type, draft.fields, before->fields));
  if (!given) return fail(given.error());
  Change change{Op::kUpdate, {}, *before, *before};
  merge(change.after.fields, *given);
  if (draft.geometry) change.after.geometry = *draft.geometry;
  if (draft.occurred_at) change.after.occurred_at = *draft.occurred_at;
  if (!draft.jurisdiction_id.empty()) {
    if (Status placed = place_in(**type, change.after, draft.jurisdiction_id); !placed) return fail(placed.error());
    if (!by_rule) {
      if (Status allowed = may("update", **type, change.after); !allowed) return fail(allowed.error());
    }
  }
  if (Status place = check_place(**type, change.after.geometry); !place) return fail(place.error());
  if (Status whole = check_whole(**type, change.after.fields, {}); !whole) return fail(whole.error());
  fill_computed(**type, change.after.fields);
  if (change.after == change.before) return std::move(change.after);
  if (!by_rule) change.after.changed_by = p_.viewer.actor.person;
  return finish(**type, std::move(change));
}

Result<Record> UnitOfWork::move_with(const Draft& draft, bool by_rule) {
  const auto type = type_of(draft.type);
  if (!type) return fail(type.error());
  const model::Move* move = (*type)->move(draft.move);
  if (move == nullptr) return fail(error::kUnknownMove, "move", {{"type", bilingual((*type)->title)}, {"move", draft.move}});
  auto before = existing(**type, draft);
  if (!before) return before;
  if (!by_rule) {
    if (Status allowed = may_move(**type, *move, *before); !allowed) return fail(allowed.error());
    if (Status fields = check_move_fields(*move, draft.fields); !fields) return fail(fields.error());
  }
  const model::State* state = (*type)->state(before->state);
  const bool open = move->from.empty() ? state == nullptr || !state->final
                                       : std::ranges::find(move->from, before->state) != move->from.end();
  if (!open) {
    return fail(error::kWrongState, {},
                {{"state", state_title(**type, before->state)}, {"move", bilingual(move->title)}, {"from", from_titles(**type, *move)}});
  }
  auto given = check_given(p_.model, **type, draft.fields);
  if (!given) return fail(given.error());
  Change change{Op::kMove, move->name, *before, *before};
  merge(change.after.fields, *given);
  for (const auto& [field, what] : move->stamps) {
    if (change.after.has(field) && given->has(field)) continue;  // the time that was claimed wins over the time received
    if (what == "now") change.after.fields.set(field, format_time(draft.occurred_at.value_or(p_.city_now)));
    if (what == "actor" && is_id(p_.viewer.actor.person)) change.after.fields.set(field, p_.viewer.actor.person);
    if (what == "post" && !p_.viewer.actor.post.empty()) change.after.fields.set(field, p_.viewer.actor.post);
    if (what == "channel") change.after.fields.set(field, p_.viewer.actor.channel);
  }
  if (!move->to.empty()) change.after.state = move->to;
  if (Status whole = check_whole(**type, change.after.fields, move->needs); !whole) return fail(whole.error());
  if (Status numbered = give_number(**type, move, change.after); !numbered) return fail(numbered.error());
  if (!by_rule) change.after.changed_by = p_.viewer.actor.person;
  if (!draft.reason.empty()) reason_ = draft.reason;
  return finish(**type, std::move(change));
}

Status UnitOfWork::remove(const Draft& draft) {
  const auto type = type_of(draft.type);
  if (!type) return fail(type.error());
  if ((*type)->append_only) return fail(error::kAppendOnly, {}, {{"type", bilingual((*type)->title)}});
  if (draft.reason.empty()) return fail(error::kRequired, "reason", {{"title", "删除原因"}});
  auto before = existing(**type, draft);
  if (!before) return fail(before.error());
  if (Status allowed = may("delete", **type, *before); !allowed) return allowed;
  Change change{Op::kDelete, {}, *before, std::move(*before)};
  change.after.deleted_at = p_.city_now;
  change.after.changed_by = p_.viewer.actor.person;
  reason_ = draft.reason;
  const auto done = finish(**type, std::move(change));
  if (!done) return fail(done.error());
  return {};
}

Result<Record> UnitOfWork::finish(const TypeDef& type, Change change) {
  Record& after = change.after;
  after.version = change.op == Op::kCreate ? 1 : change.before.version + 1;
  after.changed_at = p_.city_now;
  after.model_version = p_.model.hash;
  if (after.changed_by.empty()) after.changed_by = p_.viewer.actor.person;
  fill_computed(type, after.fields);
  if (change.op == Op::kCreate || change.op == Op::kUpdate || change.op == Op::kMove) {
    if (Status known = check_references(type, after.fields); !known) return fail(known.error());
  }
  after.label = make_label(p_.model, type, after, [this](std::string_view id) { return label_of(id); });
  if (Status written = write(type, change); !written) return fail(written.error());
  changes_.push_back(change);
  if (++depth_ > kDeepest) throw std::logic_error("reactors go round in circles at " + type.name);
  for (const std::string_view name : {std::string_view(type.name), std::string_view("*")}) {
    const auto reactors = p_.reactors.find(name);
    if (reactors == p_.reactors.end()) continue;
    for (const Reactor& reactor : reactors->second) {
      if (Status done = reactor(*this, change); !done) return fail(done.error());
    }
  }
  --depth_;
  // A reactor may have changed the same record; the caller gets it as it is now.
  if (auto now_it_is = find(type.name, after.id); now_it_is) return std::move(*now_it_is);
  return std::move(change.after);
}

Status UnitOfWork::write(const TypeDef& type, const Change& change) {
  const Record& after = change.after;
  const std::string key = unique_key_of(type, after);
  if (!key.empty() && change.op != Op::kDelete) {
    const auto twin = p_.connection.one("SELECT label FROM " + db::quote_name(table_name(type)) +
                                            " WHERE ledger = $1 AND unique_key = $2 AND id <> $3",
                                        {after.ledger, key, after.id});
    if (twin) return fail(error::kDuplicate, type.key.front(), {{"what", (*twin)[0].text()}});
  }
  if (change.op == Op::kCreate) {
    p_.codec.insert(p_.connection, type, after, key);
    const auto indexed = p_.connection.execute("INSERT INTO record_index (id, type) VALUES ($1, $2)", {after.id, type.name});
    if (!indexed) return fail(indexed.error());
  } else {
    p_.codec.update(p_.connection, type, after, key);
  }
  if (type.name == "jurisdiction") places_.clear();
  return {};
}

void UnitOfWork::index_changes() {
  std::vector<Searched> found;
  std::map<std::string_view, std::size_t> at;
  for (const Change& change : changes_) {
    const auto [place, first] = at.emplace(change.after.id, found.size());
    if (first) found.push_back({nullptr, nullptr, change.op == Op::kCreate});
    found[place->second].type = p_.model.type(change.after.type);
    found[place->second].record = &change.after;
  }
  index_for_search(p_.connection, p_.codec, found);
}

}  // namespace muster::record
