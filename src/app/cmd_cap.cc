#include <CLI/CLI.hpp>
#include <fstream>
#include <iterator>
#include <memory>
#include <ostream>

#include "app/cli.h"
#include "cap/cap.h"

namespace muster::app {
namespace {

void check_files(Cli& cli, const std::vector<std::string>& files) {
  json::Array answers;
  bool unread = false;
  bool invalid = false;
  for (const std::string& name : files) {
    std::ifstream file(name, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)),
                            std::istreambuf_iterator<char>());
    if (!file) {
      unread = true;
      cli.err << name << ": 读不到 · cannot be read\n";
      answers.emplace_back(
          json::Object{{"file", name}, {"valid", json::Value()}, {"findings", json::Array{}}});
      continue;
    }
    const cap::Findings findings = cap::check(bytes);
    invalid = invalid || !findings.empty();
    answers.emplace_back(json::Object{
        {"file", name}, {"valid", findings.empty()}, {"findings", cap::to_json(findings)}});
    if (cli.json) continue;
    if (findings.empty()) cli.out << name << ": 有效 · valid\n";
    for (const cap::Finding& finding : findings) {
      cli.out << name << ':' << finding.line << ": " << finding.clause << "  " << finding.element
              << "\n  " << cap::text(finding, "zh") << "\n  " << cap::text(finding, "en") << '\n';
    }
  }
  if (cli.json)
    cli.out << json::write_pretty(
        json::Object{{"ok", !invalid && !unread}, {"files", std::move(answers)}});
  cli.code = unread ? kCouldNotRun : invalid ? kNo : kDone;
}

}  // namespace

void add_cap(CLI::App& app, Cli& cli) {
  CLI::App* cap_command = app.add_subcommand("cap", "CAP 1.2 预警消息 · CAP 1.2 messages");
  cap_command->require_subcommand(1);
  CLI::App* command = cap_command->add_subcommand(
      "check", "核对消息，指出条款与行 · checks messages, names clause and line");
  const auto files = std::make_shared<std::vector<std::string>>();
  add_common(*command, cli, false);
  command->add_option("FILE", *files, "XML 文件 · XML files")->required();
  command->callback([&cli, files] { check_files(cli, *files); });
}

}  // namespace muster::app
