#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "app/cli.h"
#include "app/demo_city.h"
#include "demo/flaws.h"
#include "demo/roads.h"

namespace muster::app {
namespace {

Status roads(Cli& cli, const std::string& out) {
  const auto report = road::build(demo::roads(), out);
  if (!report) return fail(report.error());
  if (cli.json) {
    cli.out << json::write_pretty(json::Object{{"ok", true}, {"report", road::to_json(*report)}});
    return {};
  }
  cli.out << "生成路网 · generated roads: " << report->nodes << " nodes, " << report->edges
          << " edges → " << out << '\n';
  return {};
}

void flaws(Cli& cli) {
  if (!cli.json) return print_flaws(cli.out);
  json::Array out;
  for (const demo::Flaw& flaw : demo::flaws()) {
    out.push_back(json::Object{{"figure", flaw.figure}, {"period", flaw.period}, {"value", flaw.value}, {"zh", flaw.text.zh}, {"en", flaw.text.en}});
  }
  cli.out << json::write_pretty(json::Object{{"ok", true}, {"flaws", std::move(out)}});
}

}  // namespace

void add_demo(CLI::App& app, Cli& cli) {
  CLI::App* parts = app.add_subcommand(
      "demo", "演示城市的部件 · parts of the demonstration city");
  parts->require_subcommand(1);
  CLI::App* command = parts->add_subcommand(
      "roads", "生成路网（非实测）· the generated road network, not surveyed");
  add_common(*command, cli, false);
  const auto out = std::make_shared<std::string>();
  command->add_option("--out", *out, "路网文件夹 · folder")->required();
  command->callback([&cli, out] {
    if (const Status done = roads(cli, *out); !done) report(cli, done.error());
  });
  CLI::App* list = parts->add_subcommand("flaws", "有意留下的缺陷 · flaws planted on purpose");
  add_common(*list, cli, false);
  list->callback([&cli] { flaws(cli); });
}

}  // namespace muster::app
