#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>

#include "app/cli.h"
#include "app/demo_city.h"
#include "app/installation.h"

namespace muster::app {
namespace {

namespace fs = std::filesystem;
constexpr Millis kLinkValid{7LL * 24 * 3600 * 1000};

struct InitOptions {
  bool demo = false;
  std::string roads = "generated";
  bool years = false;
  std::string url;
  std::string listen;
  Founding founding;
};

Status write_settings(const std::string& data, const InitOptions& options) {
  std::map<std::string, std::string> given;
  if (!options.url.empty()) given["storage.url"] = options.url;
  if (!options.listen.empty()) given["server.listen"] = options.listen;
  if (options.demo) given["demo.enabled"] = "true";
  std::error_code error;
  fs::create_directories(data, error);
  if (!error) fs::permissions(data, fs::perms::owner_all, error);
  const std::string file = data + "/muster.toml";
  std::ofstream(file) << config_template(given);
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, error);
  if (error) return fail(error::kStorageUnavailable, "", {{"reason", file}});
  return {};
}

Status make(Cli& cli, const InitOptions& options) {
  const std::string data = fs::absolute(cli.data).lexically_normal().string();
  if (fs::exists(data + "/muster.toml"))
    return fail(error::kDuplicate, "data", {{"what", data + "/muster.toml"}});
  // The settings come last: a folder whose making was interrupted has none, and making it again
  // goes on where it stopped.
  std::map<std::string, Effective> flags = cli.flags;
  if (!options.url.empty()) flags["storage.url"] = {options.url, "--db"};
  auto config = Config::load(data, flags);
  if (!config) return fail(config.error());
  const WallTime wall;
  auto opened = open_installation(*std::move(config), wall, true);
  if (!opened) return fail(opened.error());
  Installation& installation = **opened;
  if (!cli.json && options.demo)
    cli.out << "写入演示城市，约半分钟 · writing the demonstration city, about half a minute"
            << std::endl;
  const Status founded =
      options.demo ? make_demo_city(installation, {.roads = options.roads == "generated", .years = options.years})
                   : found_city(installation, options.founding);
  if (!founded) return founded;
  if (const Status written = write_settings(data, options); !written) return written;
  const auto link = installation.access->make_link(options.founding.account, kLinkValid);
  if (!link) return fail(link.error());
  if (cli.json) {
    cli.out << json::write_pretty(json::Object{{"ok", true},
                                               {"data", installation.config.data()},
                                               {"key", installation.config.key_file()},
                                               {"account", options.founding.account},
                                               {"link", "/link/" + *link}});
    return {};
  }
  cli.out << "数据文件夹 · data folder  " << installation.config.data()
          << "\n密钥，请另行备份 · key, back it up apart  " << installation.config.key_file()
          << "\n管理员登录（七天内用一次）· the administrator signs in once within seven days:  "
             "<address>/link/"
          << *link << '\n';
  if (options.demo && options.years) print_flaws(cli.out);
  return {};
}

}  // namespace

void add_init(CLI::App& app, Cli& cli) {
  CLI::App* command = app.add_subcommand("init", "建立数据文件夹 · makes a data folder");
  const auto options = std::make_shared<InitOptions>();
  add_common(*command, cli, true);
  command->add_flag("--demo", options->demo, "带演示城市 · with the demonstration city");
  command
      ->add_option("--roads", options->roads,
                   "演示城市的路网：generated 生成，none 无 · roads of the demonstration city")
      ->check(CLI::IsMember({"generated", "none"}))
      ->capture_default_str();
  command->add_flag("--years", options->years,
                    "演示城市另带 2018、2019 两年的记录 · with --demo: the records of 2018 and 2019 too");
  command->add_option("--db", options->url,
                      "postgresql://…；空则用文件 city.gpkg · empty: the file city.gpkg");
  command->add_option("--listen", options->listen,
                      "写入设置的监听地址 · listening address written into the settings");
  command->add_option("--code", options->founding.code, "区划代码 · division code")
      ->capture_default_str();
  command->add_option("--name", options->founding.name, "城市名称 · name of the city")
      ->capture_default_str();
  command
      ->add_option("--admin", options->founding.account,
                   "管理员账号 · account of the administrator")
      ->capture_default_str();
  command->callback([&cli, options] {
    if (const Status made = make(cli, *options); !made) report(cli, made.error());
  });
}

}  // namespace muster::app
