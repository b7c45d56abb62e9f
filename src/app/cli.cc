#include "app/cli.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <ostream>

#include "db/db.h"

namespace muster::app {
namespace {

// Without a language of the terminal both are shown: a duty room's console may be set to anything.
std::string text_of(const Error& error) {
  const std::string locale =
      process_environment("LC_ALL").value_or(process_environment("LANG").value_or(""));
  if (locale.rfind("zh", 0) == 0) return error_text(error, "zh");
  if (locale.rfind("en", 0) == 0) return error_text(error, "en");
  return error_text(error, "zh") + "\n" + error_text(error, "en");
}

void add_flag_setting(Cli& cli, const std::string& given) {
  const std::size_t equals = given.find('=');
  if (equals == std::string::npos) throw CLI::ValidationError("--set", "section.key=value");
  const std::string name = given.substr(0, equals);
  const auto& known = settings();
  if (std::none_of(known.begin(), known.end(),
                   [&](const Setting& setting) { return setting.name == name; })) {
    throw CLI::ValidationError("--set", name + ": no such setting");
  }
  cli.flags[name] = {given.substr(equals + 1), "--set"};
}

int run(int argc, const char* const* argv, Cli& cli) {
  CLI::App app{"握拳·大应急平台 · Muster: the emergency-management platform of a city", "muster"};
  app.require_subcommand(1);
  app.set_version_flag("--version", "muster 0.1.0");
  app.footer(
      "退出码 · exit codes: 0 是/完成 yes, done · 1 否/无效 no, invalid · 2 用法有误 wrong use · 3 "
      "无法运行 could not run");
  add_serve(app, cli);
  add_init(app, cli);
  add_demo(app, cli);
  add_check(app, cli);
  add_user(app, cli);
  add_model(app, cli);
  add_import(app, cli);
  add_export(app, cli);
  add_figure(app, cli);
  add_replay(app, cli);
  add_bench(app, cli);
  add_cap(app, cli);
  add_doctor(app, cli);
  add_road(app, cli);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    const int code = app.exit(wrong, cli.out, cli.err);
    return code == 0 ? kDone : kWrongUse;
  }
  return cli.code;
}

}  // namespace

void add_common(CLI::App& command, Cli& cli, bool with_data) {
  command.add_flag("--json", cli.json, "结果写成 JSON · the result as JSON");
  if (!with_data) return;
  command.add_option("--data", cli.data, "数据文件夹 · data folder")->capture_default_str();
  command.add_option_function<std::vector<std::string>>(
      "--set",
      [&cli](const std::vector<std::string>& given) {
        for (const std::string& each : given) add_flag_setting(cli, each);
      },
      "临时改一项设置 · overrides a setting: section.key=value");
}

std::optional<Config> config_of(Cli& cli) {
  auto config = Config::load(cli.data, cli.flags);
  if (config) return *std::move(config);
  report(cli, config.error());
  return std::nullopt;
}

json::Value error_json(const Error& error) {
  json::Object params;
  for (const auto& [name, value] : error.params) params.set(name, param_text(value, "zh"));
  json::Array also;
  for (const Error& each : error.also) also.push_back(error_json(each));
  json::Object out{{"code", error_info(error.code).name},
                   {"field", error.field},
                   {"params", std::move(params)},
                   {"zh", error_text(error, "zh")},
                   {"en", error_text(error, "en")}};
  if (!also.empty()) out.set("errors", std::move(also));
  return out;
}

void report(Cli& cli, const Error& error) {
  cli.code = error_info(error.code).status >= 500 ? kCouldNotRun : kNo;
  if (cli.json) {
    cli.out << json::write_pretty(json::Object{{"ok", false}, {"error", error_json(error)}});
  } else {
    cli.err << text_of(error) << '\n';
    if (!error.cause.empty()) cli.err << error.cause << '\n';
  }
}

int run_cli(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  Cli cli{out, err};
  try {
    return run(argc, argv, cli);
  } catch (const db::Failure& failure) {
    Error error;
    error.code = error::kStorageUnavailable;
    error.params = {{"reason", failure.what()}};
    report(cli, error);
  } catch (const std::exception& failure) {
    err << failure.what() << '\n';
  }
  return kCouldNotRun;
}

}  // namespace muster::app
