#include "supply/closures.h"

#include <algorithm>

namespace muster::supply {
namespace {

using road::Condition;
using road::Effect;

bool says(const record::Record& record, std::string_view field, bool value) {
  const json::Value* found = record.fields.find(field);
  return found != nullptr && found->is_bool() && found->as_bool() == value;
}

bool is_rescue(const std::string& profile) { return profile == "lorry" || profile == "ambulance"; }

}  // namespace

std::vector<Condition> conditions_of(const record::Record& closure, const std::string& profile,
                                     const road::Vehicle& vehicle) {
  const std::string kind = closure.text("kind");
  const bool rescue = is_rescue(profile);
  if (closure.geometry.is_null() || (rescue && says(closure, "rescue_passes", true)))
    return {};
  auto where = geo::from_geojson(closure.geometry);
  if (!where || !geo::check(*where)) return {};

  std::vector<Condition> out;
  const auto add = [&](Effect effect, double value) {
    Condition condition;
    condition.id = closure.id;
    condition.effect = effect;
    condition.value = value;
    condition.where = *where;
    condition.along_only = says(closure, "both_directions", false);
    condition.from = closure.instant("valid_from");
    condition.to = closure.instant("valid_to");
    out.push_back(std::move(condition));
  };
  const double factor = closure.number_of("speed_factor", 1);
  const bool over = (closure.number_of("height_limit_m") > 0 &&
                     vehicle.height_m > closure.number_of("height_limit_m")) ||
                    (closure.number_of("width_limit_m") > 0 &&
                     vehicle.width_m > closure.number_of("width_limit_m"));
  if (kind == "closed" || (kind == "open_only_rescue" && !rescue) || over || factor <= 0) {
    add(Effect::kClosed, 0);
    return out;
  }
  if (factor < 1) add(Effect::kSpeedFactor, std::max(factor, 0.01));
  if (closure.number_of("weight_limit_t") > 0)
    add(Effect::kWeightLimit, closure.number_of("weight_limit_t"));
  if (closure.number_of("water_depth_m") > 0)
    add(Effect::kWaterDepth, closure.number_of("water_depth_m"));
  return out;
}

}  // namespace muster::supply
