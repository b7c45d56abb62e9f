// What of a way's tags matters for driving. Keys and values: wiki of OpenStreetMap, "Key:access",
// "Key:maxspeed", "Key:oneway", "Key:barrier", "Tag:route=ferry".
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/time.h"
#include "road/profile.h"

namespace muster::road {
namespace {

/// A leading decimal number and what follows it ("3.5 t" → 3.5, "t").
struct Quantity {
  double value = 0;
  std::string_view unit;
};

std::optional<Quantity> quantity(std::string_view text) {
  double value = 0;
  const auto [end, wrong] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (wrong != std::errc{} || !std::isfinite(value) || value < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return Quantity{value, text};
}

std::uint8_t speed(std::string_view text) {
  if (text == "walk") return 7;
  const auto read = quantity(text);
  if (!read) return 0;
  double kmh = read->value;
  if (read->unit == "mph")
    kmh *= 1.609344;
  else if (!read->unit.empty() && read->unit != "km/h" && read->unit != "kmh")
    return 0;
  return static_cast<std::uint8_t>(std::clamp(std::round(kmh), 0.0, 255.0));
}

std::uint16_t scaled(double value) {
  return static_cast<std::uint16_t>(std::clamp(std::floor(value + 1e-6), 0.0, 65535.0));
}

std::uint16_t weight_100kg(std::string_view text) {
  const auto read = quantity(text);
  if (!read) return 0;
  if (read->unit.empty() || read->unit == "t") return scaled(read->value * 10);
  if (read->unit == "kg") return scaled(read->value / 100);
  if (read->unit == "st") return scaled(read->value * 9.0718474);
  return 0;
}

std::uint16_t length_cm(std::string_view text) {
  const auto read = quantity(text);
  if (!read) return 0;
  if (read->unit.empty() || read->unit == "m") return scaled(read->value * 100);
  if (read->unit == "cm") return scaled(read->value);
  if (read->unit == "ft") return scaled(read->value * 30.48);
  if (read->unit.substr(0, 1) != "'") return 0;
  const auto inches = quantity(read->unit.substr(1));
  return scaled(read->value * 30.48 + (inches ? inches->value * 2.54 : 0));
}

/// "00:20", "1:05:00", "20" (minutes), "PT20M". Seconds, 0 when it says nothing.
double duration_s(std::string_view text) {
  if (const auto iso = parse_duration(text); iso && text.front() == 'P')
    return static_cast<double>(iso->count()) / 1000;
  std::array<double, 3> parts{};
  std::size_t count = 0;
  while (count < parts.size()) {
    const auto read = quantity(text);
    if (!read) return 0;
    parts[count++] = read->value;
    if (read->unit.empty()) break;
    if (read->unit.front() != ':') return 0;
    text = read->unit.substr(1);
  }
  if (count == 1) return parts[0] * 60;
  return parts[0] * 3600 + parts[1] * 60 + parts[2];
}

template <class Names>
std::optional<std::size_t> position(const Names& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

/// The most particular access tag decides; nullopt when none is given.
std::optional<bool> access(const Tags& tags, const Profile& profile, const std::string& suffix) {
  std::optional<bool> out;
  for (const std::string& key : profile.access) {
    for (const std::string& name : {key, key + suffix}) {
      const std::string_view value = tag(tags, name);
      if (value.empty()) continue;
      out = std::find(profile.denied.begin(), profile.denied.end(), value) == profile.denied.end();
    }
  }
  return out;
}

/// +1 with the way only, -1 against it only, 0 both.
int oneway(const Tags& tags, const Profile& profile) {
  if (!profile.heeds_oneway) {
    const std::string_view own = tag(tags, "oneway:foot");
    return own == "yes" ? 1 : own == "-1" ? -1 : 0;
  }
  const std::string_view value = tag(tags, "oneway");
  if (value == "yes" || value == "1" || value == "true") return 1;
  if (value == "-1" || value == "reverse") return -1;
  if (value == "no" || value == "0" || value == "false") return 0;
  const std::string_view junction = tag(tags, "junction");
  return junction == "roundabout" || junction == "circular" || tag(tags, "highway") == "motorway";
}

void read_limits(const Tags& tags, WayKind& out) {
  const std::uint8_t both = speed(tag(tags, "maxspeed"));
  const std::uint8_t with = speed(tag(tags, "maxspeed:forward"));
  const std::uint8_t against = speed(tag(tags, "maxspeed:backward"));
  out.kmh_forward = with != 0 ? with : both;
  out.kmh_backward = against != 0 ? against : both;
  out.max_weight_100kg = weight_100kg(tag(tags, "maxweight"));
  if (out.max_weight_100kg == 0) out.max_weight_100kg = weight_100kg(tag(tags, "maxweightrating"));
  out.max_height_cm = length_cm(tag(tags, "maxheight"));
  if (out.max_height_cm == 0) out.max_height_cm = length_cm(tag(tags, "maxheight:physical"));
  out.max_width_cm = length_cm(tag(tags, "maxwidth"));
  if (out.max_width_cm == 0) out.max_width_cm = length_cm(tag(tags, "maxwidth:physical"));
}

std::uint16_t flags_of(const Tags& tags) {
  const auto set = [&](std::string_view key) {
    const std::string_view value = tag(tags, key);
    return !value.empty() && value != "no";
  };
  const std::string_view junction = tag(tags, "junction");
  int flags = 0;
  if (set("bridge")) flags |= kBridge;
  if (set("tunnel")) flags |= kTunnel;
  if (tag(tags, "route") == "ferry") flags |= kFerry;
  if (junction == "roundabout" || junction == "circular") flags |= kRoundabout;
  if (tag(tags, "hazmat") == "no") flags |= kNoHazmat;
  return static_cast<std::uint16_t>(flags);
}

}  // namespace

std::string_view tag(const Tags& tags, std::string_view key) {
  for (const auto& [name, value] : tags) {
    if (name == key) return value;
  }
  return {};
}

WayRecord read_way(const ExtractWay& way, const std::vector<Profile>& profiles) {
  WayRecord out;
  out.id = way.id;
  const bool ferry = tag(way.tags, "route") == "ferry";
  const auto road_class = ferry ? std::optional<std::size_t>(kFerryClass)
                                : position(kClasses, tag(way.tags, "highway"));
  // Squares are walked around, not across.
  if (!road_class || *road_class == kBarrierClass || tag(way.tags, "area") == "yes") return out;
  out.road_class = static_cast<std::uint8_t>(*road_class);
  out.surface =
      static_cast<std::uint8_t>(position(kSurfaces, tag(way.tags, "surface")).value_or(0));
  out.flags = flags_of(way.tags);
  read_limits(way.tags, out);
  if (ferry) {
    // The length is not known here; the caller divides by it.
    const double seconds = duration_s(tag(way.tags, "duration"));
    out.ferry_mm_per_s = static_cast<std::uint32_t>(std::min(seconds, 864000.0));
    out.kmh_forward = out.kmh_backward = 0;
  }
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    const Profile& profile = profiles[i];
    if (profile.kmh[out.road_class] <= 0) continue;
    const int only = oneway(way.tags, profile);
    const auto bit = static_cast<std::uint8_t>(1U << i);
    if (only >= 0 && access(way.tags, profile, ":forward").value_or(true)) out.forward |= bit;
    if (only <= 0 && access(way.tags, profile, ":backward").value_or(true)) out.backward |= bit;
  }
  return out;
}

WayRecord read_barrier(const Tags& tags, const std::vector<Profile>& profiles) {
  WayRecord out;
  out.road_class = kBarrierClass;
  out.surface = static_cast<std::uint8_t>(position(kBarriers, tag(tags, "barrier")).value_or(0));
  out.max_height_cm = length_cm(tag(tags, "maxheight"));
  out.max_width_cm = length_cm(tag(tags, "maxwidth"));
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    if (!access(tags, profiles[i], "").value_or(profiles[i].barrier_ms[out.surface] >= 0)) continue;
    out.forward |= static_cast<std::uint8_t>(1U << i);
  }
  out.backward = out.forward;
  return out;
}

}  // namespace muster::road
