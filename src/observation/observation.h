// Readings and forecasts come in (HTTP, MQTT, the demonstration's feeder), alarms go out. Readings have a fast path of their own;
// only alarms enter the journal.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "record/record.h"
#include "telemetry/telemetry.h"

namespace muster::observation {

/// Table of readings (numbers 300-399).
[[nodiscard]] std::vector<db::Migration> migrations();

struct Incoming {
  std::string station;               ///< code or record id of a gauge
  std::string property = "stage_m";  ///< dictionary gauge_property
  UtcTime at;
  double value = 0;
  int quality = telemetry::kGood;    ///< kManual, kCorrected as the sender says
};

struct IncomingForecast {
  std::string issuer;
  std::string station;
  std::string property = "stage_m";
  UtcTime issued_at;
  UtcTime valid_at;
  double value = 0;
  std::optional<double> error_m;
  std::string kind = "series";       ///< dictionary forecast_kind
};

struct Rejected {
  std::size_t index = 0;
  Error error;
};

struct Receipt {
  int accepted = 0;
  int duplicate = 0;
  std::vector<Rejected> rejected;
  std::vector<std::string> alarms;    ///< record ids of alarms raised or stepped
  std::vector<std::string> stations;  ///< gauges (record ids) that have news
};

/// A gauge's present, for the strip, the wall and the consultation.
struct GaugeNow {
  record::Record gauge;
  std::string property;
  std::optional<telemetry::Reading> last;
  std::optional<double> rate_m_h;
  std::vector<telemetry::Stage> stages;   ///< in force now, ascending
  std::vector<telemetry::Stage> low;      ///< of low water, ascending
  int stage = -1;                         ///< index into stages
  bool silent = false;
  std::optional<UtcTime> silent_since;
  std::vector<record::Record> forecast;   ///< newest issue, by valid time
};

class Service {
 public:
  virtual ~Service() = default;
  static std::unique_ptr<Service> make(db::Database& database, record::Store& store, const record::CityTime& city);

  /// Stores a batch durably (one transaction), then judges each gauge's newest reading. Rejected with index: kUnknownStation,
  /// kNotAllowed (the viewer may not write readings at the gauge's place), kAbsurdValue (outside the gauge's physical range), kBadTime
  /// (further in the future than the rule allows), kDuplicate (same instant, another value, not marked as a correction).
  virtual Receipt receive(const record::Viewer& viewer, const std::string& ledger, const std::vector<Incoming>& readings) = 0;
  /// Forecasts are records; the newest issue of a key gauge that passes a higher stage within the horizon raises an alarm "forecast".
  virtual Receipt receive_forecasts(const record::Viewer& viewer, const std::string& ledger,
                                    const std::vector<IncomingForecast>& forecasts) = 0;
  /// Raises and clears alarms of silent gauges at the ledger's present; returns how many changed.
  virtual Result<int> watch_silence(const std::string& ledger) = 0;

  /// Judges each gauge's newest reading again: what a crash between storing and judging left open.
  virtual void catch_up(const std::string& ledger) = 0;

  virtual std::vector<telemetry::Reading> readings(const std::string& ledger, const std::string& gauge_id, const std::string& property,
                                                   UtcTime from, UtcTime to, int max_points) = 0;
  /// Gauges that the viewer may read.
  virtual Result<std::vector<GaugeNow>> now(const record::Viewer& viewer, const std::string& ledger) = 0;
};

/// API form (docs/api/contract.md, "gauges/now"); unknown values are null, never 0.
[[nodiscard]] json::Object to_json(const GaugeNow& gauge, UtcTime now);

inline constexpr std::size_t kBatchBytes = 4U << 20;  ///< of a batch, at every door

/// A batch as it comes in from outside by whatever door (HTTP, MQTT): {"readings":[{station,property,at,value,quality?}]}, at most
/// 10,000. Items that cannot be read are refused by their index, the others are taken. kNotAllowed, kRequired, kTooLarge for the whole.
[[nodiscard]] Result<Receipt> receive_readings(Service& service, const record::Viewer& viewer, const std::string& ledger, const json::Value& body);
/// The same for {"forecasts":[{issuer,station,property,issued_at,valid_at,value,error_m?}]}.
[[nodiscard]] Result<Receipt> receive_forecasts(Service& service, const record::Viewer& viewer, const std::string& ledger, const json::Value& body);

/// Rule "alarm_parameters" of a day.
[[nodiscard]] Result<telemetry::Parameters> parameters_of(const model::Model& model, UtcTime now);
/// Level that a rule ("advised_level", of low water "advised_level_drought") proposes for a value: "4" … "1", or empty. Of low water
/// stages and value have their signs turned.
[[nodiscard]] std::string advised_level(const model::Model& model, std::string_view rule_name, const std::vector<telemetry::Stage>& stages, double value, UtcTime now);

}  // namespace muster::observation
