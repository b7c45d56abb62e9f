#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>
#include <ostream>

#include "app/cli.h"
#include "app/installation.h"
#include "exchange/exchange.h"

namespace muster::app {
namespace {

struct ImportFlags {
  exchange::ImportOptions options;
  std::string file;
  std::string errors;
  std::string user;
  std::string undo;
  std::string resume;
  std::string reason;
  std::vector<std::string> columns;
  bool dry_run = false;
  bool good_only = false;
};

std::unique_ptr<exchange::Imports> imports_of(Installation& open) {
  return exchange::Imports::make({*open.database, *open.store, *open.directory, *open.city, open.wall, open.config.data()});
}

/// Without --user with every right: who may run this program on the data folder may do all.
Result<identity::Viewer> viewer_of(Installation& open, const ImportFlags& flags) {
  if (flags.user.empty()) return identity::Viewer::system("import");
  const auto account = open.access->account(flags.user);
  if (!account) return fail(error::kNotFound, "user", {{"what", flags.user}});
  return open.directory->viewer(account->name, account->person, "", open.city->now(flags.options.ledger));
}

void print(Cli& cli, const json::Object& shown) {
  if (cli.json) {
    cli.out << json::write_pretty(shown);
    return;
  }
  const json::Value all(shown);
  const json::Value& counts = all["counts"];
  cli.out << "批次 · batch       " << all.text("id") << "  " << all.text("state") << "\n行 · rows          " << counts.integer("rows") << "\n新登记 · create    "
          << counts.integer("create") << "\n更新 · update      " << counts.integer("update") << "\n未变 · same        " << counts.integer("same")
          << "\n跳过 · skip        " << counts.integer("skip") << "\n有误 · wrong       " << counts.integer("bad") << '\n';
  for (const char* part : {"column_errors", "errors"}) {
    if (!all[part].is_array()) continue;
    for (const json::Value& error : all[part].as_array()) {
      cli.out << "✗ " << error.integer("row") << ' ' << error.text("column") << ' ' << error.text("title") << "  " << error.text("zh") << "\n    " << error.text("en") << '\n';
    }
  }
  if (all["result"].is_object()) {
    const json::Value& result = all["result"];
    cli.out << "已写 · written     " << result.integer("created") << " + " << result.integer("updated") << ", 被拒 · refused " << result.integer("failed") << '\n';
    if (result["undone"].is_object()) {
      cli.out << "撤回 · undone      " << result["undone"].integer("removed") << " + " << result["undone"].integer("restored") << ", 保留 · kept "
              << (result["undone"]["kept"].is_array() ? result["undone"]["kept"].as_array().size() : 0) << '\n';
    }
  }
}

Status write_errors(exchange::Imports& imports, const identity::Viewer& viewer, const std::string& id, const std::string& file) {
  if (file.empty()) return {};
  const bool csv = file.size() > 4 && file.substr(file.size() - 4) == ".csv";
  const auto sheet = imports.error_sheet(viewer, id, csv ? "csv" : "xlsx", "zh");
  if (!sheet) return fail(sheet.error());
  std::ofstream out(file, std::ios::binary);
  out << *sheet;
  out.close();
  if (!out) return fail(error::kStorageUnavailable, "errors", {{"reason", file}});
  return {};
}

Status undo(exchange::Imports& imports, Cli& cli, const identity::Viewer& viewer, const ImportFlags& flags) {
  if (const Status asked = imports.undo(viewer, flags.undo, flags.reason); !asked) return asked;
  if (const Status done = imports.work(flags.undo); !done) return done;
  const auto shown = imports.show(viewer, flags.undo);
  if (!shown) return fail(shown.error());
  print(cli, *shown);
  return {};
}

/// Goes on with a batch whose process was ended in the middle; a server does so by itself when it starts.
Status resume(exchange::Imports& imports, Cli& cli, const identity::Viewer& viewer, const std::string& id) {
  if (const auto known = imports.show(viewer, id); !known) return fail(known.error());
  if (const Status done = imports.work(id); !done) return done;
  const auto shown = imports.show(viewer, id);
  if (!shown) return fail(shown.error());
  print(cli, *shown);
  return {};
}

Status import(Cli& cli, Installation& open, ImportFlags& flags) {
  const auto viewer = viewer_of(open, flags);
  if (!viewer) return fail(viewer.error());
  const auto imports = imports_of(open);
  if (!flags.undo.empty()) return undo(*imports, cli, *viewer, flags);
  if (!flags.resume.empty()) return resume(*imports, cli, *viewer, flags.resume);
  for (const std::string& pair : flags.columns) {
    const std::size_t equals = pair.rfind('=');
    if (equals == std::string::npos) return fail(error::kBadRequest, "column", {{"reason", "--column TITLE=field"}});
    flags.options.columns[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  const auto options = exchange::options_from(json::Value(exchange::to_json(flags.options)), *open.model);
  if (!options) return fail(options.error());
  const auto id = imports->add_path(*viewer, *options, flags.file);
  if (!id) return fail(id.error());
  if (!cli.json) cli.err << *id << '\n';
  const auto progress = [&](std::int64_t done, std::int64_t total) {
    if (!cli.json) cli.err << '\r' << done << (total > 0 ? " / " + std::to_string(total) : std::string()) << std::flush;
  };
  if (const Status checked = imports->work(*id, progress); !checked) return checked;
  auto shown = imports->show(*viewer, *id);
  if (!shown) return fail(shown.error());
  const json::Value report(*shown);
  const bool clean = report.text("state") == "checked" && report["counts"].integer("bad") == 0 && report["column_errors"].as_array().empty();
  if (!clean) {
    if (const Status written = write_errors(*imports, *viewer, *id, flags.errors); !written) return written;
    cli.code = kNo;
  }
  const bool writes = report["counts"].integer("create") + report["counts"].integer("update") > 0;
  if (!flags.dry_run && writes && (clean || flags.good_only)) {
    if (const Status asked = imports->confirm(*viewer, *id, flags.good_only); !asked) return asked;
    if (const Status done = imports->work(*id, progress); !done) return done;
    shown = imports->show(*viewer, *id);
    if (!shown) return fail(shown.error());
  }
  if (!cli.json) cli.err << '\n';
  print(cli, *shown);
  return {};
}

}  // namespace

void add_import(CLI::App& app, Cli& cli) {
  CLI::App* command = app.add_subcommand("import", "从表格或地理数据导入登记 · imports a register from a spreadsheet or GIS file");
  const auto flags = std::make_shared<ImportFlags>();
  exchange::ImportOptions& options = flags->options;
  add_common(*command, cli, true);
  command->add_option("TYPE", options.type, "登记类型 · type, as gauge");
  command->add_option("FILE", flags->file, ".xlsx .csv .geojson .gpkg .kml .shp .zip");
  command->add_flag("--dry-run", flags->dry_run, "只核对，不写入 · only checks");
  command->add_flag("--good-only", flags->good_only, "有误的行除外，其余导入 · imports the good rows although others are wrong");
  command->add_option("--crs", options.crs, "坐标系 · wgs84 cgcs2000 gcj02 bd09 epsg:NUMBER");
  command->add_option("--sheet", options.sheet, "工作表或图层 · sheet or layer");
  command->add_option("--on-duplicate", options.on_duplicate, "已有时 · refuse, skip or update")->capture_default_str();
  command->add_option("--jurisdiction", options.jurisdiction, "未写属地的行归何处 · place of rows that name none");
  command->add_option("--ledger", options.ledger, "台账 · ledger")->capture_default_str();
  command->add_option("--column", flags->columns, "列名=字段 · TITLE=field, may be repeated");
  command->add_option("--errors", flags->errors, "错误行写到 .xlsx 或 .csv · where the wrong rows are written");
  command->add_option("--user", flags->user, "以此账号的权限 · with the rights of this account");
  command->add_option("--undo", flags->undo, "撤回一批 · takes a batch back, by its id");
  command->add_option("--resume", flags->resume, "接着写被打断的一批 · goes on with an interrupted batch, by its id");
  command->add_option("--reason", flags->reason, "撤回原因 · why it is taken back");
  command->callback([&cli, flags] {
    if (flags->undo.empty() && flags->resume.empty() && (flags->options.type.empty() || flags->file.empty())) throw CLI::RequiredError("TYPE FILE");
    auto config = config_of(cli);
    if (!config) return;
    const WallTime wall;
    auto opened = open_installation(*std::move(config), wall, false);
    if (!opened) return report(cli, opened.error());
    if (const Status done = import(cli, **opened, *flags); !done) report(cli, done.error());
  });
}

}  // namespace muster::app
