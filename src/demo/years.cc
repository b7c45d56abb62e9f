#include "demo/years.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "demo/inputs.h"
#include "demo/line.h"

namespace muster::demo {
namespace {

constexpr std::string_view kCity = "4210";

// Townships by county, in the order of their codes.
const std::map<std::string, std::vector<std::pair<std::string, std::string>>>& townships() {
  static const auto made = [] {
    std::map<std::string, std::vector<std::pair<std::string, std::string>>> out;
    for (const Row& row : table("townships.csv")) out[row.at("code").substr(0, 6)].emplace_back(row.at("code"), row.at("name"));
    return out;
  }();
  return made;
}

}  // namespace

std::vector<std::int64_t> split(std::int64_t total, const std::vector<std::int64_t>& weights) {
  const std::int64_t all = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  std::vector<std::int64_t> out;
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (const std::int64_t weight : weights) out.push_back(total * weight / all);
  std::ranges::stable_sort(order, std::greater<>{}, [&](std::size_t i) { return total * weights[i] % all; });
  const std::int64_t left = total - std::accumulate(out.begin(), out.end(), std::int64_t{0});
  for (std::int64_t n = 0; n < left; ++n) ++out[order[static_cast<std::size_t>(n)]];
  return out;
}

std::string date_text(int year, int month, int day) { return fmt::format("{:04}-{:02}-{:02}", year, month, day); }

std::string time_text(int year, int month, int day, int hour, int minute) {
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:00+08:00", year, month, day, hour, minute);
}

std::string later(const std::string& time, std::chrono::minutes by) { return format_time(*parse_time(time) + by); }

int days_in(int year, int month) {
  const std::chrono::year_month_day_last last{std::chrono::year{year} / month / std::chrono::last};
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

const std::vector<std::string>& Years::areas() const {
  static const std::vector<std::string> codes{"421002", "421003", "421022", "421024", "421081", "421083", "421087", "421088", "421071", "JN", "GX", "4210"};
  return codes;
}

const std::vector<std::int64_t>& Years::people() const {
  static const std::vector<std::int64_t> weights{11, 12, 14, 7, 9, 13, 12, 15, 3, 1, 2, 1};
  return weights;
}

std::string Years::name(const std::string& area) const {
  if (area == kCity) return "荆州市";
  return area == "421088" ? "监利县" : city.county(area).name;
}

Spot Years::spot(const std::string& area) {
  const auto found = townships().find(area);
  if (found != townships().end()) return town(dice.pick(found->second).first);
  const Position seat = area == kCity ? city.county("421002").seat : city.county(area).seat;
  const auto off = [&] { return static_cast<double>(dice.between(-900, 900)) * 1e-5; };
  return {area, area == kCity ? "荆州市城区" : name(area), {seat.lon + off(), seat.lat + off()}};
}

Spot Years::town(const std::string& code) {
  const auto& towns = townships().at(code.substr(0, 6));
  const auto named = std::ranges::find(towns, code, &std::pair<std::string, std::string>::first);
  const Position& middle = city.towns.at(code);
  const auto off = [&] { return static_cast<double>(dice.between(-1500, 1500)) * 1e-5; };
  return {code, name(code.substr(0, 6)) + named->second, {middle.lon + off(), middle.lat + off()}};
}

Rows::Where Years::where(const Spot& spot, const std::string& time) const {
  return {.jurisdiction = spot.code, .geometry = point_json(spot.at), .occurred_at = *parse_time(time)};
}

std::vector<Item> make_years(City& city) {
  Years years(city);
  add_year_bodies(years);
  add_cooperation(years);
  add_firms(years);
  add_accidents(years);
  add_enforcement(years);
  add_year_warnings(years);
  add_year_dangers(years);
  add_drought(years);
  add_ground(years);
  add_prevention(years);
  add_reserves(years);
  add_flaws(years);
  add_net_of_2019(years);
  return years.rows.take();
}

}  // namespace muster::demo
