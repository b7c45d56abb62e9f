#include "observation/observation.h"

namespace muster::observation {

json::Object to_json(const GaugeNow& gauge, UtcTime now) {
  json::Array thresholds;
  for (const telemetry::Stage& stage : gauge.stages) thresholds.push_back(json::Object{{"kind", stage.kind}, {"value_m", stage.value_m}});
  for (const telemetry::Stage& stage : gauge.low) thresholds.push_back(json::Object{{"kind", stage.kind}, {"value_m", stage.value_m}});
  json::Object out{{"id", gauge.gauge.id}, {"code", gauge.gauge.text("code")}, {"name", gauge.gauge.text("name")},
                   {"name_en", gauge.gauge.text("name_en")}, {"river", gauge.gauge.text("river")},
                   {"is_key", gauge.gauge.fields.find("is_key") != nullptr && gauge.gauge.fields.find("is_key")->as_bool()},
                   {"property", gauge.property}, {"value", nullptr}, {"at", nullptr}, {"age_s", nullptr}, {"silent", gauge.silent},
                   {"stage_kind", nullptr}, {"over_m", nullptr}, {"rate_m_h", nullptr}, {"thresholds", std::move(thresholds)}};
  if (gauge.last) {
    out.set("value", gauge.last->value);
    out.set("at", format_time(gauge.last->at));
    out.set("age_s", std::int64_t{(now - gauge.last->at).count() / 1000});
    out.set("quality", gauge.last->quality);
  }
  if (gauge.silent_since) out.set("silent_since", format_time(*gauge.silent_since));
  if (gauge.rate_m_h) out.set("rate_m_h", *gauge.rate_m_h);
  if (gauge.stage >= 0) {
    const telemetry::Stage& stage = gauge.stages[static_cast<std::size_t>(gauge.stage)];
    out.set("stage_kind", stage.kind);
    out.set("over_m", telemetry::over(gauge.last->value, stage.value_m));
  }
  for (const record::Record& value : gauge.forecast) {
    if (value.instant("valid_at").value_or(now) <= now) continue;
    out.set("next_forecast", json::Object{{"valid_at", value.text("valid_at")}, {"value", value.number_of("value")}, {"issuer", value.text("issuer")}});
    break;
  }
  return out;
}

}  // namespace muster::observation
