#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <ostream>

#include "app/modules.h"
#include "app/replay.h"
#include "base/hash.h"

namespace muster::app {
namespace {

namespace fs = std::filesystem;

Status keep_attachments(db::Database& into, const record::Replayed& replayed) {
  return into.write_with([&](db::Connection& connection) -> Status {
    for (const auto& [hash, one] : replayed.attachments) {
      const auto kept = connection.execute("INSERT INTO attachment (hash, size, media_type, name, at, account) VALUES ($1, $2, $3, $4, $5, $6)",
                                           {hash, one.size, one.media_type, one.name, to_millis(one.at), one.account});
      if (!kept) return fail(kept.error());
    }
    return {};
  });
}

// Every attachment that a record names must be known to the city and lie on the disk with the bytes that its hash says.
std::optional<record::Difference> attachment_difference(const Config& config, Storage& city, const record::Replayed& replayed) {
  for (const auto& [hash, one] : replayed.attachments) {
    const auto known = city.database->read([hash = hash](db::Connection& c) { return c.one("SELECT size FROM attachment WHERE hash = $1", {hash}); });
    if (!known) return record::Difference{"attachment " + hash, "missing in the first"};
    std::ifstream file(fs::path(config.path("storage.attachments")) / hash.substr(0, 2) / hash, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file.is_open()) return record::Difference{"attachment " + hash, "no file"};
    if (sha256_hex(bytes) != hash) return record::Difference{"attachment " + hash, "other bytes"};
  }
  return std::nullopt;
}

void print(Cli& cli, const ReplayVerdict& verdict) {
  cli.code = verdict.difference ? kNo : kDone;
  if (cli.json) {
    json::Object document{{"ok", !verdict.difference.has_value()}, {"entries", verdict.entries}, {"attachments", verdict.attachments}};
    if (verdict.difference) document.set("difference", json::Object{{"where", verdict.difference->where}, {"what", verdict.difference->what}});
    cli.out << json::write_pretty(document);
    return;
  }
  cli.out << "日志 · journal entries   " << verdict.entries << "\n附件 · attachments      " << verdict.attachments << '\n';
  if (verdict.difference) {
    cli.out << "✗ " << verdict.difference->where << "  " << verdict.difference->what << "\n重放结果不同 · the replay differs\n";
  } else {
    cli.out << "重放后各表相同 · the replay gives the same tables\n";
  }
}

void replay_into(Cli& cli, const db::Settings& settings) {
  const auto config = config_of(cli);
  if (!config) return;
  auto city = open_storage(*config);
  if (!city) return report(cli, city.error());
  auto into = db::Database::open(settings);
  if (!into) return report(cli, into.error());
  const auto verdict = replay_city(*config, *city, **into);
  if (!verdict) return report(cli, verdict.error());
  print(cli, *verdict);
}

// A folder that goes away with what was rebuilt in it.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "muster-replay-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] std::string file() const { return (fs::path(path_) / "replay.gpkg").string(); }

 private:
  std::string path_;
};

}  // namespace

Result<ReplayVerdict> replay_city(const Config& config, Storage& city, db::Database& into) {
  if (Status ready = db::migrate(*city.database, city_migrations()); !ready) return fail(ready.error());
  if (Status ready = db::migrate(into, city_migrations()); !ready) return fail(ready.error());
  const auto replayed = record::replay(*city.database, into, city.key);
  if (!replayed) return fail(replayed.error());
  if (Status kept = keep_attachments(into, *replayed); !kept) return fail(kept.error());
  ReplayVerdict verdict{replayed->entries, static_cast<std::int64_t>(replayed->attachments.size()), {}};
  auto difference = record::first_difference(*city.database, into, city.key);
  if (!difference) return fail(difference.error());
  verdict.difference = *difference ? *std::move(difference) : attachment_difference(config, city, *replayed);
  return verdict;
}

void check_replay(Cli& cli) {
  const Scratch scratch;
  db::Settings settings;
  settings.url = scratch.file();
  replay_into(cli, settings);
}

void add_replay(CLI::App& app, Cli& cli) {
  CLI::App* command = app.add_subcommand(
      "replay", "由日志在一个空库中重建各表并比较 · rebuilds the tables from the journal in an empty database and compares");
  add_common(*command, cli, true);
  const auto settings = std::make_shared<db::Settings>();
  command->add_option("--into", settings->url, "空库：SQLite 文件，或 postgresql://… · an empty database: a SQLite file or postgresql://…")->required();
  command->add_option("--schema", settings->schema, "PostgreSQL 模式 · schema")->capture_default_str();
  command->callback([&cli, settings] { replay_into(cli, *settings); });
}

}  // namespace muster::app
