#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "app/cli.h"
#include "app/replay.h"
#include "app/verify.h"

namespace muster::app {
namespace {

void check_data(Cli& cli) {
  auto config = config_of(cli);
  if (!config) return;
  const WallTime wall;
  auto opened = open_installation(*std::move(config), wall, false);
  if (!opened) return report(cli, opened.error());
  const auto verdict = verify(**opened);
  if (!verdict) return report(cli, verdict.error());
  cli.code = verdict->faults.empty() ? kDone : kNo;
  if (cli.json) {
    json::Array faults;
    for (const Fault& fault : verdict->faults)
      faults.emplace_back(
          json::Object{{"kind", fault.kind}, {"where", fault.where}, {"what", fault.what}});
    cli.out << json::write_pretty(json::Object{{"ok", verdict->faults.empty()},
                                               {"entries", verdict->entries},
                                               {"records", verdict->records},
                                               {"attachments", verdict->attachments},
                                               {"faults", std::move(faults)}});
    return;
  }
  cli.out << "日志 · journal entries   " << verdict->entries << "\n记录 · records          "
          << verdict->records << "\n附件 · attachments      " << verdict->attachments << '\n';
  for (const Fault& fault : verdict->faults)
    cli.out << "✗ " << fault.kind << "  " << fault.where << "  " << fault.what << '\n';
  cli.out << (verdict->faults.empty() ? "完整 · whole\n" : "有损 · broken\n");
}

void check_model(Cli& cli, const std::string& folder) {
  const auto sources = model::read_sources(folder);
  if (!sources) return report(cli, sources.error());
  const auto loaded = model::load(*sources);
  if (!loaded) return report(cli, loaded.error());
  if (cli.json) {
    cli.out << json::write_pretty(json::Object{
        {"ok", true}, {"types", (*loaded)->types.size()}, {"version", (*loaded)->hash}});
  } else {
    cli.out << (*loaded)->types.size() << " 个登记类型 · types\n无误 · sound\n";
  }
}

}  // namespace

void add_check(CLI::App& app, Cli& cli) {
  CLI::App* command = app.add_subcommand("check",
                                         "核验数据文件夹或定义 · verifies a data folder (journal, "
                                         "tables, attachments) or definitions");
  const auto folder = std::make_shared<std::string>();
  const auto replays = std::make_shared<bool>(false);
  add_common(*command, cli, true);
  command->add_option("--model", *folder,
                      "定义文件夹，只核对定义 · a folder of definitions, checked alone");
  command->add_flag("--replay", *replays,
                    "由日志重建一个空库，与现有各表逐行比较 · rebuilds an empty database from the "
                    "journal and compares it with the tables row by row");
  command->callback([&cli, folder, replays] {
    if (*replays && folder->empty()) {
      check_replay(cli);
    } else if (folder->empty()) {
      check_data(cli);
    } else {
      check_model(cli, *folder);
    }
  });
}

}  // namespace muster::app
