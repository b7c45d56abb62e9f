#include "supply/circle_facts.h"

#include <algorithm>
#include <map>

#include "clock/clock.h"

namespace muster::supply {
namespace {

using record::Record;

constexpr std::uint32_t kMinute = 60'000;

std::uint32_t minutes(const json::Value& body, std::string_view key, std::int64_t otherwise = 0) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(body.integer(key, otherwise), 0, 24 * 60)) * kMinute;
}

// "08:00" → 480.
Result<int> minute_of_day(const json::Value& body, std::string_view key) {
  const std::string text = body.text(key);
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 100; };
  const int out = text.size() == 5 && text[2] == ':' ? (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4) : 10'000;
  if (out > 24 * 60) return fail(error::kBadValue, "supply_circle", {{"title", std::string(key)}, {"value", text}, {"reason", "08:00"}});
  return out;
}

Result<std::vector<Record>> all(record::Store& store, const record::Viewer& viewer, const std::string& ledger, const char* type,
                                std::vector<record::Filter> filters = {}) {
  record::Query query;
  query.type = type;
  query.ledger = ledger;
  query.filters = std::move(filters);
  return store.list_all(viewer, std::move(query));
}

bool below(const std::string& path, const std::string& root) { return root.empty() || path == root || path.starts_with(root + '/'); }

std::string parent_path(const std::string& path) { return path.substr(0, path.rfind('/')); }

// ---- places

// People and places of villages that jurisdictions do not tell: the tables of flood-storage areas do, for some.
std::map<std::string, Record> storage_villages(record::Store& store, const record::Viewer& viewer, const std::string& ledger) {
  std::map<std::string, Record> out;
  if (auto rows = all(store, viewer, ledger, "storage_village")) {
    for (Record& row : *rows) out.try_emplace(row.jurisdiction_id, std::move(row));
  }
  return out;
}

std::optional<std::int64_t> people_of(const Record& record) {
  if (!record.has("people")) return std::nullopt;
  return record.integer("people");
}

// What is known of the villages below each township: their people together, or nothing when one of them is unknown.
std::map<std::string, std::optional<std::int64_t>> people_below(const std::vector<Record>& rows) {
  std::map<std::string, std::optional<std::int64_t>> out;
  for (const Record& row : rows) {
    if (row.text("level") != "village") continue;
    const auto [found, fresh] = out.try_emplace(parent_path(row.text("path")), 0);
    const auto people = people_of(row);
    found->second = people && found->second ? std::optional(*found->second + *people) : std::nullopt;
  }
  return out;
}

struct Country {
  std::map<std::string, std::string> counties;  ///< path → id
  [[nodiscard]] std::string of(std::string path) const {
    for (; !path.empty(); path = parent_path(path)) {
      if (const auto found = counties.find(path); found != counties.end()) return found->second;
    }
    return {};
  }
};

bool may_see_stores(const record::Viewer& viewer, const std::string& path) { return viewer.is_system || viewer.may("read", "store", path); }

// ---- stores

bool of_kind(const std::string& kind, const std::string& wanted) { return wanted == "any" || kind == "both" || kind == wanted; }

std::string why_left_out(const Record& row, const std::vector<FreeStock>& stock, const std::optional<geo::Position>& at, const std::string& kind) {
  if (!of_kind(row.text("kind"), kind)) return "other_kind";
  const json::Value* open = row.fields.find("is_open");
  if (open != nullptr && open->is_bool() && !open->as_bool()) return "closed";
  if (std::ranges::none_of(stock, [](const FreeStock& one) { return one.free > 0; })) return "no_stock";
  return at ? "" : "no_position";
}

CircleStore store_of(const Record& row, std::vector<FreeStock> stock, geo::Position at, const CircleRule& rule) {
  CircleStore out{.id = row.id, .label = row.label, .kind = row.text("kind"), .at = at, .stock = std::move(stock)};
  const auto own = [&](const char* field, std::uint32_t otherwise) {
    if (row.has(field)) return static_cast<std::uint32_t>(std::clamp<std::int64_t>(row.integer(field), 0, 24 * 60)) * kMinute;
    out.assumed = true;
    return otherwise;
  };
  out.day_ms = own("prepare_min", rule.prepare_ms);
  out.day_ms += own("load_min", rule.load_ms);
  const json::Value* manned = row.fields.find("manned");
  const bool is_manned = manned != nullptr && manned->is_bool() && manned->as_bool();
  out.night_ms = out.day_ms + (is_manned ? 0 : rule.call_in_ms);
  return out;
}

}  // namespace

std::optional<geo::Position> position_of(const Record& record) {
  if (record.geometry.is_null()) return std::nullopt;
  const auto geometry = geo::from_geojson(record.geometry);
  if (!geometry || geometry->empty()) return std::nullopt;
  if (geometry->is_point()) return geometry->parts.front().front().front();
  return geo::label_point(*geometry);
}

std::optional<geo::Position> place_position(record::Store& store, const record::Viewer& viewer, const std::string& ledger, const Record& jurisdiction) {
  if (auto own = position_of(jurisdiction)) return own;
  const auto rows = all(store, viewer, ledger, "storage_village", {{"jurisdiction_id", "eq", jurisdiction.id}});
  return rows && !rows->empty() ? position_of(rows->front()) : std::nullopt;
}

Result<CircleRule> circle_rule(const model::Model& model, UtcTime city_now) {
  const auto rule = model.rule("supply_circle", city_day(city_now));
  if (!rule) return fail(rule.error());
  const json::Value& body = (*rule)->body;
  CircleRule out;
  out.budget_min = static_cast<int>(body.integer("budget_min", 60));
  out.profile = body.text("profile", "lorry");
  out.store_kind = body.text("store_kind", "relief");
  out.level = body.text("level", "village");
  out.prepare_ms = minutes(body, "prepare_min");
  out.load_ms = minutes(body, "load_min");
  out.call_in_ms = minutes(body, "call_in_min");
  const auto from = minute_of_day(body["day"], "from");
  const auto to = minute_of_day(body["day"], "to");
  const auto snapshot = minute_of_day(body, "snapshot_at");
  for (const auto* time : {&from, &to, &snapshot}) {
    if (!*time) return fail(time->error());
  }
  out.day_from_min = *from;
  out.day_to_min = *to;
  out.snapshot_at_min = *snapshot;
  if (const auto limit = parse_duration(body.text("sites_time_limit", "10s"))) out.sites_time_limit_ms = static_cast<int>(limit->count());
  out.source = json::Object{{"zh", (*rule)->source.zh}, {"en", (*rule)->source.en}};
  out.mark = (*rule)->mark;
  return out;
}

Result<CircleRoads> circle_roads(Roads& roads, const std::string& ledger, const std::string& profile, UtcTime city_now,
                                 const std::vector<road::Condition>& drawn) {
  const auto network = roads.network();
  if (!network) return fail(network.error());
  auto ordinary = road::customise(*network, profile);
  if (!ordinary) return fail(ordinary.error());
  auto today = roads.metric(ledger, profile, city_now, drawn);
  if (!today) return fail(today.error());
  return CircleRoads{std::move(*today), std::move(*ordinary)};
}

bool is_night(const model::Model& model, const CircleRule& rule, UtcTime city_now) {
  const UtcTime midnight = city_midnight(city_day(city_now));
  const auto minute = std::chrono::duration_cast<std::chrono::minutes>(city_now - midnight).count();
  if (minute < rule.day_from_min || minute >= rule.day_to_min) return true;
  // A year without a calendar is told by the hour alone.
  const auto next = clock::add_working_days(model, midnight - std::chrono::hours{24}, 1);
  return next && *next != midnight;
}

Result<std::vector<CirclePlace>> circle_places(record::Store& store, const record::Viewer& viewer, const CircleAsk& ask) {
  const std::string levels = ask.level == "township" ? "county,zone,township,village" : "county,zone,village";
  auto rows = all(store, viewer, ask.ledger, "jurisdiction", {{"level", "in", levels}});
  if (!rows) return fail(rows.error());
  std::string root;
  if (!ask.jurisdiction.empty()) {
    const auto found = store.get(viewer, "jurisdiction", ask.jurisdiction);
    if (!found) return fail(error::kNotFound, "jurisdiction", {{"what", ask.jurisdiction}});
    root = found->text("path");
  }
  Country country;
  for (const Record& row : *rows) {
    if (row.text("level") == "county" || row.text("level") == "zone") country.counties[row.text("path")] = row.id;
  }
  const auto below_township = ask.level == "township" ? people_below(*rows) : std::map<std::string, std::optional<std::int64_t>>{};
  const auto tables = ask.level == "village" ? storage_villages(store, viewer, ask.ledger) : std::map<std::string, Record>{};
  std::vector<CirclePlace> out;
  for (const Record& row : *rows) {
    const std::string path = row.text("path");
    if (row.text("level") != ask.level || !below(path, root) || !may_see_stores(viewer, path)) continue;
    CirclePlace place{row.id, row.label, country.of(path), people_of(row), position_of(row)};
    if (const auto found = tables.find(row.id); found != tables.end()) {
      if (!place.people) place.people = people_of(found->second);
      if (!place.at) place.at = position_of(found->second);
    }
    if (const auto found = below_township.find(path); !place.people && found != below_township.end()) place.people = found->second;
    out.push_back(std::move(place));
  }
  return out;
}

Result<CircleFacts> circle_stores(record::Store& store, const record::Viewer& viewer, const CircleRule& rule, const CircleAsk& ask) {
  CircleFacts facts;
  const auto rows = all(store, viewer, ask.ledger, "store");
  if (!rows) return fail(rows.error());
  for (const std::string& id : ask.stores) {
    if (std::ranges::find(*rows, id, &Record::id) == rows->end()) return fail(error::kNotFound, "stores", {{"what", id}});
  }
  auto stock = free_stock(store, viewer, ask.ledger);
  if (!stock) return fail(stock.error());
  for (const Record& row : *rows) {
    const bool chosen = std::ranges::find(ask.stores, row.id) != ask.stores.end();
    if (!ask.stores.empty() && !chosen) continue;
    const auto at = position_of(row);
    std::vector<FreeStock>& own = (*stock)[row.id];
    const std::string why = why_left_out(row, own, at, chosen ? "any" : ask.store_kind);
    if (why.empty()) {
      facts.stores.push_back(store_of(row, std::move(own), *at, rule));
    } else {
      facts.left_out.push_back({row.id, row.label, why, at});
    }
  }
  return facts;
}

Result<CircleFacts> circle_facts(record::Store& store, const record::Viewer& viewer, const CircleRule& rule, const CircleAsk& ask) {
  auto out = circle_stores(store, viewer, rule, ask);
  if (!out) return out;
  auto places = circle_places(store, viewer, ask);
  if (!places) return fail(places.error());
  out->places = std::move(*places);
  return out;
}

}  // namespace muster::supply
