// The one place where the modules of the city's work are plugged in: their tables, their rules in
// the write path, their routes, their workers.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "app/services.h"
#include "db/db.h"

namespace muster::app {

/// Every migration of the city database, ascending by number.
[[nodiscard]] std::vector<db::Migration> city_migrations();

class Modules {
 public:
  virtual ~Modules() = default;
  /// Registers the reactors of every module with the store, in the order in which they run. Nothing
  /// runs beside the requests yet.
  static std::unique_ptr<Modules> attach(Services& services);
  using Handle = std::function<Result<net::Response>(const net::Request&)>;
  /// @param keep the answer of a handler, or the one kept since the journal's last entry (kept.h)
  virtual void add_routes(net::Router& router, std::function<Result<net::Response>(const net::Request&, const Handle&)> keep) = 0;
  /// What runs beside the requests: clocks, silent gauges, patrol shifts. It ends with `stop` or
  /// the destructor.
  virtual void start() = 0;
  virtual void stop() = 0;
};

}  // namespace muster::app
