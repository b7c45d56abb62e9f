#include "supply/dispatch_need.h"

#include "errors/change.h"
#include "errors/dispatch.h"
#include "supply/circle_facts.h"
#include "supply/orders.h"

namespace muster::supply {
namespace {

using record::Record;
using record::Unit;
using record::Viewer;

constexpr std::size_t kItemsAtMost = 100;

tl::unexpected<Error> required(const char* field, const char* zh, const char* en) { return fail(error::kRequired, field, {{"title", bilingual(zh, en)}}); }

bool may_read(const Unit& unit, const Viewer& viewer, const Record& record) {
  return viewer.may_record("read", *unit.model().type(record.type), record.jpath, record.id, record.fields);
}

// Stone and sand are spoken of in tonnes, whatever the book keeps; everything else as the book has it.
std::string usual_unit(Unit& unit, const std::string& goods) {
  if (goods == "sand_gravel" || goods == "rubble") return "吨";
  const auto rows = unit.find_where("stock_item", {{"goods", goods}}, 1);
  return rows.empty() ? std::string("件") : rows.front().text("unit_name");
}

Result<std::vector<Asked>> items_in(Unit& unit, const json::Value& items) {
  if (!items.is_array() || items.as_array().empty()) return required("items", "物资明细", "Items");
  if (items.as_array().size() > kItemsAtMost) {
    return fail(error::kTooMany, "items", {{"what", bilingual("明细", "items")}, {"limit", std::to_string(kItemsAtMost)}});
  }
  std::vector<Asked> out;
  for (const json::Value& item : items.as_array()) {
    const std::string goods = item.text("goods");
    if (unit.model().dictionaries.at("goods").choice(goods) == nullptr) return fail(error::kBadLine, "items.goods", {{"reason", goods}});
    if (!(item.number("quantity") > 0)) return fail(error::kBadLine, "items.quantity", {{"reason", json::write(item["quantity"])}});
    const std::string asked_unit = item.text("unit");
    out.push_back({goods, item.number("quantity"), asked_unit.empty() ? usual_unit(unit, goods) : asked_unit});
  }
  return out;
}

Result<std::vector<Asked>> items_of(Unit& unit, const json::Value& body, const std::optional<Record>& need) {
  if (!body["items"].is_null() || !need) return items_in(unit, body["items"]);
  std::vector<Asked> out;
  for (const Record& line : lines_of(unit, need->id)) {
    if (line.number_of("asked") > 0) out.push_back({line.text("goods"), line.number_of("asked"), line.text("unit_name")});
  }
  if (out.empty()) return required("items", "物资明细", "Items");
  return out;
}

Status place_of(const json::Value& body, const std::optional<Record>& need, const std::optional<Record>& about, NeedAsked& out) {
  if (!body["at"].is_null()) {
    const auto at = position_from(body["at"], "at");
    if (!at) return fail(at.error());
    out.at = *at;
    return {};
  }
  for (const auto* record : {&need, &about}) {
    if (!*record) continue;
    if (const auto at = position_of(**record)) {
      out.at = *at;
      return {};
    }
  }
  const std::string what = about ? about->label : out.to_text;
  return fail(error::kNoPlace, "at", {{"what", what.empty() ? bilingual("送达地点", "Where to") : what}});
}

Status time_of(const json::Value& body, const std::optional<Record>& need, NeedAsked& out) {
  std::string text = body.text("wanted_at");
  if (text.empty() && need) text = need->text("wanted_at");
  if (text.empty()) return required("wanted_at", "要求到达", "Wanted at");
  const auto time = parse_time(text);
  if (!time) {
    Error error = time.error();
    error.field = "wanted_at";
    return fail(std::move(error));
  }
  out.wanted_at = *time;
  return {};
}

Result<std::optional<Record>> named(Unit& unit, const Viewer& viewer, const json::Value& body, const char* field) {
  const std::string id = body.text(field);
  if (id.empty()) return std::optional<Record>{};
  auto record = find_any(unit, id);
  if (!record || !may_read(unit, viewer, *record)) return fail(error::kNotFound, field, {{"what", id}});
  return record;
}

}  // namespace

Result<NeedAsked> read_need(Unit& unit, const Viewer& viewer, const json::Value& body) {
  NeedAsked out;
  const auto need = named(unit, viewer, body, "need");
  if (!need) return fail(need.error());
  auto about = named(unit, viewer, body, "about");
  if (!about) return fail(about.error());
  if (!*about && *need) about = find_any(unit, (*need)->text("about"));
  if (*need) out.need = (*need)->id;
  if (*about) out.about = (*about)->id;
  out.title = body.text("title", *need ? (*need)->text("title") : *about ? (*about)->label : std::string());
  out.to_text = body.text("to_text", *need ? (*need)->text("to_text") : *about ? (*about)->label : std::string());
  if (Status timed = time_of(body, *need, out); !timed) return fail(timed.error());
  if (Status placed = place_of(body, *need, *about, out); !placed) return fail(placed.error());
  auto items = items_of(unit, body, *need);
  if (!items) return fail(items.error());
  out.items = *std::move(items);
  const auto rule = dispatch_rule(unit.model(), unit.now());
  if (!rule) return fail(rule.error());
  out.profile = body.text("profile", rule->text("profile", "lorry"));
  if (!body["drawn"].is_null()) {
    auto drawn = road::conditions_from_geojson(json::Object{{"type", "FeatureCollection"}, {"features", body["drawn"]}});
    if (!drawn) return fail(drawn.error());
    out.drawn = *std::move(drawn);
  }
  return out;
}

json::Object to_json(const NeedAsked& need) {
  json::Array items;
  for (const Asked& item : need.items) items.emplace_back(json::Object{{"goods", item.goods}, {"quantity", item.quantity}, {"unit", item.unit}});
  json::Object out{{"at", to_json(need.at)}, {"title", need.title}, {"to_text", need.to_text}, {"wanted_at", format_time(need.wanted_at)}, {"items", std::move(items)}};
  if (!need.need.empty()) out.set("need", need.need);
  if (!need.about.empty()) out.set("about", need.about);
  return out;
}

}  // namespace muster::supply
