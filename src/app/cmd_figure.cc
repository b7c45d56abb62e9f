#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "app/cli.h"
#include "app/computed.h"
#include "app/installation.h"
#include "statistics/figures.h"

namespace muster::app {
namespace {

struct FigureFlags {
  bool list = false;
  std::string name;
  std::string period;
  std::string place;
  std::string by;
  std::string ledger = "real";
};

std::string both(const json::Value& text) { return text.text("zh") + " · " + text.text("en"); }

/// A place by division code or record id; kNotFound.
Result<std::string> place_of(record::Store& store, const std::string& text) {
  if (text.empty()) return std::string();
  for (const char* field : {"code", "id"}) {
    record::Query query;
    query.type = "jurisdiction";
    query.filters = {{field, "eq", text}};
    const auto page = store.list(identity::Viewer::system("api"), query);
    if (!page) return fail(page.error());
    if (!page->items.empty()) return page->items.front().id;
  }
  return fail(error::kNotFound, "jurisdiction", {{"what", text}});
}

void print_list(Cli& cli, const json::Array& figures) {
  for (const json::Value& one : figures) {
    std::string by;
    for (const json::Value& dimension : one["by"].as_array()) by += ' ' + dimension.as_string();
    cli.out << fmt::format("{:<28} {}  [{}]{}\n", one.text("name"), both(one["title"]), one["unit"].text("zh"), by);
  }
}

void print_figure(Cli& cli, const json::Object& found) {
  const json::Value figure(found);
  cli.out << fmt::format("{}  {}  {} {}", both(figure["title"]), figure.text("period"), json::write(figure["value"]), figure["unit"].text("zh"));
  if (figure["change"]["percent"].is_number()) cli.out << fmt::format("  ({:+.1f} %, {} {})", figure["change"].number("percent"), figure["change"].text("period"), json::write(figure["change"]["value"]));
  cli.out << "\n口径 · calibre  " << both(figure["calibre"]["text"]) << '\n';
  for (const json::Value& part : figure["by"].as_array()) cli.out << fmt::format("  {:<16} {}\n", part.text("label"), json::write(part["value"]));
}

Status run(Cli& cli, Installation& open, const FigureFlags& flags) {
  if (flags.list) {
    auto figures = statistics::figure_list(*open.model);
    if (!figures) return fail(figures.error());
    if (!cli.json) return print_list(cli, *figures), Status{};
    cli.out << json::write_pretty(json::Object{{"ok", true}, {"items", *std::move(figures)}});
    return {};
  }
  const auto period = statistics::period_of(flags.period);
  if (!period) return fail(period.error());
  const auto place = place_of(*open.store, flags.place);
  if (!place) return fail(place.error());
  auto found = statistics::figure(*open.store, identity::Viewer::system("api"), {flags.name, flags.ledger, *period, *place, flags.by, true}, computed_figures(*open.store, *open.city));
  if (!found) return fail(found.error());
  if (!cli.json) return print_figure(cli, *found), Status{};
  found->set("ok", true);
  cli.out << json::write_pretty(*found);
  return {};
}

}  // namespace

void add_figure(CLI::App& app, Cli& cli) {
  CLI::App* command = app.add_subcommand("figure", "数字：由记录算出 · a figure, computed from the records");
  const auto flags = std::make_shared<FigureFlags>();
  add_common(*command, cli, true);
  command->add_flag("--list", flags->list, "列出全部 · lists them all");
  command->add_option("NAME", flags->name, "数字的名称 · name of the figure, as accidents");
  command->add_option("--period", flags->period, "2019, 2019-07, 2019-07-15");
  command->add_option("--jurisdiction", flags->place, "区划代码或编号 · division code or id");
  command->add_option("--by", flags->by, "county, month 或该数字自己的分类 · or a category of the figure");
  command->add_option("--ledger", flags->ledger, "台账 · ledger")->capture_default_str();
  command->callback([&cli, flags] {
    if (!flags->list && (flags->name.empty() || flags->period.empty())) throw CLI::ValidationError("figure", "NAME --period 2019 | --list");
    auto config = config_of(cli);
    if (!config) return;
    const WallTime wall;
    auto opened = open_installation(*std::move(config), wall, false);
    if (!opened) return report(cli, opened.error());
    if (const Status done = run(cli, **opened, *flags); !done) report(cli, done.error());
  });
}

}  // namespace muster::app
