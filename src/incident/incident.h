// The dike incident (险情) from the line or call that tells of it to its closing: automatic timeline, reports to several receivers each
// with its own clock, what is nearest, and the page that says which clock was met.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "geo/geo.h"
#include "observation/observation.h"
#include "record/record.h"

namespace muster::incident {

/// Registers the rules: an incident fills what is known of its place, opens its report clocks and writes its own timeline; a sent report
/// sends itself to its receivers; a patrol line closes its shift.
void attach(record::Store& store);

/// Minutes by road from each place to one, nothing for those that no road leads from; empty without a road network.
using MinutesByRoad = std::function<std::vector<std::optional<double>>(const std::string& ledger, const std::vector<geo::Position>& from, geo::Position to)>;

struct Sources {
  record::Store& store;
  observation::Service& observation;
  const record::CityTime& city;
  MinutesByRoad by_road{};
};

/// Section of a stake: by dike class or dike when given; the first by key otherwise.
[[nodiscard]] std::optional<record::Record> section_at(record::Unit& unit, std::int64_t stake, std::string_view bank, std::string_view near_section);

/// Title, text and open questions of a report drafted from the record.
struct ReportDraft {
  std::string title;
  std::string text;
  std::vector<std::string> unknowns;  ///< titles of facts that are not known: written 正在核实, never 0
};
[[nodiscard]] ReportDraft draft_report(const model::Model& model, const record::Record& incident, const std::string& section_label,
                                       const std::string& gauge_line, const std::string& kind, const std::vector<record::Record>& tasks);

/// Screen of one incident (docs/api/contract.md, "room").
[[nodiscard]] Result<json::Object> room(const Sources& sources, const record::Viewer& viewer, const std::string& ledger, std::string_view id);
/// Each clock of the incident and of what belongs to it: due, met, late.
[[nodiscard]] Result<json::Object> after_action(const Sources& sources, const record::Viewer& viewer, const std::string& ledger, std::string_view id);

}  // namespace muster::incident
