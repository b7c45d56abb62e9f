#include "observation/observation.h"

namespace muster::observation {
namespace {

Status read_span(const json::Value& body, std::string_view key, Millis& into) {
  if (body[key].is_null()) return {};
  const auto span = parse_duration(body.text(key));
  if (!span) return fail(span.error());
  into = *span;
  return {};
}

}  // namespace

Result<telemetry::Parameters> parameters_of(const model::Model& model, UtcTime now) {
  const auto rule = model.rule("alarm_parameters", city_day(now));
  if (!rule) return fail(rule.error());
  const json::Value& body = (*rule)->body;
  telemetry::Parameters p;
  for (const auto& [source, key, into] :
       {std::tuple<const json::Value&, const char*, Millis&>{body, "hold", p.hold}, {body, "late_after", p.late_after},
        {body, "future_within", p.future_within}, {body["rate"], "window", p.rate_window}}) {
    if (Status read = read_span(source, key, into); !read) return fail(read.error());
  }
  p.hysteresis_m = body.number("hysteresis_m", p.hysteresis_m);
  p.rise_m_h = body["rate"].number("rise_m_h", p.rise_m_h);
  p.rate_min_readings = static_cast<int>(body["rate"].integer("min_readings", p.rate_min_readings));
  p.rate_clear_m_h = body["rate"].number("clear_m_h", p.rate_clear_m_h);
  p.jump_m_h = body["absurd"].number("jump_m_h", p.jump_m_h);
  return p;
}

std::string advised_level(const model::Model& model, std::string_view rule_name, const std::vector<telemetry::Stage>& stages, double value, UtcTime now) {
  const auto rule = model.rule(rule_name, city_day(now));
  if (!rule || !(*rule)->body["steps"].is_array()) return {};
  std::string level;
  for (const json::Value& step : (*rule)->body["steps"].as_array()) {
    for (const telemetry::Stage& stage : stages) {
      const bool reached = stage.kind == step.text("stage_kind") && value >= stage.value_m + step.number("plus_m");
      // "1" is the highest level, so the smaller text wins.
      if (reached && (level.empty() || step.text("level") < level)) level = step.text("level");
    }
  }
  return level;
}

}  // namespace muster::observation
