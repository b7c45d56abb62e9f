// The command line: one file per subcommand. Exit codes: 0 yes or done, 1 no or invalid, 2 wrong
// use, 3 could not run.
#pragma once

#include <CLI/App.hpp>
#include <iosfwd>
#include <map>
#include <string>

#include "app/config.h"
#include "base/result.h"
#include "json/json.h"

namespace muster::app {

enum Exit : int { kDone = 0, kNo = 1, kWrongUse = 2, kCouldNotRun = 3 };

/// What the subcommands share. `code` is the program's exit status.
struct Cli {
  std::ostream& out;
  std::ostream& err;
  int code = kDone;
  bool json = false;                         ///< --json: one JSON document on `out`
  std::string data = "data";                 ///< --data
  std::map<std::string, Effective> flags{};  ///< settings given as flags
};

/// Parses and runs; never throws. The program's whole main.
int run_cli(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

/// Adds --json and, where wanted, --data (and --set section.key=value) to a subcommand.
void add_common(CLI::App& command, Cli& cli, bool with_data);

/// Settings of --data with the flags given. On an error it has been reported and the exit code set.
[[nodiscard]] std::optional<Config> config_of(Cli& cli);

/// Prints the error (both languages, or as JSON) and sets the exit code: 3 where storage or a peer
/// failed, else 1.
void report(Cli& cli, const Error& error);
[[nodiscard]] json::Value error_json(const Error& error);

void add_serve(CLI::App& app, Cli& cli);
void add_init(CLI::App& app, Cli& cli);
void add_demo(CLI::App& app, Cli& cli);
void add_check(CLI::App& app, Cli& cli);
void add_user(CLI::App& app, Cli& cli);
void add_model(CLI::App& app, Cli& cli);
void add_import(CLI::App& app, Cli& cli);
void add_export(CLI::App& app, Cli& cli);
void add_figure(CLI::App& app, Cli& cli);
void add_replay(CLI::App& app, Cli& cli);
void add_bench(CLI::App& app, Cli& cli);
void add_cap(CLI::App& app, Cli& cli);
void add_doctor(CLI::App& app, Cli& cli);
void add_road(CLI::App& app, Cli& cli);

}  // namespace muster::app
