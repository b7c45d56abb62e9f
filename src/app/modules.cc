#include "app/modules.h"

#include <algorithm>

#include "app/computed.h"
#include "app/links.h"
#include "app/routes.h"
#include "burden/routes.h"
#include "clock/clock.h"
#include "demo/demo.h"
#include "demo/autopilot.h"
#include "demo/feeder.h"
#include "duty/brief.h"
#include "duty/routes.h"
#include "exchange/exchange.h"
#include "exchange/routes.h"
#include "exchange/tiles/kept_layers.h"
#include "exchange/write_sheet.h"
#include "incident/incident.h"
#include "incident/routes.h"
#include "journal/journal.h"
#include "message/routes.h"
#include "observation/observation.h"
#include "observation/routes.h"
#include "record/schema.h"
#include "record/ticker.h"
#include "response/proposal.h"
#include "response/response.h"
#include "response/routes.h"
#include "responsibility/responsibility.h"
#include "responsibility/routes.h"
#include "statistics/routes.h"
#include "supply/circle_snapshot.h"
#include "supply/orders.h"
#include "supply/positions.h"
#include "supply/routes.h"
#include "undo/undo.h"
#include "warning/routes.h"
#include "warning/warning.h"

namespace muster::app {
namespace {

constexpr std::string_view kAttachmentSqlite =
    "CREATE TABLE attachment (hash TEXT PRIMARY KEY, size INTEGER NOT NULL, media_type TEXT NOT "
    "NULL, name TEXT NOT NULL, "
    "at INTEGER NOT NULL, account TEXT NOT NULL) STRICT;";
constexpr std::string_view kAttachmentPostgres =
    "CREATE TABLE attachment (hash TEXT PRIMARY KEY, size BIGINT NOT NULL, media_type TEXT NOT "
    "NULL, name TEXT NOT NULL, "
    "at BIGINT NOT NULL, account TEXT NOT NULL);";

Result<net::Response> publication_workbook(const responsibility::Sheet& sheet) {
  exchange::TableWriter::Style style;
  style.sheet = sheet.name;
  style.titles = sheet.titles;
  style.heading = sheet.heading;
  for (std::size_t i = 0; i < sheet.titles.size(); ++i) {
    double width = exchange::width_of(sheet.titles[i]);
    for (const auto& row : sheet.rows) width = std::max(width, exchange::width_of(row[i].text));
    style.widths.push_back(std::clamp(width + 2, 6.0, 44.0));
  }
  const auto writer = exchange::write_xlsx(style);
  for (const auto& row : sheet.rows) {
    std::vector<exchange::Shown> cells;
    for (const responsibility::Sheet::Field& field : row) cells.push_back({field.text, field.marked});
    if (const Status added = writer->add(cells); !added) return fail(added.error());
  }
  auto bytes = writer->finish();
  if (!bytes) return fail(bytes.error());
  return exchange::download(std::move(*bytes), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheet.name + ".xlsx");
}

class AllModules final : public Modules {
 public:
  explicit AllModules(Services& services)
      : services_(services),
        observation_(observation::Service::make(services.db, services.store, services.city)),
        imports_(exchange::Imports::make({services.db, services.store, services.directory, services.city, services.wall, services.data})),
        patrol_(services.store, services.city),
        zero_reports_(services.store, services.city),
        levels_(services.store, services.city),
        roads_(services.store, services.data + "/roads"),
        positions_(services.db, services.store, services.city, supply::ways_of(roads_)),
        links_(services, *observation_, positions_) {
    clock::attach(services.store);
    response::attach(services.store);
    responsibility::attach(services.store);
    incident::attach(services.store);
    warning::attach(services.store);
    duty::attach(services.store);
    supply::attach_orders(services.store);
    supply::attach_call_outs(services.store);
    undo::attach(services.store, services.city);
  }
  ~AllModules() override { end(); }
  AllModules(const AllModules&) = delete;
  AllModules& operator=(const AllModules&) = delete;

  void add_routes(net::Router& router, std::function<Result<net::Response>(const net::Request&, const Handle&)> keep) override {
    observation::add_routes(router, services_, *observation_);
    response::add_routes(router, services_, *observation_);
    incident::add_routes(router, services_, *observation_,
                         [this](const std::string& ledger, const std::vector<geo::Position>& from,
                                geo::Position to) {
                           return supply::minutes_by_road(roads_, ledger,
                                                          services_.city.now(ledger), from, to);
                         });
    duty::add_routes(router, services_, *observation_);
    warning::add_routes(router, services_);
    message::add_routes(router, services_);
    responsibility::add_routes(router, services_, publication_workbook);
    statistics::add_routes(router, services_, computed_figures(services_.store, services_.city));
    burden::add_routes(router, services_);
    supply::add_routes(router, services_, roads_);
    supply::add_dispatch_routes(router, services_, roads_, positions_);
    exchange::add_routes(router, services_, *imports_, [](const net::Request& request, std::string_view type) {
      return list_query(request, type, {});
    });
    exchange::add_feature_routes(router, services_, layer_cache_);
    exchange::add_tile_routes(router, services_, layer_cache_, kept_layers_, std::move(keep));
  }

  void start() override {
    // What ended between a reading and its alarm.
    for (const std::string& ledger : record::ledgers(services_.db)) observation_->catch_up(ledger);
    clocks_ =
        clock::Scheduler::start(services_.store, services_.db, services_.city, services_.wall);
    std::vector<record::Chore> chores;
    chores.push_back({"silent gauges", [this](const std::string& ledger) -> Status {
                        const auto changed = observation_->watch_silence(ledger);
                        if (!changed) return fail(changed.error());
                        return {};
                      }});
    chores.push_back(
        {"patrol shifts", [this](const std::string& ledger) { return patrol_.run(ledger); }});
    chores.push_back({"levels", [this](const std::string& ledger) { return levels_.run(ledger); }});
    chores.push_back(
        {"zero reports", [this](const std::string& ledger) { return zero_reports_.run(ledger); }});
    chores.push_back({"circle snapshots", [this](const std::string& ledger) { return circle_snapshots_.run(ledger); }});
    chores.push_back({"expired warnings", [this](const std::string& ledger) {
                        return warning::expire(services_.store, services_.city, ledger);
                      }});
    if (services_.demo) {
      feeder_ = std::make_unique<demo::Feeder>(*observation_, services_.city);
      chores.push_back(
          {"demonstration feed", [this](const std::string& ledger) { return feed(ledger); }});
      if (services_.setting("demo.autopilot") == "true") {
        autopilot_ = std::make_unique<demo::Autopilot>(services_.store, services_.directory,
                                                       services_.city, observation_.get());
        // People have a worker of their own: however much they do, the river and the clocks go on.
        people_ = record::Ticker::start(
            services_.db, {{"demonstration people", [this](const std::string& ledger) -> Status {
                              if (ledger != demo::kLedger) return {};
                              const auto acted = autopilot_->step();
                              if (!acted) return fail(acted.error());
                              return {};
                            }}});
      }
    }
    ticker_ = record::Ticker::start(services_.db, std::move(chores));
    imports_->start();
    links_.start();
  }

  void stop() override { end(); }

 private:
  void end() {
    imports_->stop();
    links_.stop();
    if (people_ != nullptr) people_->stop();
    if (ticker_ != nullptr) ticker_->stop();
    if (clocks_ != nullptr) clocks_->stop();
    people_.reset();
    ticker_.reset();
    clocks_.reset();
  }

  Status feed(const std::string& ledger) {
    if (ledger != demo::kLedger) return {};
    const auto fed = feeder_->step();
    if (!fed) return fail(fed.error());
    if (*fed > 0) services_.live.readings(ledger, {});
    return {};
  }

  Services& services_;
  std::unique_ptr<observation::Service> observation_;
  std::unique_ptr<exchange::Imports> imports_;
  exchange::ByteCache layer_cache_{64U << 20};
  exchange::KeptLayers kept_layers_{services_.db, 256U << 20};
  response::PatrolPlanner patrol_;
  duty::ZeroReports zero_reports_;
  response::LevelWatch levels_;
  supply::Roads roads_;
  supply::CircleSnapshots circle_snapshots_{services_.store, services_.city, roads_};
  supply::Positions positions_;
  std::unique_ptr<demo::Feeder> feeder_;
  std::unique_ptr<demo::Autopilot> autopilot_;
  Links links_;
  std::unique_ptr<clock::Scheduler> clocks_;
  std::unique_ptr<record::Ticker> ticker_;
  std::unique_ptr<record::Ticker> people_;
};

}  // namespace

std::vector<db::Migration> city_migrations() {
  std::vector<db::Migration> all{{900, "attachment", kAttachmentSqlite, kAttachmentPostgres}};
  for (const auto& part :
       {journal::migrations(), record::migrations(), observation::migrations(), exchange::migrations(), supply::migrations()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  std::sort(all.begin(), all.end(),
            [](const db::Migration& a, const db::Migration& b) { return a.number < b.number; });
  return all;
}

std::unique_ptr<Modules> Modules::attach(Services& services) {
  return std::make_unique<AllModules>(services);
}

}  // namespace muster::app
