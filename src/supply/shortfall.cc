#include "supply/shortfall.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/push_relabel_max_flow.hpp>
#include <cmath>

namespace muster::supply {
namespace {

// Flows are whole thousandths of a unit: sums of them are exact.
constexpr double kParts = 1000;

using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
using Edge = Traits::edge_descriptor;
using Flow = boost::adjacency_list<
    boost::vecS, boost::vecS, boost::directedS, boost::no_property,
    boost::property<boost::edge_capacity_t, std::int64_t,
                    boost::property<boost::edge_residual_capacity_t, std::int64_t, boost::property<boost::edge_reverse_t, Edge>>>>;

void connect(Flow& flow, std::size_t from, std::size_t to, std::int64_t capacity) {
  const Edge there = boost::add_edge(from, to, flow).first;
  const Edge back = boost::add_edge(to, from, flow).first;
  const auto capacities = boost::get(boost::edge_capacity, flow);
  const auto reverse = boost::get(boost::edge_reverse, flow);
  boost::put(capacities, there, capacity);
  boost::put(capacities, back, 0);
  boost::put(reverse, there, back);
  boost::put(reverse, back, there);
}

std::int64_t parts_of(double quantity) { return static_cast<std::int64_t>(std::floor(quantity * kParts + 1e-6)); }

bool within_season(const std::string& day, const std::string& from, const std::string& to) {
  return from <= to ? day >= from && day <= to : day >= from || day <= to;
}

Norm norm_of(const json::Value& row, const json::Value& holds, bool winter) {
  Norm out;
  out.goods = row.text("goods");
  out.unit = row.text("unit");
  out.per_person = winter && !row["per_person_winter"].is_null() ? row.number("per_person_winter") : row.number("per_person");
  out.per_person_day = row.number("per_person_day");
  out.people_per_one = row.number("people_per_one");
  out.mark = row.text("mark", "check");
  out.clause = row["clause"];
  if (holds[out.goods].is_object()) out.holds = holds[out.goods].as_object();
  return out;
}

}  // namespace

double Norm::need(std::int64_t people, double days) const {
  const auto heads = static_cast<double>(people);
  double out = heads * per_person + heads * per_person_day * days;
  if (people_per_one > 0) out += std::ceil(heads / people_per_one);
  return out;
}

std::optional<double> Norm::in_unit(double quantity, const std::string& stock_unit) const {
  if (stock_unit == unit) return quantity;
  const json::Value* one = holds.find(stock_unit);
  if (one == nullptr || !one->is_number()) return std::nullopt;
  return quantity * one->as_double();
}

Result<std::vector<Norm>> norms_on(const model::Model& model, UtcTime city_now, const std::string& set) {
  const auto rule = model.rule("relief_norms", city_day(city_now));
  if (!rule) return fail(rule.error());
  const json::Value& body = (*rule)->body;
  const json::Value& rows = body["sets"][set];
  if (!rows.is_array()) {
    std::string known;
    if (body["sets"].is_object()) {
      for (const auto& [name, value] : body["sets"].as_object()) known += (known.empty() ? "" : ", ") + name;
    }
    return fail(error::kBadValue, "norms", {{"title", "norms"}, {"value", set}, {"reason", known}});
  }
  const std::string day = format_date(city_day(city_now)).substr(5);
  const json::Value& winter = body["winter"];
  const bool is_winter = within_season(day, winter.text("from", "99"), winter.text("to", "00"));
  std::vector<Norm> out;
  for (const json::Value& row : rows.as_array()) out.push_back(norm_of(row, body["holds"], is_winter));
  return out;
}

Met met_within(const std::vector<Source>& sources, const std::vector<double>& needs, std::uint32_t within_ms) {
  const std::size_t from = sources.size() + needs.size();
  const std::size_t to = from + 1;
  Flow flow(to + 1);
  Met out;
  for (std::size_t place = 0; place < needs.size(); ++place) connect(flow, sources.size() + place, to, parts_of(needs[place]));
  for (std::size_t source = 0; source < sources.size(); ++source) {
    const std::int64_t parts = parts_of(sources[source].quantity);
    bool arrives = false;
    for (std::size_t place = 0; place < needs.size(); ++place) {
      if (sources[source].arrival_ms[place] > within_ms) continue;
      arrives = true;
      connect(flow, source, sources.size() + place, parts);
    }
    if (!arrives) continue;
    connect(flow, from, source, parts);
    out.arrives += sources[source].quantity;
  }
  out.met = static_cast<double>(boost::push_relabel_max_flow(flow, from, to)) / kParts;
  return out;
}

}  // namespace muster::supply
