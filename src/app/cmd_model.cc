#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "app/cli.h"
#include "app/installation.h"
#include "model/diff.h"

namespace muster::app {
namespace {

void check(Cli& cli) {
  const auto config = config_of(cli);
  if (!config) return;
  const auto loaded = load_model(*config);
  if (!loaded) return report(cli, loaded.error());
  if (cli.json) {
    cli.out << json::write_pretty(json::Object{
        {"ok", true}, {"types", (*loaded)->types.size()}, {"version", (*loaded)->hash}});
  } else {
    cli.out << (*loaded)->types.size() << " 个登记类型 · types, version "
            << (*loaded)->hash.substr(0, 12) << "\n无误 · sound\n";
  }
}

/// The definitions that the database was last brought to; null before the first.
Result<json::Value> applied(const Config& config) {
  auto database = db::Database::open(city_settings(config));
  if (!database) return fail(database.error());
  const auto row = (*database)->read([](db::Connection& c) {
    return c.one("SELECT body FROM model_applied ORDER BY number DESC LIMIT 1");
  });
  if (!row) return json::Value();
  return json::parse((*row)[0].text(), {64U << 20, 64, 4U << 20});
}

void diff(Cli& cli) {
  const auto config = config_of(cli);
  if (!config) return;
  const auto loaded = load_model(*config);
  if (!loaded) return report(cli, loaded.error());
  const auto before = applied(*config);
  if (!before) return report(cli, before.error());
  const auto changes = model::diff(*before, **loaded);
  if (!changes) return report(cli, changes.error());
  cli.code = changes->touches_rows() ? kNo : kDone;
  json::Array all;
  for (const model::ModelChange& change : changes->changes) {
    all.emplace_back(json::Object{{"kind", model::change_word(change.kind)},
                                  {"type", change.type},
                                  {"name", change.name},
                                  {"was", change.was},
                                  {"detail", change.detail},
                                  {"touches_rows", change.touches_rows()}});
    if (cli.json) continue;
    cli.out << (change.touches_rows() ? "! " : "  ") << model::change_word(change.kind) << "  "
            << change.type << (change.name.empty() ? "" : "." + change.name)
            << (change.was.empty() ? "" : "  ← " + change.was)
            << (change.detail.empty() ? "" : "  " + change.detail) << '\n';
  }
  if (cli.json) {
    cli.out << json::write_pretty(
        json::Object{{"ok", !changes->touches_rows()}, {"changes", std::move(all)}});
  } else if (changes->changes.empty()) {
    cli.out << "定义没有变化 · the definitions are the same\n";
  }
}

void apply(Cli& cli) {
  auto config = config_of(cli);
  if (!config) return;
  const WallTime wall;
  const auto opened =
      open_installation(*std::move(config), wall, false);  // opening brings the tables to the model
  if (!opened) return report(cli, opened.error());
  if (cli.json) {
    cli.out << json::write_pretty(json::Object{{"ok", true}, {"version", (*opened)->model->hash}});
  } else {
    cli.out << "定义已生效 · in force: " << (*opened)->model->hash.substr(0, 12) << '\n';
  }
}

void part(CLI::App& parent, Cli& cli, const char* name, const char* help, void (*run)(Cli&)) {
  CLI::App* command = parent.add_subcommand(name, help);
  add_common(*command, cli, true);
  command->callback([&cli, run] { run(cli); });
}

}  // namespace

void add_model(CLI::App& app, Cli& cli) {
  CLI::App* command = app.add_subcommand(
      "model", "登记、流程与规则的定义 · definitions of registers, workflows and rules");
  command->require_subcommand(1);
  part(*command, cli, "check", "核对将用的定义 · checks the definitions that would be used", check);
  part(*command, cli, "diff",
       "与库中已生效的比较，不改动 · compares with those in force; changes nothing", diff);
  part(*command, cli, "apply", "使定义生效 · puts the definitions in force", apply);
}

}  // namespace muster::app
