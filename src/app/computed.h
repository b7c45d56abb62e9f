// Figures that other modules compute, for the route and the command line alike.
#pragma once

#include "duty/gaps.h"
#include "observation/stuck.h"
#include "responsibility/routes.h"
#include "statistics/figures.h"

namespace muster::app {

[[nodiscard]] inline statistics::Computed computed_figures(record::Store& store, const record::CityTime& city) {
  using Question = statistics::Question;
  using record::Viewer;
  return {{"net_holes", [&store, &city](const Viewer& viewer, const Question& asked) {
             return responsibility::holes_figure(store, viewer, asked.ledger, asked.period.from, asked.period.to, city.now(asked.ledger), asked.jurisdiction_id, asked.by);
           }},
          {"duty_gaps", [&store](const Viewer& viewer, const Question& asked) {
             return duty::gaps_figure(store, viewer, asked.ledger, asked.period.from, asked.period.to, asked.jurisdiction_id, asked.by);
           }},
          {"stuck_gauges", [&store](const Viewer& viewer, const Question& asked) {
             return observation::stuck_figure(store, viewer, asked.ledger, asked.period.from, asked.period.to, asked.jurisdiction_id, asked.by);
           }}};
}

}  // namespace muster::app
