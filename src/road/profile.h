// Private to road: who may drive where, and how fast.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.h"
#include "road/road.h"

namespace muster::road {

inline constexpr std::size_t kMaxProfiles = 8;  ///< a way has one bit per profile and direction

// Positions in these lists are stored in files: append only, and raise kFileVersion otherwise.
inline constexpr std::array<std::string_view, 25> kClasses = {
    "motorway",     "motorway_link", "trunk",          "trunk_link", "primary",
    "primary_link", "secondary",     "secondary_link", "tertiary",   "tertiary_link",
    "unclassified", "residential",   "living_street",  "service",    "track",
    "road",         "busway",        "pedestrian",     "path",       "footway",
    "steps",        "cycleway",      "bridleway",      "ferry",      "barrier"};
inline constexpr std::uint8_t kFerryClass = 23;
inline constexpr std::uint8_t kBarrierClass = 24;
inline constexpr std::array<std::string_view, 18> kSurfaces = {
    "",      "paved",  "asphalt", "concrete",  "paving_stones", "sett",
    "metal", "wood",   "unpaved", "compacted", "fine_gravel",   "gravel",
    "dirt",  "ground", "grass",   "sand",      "mud",           "cobblestone"};
inline constexpr std::array<std::string_view, 16> kBarriers = {
    "other",          "gate",     "lift_gate", "swing_gate",        "toll_booth",
    "border_control", "bollard",  "block",     "cycle_barrier",     "chain",
    "cattle_grid",    "entrance", "kerb",      "height_restrictor", "stile",
    "kissing_gate"};

enum WayFlag : std::uint16_t {
  kBridge = 1,
  kTunnel = 2,
  kFerry = 4,
  kRoundabout = 8,
  kNoHazmat = 16,
};

/// What kind of road a way is, as far as driving goes; stored as it is, once for all ways alike.
struct WayKind {
  std::uint32_t ferry_mm_per_s = 0;  ///< from the tagged duration, 0: the profile's
  std::uint16_t flags = 0;
  std::uint16_t max_weight_100kg = 0;
  std::uint16_t max_height_cm = 0;
  std::uint16_t max_width_cm = 0;
  std::uint8_t road_class = 0;
  std::uint8_t surface = 0;      ///< of a barrier: its kind
  std::uint8_t forward = 0;      ///< a bit per profile: may be driven with the way
  std::uint8_t backward = 0;     ///< against it
  std::uint8_t kmh_forward = 0;  ///< tagged limits, 0: none
  std::uint8_t kmh_backward = 0;
  std::uint16_t unused = 0;
  bool operator==(const WayKind&) const = default;
};
static_assert(sizeof(WayKind) == 20);

struct WayRecord : WayKind {
  std::int64_t id = 0;
  std::uint32_t names = 0;  ///< offset in the texts: the local name, then the English; 0: none
};

struct HourFactor {
  int from = 0, to = 24;  ///< local hours [from, to)
  bool workdays = true, free_days = false;
  std::uint32_t classes = 0;  ///< a bit per class
  double factor = 1;          ///< times the speed
};

struct Profile {
  std::string name, title_zh, title_en;
  Vehicle vehicle;
  double wading_m = 0;
  double max_kmh = 0;
  double tagged_share = 1;  ///< of a tagged limit that is driven on average
  bool heeds_oneway = true;
  std::vector<std::string> access;            ///< tag keys, from the general to the particular
  std::vector<std::string> denied;            ///< values that keep it out
  std::vector<std::string> restrictions;      ///< keys of turn restrictions that bind it
  std::array<double, kClasses.size()> kmh{};  ///< 0: not for this profile
  std::array<double, kSurfaces.size()> surface_kmh{};       ///< at most; 0: any
  std::array<std::int64_t, kBarriers.size()> barrier_ms{};  ///< -1: no way through
  std::vector<HourFactor> hours;
};

/// The definitions merged over the shipped ones, in the order lorry, car, … then new ones.
[[nodiscard]] Result<std::vector<Profile>> read_profiles(const json::Value& own);
/// One definition with every key present, as stored beside its weights.
[[nodiscard]] Result<Profile> read_profile(const std::string& name, const json::Value& definition);
/// The merged definitions as JSON, by name.
[[nodiscard]] json::Object merged_profiles(const json::Value& own);

/// What of a way's tags matters; its masks are 0 when no profile may use it.
[[nodiscard]] WayRecord read_way(const ExtractWay& way, const std::vector<Profile>& profiles);
[[nodiscard]] WayRecord read_barrier(const Tags& tags, const std::vector<Profile>& profiles);
[[nodiscard]] std::string_view tag(const Tags& tags, std::string_view key);  ///< "" when absent

/// Circumstances of one metric that are not about single roads.
struct Setting {
  Vehicle vehicle;
  std::array<double, kClasses.size()> class_factor{};
};
[[nodiscard]] Setting setting_of(const Profile& profile, const Conditions& conditions);

/// What conditions make of one road part.
struct Change {
  bool closed = false;
  double factor = 1;
  double limit_kmh = 0;  ///< 0: none
  double fixed_kmh = 0;  ///< 0: none
  double weight_t = 0;   ///< 0: none
};

/// ms for the whole length, kNever when the profile (bit) may not pass in this direction.
[[nodiscard]] std::uint32_t pass_ms(const Profile& profile, std::uint8_t bit,
                                    const Setting& setting, const WayKind& way,
                                    std::uint32_t length_mm, bool backward,
                                    const Change* change = nullptr);

}  // namespace muster::road
