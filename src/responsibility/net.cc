#include "responsibility/net.h"

#include <algorithm>

#include "responsibility/register.h"

namespace muster::responsibility {
namespace {

std::vector<std::string> texts_of(const json::Value& list) {
  std::vector<std::string> out;
  if (!list.is_array()) return out;
  for (const json::Value& one : list.as_array()) {
    if (one.is_string()) out.push_back(one.as_string());
  }
  return out;
}

void count(Count& into, const Row& row) {
  ++into.works;
  for (const Cell& cell : row.cells) {
    if (!cell.due) continue;
    ++into.due;
    ++into.of[cell.state];
  }
}

}  // namespace

std::int64_t Count::holes() const {
  std::int64_t out = 0;
  for (const auto& [state, number] : of) out += is_hole(state) ? number : 0;
  return out;
}

std::vector<std::string> roles_of(const json::Value& sets, const model::TypeDef& type, const std::string& grade) {
  const json::Value& rule = sets[type.name];
  const json::Value& roles = rule["by"].is_string() ? rule[grade] : rule["all"];
  return roles.is_array() ? texts_of(roles) : type.responsible;
}

Result<ContactRule> contact_rule(const model::Model& model, std::chrono::year_month_day day) {
  const auto rule = model.rule("contact_proof", day);
  if (!rule) return fail(rule.error());
  const auto valid_for = parse_duration((*rule)->body.text("valid_for"));
  if (!valid_for) return fail(valid_for.error());
  const auto renew_after = parse_duration((*rule)->body.text("renew_after"));
  const json::Value& season = (*rule)->body["season"];
  return ContactRule{*valid_for, (*rule)->body.integer("fails_before_unreachable", 2), season.text("from"), season.text("to"), renew_after.value_or(Millis{0})};
}

Result<Net> net_of(record::Unit& unit, const record::Viewer& viewer, const Asked& asked) {
  auto known = read_register(unit, viewer, asked);
  if (!known) return fail(known.error());
  Net net;
  net.day = format_date(city_day(asked.at));
  net.roles = known->roles;
  net.classes = std::move(known->classes);
  for (Work& work : known->works) {
    Row row;
    for (const std::string& role : net.roles) {
      row.cells.push_back(judge(role, known->is_due(work.id, role), known->several.contains(role), known->terms_of(work.id, role), net.day));
    }
    row.work = std::move(work);
    count(net.total, row);
    count(net.by_county[row.work.county], row);
    count(net.by_class[row.work.class_key], row);
    net.rows.push_back(std::move(row));
  }
  net.places = std::move(known->places);
  net.codes = std::move(known->codes);
  return net;
}

Result<std::vector<Gap>> gaps_of(record::Unit& unit, const record::Viewer& viewer, const Asked& asked, const std::string& from, const std::string& to) {
  const auto known = read_register(unit, viewer, asked);
  if (!known) return fail(known.error());
  std::vector<Gap> out;
  for (const Work& work : known->works) {
    for (const std::string& role : known->roles) {
      if (!known->is_due(work.id, role)) continue;
      for (Span& span : uncovered(known->terms_of(work.id, role), from, to)) out.push_back({work, role, std::move(span)});
    }
  }
  std::ranges::stable_sort(out, {}, [](const Gap& gap) { return gap.span.from; });
  return out;
}

}  // namespace muster::responsibility
