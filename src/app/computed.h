// Figures that other modules compute, for the route and the command line alike.
#pragma once

#include "responsibility/routes.h"
#include "statistics/figures.h"

namespace muster::app {

[[nodiscard]] inline statistics::Computed computed_figures(record::Store& store, const record::CityTime& city) {
  return {{"net_holes", [&store, &city](const record::Viewer& viewer, const statistics::Question& asked) {
             return responsibility::holes_figure(store, viewer, asked.ledger, asked.period.from, asked.period.to, city.now(asked.ledger), asked.jurisdiction_id, asked.by);
           }}};
}

}  // namespace muster::app
