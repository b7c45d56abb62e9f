#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>
#include <ostream>

#include "app/cli.h"
#include "app/installation.h"
#include "exchange/exchange.h"

namespace muster::app {
namespace {

struct ExportFlags {
  exchange::ExportOptions options;
  std::string out;
  std::vector<std::string> filters;
  std::string place;
  bool empty = false;
};

Status write(const std::string& file, const std::string& bytes) {
  std::ofstream out(file, std::ios::binary);
  out << bytes;
  out.close();
  if (!out) return fail(error::kStorageUnavailable, "out", {{"reason", file}});
  return {};
}

Result<record::Filter> filter_of(const std::string& text) {
  const std::size_t first = text.find(':');
  if (first == std::string::npos || first == 0) return fail(error::kBadRequest, "filter", {{"reason", "--filter field:op:value"}});
  const std::size_t second = text.find(':', first + 1);
  record::Filter filter{text.substr(0, first), text.substr(first + 1, second == std::string::npos ? second : second - first - 1), {}};
  if (second != std::string::npos) filter.value = text.substr(second + 1);
  return filter;
}

/// A place by record id or code.
Result<std::string> place_of(Installation& open, const std::string& text) {
  if (text.empty()) return std::string();
  record::Query query;
  query.type = "jurisdiction";
  query.filters = {{"code", "eq", text}};
  const auto page = open.store->list(identity::Viewer::system("api"), query);
  if (!page) return fail(page.error());
  return page->items.empty() ? text : page->items.front().id;
}

Status run(Cli& cli, Installation& open, ExportFlags& flags) {
  if (flags.empty) {
    const auto book = exchange::template_of(*open.model, flags.options.query.type, flags.options.lang);
    if (!book) return fail(book.error());
    const std::string file = flags.out.empty() ? flags.options.query.type + "-template.xlsx" : flags.out;
    if (const Status written = write(file, *book); !written) return written;
    cli.out << file << '\n';
    return {};
  }
  for (const std::string& text : flags.filters) {
    auto filter = filter_of(text);
    if (!filter) return fail(filter.error());
    flags.options.query.filters.push_back(*std::move(filter));
  }
  const auto place = place_of(open, flags.place);
  if (!place) return fail(place.error());
  flags.options.query.jurisdiction_id = *place;
  const identity::Viewer viewer = identity::Viewer::system("api");
  const auto made = exchange::export_records(*open.store, viewer, flags.options, open.config.data() + "/imports", open.city->now(flags.options.query.ledger));
  if (!made) return fail(made.error());
  const std::string file = flags.out.empty() ? made->file_name : flags.out;
  if (const Status written = write(file, made->bytes); !written) return written;
  if (cli.json) {
    cli.out << json::write_pretty(json::Object{{"ok", true}, {"file", file}, {"rows", made->rows}, {"bytes", made->bytes.size()}});
  } else {
    cli.out << file << "  " << made->rows << " 行 · rows\n";
  }
  return {};
}

}  // namespace

void add_export(CLI::App& app, Cli& cli) {
  CLI::App* command = app.add_subcommand("export", "导出登记 · exports a register");
  const auto flags = std::make_shared<ExportFlags>();
  exchange::ExportOptions& options = flags->options;
  add_common(*command, cli, true);
  command->add_option("TYPE", options.query.type, "登记类型 · type, as gauge")->required();
  command->add_option("--format", options.format, "xlsx csv geojson gpkg")->capture_default_str();
  command->add_option("--out", flags->out, "写到哪个文件 · file to write");
  command->add_option("--columns", options.columns, "列，逗号分隔 · columns, comma separated")->delimiter(',');
  command->add_option("--filter", flags->filters, "field:op:value, may be repeated");
  command->add_option("--jurisdiction", flags->place, "区划代码或编号 · division code or id");
  command->add_option("--text", options.query.text, "检索词 · search words");
  command->add_option("--sort", options.query.sort, "排序 · as -occurred_at");
  command->add_option("--ledger", options.query.ledger, "台账 · ledger")->capture_default_str();
  command->add_option("--lang", options.lang, "zh, en")->capture_default_str();
  command->add_flag("--reveal", options.reveal, "个人信息用明文，须说明原因 · personal fields in clear, with a reason");
  command->add_option("--reason", options.reason, "原因 · reason");
  command->add_flag("--template", flags->empty, "空白模板 · an empty template");
  command->callback([&cli, flags] {
    auto config = config_of(cli);
    if (!config) return;
    const WallTime wall;
    auto opened = open_installation(*std::move(config), wall, false);
    if (!opened) return report(cli, opened.error());
    if (const Status done = run(cli, **opened, *flags); !done) report(cli, done.error());
  });
}

}  // namespace muster::app
