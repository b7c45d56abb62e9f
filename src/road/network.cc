#include "road/network.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>

#include "errors/road.h"

namespace muster::road {

Point point_at(geo::Position p) {
  return {static_cast<std::int32_t>(std::lround(p.lon * 1e7)),
          static_cast<std::int32_t>(std::lround(p.lat * 1e7))};
}

void PointBox::add(Point p) {
  low = {std::min(low.lon, p.lon), std::min(low.lat, p.lat)};
  high = {std::max(high.lon, p.lon), std::max(high.lat, p.lat)};
}

void PointBox::add(const PointBox& other) {
  add(other.low);
  add(other.high);
}

const ProfileData* Network::profile(const std::string& name) const {
  for (const ProfileData& each : profiles) {
    if (each.profile.name == name) return &each;
  }
  return nullptr;
}

std::string Network::english_name(const Way& way) const {
  // Offset 0 holds two empty names.
  const char* own = t.texts.data() + way.names;
  return own + std::strlen(own) + 1;
}

void Network::note_extra_states() {
  extra_.assign((t.states() + 63) / 64, 0);
  extra_by_state_.assign(t.extra_states.begin(), t.extra_states.end());
  for (const ExtraState& row : extra_by_state_)
    extra_[row.state >> 6] |= std::uint64_t{1} << (row.state & 63U);
  std::sort(extra_by_state_.begin(), extra_by_state_.end(),
            [](const ExtraState& a, const ExtraState& b) { return a.state < b.state; });
}

u32 Network::junction_of(u32 state) const {
  if (!has_history(state)) return state;
  return std::lower_bound(extra_by_state_.begin(), extra_by_state_.end(), state,
                          [](const ExtraState& row, u32 wanted) { return row.state < wanted; })
      ->junction;
}

std::vector<Point> Network::line(EdgeId edge) const {
  std::vector<Point> out;
  t.each_point(edge, [&](Point p) { out.push_back(p); });
  return out;
}

u32 Network::plain_arc(EdgeId edge, bool backward) const {
  const Edge& e = t.edges[edge];
  u32 found = kNever;
  auto keep = [&](u32 arc, u32) { found = arc; };
  arcs_of(backward ? e.b : e.a, edge << 1 | static_cast<u32>(backward), keep);
  return found;
}

const Lower& Network::lower() const {
  std::call_once(lower_once_, [&] {
    const auto n = static_cast<u32>(t.states());
    lower_.first.assign(n + 1, 0);
    for (const u32 head : t.up_head) ++lower_.first[head + 1];
    for (u32 v = 0; v < n; ++v) lower_.first[v + 1] += lower_.first[v];
    lower_.node.resize(t.up_head.size());
    lower_.arc.resize(t.up_head.size());
    std::vector<u32> next(lower_.first.begin(), lower_.first.end() - 1);
    for (u32 v = 0; v < n; ++v) {
      for (u32 arc = t.first_up[v]; arc < t.first_up[v + 1]; ++arc) {
        const u32 slot = next[t.up_head[arc]]++;
        lower_.node[slot] = v;
        lower_.arc[slot] = arc;
      }
    }
  });
  return lower_;
}

namespace {

void view(const MappedFile& file, Tables& t) {
  t.junctions = file.get<Point>(Part::kJunctions);
  t.edges = file.get<Edge>(Part::kEdges);
  t.points = file.get<PointStep>(Part::kPoints);
  t.ways = file.get<Way>(Part::kWays);
  t.way_kinds = file.get<WayKind>(Part::kWayKinds);
  t.texts = file.get<char>(Part::kTexts);
  t.edges_by_way = file.get<u32>(Part::kEdgesByWay);
  t.boxes = file.get<PointBox>(Part::kBoxes);
  t.extra_states = file.get<ExtraState>(Part::kExtraStates);
  t.first_arc = file.get<u32>(Part::kFirstArc);
  t.arc_head = file.get<u32>(Part::kArcHead);
  t.arc_edge = file.get<u32>(Part::kArcEdge);
  t.banned = file.get<BannedArc>(Part::kBanned);
  t.first_up = file.get<u32>(Part::kFirstUp);
  t.up_head = file.get<u32>(Part::kUpHead);
}

/// The checksum vouches for the content; this for sizes that must agree.
bool sizes_agree(const Tables& t) {
  return t.edges.size() > 1 && t.states() > 0 && t.first_arc.size() == t.states() + 1 &&
         t.first_up.size() == t.states() + 1 && t.arc_head.size() == t.first_arc.back() &&
         t.arc_edge.size() == t.arc_head.size() && t.up_head.size() == t.first_up.back() &&
         t.points.size() == t.edges.back().first_point && t.edges_by_way.size() == t.edge_count();
}

std::vector<u32> subtrees(const Tables& t) {
  std::vector<u32> below(t.states());
  for (u32 v = 0; v < below.size(); ++v) below[v] = v;
  // Ranks are a postorder: children come before their parent, and a subtree has no gaps.
  for (u32 v = 0; v < below.size(); ++v) {
    if (t.first_up[v] == t.first_up[v + 1]) continue;
    u32& parent = below[t.up_head[t.first_up[v]]];
    parent = std::min(parent, below[v]);
  }
  return below;
}

Result<ProfileData> load_profile(const Network& network, const std::string& path,
                                 const std::string& name, std::size_t number) {
  const auto broken = [&](const char* reason) {
    return fail(error::kRoadNetworkBroken, {}, {{"file", path}, {"reason", reason}});
  };
  auto file = MappedFile::open(path, FileKind::kProfile);
  if (!file) return fail(std::move(file).error());
  if ((*file)->belongs_to() != network.file->sum()) return broken("network");
  const auto text = (*file)->get<char>(Part::kDefinition);
  auto json = json::parse({text.data(), text.size()});
  if (!json) return broken("definition");
  auto profile = read_profile(name, *json);
  if (!profile) return fail(std::move(profile).error());
  ProfileData out;
  out.profile = *std::move(profile);
  out.bit = static_cast<std::uint8_t>(1U << number);
  out.file = *std::move(file);
  out.arc_ms = out.file->get<u32>(Part::kArcMs);
  out.up_ms = out.file->get<u32>(Part::kUpMs);
  out.down_ms = out.file->get<u32>(Part::kDownMs);
  out.small = out.file->get<std::uint64_t>(Part::kSmall);
  out.snap = out.file->get<std::uint64_t>(Part::kSnap);
  out.needed = out.file->get<std::uint64_t>(Part::kNeeded);
  if (out.arc_ms.size() != network.t.arc_head.size() ||
      out.up_ms.size() != network.t.up_head.size() || out.down_ms.size() != out.up_ms.size() ||
      out.small.size() != (network.t.edge_count() + 63) / 64 ||
      out.snap.size() != out.small.size() || out.needed.size() != (out.up_ms.size() + 63) / 64)
    return broken("sizes");
  return out;
}

}  // namespace

Result<NetworkPtr> load(const std::string& folder) {
  const std::string path = folder + "/network.road";
  auto file = MappedFile::open(path, FileKind::kNetwork);
  if (!file) return fail(std::move(file).error());
  auto network = std::make_shared<Network>();
  network->file = *std::move(file);
  view(*network->file, network->t);
  const auto text = network->file->get<char>(Part::kReport);
  auto report = json::parse({text.data(), text.size()});
  if (!sizes_agree(network->t) || !report)
    return fail(error::kRoadNetworkBroken, {}, {{"file", path}, {"reason", "sizes"}});
  network->report = *std::move(report);
  network->note_extra_states();
  network->first_below = subtrees(network->t);
  for (const json::Value& each : network->report["profile_names"].as_array()) {
    auto profile = load_profile(*network, folder + "/" + each.as_string() + ".profile",
                                each.as_string(), network->profiles.size());
    if (!profile) return fail(std::move(profile).error());
    network->profiles.push_back(*std::move(profile));
  }
  return network;
}

std::vector<std::string> profile_names(const Network& network) {
  std::vector<std::string> out;
  for (const ProfileData& each : network.profiles) out.push_back(each.profile.name);
  return out;
}

std::string profile_title(const Network& network, const std::string& profile,
                          std::string_view lang) {
  const ProfileData* found = network.profile(profile);
  if (found == nullptr) return profile;
  return lang == "en" ? found->profile.title_en : found->profile.title_zh;
}

Result<Vehicle> profile_vehicle(const Network& network, const std::string& profile) {
  const ProfileData* found = network.profile(profile);
  if (found == nullptr) return fail(unknown_profile(network, profile));
  return found->profile.vehicle;
}

bool has_hour(const Network& network, const std::string& profile, int hour, bool workday) {
  const ProfileData* found = network.profile(profile);
  if (found == nullptr) return false;
  Conditions conditions;
  conditions.hour = hour;
  conditions.workday = workday;
  const Setting setting = setting_of(found->profile, conditions);
  return std::any_of(setting.class_factor.begin(), setting.class_factor.end(),
                     [](double factor) { return factor != 1; });
}

bool is_generated(const Network& network) { return network.report.boolean("generated"); }
std::string attribution(const Network& network) { return network.report.text("attribution"); }

geo::Box extent(const Network& network) {
  geo::Box out;
  for (const PointBox& box : network.t.boxes) {
    out.add(position(box.low));
    out.add(position(box.high));
  }
  return out;
}

json::Value stats(const Network& network) {
  json::Object out = network.report.as_object();
  json::Object bytes{{"network", static_cast<std::int64_t>(network.file->size())}};
  for (const ProfileData& each : network.profiles)
    bytes.set(each.profile.name, static_cast<std::int64_t>(each.file->size()));
  out.set("bytes", std::move(bytes));
  // What each kind of question reads; pages that none asks for need no memory.
  const auto sum = [&](std::initializer_list<Part> parts) {
    std::size_t total = 0;
    for (const Part part : parts) total += network.file->size_of(part);
    return static_cast<std::int64_t>(total);
  };
  out.set("bytes_for",
          json::Object{
              {"searching", sum({Part::kFirstArc, Part::kArcHead, Part::kArcEdge, Part::kBanned,
                                 Part::kExtraStates, Part::kFirstUp, Part::kUpHead})},
              {"placing", sum({Part::kJunctions, Part::kEdges, Part::kBoxes, Part::kPoints})},
              {"ways", sum({Part::kWays, Part::kWayKinds, Part::kTexts, Part::kEdgesByWay})}});
  return out;
}

std::size_t edge_count(const Network& network) { return network.t.edge_count(); }

EdgeInfo edge_info(const Network& network, EdgeId edge) {
  const Way& way = network.way_of(edge);
  const WayKind& kind = network.kind_of(edge);
  return {.way_id = way.id,
          .name = network.name(way),
          .name_en = network.english_name(way),
          .road_class = std::string(kClasses[kind.road_class]),
          .length_m = network.t.edges[edge].length_mm / 1000.0,
          .bridge = (kind.flags & kBridge) != 0,
          .tunnel = (kind.flags & kTunnel) != 0,
          .ferry = (kind.flags & kFerry) != 0};
}

geo::Path edge_line(const Network& network, EdgeId edge, double from, double to) {
  geo::Path path;
  for (const Point p : network.line(edge)) path.push_back(position(p));
  if (from == 0 && to == 1) return path;
  const double length = geo::length_m(path);
  return geo::stretch(path, from * length, to * length);
}

}  // namespace muster::road
