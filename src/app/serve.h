// Serving a data folder until a signal ends it.
#pragma once

#include "app/cli.h"

namespace muster::app {

struct ServeOptions {
  bool next_port = false;   ///< another port when the first is taken
  bool show_links = false;  ///< sign-in links on standard output
  double speed = 0;         ///< of scenario and drill ledgers; 0 leaves it
  std::string log_to;       ///< file for the log once serving has begun; empty: standard error
};

void serve(Cli& cli, const ServeOptions& options);

}  // namespace muster::app
