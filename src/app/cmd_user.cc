#include <unistd.h>
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/cli.h"
#include "app/installation.h"

namespace muster::app {
namespace {

struct UserOptions {
  std::string name;
  std::string person;
  std::string purpose = "command line";
  std::string valid = "365d";
  std::string link_valid = "7d";
  bool enable = false;
};
using Options = std::shared_ptr<UserOptions>;
using Step = Status (*)(Cli&, Installation&, const UserOptions&);

void run(Cli& cli, const Options& options, Step step) {
  auto config = config_of(cli);
  if (!config) return;
  const WallTime wall;
  auto opened = open_installation(*std::move(config), wall, false);
  if (!opened) return report(cli, opened.error());
  if (const Status done = step(cli, **opened, *options); !done) report(cli, done.error());
}

void answer(Cli& cli, const json::Object& document, const std::string& text) {
  if (cli.json) {
    cli.out << json::write_pretty(document);
  } else {
    cli.out << text << '\n';
  }
}

tl::unexpected<Error> no_account(const std::string& name) {
  return fail(error::kNotFound, "user", {{"what", name}});
}

Status list(Cli& cli, Installation& open, const UserOptions& /*options*/) {
  json::Array all;
  std::string text;
  for (const identity::Account& account : open.access->accounts()) {
    all.emplace_back(json::Object{{"account", account.name},
                                  {"person", account.person},
                                  {"password", account.has_password},
                                  {"code", account.has_code},
                                  {"disabled", account.disabled},
                                  {"demo", account.demo}});
    const auto held = open.directory->held(account.person, open.wall.now());
    text += account.name + (account.disabled ? "  停用 disabled" : "") +
            (held.empty() ? "" : "  " + held.front().body_name + " " + held.front().title) + "\n";
  }
  if (!text.empty()) text.pop_back();
  answer(cli, json::Object{{"accounts", std::move(all)}}, text);
  return {};
}

/// The person by id, or the one whose name it is; several of one name are refused by number.
Result<std::string> find_person(Installation& open, const std::string& wanted) {
  const identity::Viewer system = identity::Viewer::system("api");
  if (const auto found = open.store->get(system, "person", wanted)) return found->id;
  record::Query query;
  query.type = "person";
  query.filters = {{"name", "eq", wanted}};
  query.limit = 2;
  const auto page = open.store->list(system, query);
  if (!page) return fail(page.error());
  if (page->items.size() != 1) {
    return fail(error::kNotFound, "person",
                {{"what", wanted + " (" + std::to_string(page->items.size()) + ")"}});
  }
  return page->items.front().id;
}

Status add(Cli& cli, Installation& open, const UserOptions& options) {
  const auto person = find_person(open, options.person);
  if (!person) return fail(person.error());
  identity::Account account;
  account.name = options.name;
  account.person = *person;
  if (const Status added = open.access->add_account(account); !added) return added;
  const auto valid = parse_duration(options.link_valid);
  if (!valid) return fail(valid.error());
  const auto link = open.access->make_link(options.name, *valid);
  if (!link) return fail(link.error());
  answer(cli, json::Object{{"account", options.name}, {"link", "/link/" + *link}},
         "<address>/link/" + *link);
  return {};
}

Status link(Cli& cli, Installation& open, const UserOptions& options) {
  if (!open.access->account(options.name)) return no_account(options.name);
  const auto valid = parse_duration(options.link_valid);
  if (!valid) return fail(valid.error());
  const auto made = open.access->make_link(options.name, *valid);
  if (!made) return fail(made.error());
  answer(cli, json::Object{{"account", options.name}, {"link", "/link/" + *made}},
         "<address>/link/" + *made);
  return {};
}

Status token(Cli& cli, Installation& open, const UserOptions& options) {
  if (!open.access->account(options.name)) return no_account(options.name);
  const auto valid = parse_duration(options.valid);
  if (!valid) return fail(valid.error());
  const auto made = open.access->make_token(options.name, options.purpose, *valid);
  if (!made) return fail(made.error());
  answer(cli, json::Object{{"account", options.name}, {"token", *made}}, *made);
  return {};
}

// From standard input, so that it stands in no process list and no shell history.
Status password(Cli& cli, Installation& open, const UserOptions& options) {
  if (!open.access->account(options.name)) return no_account(options.name);
  if (isatty(STDIN_FILENO) != 0)
    cli.err << "密码（至少 10 字）· password, at least 10 characters: " << std::flush;
  std::string typed;
  std::getline(std::cin, typed);
  if (const Status set = open.access->set_password(options.name, typed); !set) return set;
  answer(cli, json::Object{{"account", options.name}, {"ok", true}}, "已设置 · set");
  return {};
}

Status disable(Cli& cli, Installation& open, const UserOptions& options) {
  if (!open.access->account(options.name)) return no_account(options.name);
  if (const Status done = open.access->disable(options.name, !options.enable); !done) return done;
  answer(cli, json::Object{{"account", options.name}, {"disabled", !options.enable}},
         options.enable ? "已启用 · enabled" : "已停用 · disabled");
  return {};
}

CLI::App* part(CLI::App& user, Cli& cli, const Options& options, const char* name, const char* help,
               bool named, Step step) {
  CLI::App* command = user.add_subcommand(name, help);
  add_common(*command, cli, true);
  if (named) command->add_option("--user", options->name, "账号 · account")->required();
  command->callback([&cli, options, step] { run(cli, options, step); });
  return command;
}

}  // namespace

void add_user(CLI::App& app, Cli& cli) {
  CLI::App* user =
      app.add_subcommand("user", "账号、登录链接与令牌 · accounts, sign-in links and tokens");
  user->require_subcommand(1);
  const auto options = std::make_shared<UserOptions>();
  part(*user, cli, options, "list", "列出账号 · lists accounts", false, list);
  CLI::App* adding = part(*user, cli, options, "add",
                          "为已登记的人开账号 · an account for a registered person", true, add);
  adding->add_option("--person", options->person, "姓名或编号 · name or id of the person")
      ->required();
  CLI::App* linking = part(*user, cli, options, "link",
                           "发一次性登录链接 · a sign-in link that works once", true, link);
  linking->add_option("--valid", options->link_valid, "有效期 · validity: 24h, 7d")
      ->capture_default_str();
  CLI::App* making = part(*user, cli, options, "token", "发接口令牌 · an API token", true, token);
  making->add_option("--purpose", options->purpose, "用途 · purpose")->capture_default_str();
  making->add_option("--valid", options->valid, "有效期 · validity: 24h, 365d")
      ->capture_default_str();
  part(*user, cli, options, "password",
       "设置密码（从标准输入读）· sets a password, read from standard input", true, password);
  CLI::App* disabling =
      part(*user, cli, options, "disable", "停用账号 · disables an account", true, disable);
  disabling->add_flag("--undo", options->enable, "重新启用 · enables it again");
}

}  // namespace muster::app
