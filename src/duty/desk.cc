#include "duty/desk.h"

#include <algorithm>
#include <map>
#include <set>

#include "response/facts.h"

namespace muster::duty {
namespace {

using record::Filter;
using record::Query;
using record::Record;
using record::Viewer;

constexpr std::size_t kRowsAtMost = 120;
constexpr int kPatrolRows = 6;
constexpr const char* kOpenClock = "running,warned,due,late";

Result<record::Page> page_of(const Sources& s, const Viewer& viewer, const std::string& ledger, const char* type, std::vector<Filter> filters,
                             const char* sort, int limit, bool total = false) {
  Query query;
  query.type = type;
  query.ledger = ledger;
  query.filters = std::move(filters);
  query.sort = sort;
  query.limit = limit;
  query.with_total = total;
  return s.store.list(viewer, query);
}

std::int64_t count_of(const Sources& s, const Viewer& viewer, const std::string& ledger, const char* type, std::vector<Filter> filters) {
  const auto page = page_of(s, viewer, ledger, type, std::move(filters), "", 1, true);
  return page ? page->total : 0;
}

json::Object shown(const Sources& s, const Record& record) { return record::to_json(record, *s.store.model().type(record.type)); }

// Kinds of the queue's filter, by the type of what is due.
const char* kind_of(const std::string& type) {
  if (type == "report" || type == "report_receipt") return "report";
  if (type == "warning") return "warning";
  if (type == "alarm") return "alarm";
  if (type == "callout") return "callout";
  if (type == "task" || type == "receipt") return "task";
  if (type == "dike_incident") return "incident";
  if (type == "patrol_shift") return "patrol";
  if (type == "line_report") return "line";
  return "other";
}

// "1" (highest) … "4"; 9 where the record carries no level, so that a level goes first at the same minute.
int level_of(const Record& record) {
  for (const char* field : {"level", "proposed_level", "decided_level", "colour"}) {
    const std::string text = record.text(field);
    if (text.size() == 1 && text[0] >= '1' && text[0] <= '4') return text[0] - '0';
    if (text == "red") return 1;
    if (text == "orange") return 2;
    if (text == "yellow") return 3;
    if (text == "blue") return 4;
  }
  return 9;
}

const char* band_of(const Record& clock, UtcTime now) {
  const UtcTime due = clock.instant("due_at").value_or(now);
  if (clock.state == "late" || clock.state == "due" || due <= now + Millis{5 * 60'000}) return "now";
  return due <= now + Millis{60 * 60'000} ? "hour" : "today";
}

// The first step that leads on: moves stand in the definition in the order in which the work is done.
json::Value next_of(const Sources& s, const Viewer& viewer, const Record& record) {
  for (const std::string& name : s.store.moves_for(viewer, record)) {
    const model::Move* move = s.store.model().type(record.type)->move(name);
    const bool is_aside = name == "deliver" || name == "read" || name == "cancel" || name == "withdraw" || name == "replace";
    if (move == nullptr || is_aside) continue;
    return json::Object{{"move", name}, {"title", json::Object{{"zh", move->title.zh}, {"en", move->title.en}}}};
  }
  return {};
}

json::Value label_of(const json::Object& refs, const std::string& id) {
  const json::Value* found = refs.find(id);
  return found == nullptr ? json::Value{} : json::Value(found->text("label"));
}

std::string first_text(const Record& a, const Record& b, std::initializer_list<std::pair<const char*, const char*>> fields) {
  for (const auto& [own, clocks] : fields) {
    if (*own != 0 && a.has(own)) return a.text(own);
    if (*clocks != 0 && b.has(clocks)) return b.text(clocks);
  }
  return {};
}

struct Row {
  Record record;
  Record clock;
};

Result<std::vector<Record>> clocks_due(const Sources& s, const Viewer& viewer, const std::string& ledger, const char* about_op, int limit) {
  auto page = page_of(s, viewer, ledger, "clock", {{"state", "in", kOpenClock}, {"about_type", about_op, "patrol_shift"}}, "due_at", limit);
  if (!page) return fail(page.error());
  return std::move(page->items);
}

// Open clocks in order of their limit, one row per record: its nearest limit. Patrol lines owed are many and alike: the first few
// stand for all of them, the guard screen has the rest.
Result<std::vector<Row>> rows_of(const Sources& s, const Viewer& viewer, const std::string& ledger) {
  auto clocks = clocks_due(s, viewer, ledger, "ne", 500);
  if (!clocks) return fail(clocks.error());
  auto patrols = clocks_due(s, viewer, ledger, "eq", kPatrolRows);
  if (!patrols) return fail(patrols.error());
  clocks->insert(clocks->end(), patrols->begin(), patrols->end());
  std::vector<Row> rows;
  std::set<std::string> seen;
  for (const Record& clock : *clocks) {
    if (rows.size() >= kRowsAtMost) break;
    if (!seen.insert(clock.text("about")).second) continue;
    auto record = s.store.get(viewer, clock.text("about_type"), clock.text("about"));
    if (record) rows.push_back({std::move(*record), clock});
  }
  std::ranges::stable_sort(rows, [](const Row& a, const Row& b) {
    const std::string due_a = a.clock.text("due_at");
    const std::string due_b = b.clock.text("due_at");
    return due_a != due_b ? due_a < due_b : level_of(a.record) < level_of(b.record);
  });
  return rows;
}

json::Object shown_row(const Sources& s, const Viewer& viewer, const Row& row, const json::Object& refs, UtcTime now) {
  const std::string person = first_text(row.record, row.clock, {{"person", "holder_person"}, {"leader", ""}});
  const std::string post = first_text(row.record, row.clock, {{"post", "holder_post"}, {"unit", "holder_unit"}, {"receiver", ""}});
  const int level = level_of(row.record);
  return {{"record", shown(s, row.record)},
          {"kind", kind_of(row.record.type)},
          {"clock", shown(s, row.clock)},
          {"holder", json::Object{{"post", label_of(refs, post)}, {"person", label_of(refs, person)}}},
          {"next", next_of(s, viewer, row.record)},
          {"level", level == 9 ? json::Value{} : json::Value(level)},
          {"band", band_of(row.clock, now)}};
}

Result<json::Object> strip(const Sources& s, const Viewer& viewer, const std::string& ledger, UtcTime now) {
  const auto notices = page_of(s, viewer, ledger, "level_notice", {{"state", "eq", "signed"}, {"kind", "ne", "end"}}, "-signed_at", 1);
  if (!notices) return fail(notices.error());
  const response::Sources guard{s.store, s.observation, s.city};
  const auto table = response::guard_json(guard, viewer, ledger, now);
  if (!table) return fail(table.error());
  const json::Value& totals = *table->find("totals");
  return json::Object{{"level_notice", notices->items.empty() ? json::Value{} : json::Value(shown(s, notices->items.front()))},
                      {"on_dike", totals["people_present"]},
                      {"change", totals["change"]},
                      {"km_over_defence", totals["km_over_defence"]},
                      {"km_over_warning", totals["km_over_warning"]},
                      {"clocks_running", count_of(s, viewer, ledger, "clock", {{"state", "in", kOpenClock}})},
                      {"clocks_warn", count_of(s, viewer, ledger, "clock", {{"state", "in", "warned,due"}})},
                      {"late", count_of(s, viewer, ledger, "clock", {{"state", "eq", "late"}})}};
}

// The shift of now in the viewer's own duty room where it has one; else the one that stands highest.
std::optional<Record> shift_now(const Sources& s, const Viewer& viewer, const std::string& ledger, UtcTime now) {
  const std::string time = format_time(now);
  const auto shifts = page_of(s, viewer, ledger, "duty_shift", {{"from", "le", time}, {"to", "gt", time}}, "fid", 100);
  if (!shifts) return std::nullopt;
  const Record* best = nullptr;
  for (const Record& shift : shifts->items) {
    if (shift.jpath == viewer.home_path) return shift;
    if (best == nullptr || shift.jpath.size() < best->jpath.size()) best = &shift;
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

json::Object shown_duty(const std::optional<Record>& shift, const json::Object& refs) {
  json::Object out;
  if (!shift) return out;
  out.set("shift", shift->id);
  out.set("kind", shift->text("kind"));
  out.set("from", shift->text("from"));
  out.set("to", shift->text("to"));
  for (const char* place : {"leader", "main", "deputy", "technical", "military"}) {
    out.set(place, shift->has(place) ? json::Value(json::Object{{"id", shift->text(place)}, {"person", label_of(refs, shift->text(place))}}) : json::Value{});
  }
  return out;
}

}  // namespace

Result<json::Object> desk(const Sources& s, const Viewer& viewer, const std::string& ledger) {
  const UtcTime now = s.city.now(ledger);
  const auto rows = rows_of(s, viewer, ledger);
  if (!rows) return fail(rows.error());
  const auto shift = shift_now(s, viewer, ledger, now);
  std::vector<Record> named;
  for (const Row& row : *rows) {
    named.push_back(row.record);
    named.push_back(row.clock);
  }
  if (shift) named.push_back(*shift);
  const json::Object refs = s.store.labels(viewer, named);
  json::Array shown_rows;
  std::map<std::string, std::int64_t> counts;
  for (const Row& row : *rows) {
    shown_rows.emplace_back(shown_row(s, viewer, row, refs, now));
    ++counts[kind_of(row.record.type)];
  }
  json::Object counted{{"all", rows->size()}};
  for (const auto& [kind, count] : counts) counted.set(kind, count);
  auto head = strip(s, viewer, ledger, now);
  if (!head) return fail(head.error());
  json::Array handovers;
  const auto open = page_of(s, viewer, ledger, "handover", {{"state", "in", "open,given"}}, "-at", 5);
  if (open) {
    for (const Record& handover : open->items) handovers.emplace_back(shown(s, handover));
  }
  return json::Object{{"at", format_time(now)}, {"rows", std::move(shown_rows)}, {"counts", std::move(counted)}, {"strip", std::move(*head)},
                      {"duty", shown_duty(shift, refs)}, {"handover", std::move(handovers)}, {"refs", refs}};
}

Result<json::Object> my_tasks(const Sources& s, const Viewer& viewer, const std::string& ledger) {
  struct Mine {
    const char* type;
    const char* field;
    const std::string& id;
    const char* states;
  };
  const std::string& person = viewer.actor.person;
  const std::string& post = viewer.actor.post;
  const std::vector<Mine> wanted{{"task", "person", person, "sent,delivered,read,accepted,declined"}, {"task", "post", post, "sent,delivered,read,accepted,declined"},
                                 {"task", "liaison", person, "sent,delivered,read"}, {"callout", "person", person, "sent,delivered,read,missed"},
                                 {"callout", "liaison", person, "sent,delivered,read,missed"}, {"patrol_shift", "leader", person, "due"},
                                 {"patrol_shift", "group_leader", person, "due"}};
  std::map<std::string, Record> found;
  for (const Mine& mine : wanted) {
    if (mine.id.empty()) continue;
    const auto page = page_of(s, viewer, ledger, mine.type, {{mine.field, "eq", mine.id}, {"state", "in", mine.states}}, "", 200);
    if (!page) return fail(page.error());
    for (const Record& record : page->items) found.emplace(record.id, record);
  }
  std::vector<Record> named;
  std::vector<std::pair<std::string, json::Object>> rows;
  for (const auto& [id, record] : found) {
    const auto clocks = page_of(s, viewer, ledger, "clock", {{"about", "eq", id}, {"state", "in", kOpenClock}}, "due_at", 1);
    const Record* clock = clocks && !clocks->items.empty() ? &clocks->items.front() : nullptr;
    json::Array moves;
    for (const std::string& move : s.store.moves_for(viewer, record)) moves.emplace_back(move);
    rows.emplace_back(clock != nullptr ? clock->text("due_at") : "9999",
                      json::Object{{"record", shown(s, record)}, {"clock", clock != nullptr ? json::Value(shown(s, *clock)) : json::Value{}}, {"moves", std::move(moves)}});
    named.push_back(record);
  }
  std::ranges::stable_sort(rows, {}, [](const auto& row) { return row.first; });
  json::Array shown_rows;
  for (auto& [due, row] : rows) shown_rows.emplace_back(std::move(row));
  return json::Object{{"rows", std::move(shown_rows)}, {"refs", s.store.labels(viewer, named)}};
}

}  // namespace muster::duty
