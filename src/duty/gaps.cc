#include "duty/gaps.h"

#include <algorithm>
#include <map>

namespace muster::duty {
namespace {

using record::Record;

constexpr std::chrono::minutes kHandingOver{15};  // shifts need not meet to the minute
constexpr std::chrono::hours kRosterEnds{48};

struct Gap {
  const Record* last = nullptr;  ///< the shift after which nobody came
  UtcTime from;
};

std::vector<Gap> gaps_of(std::vector<const Record*>& shifts) {
  std::ranges::sort(shifts, {}, [](const Record* shift) { return shift->instant("from"); });
  std::vector<Gap> out;
  const Record* last = nullptr;
  UtcTime covered;
  for (const Record* shift : shifts) {
    const auto from = shift->instant("from");
    const auto to = shift->instant("to");
    if (!from || !to) continue;
    if (last != nullptr && *from - covered > kHandingOver && *from - covered <= kRosterEnds) out.push_back({last, covered});
    if (last == nullptr || *to > covered) {
      last = shift;
      covered = *to;
    }
  }
  return out;
}

std::string url_of(const std::string& ledger, const std::vector<const Gap*>& gaps) {
  std::string ids;
  for (const Gap* gap : gaps) ids += (ids.empty() ? "" : ",") + gap->last->id;
  return "/api/v1/records/duty_shift?ledger=" + ledger + "&filter=id:in:" + (ids.empty() ? "none" : ids);
}

std::string key_of(const Gap& gap, const std::string& by) {
  if (by == "month") return format_date(city_day(gap.from)).substr(0, 7);
  return by == "body" ? gap.last->text("body") : gap.last->jurisdiction_id;
}

}  // namespace

Result<json::Object> gaps_figure(record::Store& store, const record::Viewer& viewer, const std::string& ledger, UtcTime from, UtcTime to,
                                 const std::string& jurisdiction_id, const std::string& by) {
  record::Query query;
  query.type = "duty_shift";
  query.ledger = ledger;
  query.jurisdiction_id = jurisdiction_id;
  query.filters = {{"to", "ge", format_time(from - kRosterEnds)}, {"from", "lt", format_time(to + kRosterEnds)}};
  const auto rows = store.list_all(viewer, query);
  if (!rows) return fail(rows.error());
  std::map<std::string, std::vector<const Record*>> rooms;
  for (const Record& row : *rows) rooms[row.text("body")].push_back(&row);
  std::vector<Gap> gaps;
  for (auto& [body, shifts] : rooms) {
    for (const Gap& gap : gaps_of(shifts)) {
      if (gap.from >= from && gap.from < to) gaps.push_back(gap);
    }
  }
  std::vector<const Gap*> all;
  std::map<std::string, std::vector<const Gap*>> parts;
  for (const Gap& gap : gaps) {
    all.push_back(&gap);
    if (!by.empty()) parts[key_of(gap, by)].push_back(&gap);
  }
  json::Array split;
  for (const auto& [key, part] : parts) {
    std::string label = key;
    if (by == "county" || by == "jurisdiction" || by == "body") {
      const auto named = store.get(viewer, by == "body" ? "body" : "jurisdiction", key);
      if (named) label = named->label;
    }
    split.push_back(json::Object{{"key", key}, {"label", label}, {"value", part.size()}, {"rows_url", url_of(ledger, part)}});
  }
  return json::Object{{"value", gaps.size()}, {"rows", gaps.size()}, {"rows_url", url_of(ledger, all)}, {"by", std::move(split)}};
}

}  // namespace muster::duty
