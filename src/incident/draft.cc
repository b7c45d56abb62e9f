#include <fmt/format.h>

#include "incident/incident.h"

namespace muster::incident {
namespace {

using record::Record;

const char* kind_word(const std::string& kind) {
  if (kind == "follow_up") return "续报";
  if (kind == "final") return "终报";
  return "初报";
}

// The sentence of what was seen; a fact that is not known is written as being checked, and named among the unknowns.
std::string seen(const model::Model& model, const Record& incident, std::vector<std::string>& unknowns) {
  const model::TypeDef& type = *model.type("dike_incident");
  std::string text = fmt::format("{}{}处", model.word("incident_kind", incident.text("kind")), incident.integer("count", 1));
  const auto add = [&](const char* field, const std::string& known) {
    if (incident.has(field)) {
      text += "，" + known;
      return;
    }
    const std::string title = type.field(field)->title.zh;
    unknowns.push_back(title);
    text += "，" + title + "正在核实";
  };
  add("aperture_cm", fmt::format("口径{:g}厘米", incident.number_of("aperture_cm")));
  add("water", "出" + model.word("water_look", incident.text("water")) +
                   (incident.text("sand") == "yes" ? "带砂" : incident.text("sand") == "no" ? "不带砂" : ""));
  if (incident.text("kind") == "sand_boil") add("sand_ring_m", fmt::format("砂盘直径{:g}米", incident.number_of("sand_ring_m")));
  add("flow_l_s", fmt::format("涌水量{:g}升/秒", incident.number_of("flow_l_s")));
  return text + "。";
}

}  // namespace

ReportDraft draft_report(const model::Model& model, const Record& incident, const std::string& section_label, const std::string& gauge_line,
                         const std::string& kind, const std::vector<Record>& tasks) {
  ReportDraft draft;
  const std::string stake = fmt::format("{}+{:03}", incident.integer("stake") / 1000, incident.integer("stake") % 1000);
  const std::string what = model.word("incident_kind", incident.text("kind"));
  draft.title = fmt::format("{}桩号{}{}险情{}", section_label, stake, what, kind_word(kind));
  const std::string distance = incident.has("distance_m") ? fmt::format("堤脚外{:g}米", incident.number_of("distance_m")) : "";
  draft.text = fmt::format("{}，{}桩号{}{}{}发现{}", spoken_time(incident.instant("found_at").value_or(incident.occurred_at)), section_label, stake,
                           model.word("bank", incident.text("bank")), distance + incident.text("ground_kind"), seen(model, incident, draft.unknowns));
  draft.text += incident.has("casualties") ? incident.text("casualties") + "。" : "人员伤亡情况正在核实。";
  if (!incident.has("casualties")) draft.unknowns.push_back(model.type("dike_incident")->field("casualties")->title.zh);
  if (!gauge_line.empty()) draft.text += gauge_line + "。";
  std::string doing = incident.has("taken") ? incident.text("taken") : std::string();
  if (incident.has("measures")) doing += (doing.empty() ? "" : "，") + incident.text("measures");
  for (const Record& task : tasks) {
    if (task.state == "cancelled" || task.state == "declined") continue;
    doing += (doing.empty() ? "" : "，") + task.text("title") + (task.state == "done" ? "已到位" : task.state == "accepted" ? "已受领" : "已派出");
  }
  draft.text += doing.empty() ? "处置措施正在核实。" : "\n" + doing + "。";
  if (kind == "final") {
    draft.text += incident.text("conclusion");
  } else {
    draft.text += "续报随后。";
  }
  return draft;
}

}  // namespace muster::incident
