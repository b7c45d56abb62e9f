// The road engine: what can be reached in which time, on real roads with today's closures. Values
// in, values out; knows neither HTTP nor SQL. docs/design/road.md: idea, sources, memory,
// exactness.
//
//   auto network = road::load("roads/");                        // shared by all threads
//   auto metric = road::customise(*network, "lorry");           // once per profile
//   auto today = road::with(*metric, conditions);               // milliseconds, not a rebuild
//   auto circle = road::reach(**today, {.sources = stores, .budgets_ms = {3'600'000}});
//
// All times are whole milliseconds, so that every answer equals plain Dijkstra's bit by bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "geo/geo.h"
#include "json/json.h"

namespace muster::road {

inline constexpr std::uint32_t kNever = 0x7FFFFFFF;  ///< ms: closed, or not reached

// ---- extract (extract.cc): roads as a map has them

using Tags = std::vector<std::pair<std::string, std::string>>;

struct ExtractWay {
  std::int64_t id = 0;
  std::vector<std::int64_t> nodes;
  Tags tags;  ///< as OpenStreetMap spells them: highway, name, oneway, maxspeed, maxweight …
};

/// "no_left_turn", "only_straight_on" …: from one way over a node or over ways to another way.
struct ExtractRestriction {
  std::int64_t id = 0;
  std::int64_t from_way = 0;
  std::int64_t to_way = 0;
  std::int64_t via_node = 0;           ///< 0 when it goes over ways
  std::vector<std::int64_t> via_ways;  ///< in driving order
  Tags tags;                           ///< restriction, restriction:hgv, except …
};

struct Extract {
  std::vector<std::pair<std::int64_t, geo::Position>> nodes;  ///< sorted by id, ids unique
  std::vector<std::pair<std::int64_t, Tags>> barriers;  ///< nodes with a barrier tag, sorted by id
  std::vector<ExtractWay> ways;                         ///< roads and ferries only
  std::vector<ExtractRestriction> restrictions;
  std::size_t missing_nodes = 0;     ///< named by ways but not in the files (a clipped extract)
  std::size_t odd_restrictions = 0;  ///< relations that could not be read as a restriction
  bool generated = false;            ///< not surveyed: marked 生成路网 wherever it is shown
  std::string attribution;           ///< shown with every map, e.g. "© OpenStreetMap contributors"
};

using Progress = std::function<void(const char* step, double share)>;  ///< share in [0, 1]

/// Roads of OpenStreetMap PBF files, in any order of objects; the files may overlap.
/// kRoadFileMissing; kRoadFileBroken (truncated, not PBF); kRoadFileEmpty (no roads in it, or more
/// than half of their nodes missing).
[[nodiscard]] Result<Extract> read_extract(const std::vector<std::string>& files,
                                           const Progress& progress = {});
/// The same from the bytes of one PBF file; `name` is for the refusal.
[[nodiscard]] Result<Extract> read_extract_bytes(std::string_view pbf, const std::string& name);

// ---- building (build.cc)

/// The profiles shipped with the program, as JSON (src/road/profiles.json): speeds by class and
/// surface, access, vehicle, hours. A bureau's own file overrides them key by key.
[[nodiscard]] const json::Value& shipped_profiles();

struct BuildReport {
  std::size_t nodes = 0, edges = 0, search_nodes = 0, search_arcs = 0, shortcut_arcs = 0;
  std::size_t restrictions = 0, restrictions_over_ways = 0, restrictions_left_out = 0;
  std::size_t missing_nodes = 0, barriers = 0, ferries = 0, bridges = 0;
  struct PerProfile {
    std::string name;
    double usable_km = 0;         ///< roads that the profile may use
    double largest_share = 0;     ///< of its usable kilometres in the largest connected part
    std::size_t components = 0;   ///< parts within which every place reaches every other
    std::size_t small_parts = 0;  ///< of these, parts that points are not snapped to
  };
  std::vector<PerProfile> profiles;
  std::uint64_t bytes = 0;                              ///< of the files written
  std::vector<std::pair<std::string, double>> seconds;  ///< per step
};
[[nodiscard]] json::Value to_json(const BuildReport& report);

/// Writes a road network into the folder (made when absent; replaced file by file).
/// @param profiles  merged over shipped_profiles(); null for these alone
/// kRoadBadProfile, kRoadFileEmpty, kRoadFolder when the folder cannot be written.
[[nodiscard]] Result<BuildReport> build(const Extract& extract, const std::string& folder,
                                        const json::Value& profiles = {},
                                        const Progress& progress = {});

// ---- network (network.cc)

class Network;  ///< immutable, memory-mapped; private header network.h
using NetworkPtr = std::shared_ptr<const Network>;

/// kRoadNetworkMissing, kRoadNetworkBroken (checksum, size), kRoadNetworkVersion.
[[nodiscard]] Result<NetworkPtr> load(const std::string& folder);

struct Vehicle {
  double weight_t = 0, height_m = 0, width_m = 0;  ///< 0: not limited by it
  bool hazmat = false;
  bool operator==(const Vehicle&) const = default;
};

[[nodiscard]] std::vector<std::string> profile_names(const Network& network);
[[nodiscard]] std::string profile_title(const Network& network, const std::string& profile,
                                        std::string_view lang);
/// The vehicle that the profile stands for. kRoadUnknownProfile.
[[nodiscard]] Result<Vehicle> profile_vehicle(const Network& network, const std::string& profile);
/// Whether the profile drives otherwise than in free flow at this local hour (0 … 23).
[[nodiscard]] bool has_hour(const Network& network, const std::string& profile, int hour,
                            bool workday);
[[nodiscard]] bool is_generated(const Network& network);
[[nodiscard]] std::string attribution(const Network& network);
[[nodiscard]] geo::Box extent(const Network& network);
[[nodiscard]] json::Value stats(const Network& network);  ///< the build's report, and sizes

/// A road part: a piece of a road between two junctions, in the direction of the map's way.
using EdgeId = std::uint32_t;
struct EdgeInfo {
  std::int64_t way_id = 0;
  std::string name, name_en, road_class;
  double length_m = 0;
  bool bridge = false, tunnel = false, ferry = false;
};
[[nodiscard]] std::size_t edge_count(const Network& network);
[[nodiscard]] EdgeInfo edge_info(const Network& network, EdgeId edge);
/// Its line from share `from` to share `to` of its length, each in [0, 1].
[[nodiscard]] geo::Path edge_line(const Network& network, EdgeId edge, double from = 0,
                                  double to = 1);

// ---- conditions (conditions.cc): what is different today

/// What a condition does to the roads that it touches.
enum class Effect {
  kClosed,
  kSpeedFactor,  ///< value > 0: times the speed
  kSpeedLimit,   ///< value > 0: km/h at most
  kSpeed,        ///< value > 0: km/h, whatever the class
  kWeightLimit,  ///< value: tonnes
  kWaterDepth,   ///< value: metres over the road; closed when deeper than the profile wades
};
enum class Touches { kAll, kBridges, kNotBridges };

/// One condition. An area touches every road part that meets it, and only the stretch inside is
/// impassable; a line or point touches the nearest road within 30 m; ways are named by their id.
struct Condition {
  std::string id = {};  ///< for messages only
  Effect effect = Effect::kClosed;
  double value = 0;
  std::optional<geo::Geometry> where = {};
  std::vector<std::int64_t> ways = {};
  Touches touches = Touches::kAll;
  bool along_only = false;                 ///< of a line: only the direction in which it is drawn
  std::vector<std::string> profiles = {};  ///< empty: all
  std::optional<UtcTime> from = {}, to = {};  ///< [from, to); absent: always
};

struct Conditions {
  std::vector<Condition> list = {};
  std::optional<UtcTime> at = {};  ///< only conditions valid at this instant; absent: all of them
  std::optional<Vehicle> vehicle = {};  ///< instead of the profile's own
  /// Local day and hour for the profile's time-of-day factors; absent: free flow.
  std::optional<int> hour = {};  ///< 0 … 23
  bool workday = true;
};

/// GeoJSON FeatureCollection (or one feature, or a bare geometry = closed). Properties: effect
/// ("closed", "speed_factor", "speed_limit", "speed", "weight_limit", "water_depth"), value, ways
/// [ids], touches ("all", "bridges", "not_bridges"), profiles, from, to. A feature with `ways` may
/// have a null geometry. kRoadBadCondition with the feature's number, and what geo refuses.
[[nodiscard]] Result<std::vector<Condition>> conditions_from_geojson(const json::Value& value);

/// A profile with conditions, ready for queries. Immutable; any number of threads may ask it.
class Metric;  ///< private header metric.h
using MetricPtr = std::shared_ptr<const Metric>;

/// The profile as built (mapped from the file, nothing is computed). kRoadUnknownProfile.
[[nodiscard]] Result<MetricPtr> customise(NetworkPtr network, const std::string& profile);
/// The base metric under conditions (those it already had are replaced, not added to). Cost grows
/// with the roads touched. kRoadBadCondition; kRoadUnknownWay when a way id is not in the network.
[[nodiscard]] Result<MetricPtr> with(const MetricPtr& base, const Conditions& conditions);

[[nodiscard]] const Network& network_of(const Metric& metric);
[[nodiscard]] const std::string& profile_of(const Metric& metric);
struct TouchedEdge {
  EdgeId edge = 0;
  std::uint32_t condition = 0;  ///< index in Conditions::list
};
/// Road parts that the conditions touch, by edge; the map draws them.
[[nodiscard]] const std::vector<TouchedEdge>& touched(const Metric& metric);

// ---- points (snap.cc)

/// A point on the nearest road part that the profile may use on an ordinary day. What is closed
/// today does not move it to another road: it is cut off then, and nothing reaches it. (A place
/// where roads meet lies on each of them.)
struct Snap {
  EdgeId edge = 0;
  double share = 0;  ///< along the part, [0, 1]
  geo::Position at;  ///< on the road
  double moved_m = 0;
  bool cut_off = false;  ///< its road is closed there
};

/// @param max_m  kRoadTooFar when no road that the profile may use lies within it.
[[nodiscard]] Result<Snap> snap(const Metric& metric, geo::Position position, double max_m = 5000);

/// Where a journey starts or ends. `offset_ms` is time that passes before it starts there, e.g.
/// order to departure.
struct Place {
  geo::Position at;
  std::uint32_t offset_ms = 0;
  double max_snap_m = 5000;
};

// ---- questions. Each refuses by kRoadTooFar with the place's number as field ("sources.3").

/// kFrom: from the sources to everywhere. kTowards: from everywhere to the sources.
enum class Direction { kFrom, kTowards };

struct AreaOptions {
  bool wanted = true;
  double radius_m = 200;  ///< how far from a reached road a place counts as reached
  double cell_m = 0;      ///< raster; 0: chosen from the extent (25 … 200 m)
  double min_hole_m2 = 250'000;
};

struct ReachRequest {
  std::vector<Place> sources;             ///< one circle around all of them together
  std::vector<std::uint32_t> budgets_ms;  ///< ascending, at least one, each < kNever
  Direction direction = Direction::kFrom;
  AreaOptions areas = {};
};

/// A stretch of a road part that is reached within budget number `band`, not within a smaller one.
struct ReachedPart {
  EdgeId edge = 0;
  float from = 0, to = 1;                ///< shares of its length, from < to
  std::uint32_t from_ms = 0, to_ms = 0;  ///< time at either end (rounded down)
  std::uint16_t band = 0;
};

struct Reach {
  std::vector<Snap> sources;
  std::vector<ReachedPart> parts;    ///< by edge
  std::vector<double> length_km;     ///< per budget, cumulative
  std::vector<geo::Geometry> areas;  ///< per budget, cumulative; empty when not wanted
};
[[nodiscard]] Result<Reach> reach(const Metric& metric, const ReachRequest& request);

/// Times from each of `from` to each of `to`, row by row; offsets of `from` included, of `to`
/// added. kNever: not reached.
struct Matrix {
  std::size_t rows = 0, columns = 0;
  std::vector<std::uint32_t> ms;
  std::vector<Snap> from, to;
  [[nodiscard]] std::uint32_t at(std::size_t row, std::size_t column) const {
    return ms[row * columns + column];
  }
};
[[nodiscard]] Result<Matrix> matrix(const Metric& metric, const std::vector<Place>& from,
                                    const std::vector<Place>& to);

struct Near {
  std::uint32_t from = 0;  ///< index
  std::uint32_t ms = 0;
};
/// For each of `to`: its at most k nearest of `from` in time, nearest first, equal ones by index;
/// those that cannot come are left out.
[[nodiscard]] Result<std::vector<std::vector<Near>>> nearest(const Metric& metric,
                                                             const std::vector<Place>& from,
                                                             const std::vector<Place>& to,
                                                             std::size_t k);

enum class Turn {
  kDepart,
  kStraight,
  kSlightLeft,
  kLeft,
  kSharpLeft,
  kSlightRight,
  kRight,
  kSharpRight,
  kUTurn,
  kRoundabout,
  kFerry,
  kArrive
};
struct Step {
  Turn turn = Turn::kStraight;
  std::string name, name_en;  ///< of the road entered; may be empty
  geo::Position at;
  double length_m = 0;  ///< until the next step
  std::uint32_t ms = 0;
};
[[nodiscard]] std::string step_text(const Step& step, std::string_view lang);

struct RoutePart {
  EdgeId edge = 0;
  float from = 0, to = 1;  ///< from > to when driven against the way's direction
};
struct Route {
  std::uint32_t ms = 0;  ///< with the place's offset
  double length_m = 0;
  geo::Path line;
  std::vector<RoutePart> parts;
  std::vector<Step> steps;
};
/// The fastest route first, then up to `alternatives` others that take at most 1.4 times as long
/// and share at most 70 % of their length with those before. kRoadCutOff when the road at either
/// end is closed there; kRoadNoRoute.
[[nodiscard]] Result<std::vector<Route>> route(const Metric& metric, const Place& from,
                                               const Place& to, std::size_t alternatives = 0);

// ---- checking by others (dump.cc)

/// The search graph of a metric, so that anyone can run a Dijkstra of their own: nodes.csv (id,
/// lon, lat, junction) and arcs.csv (from, to, seconds, metres, way_id). Junctions with turn
/// restrictions appear once per state; banned turns have no arc, turns cost nothing else.
[[nodiscard]] Status dump(const Metric& metric, const std::string& nodes_csv,
                          const std::string& arcs_csv);

// ---- answers as GeoJSON (geojson.cc)

[[nodiscard]] json::Value to_geojson(const Network& network, const Reach& reach,
                                     const std::vector<std::uint32_t>& budgets_ms);
[[nodiscard]] json::Value to_geojson(const Network& network, const std::vector<Route>& routes);

}  // namespace muster::road
