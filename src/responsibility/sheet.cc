#include "responsibility/sheet.h"

#include <algorithm>

namespace muster::responsibility {
namespace {

json::Value text_or_null(const std::string& text) { return text.empty() ? json::Value{} : json::Value(text); }

json::Object to_json(const Count& count) {
  json::Object out{{"works", count.works}, {"due", count.due}, {"holes", count.holes()}};
  for (const CellState state : {CellState::kHeld, CellState::kGap, CellState::kExpired, CellState::kDuplicate, CellState::kUnreachable}) {
    const auto found = count.of.find(state);
    out.set(state_name(state), found == count.of.end() ? 0 : found->second);
  }
  return out;
}

bool wanted(const Row& row, Only only) {
  if (only == Only::kAll) return true;
  return std::ranges::any_of(row.cells, [only](const Cell& cell) {
    if (!cell.due) return false;
    switch (only) {
      case Only::kAll: return true;
      case Only::kHoles: return is_hole(cell.state);
      case Only::kGap: return cell.state == CellState::kGap;
      case Only::kExpired: return cell.state == CellState::kExpired;
      case Only::kDuplicate: return cell.state == CellState::kDuplicate;
      case Only::kUnreachable: return cell.state == CellState::kUnreachable;
    }
    return false;
  });
}

std::string stake_text(std::int64_t stake) {
  const std::string metres = std::to_string(stake % 1000);
  return std::to_string(stake / 1000) + '+' + std::string(3 - std::min<std::size_t>(3, metres.size()), '0') + metres;
}

std::string where_of(const Net& net, const Work& work) {
  if (work.from_stake && work.to_stake) return stake_text(*work.from_stake) + "–" + stake_text(*work.to_stake);
  const auto place = net.places.find(work.jurisdiction_id);
  return place == net.places.end() ? std::string() : place->second;
}

}  // namespace

json::Object to_json(const Work& work) {
  json::Object out{{"id", work.id}, {"type", work.type}, {"class", work.class_key}, {"label", work.label}, {"jurisdiction_id", work.jurisdiction_id}, {"county", work.county}};
  if (!work.dike.empty()) out.set("dike", work.dike);
  if (work.from_stake) out.set("from_stake", *work.from_stake);
  if (work.to_stake) out.set("to_stake", *work.to_stake);
  return out;
}

json::Object to_json(const Term& term) {
  json::Object out{{"record", term.record}, {"person", term.person}, {"person_name", term.person_name}, {"from", term.from}, {"contact", contact_name(term.contact)}};
  const std::pair<const char*, const std::string&> texts[] = {{"job", term.job}, {"post", term.post}, {"post_title", term.post_label}, {"liaison", term.liaison},
                                                              {"liaison_name", term.liaison_name}, {"to", term.to}, {"basis", term.basis},
                                                              {"note", term.note}, {"left_on", term.left_on}};
  for (const auto& [key, text] : texts) {
    if (!text.empty()) out.set(key, text);
  }
  if (term.fails > 0) out.set("fails", term.fails);
  if (term.proved_at) out.set("proved_at", format_time(*term.proved_at));
  return out;
}

json::Object to_json(const Cell& cell) {
  json::Array people;
  for (const Term& term : cell.people) people.push_back(to_json(term));
  json::Object out{{"role", cell.role}, {"due", cell.due}, {"state", state_name(cell.state)}, {"people", std::move(people)}, {"why", text_or_null(cell.why)}};
  if (cell.former) {
    json::Object former = to_json(*cell.former);
    former.set("ended", end_of(*cell.former));
    out.set("former", std::move(former));
  }
  return out;
}

json::Object to_json(const Net& net, Only only) {
  json::Array rows, roles, classes, counties;
  for (const std::string& role : net.roles) roles.emplace_back(role);
  for (const Row& row : net.rows) {
    if (!wanted(row, only)) continue;
    json::Array cells;
    for (const Cell& cell : row.cells) cells.push_back(to_json(cell));
    json::Object shown = to_json(row.work);
    shown.set("cells", std::move(cells));
    rows.push_back(std::move(shown));
  }
  for (const Class& one : net.classes) {
    const auto found = net.by_class.find(one.key);
    if (found == net.by_class.end()) continue;
    json::Object shown = to_json(found->second);
    shown.set("key", one.key);
    shown.set("title", json::Object{{"zh", one.title.zh}, {"en", one.title.en}});
    classes.push_back(std::move(shown));
  }
  std::vector<std::pair<std::string, std::string>> in_order;
  for (const auto& [county, of] : net.by_county) in_order.emplace_back(net.codes.contains(county) ? net.codes.at(county) : std::string(), county);
  std::ranges::sort(in_order);
  for (const auto& [code, county] : in_order) {
    json::Object shown = to_json(net.by_county.at(county));
    shown.set("id", county);
    shown.set("name", net.places.contains(county) ? net.places.at(county) : std::string());
    counties.push_back(std::move(shown));
  }
  json::Object places;
  for (const Row& row : net.rows) {
    const auto place = net.places.find(row.work.jurisdiction_id);
    if (place != net.places.end()) places.set(place->first, place->second);
  }
  return json::Object{{"day", net.day}, {"roles", std::move(roles)}, {"totals", to_json(net.total)}, {"by_county", std::move(counties)},
                      {"by_class", std::move(classes)}, {"places", std::move(places)}, {"rows", std::move(rows)}};
}

Sheet publication_sheet(const Net& net, const model::Model& model, const std::string& place, const std::string& title, const std::string& lang) {
  const bool en = lang == "en";
  Sheet sheet;
  const std::string year = net.day.substr(0, 4);
  sheet.name = en ? place + ' ' + title : place + title;
  sheet.heading.push_back(en ? "Persons responsible for flood control, " + year + ": " + place + ", " + title : place + year + "年防汛责任人公示表（" + title + "）");
  const std::string holes = std::to_string(net.total.holes());
  sheet.heading.push_back(en ? "As of " + net.day + ": " + std::to_string(net.total.works) + " works, " + std::to_string(net.total.due) + " responsibilities, " + holes + " not in order"
                             : "截至" + net.day + "：" + std::to_string(net.total.works) + "处工程，应落实" + std::to_string(net.total.due) + "人次，待落实" + holes + "项");
  sheet.titles = en ? std::vector<std::string>{"No.", "Work", "Stakes or place"} : std::vector<std::string>{"序号", "工程", "桩号或所在地"};
  std::vector<std::size_t> columns;  // roles that this class has at all
  for (std::size_t i = 0; i < net.roles.size(); ++i) {
    const bool any = std::ranges::any_of(net.rows, [i](const Row& row) { return row.cells[i].due; });
    if (!any) continue;
    columns.push_back(i);
    sheet.titles.push_back(model.word("responsibility_role", net.roles[i], lang));
    sheet.titles.push_back(en ? "Office" : "职务");
  }
  std::size_t number = 0;
  for (const Row& row : net.rows) {
    std::vector<Sheet::Field> line{{std::to_string(++number)}, {row.work.label}, {where_of(net, row.work)}};
    for (const std::size_t i : columns) {
      const Cell& cell = row.cells[i];
      if (cell.people.empty()) {
        line.push_back(cell.due ? Sheet::Field{en ? "vacant" : "空缺", true} : Sheet::Field{en ? "none due" : "不设"});
        line.emplace_back();
        continue;
      }
      std::string names, jobs;
      for (const Term& term : cell.people) {
        names += (names.empty() ? "" : en ? ", " : "、") + term.person_name;
        const std::string& job = term.job.empty() ? term.post_label : term.job;
        if (!job.empty()) jobs += (jobs.empty() ? "" : en ? ", " : "、") + job;
      }
      line.push_back({names, cell.state == CellState::kDuplicate && cell.due});
      line.push_back({jobs});
    }
    sheet.rows.push_back(std::move(line));
  }
  return sheet;
}

}  // namespace muster::responsibility
