#include <algorithm>
#include <map>
#include <set>

#include "base/id.h"
#include "base/log.h"
#include "observation/alarms.h"
#include "observation/readings.h"

namespace muster::observation {
namespace {

using record::Record;
using record::Unit;
using record::Viewer;
using telemetry::Reading;
using telemetry::Stage;

constexpr const char* kStage = "stage_m";

class ServiceOnDatabase final : public Service {
 public:
  ServiceOnDatabase(db::Database& database, record::Store& store, const record::CityTime& city)
      : database_(database), store_(store), city_(city) {}

  Receipt receive(const Viewer& viewer, const std::string& ledger, const std::vector<Incoming>& readings) override {
    Receipt receipt;
    const UtcTime now = city_.now(ledger);
    const auto parameters = parameters_of(store_.model(), now);
    if (!parameters) return all_rejected(readings.size(), parameters.error());
    std::map<SeriesKey, UtcTime> news;
    const Status stored = database_.write_with([&](db::Connection& connection) -> Status {
      receipt = {};
      news.clear();
      Gauges gauges(*this, connection);
      for (std::size_t i = 0; i < readings.size(); ++i) {
        const Record* gauge = gauges.find(readings[i].station);
        auto fault = fault_of(viewer, readings[i], gauge, *parameters, now);
        if (fault) {
          receipt.rejected.push_back({i, std::move(*fault)});
        } else {
          store_one(connection, *gauge, ledger, readings[i], i, *parameters, now, receipt, news);
        }
      }
      return {};
    });
    if (!stored) return all_rejected(readings.size(), stored.error());
    for (const auto& [key, at] : news) {
      if (receipt.stations.empty() || receipt.stations.back() != key.gauge) receipt.stations.push_back(key.gauge);
      if (key.property == kStage) judge(key, at, *parameters, receipt);
    }
    return receipt;
  }

  Receipt receive_forecasts(const Viewer& viewer, const std::string& ledger, const std::vector<IncomingForecast>& forecasts) override {
    Receipt receipt;
    std::set<std::string> gauges;
    for (std::size_t i = 0; i < forecasts.size(); ++i) {
      const auto made = keep_forecast(viewer, ledger, forecasts[i]);
      if (made) {
        ++receipt.accepted;
        gauges.insert(*made);
      } else if (made.error().code == error::kDuplicate) {
        ++receipt.duplicate;
        // Sent again because nobody answered: it may not have been judged yet.
        const auto gauge = database_.read([&](db::Connection& connection) { return gauge_of(connection, forecasts[i].station); });
        if (gauge) gauges.insert(gauge->id);
      } else {
        receipt.rejected.push_back({i, made.error()});
      }
    }
    for (const std::string& gauge : gauges) {
      receipt.stations.push_back(gauge);
      judge_forecast(ledger, gauge, receipt);
    }
    return receipt;
  }

  Result<int> watch_silence(const std::string& ledger) override {
    const UtcTime now = city_.now(ledger);
    const auto rule = store_.model().rule("gauge_intervals", city_day(now));
    if (!rule) return fail(rule.error());
    const auto present = this->now(Viewer::system("rule"), ledger);
    if (!present) return fail(present.error());
    int changed = 0;
    for (const GaugeNow& gauge : *present) {
      // A gauge that never reported in this ledger is not silent: it does not report here.
      if (!gauge.last || !gauge.gauge.fields.find("silent_watch") || !gauge.gauge.fields.find("silent_watch")->as_bool()) continue;
      if (gauge.silent == alarm_stands(ledger, gauge.gauge.id)) continue;
      record::Intent intent;
      intent.id = derived_id("silence/" + ledger + '/' + gauge.gauge.id + '/' + std::to_string(to_millis(gauge.last->at)) +
                             (gauge.silent ? "/silent" : "/back"));
      intent.kind = "alarm.silence";
      intent.ledger = ledger;
      const auto outcome = store_.run(Viewer::system("rule"), intent, [&](Unit& unit) -> Result<json::Value> {
        const auto done = apply_silence(unit, gauge.gauge, gauge.silent_since, gauge.last->at);
        if (!done) return fail(done.error());
        return json::Value(*done);
      });
      if (!outcome) return fail(outcome.error());
      changed += outcome->repeated ? 0 : 1;
    }
    return changed;
  }

  void catch_up(const std::string& ledger) override {
    const auto present = now(Viewer::system("rule"), ledger);
    const auto parameters = parameters_of(store_.model(), city_.now(ledger));
    if (!present || !parameters) return;
    Receipt receipt;
    for (const GaugeNow& gauge : *present) {
      if (gauge.last && gauge.property == kStage) judge({ledger, gauge.gauge.id, kStage}, gauge.last->at, *parameters, receipt);
    }
  }

  std::vector<Reading> readings(const std::string& ledger, const std::string& gauge_id, const std::string& property, UtcTime from,
                                UtcTime to, int max_points) override {
    return thin_out(database_.read([&](db::Connection& connection) { return load_readings(connection, {ledger, gauge_id, property}, from, to); }),
                    max_points);
  }

  Result<std::vector<GaugeNow>> now(const Viewer& viewer, const std::string& ledger) override {
    record::Query query;
    query.type = "gauge";
    query.ledger = ledger;
    query.limit = 500;
    query.sort = "order";
    query.with_total = false;
    const auto page = store_.list(viewer, query);
    if (!page) return fail(page.error());
    const UtcTime now = city_.now(ledger);
    const auto parameters = parameters_of(store_.model(), now);
    if (!parameters) return fail(parameters.error());
    std::vector<GaugeNow> out;
    for (const Record& gauge : page->items) {
      auto one = present_of(viewer, ledger, gauge, now, *parameters);
      if (!one) return fail(one.error());
      out.push_back(std::move(*one));
    }
    return out;
  }

 private:
  // Gauges by id or code, looked up once per batch.
  class Gauges {
   public:
    Gauges(ServiceOnDatabase& service, db::Connection& connection) : service_(service), connection_(connection) {}
    const Record* find(const std::string& station) {
      const auto [at, fresh] = known_.try_emplace(station);
      if (fresh) at->second = service_.gauge_of(connection_, station);
      return at->second ? &*at->second : nullptr;
    }

   private:
    ServiceOnDatabase& service_;
    db::Connection& connection_;
    std::map<std::string, std::optional<Record>> known_;
  };

  std::optional<Record> gauge_of(db::Connection& connection, const std::string& station) {
    const auto row = connection.one("SELECT id FROM r_gauge WHERE (id = $1 OR f_code = $1) AND deleted_at IS NULL", {station});
    if (!row) return std::nullopt;
    auto gauge = store_.get(Viewer::system("rule"), "gauge", (*row)[0].text());
    return gauge ? std::optional(std::move(*gauge)) : std::nullopt;
  }

  static Receipt all_rejected(std::size_t count, const Error& error) {
    Receipt receipt;
    for (std::size_t i = 0; i < count; ++i) receipt.rejected.push_back({i, error});
    return receipt;
  }

  static std::optional<Error> fault_of(const Viewer& viewer, const Incoming& reading, const Record* gauge, const telemetry::Parameters& p, UtcTime now) {
    if (gauge == nullptr) return fail(error::kUnknownStation, "station", {{"station", reading.station}}).value();
    if (!viewer.is_system && !viewer.may("create", "reading", gauge->jpath)) {
      return fail(error::kNotAllowed, "station", {{"post", viewer.person_name}, {"verb", "上报"}, {"type", gauge->label}, {"who", "gateway"}}).value();
    }
    if (reading.at > now + p.future_within) return fail(error::kBadTime, "at", {{"value", format_time(reading.at)}}).value();
    const bool limits = reading.property == gauge->text("property") || gauge->text("property").empty();
    const double low = limits ? gauge->number_of("min_physical", -1e9) : -1e9;
    const double high = limits ? gauge->number_of("max_physical", 1e9) : 1e9;
    if (reading.value >= low && reading.value <= high) return std::nullopt;
    return fail(error::kAbsurdValue, "value",
                {{"station", gauge->label}, {"value", std::to_string(reading.value)}, {"min", std::to_string(low)}, {"max", std::to_string(high)}})
        .value();
  }

  static void store_one(db::Connection& connection, const Record& gauge, const std::string& ledger, const Incoming& incoming, std::size_t index,
                        const telemetry::Parameters& p, UtcTime now, Receipt& receipt, std::map<SeriesKey, UtcTime>& news) {
    const SeriesKey key{ledger, gauge.id, incoming.property};
    Reading reading{incoming.at, incoming.value, incoming.quality};
    reading.quality = telemetry::quality_of(reading, last_reading(connection, key, incoming.at - Millis{1}), p, now);
    const auto judge_later = [&] {
      UtcTime& latest = news[key];
      latest = std::max(latest, incoming.at);
    };
    switch (store_reading(connection, key, reading, now)) {
      case Stored::kNew:
        ++receipt.accepted;
        judge_later();
        break;
      // Sent again because nobody answered: the server may have ended between the reading and its alarm.
      case Stored::kSame:
        ++receipt.duplicate;
        judge_later();
        break;
      case Stored::kDifferent:
        receipt.rejected.push_back({index, fail(error::kDuplicate, "at", {{"what", gauge.label + ' ' + format_time(incoming.at)}}).value()});
        break;
    }
  }

  // Only the newest reading of a series steps alarms; a late one fills the record and nothing else.
  void judge(const SeriesKey& key, UtcTime at, const telemetry::Parameters& parameters, Receipt& receipt) {
    const Millis back = std::max(parameters.hold, parameters.rate_window) + Millis{3'600'000} * 24;
    Sight sight;
    sight.property = key.property;
    sight.parameters = parameters;
    const bool newest = database_.read([&](db::Connection& connection) {
      const auto last = last_reading(connection, key, from_millis(std::numeric_limits<std::int64_t>::max() / 2));
      if (!last || last->at > at) return false;
      sight.recent = load_readings(connection, key, at - back, at);
      return true;
    });
    if (!newest || sight.recent.empty()) return;
    auto gauge = store_.get(Viewer::system("rule"), "gauge", key.gauge);
    if (!gauge) return;
    sight.gauge = std::move(*gauge);
    set_stages(sight.stages, sight.low, key.gauge, at);
    if (!may_step(key.ledger, sight)) return;
    record::Intent intent;
    intent.id = derived_id("reading/" + key.ledger + '/' + key.gauge + '/' + key.property + '/' + std::to_string(to_millis(at)) + '/' +
                           std::to_string(sight.recent.back().value));
    intent.kind = "alarm";
    intent.ledger = key.ledger;
    run_alarm(intent, receipt, [&](Unit& unit) { return apply_reading(unit, sight); });
  }

  // The fast path: most readings change no alarm, and then nothing is written beside them.
  bool may_step(const std::string& ledger, const Sight& sight) {
    const auto open = open_stages(ledger, sight.gauge.id);
    for (const Axis& axis : axes_of(sight)) {
      const int stage = index_of(axis.stages, axis.down ? open.low : open.stage);
      if (telemetry::judge(axis.recent, axis.stages, sight.parameters, stage, false).stage_step != telemetry::Step::kNone) return true;
    }
    return telemetry::judge(sight.recent, {}, sight.parameters, -1, open.rate).rate_step != telemetry::Step::kNone;
  }

  struct Open {
    std::string stage;
    std::string low;
    bool rate = false;
    bool silent = false;
  };
  Open open_stages(const std::string& ledger, const std::string& gauge) {
    return database_.read([&](db::Connection& connection) {
      Open open;
      for (const db::Row& row : connection.query(
               "SELECT f_kind, f_stage_kind FROM r_alarm WHERE ledger = $1 AND f_gauge = $2 AND state <> 'cleared' AND deleted_at IS NULL",
               {ledger, gauge})) {
        if (row[0].text() == "stage") open.stage = row[1].text();
        if (row[0].text() == "low") open.low = row[1].text();
        if (row[0].text() == "rate") open.rate = true;
        if (row[0].text() == "silent") open.silent = true;
      }
      return open;
    });
  }
  bool alarm_stands(const std::string& ledger, const std::string& gauge) { return open_stages(ledger, gauge).silent; }

  template <class F>
  void run_alarm(const record::Intent& intent, Receipt& receipt, const F& apply) {
    const auto outcome = store_.run(Viewer::system("rule"), intent, [&](Unit& unit) -> Result<json::Value> {
      const auto changed = apply(unit);
      if (!changed) return fail(changed.error());
      json::Array ids;
      for (const std::string& id : *changed) ids.emplace_back(id);
      return json::Value(std::move(ids));
    });
    if (!outcome) {
      log::error("alarm rule failed", {{"cause", error_text(outcome.error(), "en") + ' ' + outcome.error().cause}});
      return;
    }
    for (const json::Value& id : outcome->answer.as_array()) receipt.alarms.push_back(id.as_string());
  }

  // Stages in force on the reading's day, those of low water apart.
  void set_stages(std::vector<Stage>& high, std::vector<Stage>& low, const std::string& gauge, UtcTime at) {
    record::Query query;
    query.type = "threshold";
    query.filters = {{"gauge", "eq", gauge}};
    query.limit = 500;
    query.with_total = false;
    const auto page = store_.list(Viewer::system("rule"), query);
    if (!page) return;
    const std::string day = format_date(city_day(at));
    for (const Record& threshold : page->items) {
      if (!threshold.valid_on(day)) continue;
      (threshold.text("kind") == "drought" ? low : high).push_back({threshold.text("kind"), threshold.number_of("value_m"), threshold.id});
    }
    std::ranges::sort(high, {}, &Stage::value_m);
    std::ranges::sort(low, {}, &Stage::value_m);
  }

  Result<std::string> keep_forecast(const Viewer& viewer, const std::string& ledger, const IncomingForecast& forecast) {
    const auto gauge = database_.read([&](db::Connection& connection) { return gauge_of(connection, forecast.station); });
    if (!gauge) return fail(error::kUnknownStation, "station", {{"station", forecast.station}});
    record::Draft draft;
    draft.type = "forecast";
    draft.jurisdiction_id = gauge->jurisdiction_id;
    draft.occurred_at = forecast.issued_at;
    draft.fields = {{"issuer", forecast.issuer}, {"gauge", gauge->id}, {"property", forecast.property},
                    {"issued_at", format_time(forecast.issued_at)}, {"valid_at", format_time(forecast.valid_at)},
                    {"value", forecast.value}, {"kind", forecast.kind}};
    if (forecast.error_m) draft.fields.set("error_m", *forecast.error_m);
    const auto made = store_.create(viewer, {{}, "forecast", ledger, {}}, draft);
    if (!made) return fail(made.error());
    return gauge->id;
  }

  std::vector<Record> newest_issue(const Viewer& viewer, const std::string& ledger, const std::string& gauge) {
    record::Query query;
    query.type = "forecast";
    query.ledger = ledger;
    query.filters = {{"gauge", "eq", gauge}, {"property", "eq", kStage}};
    query.sort = "-issued_at";
    query.limit = 200;
    query.with_total = false;
    auto page = store_.list(viewer, query);
    if (!page || page->items.empty()) return {};
    const std::string newest = page->items.front().text("issued_at");
    std::erase_if(page->items, [&](const Record& f) { return f.text("issued_at") != newest; });
    std::ranges::sort(page->items, {}, [](const Record& f) { return f.text("valid_at"); });
    return std::move(page->items);
  }

  void judge_forecast(const std::string& ledger, const std::string& gauge_id, Receipt& receipt) {
    auto gauge = store_.get(Viewer::system("rule"), "gauge", gauge_id);
    const std::vector<Record> issue = newest_issue(Viewer::system("rule"), ledger, gauge_id);
    if (!gauge || issue.empty()) return;
    Sight sight;
    sight.property = kStage;
    sight.gauge = std::move(*gauge);
    set_stages(sight.stages, sight.low, gauge_id, city_.now(ledger));
    const auto last = database_.read([&](db::Connection& connection) { return last_reading(connection, {ledger, gauge_id, kStage}, city_.now(ledger)); });
    if (last) sight.recent.push_back(*last);
    record::Intent intent;
    intent.id = derived_id("forecast/" + ledger + '/' + gauge_id + '/' + issue.front().text("issued_at") + '/' + std::to_string(issue.size()));
    intent.kind = "alarm";
    intent.ledger = ledger;
    run_alarm(intent, receipt, [&](Unit& unit) { return apply_forecast(unit, sight, issue); });
  }

  // How often a gauge must report follows from its own setting, or from the stage that it stands at.
  Result<Millis> interval_of(const Record& gauge, const std::vector<Stage>& stages, int stage, UtcTime now) {
    if (gauge.has("interval")) return Millis{gauge.integer("interval")};
    const auto rule = store_.model().rule("gauge_intervals", city_day(now));
    if (!rule) return fail(rule.error());
    return parse_duration((*rule)->body.text(stage < 0 ? "none" : stages[static_cast<std::size_t>(stage)].kind, "24h"));
  }

  Result<GaugeNow> present_of(const Viewer& viewer, const std::string& ledger, const Record& gauge, UtcTime now,
                              const telemetry::Parameters& parameters) {
    GaugeNow out;
    out.gauge = gauge;
    out.property = gauge.text("property");
    set_stages(out.stages, out.low, gauge.id, now);
    const SeriesKey key{ledger, gauge.id, out.property};
    const std::vector<Reading> recent = database_.read([&](db::Connection& connection) {
      out.last = last_reading(connection, key, now);
      return out.last ? load_readings(connection, key, out.last->at - parameters.rate_window, out.last->at) : std::vector<Reading>{};
    });
    out.forecast = newest_issue(viewer, ledger, gauge.id);
    if (!out.last) return out;
    out.rate_m_h = telemetry::rate_of_rise(recent, parameters);
    out.stage = telemetry::stage_of(out.stages, out.last->value);
    const auto interval = interval_of(gauge, out.stages, out.stage, now);
    const auto rule = store_.model().rule("gauge_intervals", city_day(now));
    if (!interval || !rule) return fail(!interval ? interval.error() : rule.error());
    const auto grace = parse_duration((*rule)->body.text("grace", "30m"));
    if (!grace) return fail(grace.error());
    out.silent_since = telemetry::silent_since(out.last->at, *interval, *grace, now);
    out.silent = out.silent_since.has_value();
    return out;
  }

  db::Database& database_;
  record::Store& store_;
  const record::CityTime& city_;
};

}  // namespace

std::unique_ptr<Service> Service::make(db::Database& database, record::Store& store, const record::CityTime& city) {
  return std::make_unique<ServiceOnDatabase>(database, store, city);
}

}  // namespace muster::observation
