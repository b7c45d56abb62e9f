#include <pwd.h>
#include <unistd.h>
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <ostream>

#include "app/cli.h"
#include "app/installation.h"
#include "app/modules.h"
#include "record/model_change.h"

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

void print(Cli& cli, const record::ModelStep& step) {
  const model::ModelChange& change = step.change;
  cli.out << (step.in_the_way > 0 ? "✗ " : change.touches_rows() ? "! " : "  ") << model::change_word(change.kind) << "  "
          << change.type << (change.name.empty() || change.type.empty() ? "" : ".") << change.name
          << (change.was.empty() ? "" : "  ← " + change.was) << (change.detail.empty() ? "" : "  " + change.detail);
  if (step.rows > 0) cli.out << "  " << step.rows << " 条 · rows";
  if (step.in_the_way > 0) cli.out << ", " << step.in_the_way << " 条不合 · in the way";
  cli.out << '\n';
  for (const std::string& example : step.examples) cli.out << "    " << example << '\n';
}

void print(Cli& cli, const record::ModelPlan& plan, const char* done) {
  if (cli.json) {
    json::Object document{{"ok", plan.possible()}, {"from", plan.from}, {"to", plan.to}, {"changes", plan.to_json()}};
    if (!plan.possible()) document.set("error", error_json(plan.refusal()));
    cli.out << json::write_pretty(document);
    return;
  }
  for (const record::ModelStep& step : plan.steps) print(cli, step);
  if (plan.from == plan.to) cli.out << "定义没有变化 · the definitions are the same\n";
  if (plan.possible()) {
    cli.out << done << plan.to.substr(0, 12) << '\n';
  } else {
    report(cli, plan.refusal());
  }
}

struct Opened {
  Config config;
  std::shared_ptr<const model::Model> model;
  Storage storage;
};
std::optional<Opened> open_city(Cli& cli) {
  auto config = config_of(cli);
  if (!config) return std::nullopt;
  auto loaded = load_model(*config);
  if (!loaded) return report(cli, loaded.error()), std::nullopt;
  auto storage = open_storage(*config);
  if (!storage) return report(cli, storage.error()), std::nullopt;
  return Opened{*std::move(config), *std::move(loaded), *std::move(storage)};
}

void plan(Cli& cli) {
  const auto city = open_city(cli);
  if (!city) return;
  const auto plan = city->storage.database->read([&](db::Connection& c) { return record::plan_model(c, *city->model, city->storage.key); });
  if (!plan) return report(cli, plan.error());
  cli.code = plan->possible() ? kDone : kNo;
  print(cli, *plan, "可以生效（未改动） · can be put in force (nothing was changed): ");
}

std::string account_of_system() {
  const passwd* entry = ::getpwuid(::geteuid());
  return entry == nullptr ? "system" : std::string("os:") + entry->pw_name;
}

void apply(Cli& cli) {
  const auto city = open_city(cli);
  if (!city) return;
  if (const Status ready = db::migrate(*city->storage.database, city_migrations()); !ready) return report(cli, ready.error());
  record::ModelActor by;
  by.actor.person = "system";
  by.actor.account = account_of_system();
  by.actor.channel = "command";
  by.at = WallTime().now();
  by.hash = city->config.text("journal.hash") == "sm3" ? HashAlgorithm::kSm3 : HashAlgorithm::kSha256;
  const auto plan = city->storage.database->write([&](db::Connection& c) { return record::apply_model(c, *city->model, city->storage.key, by); });
  if (!plan) return report(cli, plan.error());
  print(cli, *plan, "定义已生效 · in force: ");
}

void part(CLI::App& parent, Cli& cli, const char* name, const char* help, void (*run)(Cli&)) {
  CLI::App* command = parent.add_subcommand(name, help);
  add_common(*command, cli, true);
  command->add_option_function<std::string>(
      "--model", [&cli](const std::string& folder) { cli.flags["model.folder"] = {std::filesystem::absolute(folder).string(), "--model"}; },
      "本局定义所在文件夹 · folder of the bureau's own definitions");
  command->callback([&cli, run] { run(cli); });
}

}  // namespace

void add_model(CLI::App& app, Cli& cli) {
  CLI::App* command = app.add_subcommand(
      "model", "登记、流程与规则的定义 · definitions of registers, workflows and rules");
  command->require_subcommand(1);
  part(*command, cli, "check", "核对将用的定义 · checks the definitions that would be used", check);
  const char* dry =
      "与库中已生效的比较，说明会怎样影响已有记录，不改动 · compares with those in force and says what happens to the rows there are; "
      "changes nothing";
  part(*command, cli, "plan", dry, plan);
  part(*command, cli, "diff", dry, plan);
  part(*command, cli, "apply", "使定义生效，记入日志 · puts the definitions in force, as an entry of the journal", apply);
}

}  // namespace muster::app
