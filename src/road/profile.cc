#include "road/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/embedded.h"
#include "errors/road.h"

namespace muster::road {

const std::vector<EmbeddedFile>& embedded_profiles();  // generated

namespace {

using Texts = std::vector<std::string>;

/// Reads one definition; the first thing that is wrong is kept.
class Reader {
 public:
  Reader(const std::string& name, const json::Value& value) : value_(value) {
    profile_.name = name;
  }

  Result<Profile> read() {
    names();
    vehicle();
    numbers();
    table("kmh", kClasses, profile_.kmh, 0, 200);
    table("surface_kmh", kSurfaces, profile_.surface_kmh, 0, 200);
    barriers();
    hours();
    if (!wrong_.empty())
      return fail(error::kRoadBadProfile, {}, {{"profile", profile_.name}, {"reason", wrong_}});
    return std::move(profile_);
  }

 private:
  void wrong(const std::string& reason) {
    if (wrong_.empty()) wrong_ = reason;
  }

  double number(const json::Value& from, std::string_view key, double least, double most) {
    const json::Value& given = from[key];
    const double value = given.is_number() ? given.as_double() : least - 1;
    if (!(value >= least && value <= most)) wrong(fmt::format("{}: {} … {}", key, least, most));
    return value;
  }

  Texts texts(std::string_view key) {
    Texts out;
    if (!value_[key].is_array()) {
      wrong(fmt::format("{}: [ ]", key));
      return out;
    }
    for (const json::Value& each : value_[key].as_array()) {
      if (each.is_string())
        out.push_back(each.as_string());
      else
        wrong(fmt::format("{}: [\"…\"]", key));
    }
    return out;
  }

  void names() {
    profile_.title_zh = value_["title"].text("zh", profile_.name);
    profile_.title_en = value_["title"].text("en", profile_.name);
    profile_.access = texts("access");
    profile_.denied = texts("denied");
    profile_.restrictions = texts("restrictions");
    profile_.heeds_oneway = value_.boolean("heeds_oneway", true);
  }

  void vehicle() {
    const json::Value& vehicle = value_["vehicle"];
    profile_.vehicle = {.weight_t = number(vehicle, "weight_t", 0, 500),
                        .height_m = number(vehicle, "height_m", 0, 20),
                        .width_m = number(vehicle, "width_m", 0, 20),
                        .hazmat = vehicle.boolean("hazmat")};
  }

  void numbers() {
    profile_.wading_m = number(value_, "wading_m", 0, 5);
    profile_.max_kmh = number(value_, "max_kmh", 1, 200);
    profile_.tagged_share = number(value_, "tagged_share", 0.1, 2);
  }

  template <class Names, class Row>
  void table(std::string_view key, const Names& names, Row& row, double least, double most) {
    if (!value_[key].is_object()) return wrong(fmt::format("{}: {{ }}", key));
    for (const auto& [name, value] : value_[key].as_object()) {
      const auto found = std::find(names.begin(), names.end(), name);
      if (found == names.end() || name.empty()) {
        wrong(fmt::format("{}: {}?", key, name));
      } else {
        row[static_cast<std::size_t>(found - names.begin())] =
            number(value_[key], name, least, most);
      }
    }
    if (key == "kmh") profile_.kmh[kFerryClass] = number(value_, "ferry_kmh", 0, 100);
  }

  void barriers() {
    std::array<double, kBarriers.size()> seconds;
    seconds.fill(-1);
    table("barrier_s", kBarriers, seconds, 0, 86400);
    for (std::size_t i = 0; i < seconds.size(); ++i)
      profile_.barrier_ms[i] = seconds[i] < 0 ? -1 : std::llround(seconds[i] * 1000);
  }

  void hours() {
    if (!value_["hours"].is_array()) return wrong("hours: [ ]");
    for (const json::Value& row : value_["hours"].as_array()) {
      HourFactor factor;
      factor.from = static_cast<int>(number(row, "from", 0, 24));
      factor.to = static_cast<int>(number(row, "to", 0, 24));
      factor.factor = number(row, "factor", 0.05, 5);
      const std::string days = row.text("days", "all");
      factor.workdays = days != "free";
      factor.free_days = days != "workdays";
      if (days != "all" && days != "free" && days != "workdays") wrong("days: all, workdays, free");
      if (row["classes"].is_array()) {
        for (const json::Value& each : row["classes"].as_array()) add_class(factor, each);
      } else {
        factor.classes = ~0U;
      }
      profile_.hours.push_back(factor);
    }
  }

  void add_class(HourFactor& factor, const json::Value& name) {
    const auto found = name.is_string()
                           ? std::find(kClasses.begin(), kClasses.end(), name.as_string())
                           : kClasses.end();
    if (found == kClasses.end()) return wrong("classes");
    factor.classes |= 1U << (found - kClasses.begin());
  }

  const json::Value& value_;
  Profile profile_;
  std::string wrong_;
};

/// Objects are merged key by key, everything else is replaced.
json::Value merged(const json::Value& base, const json::Value& over) {
  if (!base.is_object() || !over.is_object()) return over;
  json::Object out = base.as_object();
  for (const auto& [key, value] : over.as_object()) {
    const json::Value* before = out.find(key);
    out.set(key, before == nullptr ? value : merged(*before, value));
  }
  return out;
}

/// The name becomes that of a file.
bool is_file_name(const std::string& name) {
  return !name.empty() && name.size() <= 40 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
}

}  // namespace

const json::Value& shipped_profiles() {
  static const json::Value shipped = [] {
    auto read = json::parse(embedded_profiles().front().text);
    return read ? *std::move(read) : json::Value();
  }();
  return shipped;
}

json::Object merged_profiles(const json::Value& own) {
  json::Object out = shipped_profiles().as_object();
  if (!own.is_object()) return out;
  for (const auto& [name, definition] : own.as_object()) {
    const std::string like = definition.text("like", name);
    const json::Value* base = out.find(like);
    out.set(name, base == nullptr ? definition : merged(*base, definition));
  }
  return out;
}

Result<Profile> read_profile(const std::string& name, const json::Value& definition) {
  return Reader(name, definition).read();
}

Result<std::vector<Profile>> read_profiles(const json::Value& own) {
  if (!own.is_null() && !own.is_object())
    return fail(error::kRoadBadProfile, {}, {{"profile", ""}, {"reason", "{ }"}});
  std::vector<Profile> out;
  for (const auto& [name, definition] : merged_profiles(own)) {
    if (!is_file_name(name))
      return fail(error::kRoadBadProfile, {}, {{"profile", name}, {"reason", "a–z 0–9 _"}});
    auto profile = read_profile(name, definition);
    if (!profile) return fail(std::move(profile).error());
    out.push_back(*std::move(profile));
  }
  if (out.size() > kMaxProfiles)
    return fail(error::kRoadBadProfile, {},
                {{"profile", out.back().name}, {"reason", fmt::format("≤ {}", kMaxProfiles)}});
  return out;
}

Setting setting_of(const Profile& profile, const Conditions& conditions) {
  Setting out{conditions.vehicle.value_or(profile.vehicle), {}};
  out.class_factor.fill(1);
  if (!conditions.hour) return out;
  for (const HourFactor& row : profile.hours) {
    if (*conditions.hour < row.from || *conditions.hour >= row.to) continue;
    if (conditions.workday ? !row.workdays : !row.free_days) continue;
    for (std::size_t i = 0; i < kClasses.size(); ++i) {
      if ((row.classes >> i & 1U) != 0) out.class_factor[i] *= row.factor;
    }
  }
  return out;
}

namespace {

bool too_big(const Vehicle& vehicle, const WayKind& way, const Change* change) {
  const auto over = [](double value, double limit) { return limit > 0 && value > limit; };
  return over(vehicle.weight_t, way.max_weight_100kg / 10.0) ||
         over(vehicle.height_m, way.max_height_cm / 100.0) ||
         over(vehicle.width_m, way.max_width_cm / 100.0) ||
         (vehicle.hazmat && (way.flags & kNoHazmat) != 0) ||
         (change != nullptr && over(vehicle.weight_t, change->weight_t));
}

double speed_kmh(const Profile& profile, const Setting& setting, const WayKind& way,
                 bool backward) {
  if (way.road_class == kFerryClass && way.ferry_mm_per_s > 0) return way.ferry_mm_per_s * 0.0036;
  double kmh = profile.kmh[way.road_class];
  const double tagged = backward ? way.kmh_backward : way.kmh_forward;
  // A limit says what is driven better than the class does, unless the vehicle is slower by itself.
  if (tagged > 0) kmh = tagged * profile.tagged_share;
  const double surface = profile.surface_kmh[way.surface];
  if (surface > 0) kmh = std::min(kmh, surface);
  return std::min(kmh, profile.max_kmh) * setting.class_factor[way.road_class];
}

}  // namespace

std::uint32_t pass_ms(const Profile& profile, std::uint8_t bit, const Setting& setting,
                      const WayKind& way, std::uint32_t length_mm, bool backward,
                      const Change* change) {
  if (((backward ? way.backward : way.forward) & bit) == 0) return kNever;
  if (change != nullptr && change->closed) return kNever;
  if (too_big(setting.vehicle, way, change)) return kNever;
  if (way.road_class == kBarrierClass) {
    const std::int64_t ms = profile.barrier_ms[way.surface];
    return ms < 0 ? 0U : static_cast<std::uint32_t>(ms);  // shut ones have no access bit
  }
  double kmh = speed_kmh(profile, setting, way, backward);
  if (change != nullptr) {
    if (change->fixed_kmh > 0) kmh = change->fixed_kmh;
    kmh *= change->factor;
    if (change->limit_kmh > 0) kmh = std::min(kmh, change->limit_kmh);
  }
  if (kmh < 0.01) return kNever;
  const double ms = std::round(length_mm * 3.6 / kmh);
  return ms >= kNever ? kNever - 1 : static_cast<std::uint32_t>(ms);
}

}  // namespace muster::road
