#include "response/notice_text.h"

#include <fmt/format.h>

namespace muster::response {

std::string response_word(const Plan& plan) { return plan.hazard == "drought" ? "抗旱" : "防汛"; }

std::string level_word(std::string_view level) {
  if (level == "1") return "一级";
  if (level == "2") return "二级";
  if (level == "3") return "三级";
  if (level == "4") return "四级";
  return "";
}

std::string change_kind(std::string_view from, std::string_view to) {
  if (to.empty()) return "end";
  if (from.empty()) return "start";
  return to < from ? "raise" : "lower";
}

namespace {

// What the proposal rests on, in a sentence that ends with its full stop.
std::string basis_of(const record::Record& because) {
  if (because.type == "dike_incident") return fmt::format("{} 已核实。", because.label);
  if (because.type != "alarm") return because.label + "以来，各控制站未再建议此级别。";
  if (because.state == "cleared") return fmt::format("{} 已解除。", because.label);
  const std::string when = because.text("kind") == "forecast" && because.instant("expected_at")
                               ? "预计" + spoken_time(*because.instant("expected_at")) + "前后"
                               : spoken_time(because.instant("since").value_or(because.occurred_at)) + "起";
  return fmt::format("{}。{}，水位 {:.2f} m。", because.text("rule"), when, because.number_of("value"));
}

}  // namespace

std::string proposal_text(const record::Record& because, const Plan& plan, std::string_view from, std::string_view to) {
  const std::string kind = change_kind(from, to);
  const std::string step = kind == "start"   ? "启动" + level_word(to) + "应急响应"
                           : kind == "raise" ? "由" + level_word(from) + "提升为" + level_word(to)
                           : kind == "lower" ? "由" + level_word(from) + "降为" + level_word(to)
                                             : "终止" + level_word(from) + "应急响应";
  return basis_of(because) + fmt::format("建议按《{}》{}。", plan.title.zh, step);
}

std::string notice_title(const Plan& plan, std::string_view kind, std::string_view from, std::string_view to) {
  const std::string word = response_word(plan);
  if (kind == "start") return "关于启动" + word + level_word(to) + "应急响应的通知";
  if (kind == "raise") return "关于将" + word + level_word(from) + "应急响应提升为" + level_word(to) + "的通知";
  if (kind == "lower") return "关于将" + word + level_word(from) + "应急响应降为" + level_word(to) + "的通知";
  return "关于终止" + word + level_word(from) + "应急响应的通知";
}

std::string notice_text(const Plan& plan, const record::Record& consultation, const record::Record& body, std::string_view kind,
                        std::string_view from, std::string_view to, UtcTime effective_at) {
  const std::string word = response_word(plan);
  const std::string who = body.text("short_name").empty() ? body.text("name") : body.text("short_name");
  std::string step;
  if (kind == "start") step = "启动" + word + level_word(to) + "应急响应";
  if (kind == "raise") step = "将" + word + level_word(from) + "应急响应提升为" + level_word(to);
  if (kind == "lower") step = "将" + word + level_word(from) + "应急响应降为" + level_word(to);
  if (kind == "end") step = "终止" + word + level_word(from) + "应急响应";
  const std::string basis = consultation.text("judgement");
  std::string text = "各县市区防汛抗旱指挥部，各流域分指挥部，市防指各成员单位：\n";
  if (!basis.empty()) text += basis + (basis.ends_with("。") ? "" : "。");
  text += fmt::format("经会商，{}决定自{}起，{}。", who, spoken_time(effective_at), step);
  if (kind == "start" || kind == "raise") text += "请按预案上足劳力，加密巡查，守住穿堤建筑物与险工险段，险情随报。";
  if (kind == "lower" || kind == "end") text += "请继续做好退水期巡查防守，防止麻痹。";
  return text;
}

}  // namespace muster::response
