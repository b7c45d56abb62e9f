#include <CLI/CLI.hpp>
#include <memory>

#include "app/serve.h"

namespace muster::app {

void add_serve(CLI::App& app, Cli& cli) {
  CLI::App* command =
      app.add_subcommand("serve", "对外服务，直到 Ctrl-C · serves a data folder until Ctrl-C");
  const auto options = std::make_shared<ServeOptions>();
  add_common(*command, cli, true);
  command->add_option_function<std::string>(
      "--listen",
      [&cli](const std::string& v) {
        cli.flags["server.listen"] = {v, "--listen"};
      },
      "监听地址 · HOST:PORT");
  command->add_option_function<std::string>(
      "--phone",
      [&cli](const std::string& v) {
        cli.flags["server.phone_listen"] = {v, "--phone"};
      },
      "手机用的加密端口 · HOST:PORT for phones, over TLS");
  command->add_flag("--next-port", options->next_port,
                    "端口被占用时换下一个 · takes the next port when this one is taken");
  command->add_flag("--show-links", options->show_links, "显示登录链接 · shows sign-in links");
  command
      ->add_option("--speed", options->speed,
                   "情景与演练的时间流速 · speed of scenarios and drills")
      ->check(CLI::Range(0.0, 100000.0));
  command->add_option("--log-to", options->log_to,
                      "开始服务后日志写入的文件 · file of the log once serving");
  command->callback([&cli, options] { serve(cli, *options); });
}

}  // namespace muster::app
