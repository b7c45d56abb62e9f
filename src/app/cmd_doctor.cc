#include <CLI/CLI.hpp>
#include <ostream>

#include "app/cli.h"
#include "app/doctor.h"

namespace muster::app {
namespace {

constexpr const char* mark(Complaint::Level level) {
  return level == Complaint::Level::kFine ? "✓" : level == Complaint::Level::kWarning ? "!" : "✗";
}
constexpr const char* word(Complaint::Level level) {
  return level == Complaint::Level::kFine      ? "fine"
         : level == Complaint::Level::kWarning ? "warning"
                                               : "wrong";
}

void examine_installation(Cli& cli) {
  const auto config = config_of(cli);
  if (!config) return;
  const WallTime wall;
  const auto complaints = examine(*config, wall);
  const bool wrong = std::any_of(complaints.begin(), complaints.end(), [](const Complaint& c) {
    return c.level == Complaint::Level::kWrong;
  });
  cli.code = wrong ? kNo : kDone;
  json::Object effective;
  for (const Setting& setting : settings()) {
    const Effective& value = config->effective(setting.name);
    effective.set(setting.name, json::Object{{"value", value.value}, {"origin", value.origin}});
    if (!cli.json)
      cli.out << setting.name << " = " << (value.value.empty() ? "–" : value.value) << "   ("
              << value.origin << ")\n";
  }
  json::Array found;
  for (const Complaint& each : complaints) {
    found.emplace_back(json::Object{
        {"what", each.what}, {"level", word(each.level)}, {"zh", each.zh}, {"en", each.en}});
    if (!cli.json) cli.out << mark(each.level) << ' ' << each.zh << "\n  " << each.en << '\n';
  }
  if (cli.json)
    cli.out << json::write_pretty(json::Object{
        {"ok", !wrong}, {"settings", std::move(effective)}, {"findings", std::move(found)}});
}

}  // namespace

void add_doctor(CLI::App& app, Cli& cli) {
  CLI::App* command = app.add_subcommand(
      "doctor",
      "生效的设置与来源，安装有什么问题 · effective settings with their origin, and what is wrong");
  add_common(*command, cli, true);
  command->callback([&cli] { examine_installation(cli); });
}

}  // namespace muster::app
