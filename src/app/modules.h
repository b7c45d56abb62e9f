// The one place where the modules of the city's work are plugged in: their tables, their rules in the write path, their routes,
// their workers.
#pragma once

#include <memory>
#include <vector>

#include "app/services.h"
#include "db/db.h"
#include "record/record.h"

namespace muster::app {

/// Every migration of the city database, ascending by number.
[[nodiscard]] std::vector<db::Migration> city_migrations();

/// Reactors of the modules, in the order in which they run. Before serving, importing or replaying.
void attach_modules(record::Store& store);

/// What runs beside the requests while serving; stops when it is destroyed.
class Workers {
 public:
  virtual ~Workers() = default;
};

/// Routes of the modules.
void add_module_routes(net::Router& router, Services& services);
[[nodiscard]] std::unique_ptr<Workers> start_workers(Services& services);

}  // namespace muster::app
