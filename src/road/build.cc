#include <algorithm>
#include <chrono>
#include <filesystem>
#include <numeric>

#include "errors/road.h"
#include "road/components.h"
#include "road/draft.h"
#include "road/weights.h"

namespace muster::road {
namespace {

class Builder {
 public:
  Builder(const Extract& extract, std::string folder, const Progress& progress)
      : extract_(extract), folder_(std::move(folder)), progress_(progress) {}

  Result<BuildReport> run(const json::Value& own) {
    auto profiles = read_profiles(own);
    if (!profiles) return fail(std::move(profiles).error());
    profiles_ = *std::move(profiles);
    definitions_ = merged_profiles(own);
    std::error_code wrong;
    std::filesystem::create_directories(folder_, wrong);
    if (wrong)
      return fail(error::kRoadFolder, {}, {{"folder", folder_}, {"reason", wrong.message()}});
    begin("cut", 0);
    draft_ = cut(extract_, profiles_);
    if (draft_.edge_count() == 0)
      return fail(error::kRoadFileEmpty, {}, {{"file", folder_}, {"reason", "0 edge"}});
    begin("sort", 0.15);
    sort_in_space(draft_);
    begin("turns", 0.25);
    turns_ = read_turns(extract_, draft_, profiles_);
    graph_ = split(draft_, turns_.list);
    begin("order", 0.35);
    auto order = contract(graph_.first_arc, graph_.arc_head);
    if (!order) return fail(std::move(order).error());
    order_ = *std::move(order);
    renumber(graph_, order_.rank_of);
    begin("weights", 0.75);
    if (auto written = write(); !written) return fail(std::move(written).error());
    end();
    if (progress_) progress_("done", 1);
    return std::move(report_);
  }

 private:
  using Clock = std::chrono::steady_clock;

  void begin(const char* step, double share) {
    end();
    step_ = step;
    started_ = Clock::now();
    if (progress_) progress_(step, share);
  }
  void end() {
    if (step_ == nullptr) return;
    report_.seconds.emplace_back(step_,
                                 std::chrono::duration<double>(Clock::now() - started_).count());
    step_ = nullptr;
  }

  void view() {
    t_.junctions = stored_.junctions;
    t_.edges = stored_.edges;
    t_.points = stored_.points;
    t_.ways = stored_.ways;
    t_.way_kinds = stored_.way_kinds;
    t_.texts = draft_.texts;
    t_.extra_states = graph_.extra;
    t_.first_arc = graph_.first_arc;
    t_.arc_head = graph_.arc_head;
    t_.arc_edge = graph_.arc_edge;
    t_.banned = banned_;
    t_.first_up = order_.first_up;
    t_.up_head = order_.up_head;
  }

  void prepare() {
    for (u32 arc = 0; arc < graph_.banned.size(); ++arc) {
      if (graph_.banned[arc] != 0) banned_.push_back({arc, graph_.banned[arc]});
    }
    edges_by_way_.resize(draft_.edge_count());
    std::iota(edges_by_way_.begin(), edges_by_way_.end(), 0U);
    std::sort(edges_by_way_.begin(), edges_by_way_.end(), [&](u32 a, u32 b) {
      return std::pair(draft_.ways[draft_.edges[a].way].id, a) <
             std::pair(draft_.ways[draft_.edges[b].way].id, b);
    });
    boxes_ = make_boxes(draft_);
    stored_ = store(draft_, graph_);
    view();
  }

  Status write() {
    prepare();
    std::vector<Weights> weights(profiles_.size());
    std::vector<Components> parts(profiles_.size());
    std::vector<std::vector<std::uint64_t>> needed(profiles_.size());
    for (std::size_t i = 0; i < profiles_.size(); ++i) {
      const auto bit = static_cast<std::uint8_t>(1U << i);
      weights[i].arc_ms = arc_weights(t_, profiles_[i], bit, setting_of(profiles_[i], {}));
      customise_all(t_, weights[i]);
      needed[i] = needed_descents(t_, weights[i]);
      parts[i] = find_components(t_, weights[i].arc_ms);
    }
    begin("write", 0.95);
    fill_report(parts);
    auto sum = write_network();
    if (!sum) return fail(std::move(sum).error());
    for (std::size_t i = 0; i < profiles_.size(); ++i) {
      const std::string definition = json::write(*definitions_.find(profiles_[i].name));
      FileWriter file(FileKind::kProfile, *sum);
      file.add(Part::kDefinition, definition);
      file.add(Part::kArcMs, weights[i].arc_ms);
      file.add(Part::kUpMs, weights[i].up_ms);
      file.add(Part::kDownMs, weights[i].down_ms);
      file.add(Part::kSmall, parts[i].small_edges);
      file.add(Part::kSnap, parts[i].snap_edges);
      file.add(Part::kNeeded, needed[i]);
      auto written = file.write(folder_ + "/" + profiles_[i].name + ".profile");
      if (!written) return fail(std::move(written).error());
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      std::error_code ignored;
      if (const auto size = entry.file_size(ignored); !ignored) report_.bytes += size;
    }
    return {};
  }

  Result<std::uint64_t> write_network() const {
    json::Object report = to_json(report_).as_object();
    json::Array names;
    for (const Profile& each : profiles_) names.emplace_back(each.name);
    report.set("profile_names", std::move(names));
    report.set("generated", extract_.generated);
    report.set("attribution", extract_.attribution);
    const std::string text = json::write(report);
    FileWriter file(FileKind::kNetwork, 0);
    file.add(Part::kJunctions, stored_.junctions);
    file.add(Part::kEdges, stored_.edges);
    file.add(Part::kPoints, stored_.points);
    file.add(Part::kWays, stored_.ways);
    file.add(Part::kWayKinds, stored_.way_kinds);
    file.add(Part::kTexts, draft_.texts);
    file.add(Part::kEdgesByWay, edges_by_way_);
    file.add(Part::kBoxes, boxes_);
    file.add(Part::kExtraStates, graph_.extra);
    file.add(Part::kFirstArc, graph_.first_arc);
    file.add(Part::kArcHead, graph_.arc_head);
    file.add(Part::kArcEdge, graph_.arc_edge);
    file.add(Part::kBanned, banned_);
    file.add(Part::kFirstUp, order_.first_up);
    file.add(Part::kUpHead, order_.up_head);
    file.add(Part::kReport, text);
    return file.write(folder_ + "/network.road");
  }

  void fill_report(const std::vector<Components>& parts) {
    report_.nodes = draft_.junctions.size();
    report_.edges = t_.edge_count();
    report_.search_nodes = graph_.junction_of.size();
    report_.search_arcs = graph_.arc_head.size();
    report_.shortcut_arcs = order_.up_head.size();
    report_.restrictions = turns_.kept;
    report_.restrictions_over_ways = turns_.over_ways;
    report_.restrictions_left_out = turns_.left_out + extract_.odd_restrictions;
    report_.missing_nodes = extract_.missing_nodes;
    report_.barriers = draft_.barriers;
    for (const WayRecord& way : draft_.ways) {
      report_.ferries += (way.flags & kFerry) != 0 ? 1 : 0;
      report_.bridges += (way.flags & kBridge) != 0 ? 1 : 0;
    }
    for (std::size_t i = 0; i < parts.size(); ++i)
      report_.profiles.push_back({profiles_[i].name, parts[i].usable_km, parts[i].largest_share,
                                  parts[i].count, parts[i].small});
  }

  const Extract& extract_;
  std::string folder_;
  const Progress& progress_;
  std::vector<Profile> profiles_;
  json::Object definitions_;
  Draft draft_;
  Stored stored_;
  Turns turns_;
  SearchGraph graph_;
  Order order_;
  Tables t_;
  std::vector<BannedArc> banned_;
  std::vector<u32> edges_by_way_;
  std::vector<PointBox> boxes_;
  BuildReport report_;
  const char* step_ = nullptr;
  Clock::time_point started_;
};

}  // namespace

Result<BuildReport> build(const Extract& extract, const std::string& folder,
                          const json::Value& profiles, const Progress& progress) {
  return Builder(extract, folder, progress).run(profiles);
}

json::Value to_json(const BuildReport& report) {
  json::Object out{{"nodes", report.nodes},
                   {"edges", report.edges},
                   {"search_nodes", report.search_nodes},
                   {"search_arcs", report.search_arcs},
                   {"shortcut_arcs", report.shortcut_arcs},
                   {"restrictions", report.restrictions},
                   {"restrictions_over_ways", report.restrictions_over_ways},
                   {"restrictions_left_out", report.restrictions_left_out},
                   {"missing_nodes", report.missing_nodes},
                   {"barriers", report.barriers},
                   {"ferries", report.ferries},
                   {"bridges", report.bridges}};
  json::Array profiles;
  for (const BuildReport::PerProfile& each : report.profiles) {
    profiles.emplace_back(json::Object{{"name", each.name},
                                       {"usable_km", each.usable_km},
                                       {"largest_share", each.largest_share},
                                       {"components", each.components},
                                       {"small_parts", each.small_parts}});
  }
  out.set("profiles", std::move(profiles));
  if (report.bytes > 0) out.set("bytes", static_cast<std::int64_t>(report.bytes));
  json::Object seconds;
  for (const auto& [step, value] : report.seconds) seconds.set(step, value);
  out.set("seconds", std::move(seconds));
  return out;
}

}  // namespace muster::road
