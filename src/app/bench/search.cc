// The search of the store beside SQLite's FTS5 with trigrams and Groonga, over the same texts; what each finds is compared with grep -F.
#include <fmt/format.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <ostream>
#include <set>
#include <sstream>

#include "app/bench/bench.h"
#include "app/bench/own_installation.h"
#include "base/id.h"
#include "record/codec.h"
#include "record/search.h"

namespace muster::app::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* kType = "enterprise";
constexpr std::int64_t kRowsOfATransaction = 10'000;
constexpr int kShown = 20;
const char* const kTowns[] = {"埠河", "斗湖堤", "郝穴", "熊河", "朱河", "新厂", "洈水", "纪南", "观音垱", "弥市"};
const char* const kTrades[] = {"化工", "烟花", "建材", "纺织", "粮油", "水产", "机械", "造船"};
const char* const kGoods[] = {"毒性化学物质", "抽水站配件", "液氨制冷", "粉尘涉爆", "危险货物运输", "有限空间作业", "堤防加固", "编织袋", "橡皮艇", "照明灯具", "应急发电", "砂石料"};

/// About 200 bytes each, as the benchmark asks.
record::Record row_of(std::int64_t n) {
  const auto at = [n](const auto& words, std::int64_t step) { return std::string(words[static_cast<std::size_t>(n * 2654435761 / step) % std::size(words)]); };
  record::Record record;
  record.type = kType;
  record.id = derived_id("bench/" + std::to_string(n));
  record.ledger = "real";
  record.version = 1;
  record.jpath = fmt::format("/42/10/{}", 30 + n % 8);
  record.label = at(kTowns, 1) + "第" + std::to_string(n) + at(kTrades, 7) + "有限公司";
  record.fields = {{"name", record.label}, {"credit_code", fmt::format("91421000B{:09}", n)},
                   {"address", at(kTowns, 3) + "镇工业路" + std::to_string(n % 997) + "号，" + at(kGoods, 11) + "、" + at(kGoods, 13) + "、" + at(kGoods, 17) + "、" + at(kGoods, 19)}};
  return record;
}
/// What of a row is searched, on one line.
std::string line_of(const record::Record& record) { return record.label + '\t' + record.text("credit_code") + '\t' + record.text("address"); }

/// Words parted by a space must all be found.
const std::vector<std::string>& questions() {
  static const std::vector<std::string> all{"站", "郝穴", "抽水站", "毒性化学物质", "郝穴 化工 抽水站", "000654", "橡皮艇、液氨", "魑魅魍魉"};
  return all;
}
std::vector<std::string> words_of(const std::string& question) {
  std::istringstream in(question);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

/// Numbers of the rows that grep finds, from 0.
Result<std::set<std::int64_t>> by_grep(const fs::path& lines, const std::string& question) {
  std::set<std::int64_t> out;
  bool first = true;
  for (const std::string& word : words_of(question)) {
    const auto found = run_program({"sh", "-c", "grep -n -F -- \"$1\" \"$2\" | cut -d: -f1", "sh", word, lines.string()});
    if (!found) return fail(found.error());
    std::set<std::int64_t> these;
    std::istringstream in(*found);
    for (std::int64_t line = 0; in >> line;) these.insert(line - 1);
    if (!first) std::erase_if(these, [&](std::int64_t n) { return !out.contains(n); });
    out = std::move(these);
    first = false;
  }
  return out;
}

/// CPU of this process or of the children that have ended, seconds.
double cpu_s(int who) {
  rusage used{};
  ::getrusage(who, &used);
  const auto of = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
  return of(used.ru_utime) + of(used.ru_stime);
}

struct Answered {
  bool can = true;
  std::set<std::int64_t> rows;
  Spread ms;
  double cpu_ms = 0;  ///< of one question; 0: not known
};
struct Peer {
  std::string name;
  double indexed_per_s = 0;
  double indexed_cpu_s = 0;
  std::map<std::string, Answered> answers;
};

Result<Peer> ours(Installation& open, const SearchOptions& options) {
  Peer peer{"muster", 0, 0, {}};
  const record::Codec codec(std::string(32, 'k'), open.database->engine());
  const model::Model& model = open.store->model();
  std::map<std::string, std::int64_t> numbers;
  double seconds = 0;
  for (std::int64_t from = 0; from < options.rows; from += kRowsOfATransaction) {
    std::vector<record::Record> rows;
    for (std::int64_t n = from; n < std::min(options.rows, from + kRowsOfATransaction); ++n) {
      rows.push_back(row_of(n));
      numbers[rows.back().id] = n;
    }
    const double start = now_s();
    const double cpu_start = cpu_s(RUSAGE_SELF);
    const Status done = open.database->write_with([&](db::Connection& connection) -> Status {
      for (const record::Record& row : rows) record::index_for_search(connection, codec, *model.type(kType), row);
      return {};
    });
    if (!done) return fail(done.error());
    seconds += now_s() - start;
    peer.indexed_cpu_s += cpu_s(RUSAGE_SELF) - cpu_start;
  }
  peer.indexed_per_s = static_cast<double>(options.rows) / seconds;
  const identity::Viewer viewer = identity::Viewer::system("bench");
  for (const std::string& question : questions()) {
    record::Query query;
    query.type = "*";
    query.text = question;
    Answered answered;
    std::vector<double> ms;
    const auto ask = [&](int limit) {
      query.limit = limit;
      return open.database->read([&](db::Connection& connection) { return record::search_all(viewer, model, query, codec, connection); });
    };
    const double cpu_start = cpu_s(RUSAGE_SELF);
    for (int i = 0; i < options.repeats; ++i) {
      const double start = now_s();
      const auto page = ask(kShown);
      if (!page) return fail(page.error());
      ms.push_back((now_s() - start) * 1000);
    }
    answered.cpu_ms = (cpu_s(RUSAGE_SELF) - cpu_start) * 1000 / options.repeats;
    answered.ms = spread_of(ms);
    const auto all = ask(static_cast<int>(options.rows) + 1);
    if (!all) return fail(all.error());
    for (const record::Record& each : all->items) answered.rows.insert(numbers.at(each.id));
    peer.answers[question] = std::move(answered);
  }
  return peer;
}

Result<Peer> trigrams(const fs::path& folder, const SearchOptions& options) {
  Peer peer{"fts5 trigram", 0, 0, {}};
  db::Settings settings;
  settings.url = (folder / "trigram.db").string();
  auto opened = db::Database::open(settings);
  if (!opened) return fail(opened.error());
  db::Database& database = **opened;
  const Status made = database.write_with([](db::Connection& c) -> Status { c.run_script("CREATE VIRTUAL TABLE f USING fts5(text, tokenize = 'trigram');"); return {}; });
  if (!made) return fail(made.error());
  double seconds = 0;
  for (std::int64_t from = 0; from < options.rows; from += kRowsOfATransaction) {
    std::vector<std::string> lines;
    for (std::int64_t n = from; n < std::min(options.rows, from + kRowsOfATransaction); ++n) lines.push_back(line_of(row_of(n)));
    const double start = now_s();
    const double cpu_start = cpu_s(RUSAGE_SELF);
    const Status done = database.write_with([&](db::Connection& connection) -> Status {
      for (std::size_t i = 0; i < lines.size(); ++i) (void)connection.execute("INSERT INTO f (rowid, text) VALUES ($1, $2)", {from + static_cast<std::int64_t>(i), lines[i]});
      return {};
    });
    if (!done) return fail(done.error());
    seconds += now_s() - start;
    peer.indexed_cpu_s += cpu_s(RUSAGE_SELF) - cpu_start;
  }
  peer.indexed_per_s = static_cast<double>(options.rows) / seconds;
  for (const std::string& question : questions()) {
    Answered answered;
    std::string match;
    for (const std::string& word : words_of(question)) {
      answered.can = answered.can && word.size() >= 9;  // three Chinese characters, or more of others
      match += (match.empty() ? "\"" : " AND \"") + word + '"';
    }
    if (question == "000654") answered.can = true;
    std::vector<double> ms;
    const double cpu_start = cpu_s(RUSAGE_SELF);
    for (int i = 0; answered.can && i < options.repeats; ++i) {
      const double start = now_s();
      (void)database.read([&](db::Connection& c) { return c.query("SELECT rowid, text FROM f WHERE f MATCH $1 ORDER BY rowid DESC LIMIT 20", {match}); });
      ms.push_back((now_s() - start) * 1000);
    }
    answered.cpu_ms = (cpu_s(RUSAGE_SELF) - cpu_start) * 1000 / options.repeats;
    if (answered.can) {
      answered.ms = spread_of(ms);
      for (const db::Row& row : database.read([&](db::Connection& c) { return c.query("SELECT rowid FROM f WHERE f MATCH $1", {match}); })) answered.rows.insert(row[0].integer());
    }
    peer.answers[question] = std::move(answered);
  }
  return peer;
}

/// Groonga's own clock stands at the head of each of its answers.
Result<Peer> groonga(const fs::path& folder, const SearchOptions& options) {
  Peer peer{"groonga", 0, 0, {}};
  const std::string base = (folder / "groonga").string();
  const auto ask = [&](const fs::path& commands, bool fresh) -> Result<std::vector<json::Value>> {
    const auto out = run_program({"sh", "-c", "groonga " + std::string(fresh ? "-n " : "") + "\"$1\" < \"$2\"", "sh", base, commands.string()});
    if (!out) return fail(out.error());
    std::vector<json::Value> answers;
    std::istringstream lines(*out);
    for (std::string line; std::getline(lines, line);) {
      auto parsed = json::parse(line, {.bytes = 1U << 30, .depth = 16, .values = 1U << 26});
      if (!parsed) return fail(parsed.error());
      answers.push_back(*std::move(parsed));
    }
    return answers;
  };
  const auto elapsed = [](const json::Value& answer) { return answer.as_array().at(0).as_array().at(2).as_double(); };
  {
    std::ofstream commands(folder / "load.grn");
    commands << "table_create Docs TABLE_NO_KEY\ncolumn_create Docs n COLUMN_SCALAR Int64\ncolumn_create Docs text COLUMN_SCALAR Text\n"
                "table_create Terms TABLE_PAT_KEY ShortText --default_tokenizer TokenBigram --normalizer NormalizerAuto\n"
                "column_create Terms docs COLUMN_INDEX|WITH_POSITION Docs text\nload --table Docs\n[\n";
    for (std::int64_t n = 0; n < options.rows; ++n) commands << (n > 0 ? ",\n" : "") << json::write(json::Object{{"n", n}, {"text", line_of(row_of(n))}});
    commands << "\n]\n";
  }
  const double cpu_start = cpu_s(RUSAGE_CHILDREN);
  const auto loaded = ask(folder / "load.grn", true);
  peer.indexed_cpu_s = cpu_s(RUSAGE_CHILDREN) - cpu_start;
  if (!loaded) return fail(loaded.error());
  peer.indexed_per_s = static_cast<double>(options.rows) / elapsed(loaded->back());
  {
    std::ofstream commands(folder / "ask.grn");
    commands << "cache_limit 0\n";
    for (const std::string& question : questions()) {
      std::string phrase;
      for (const std::string& word : words_of(question)) phrase += (phrase.empty() ? "\\\"" : " \\\"") + word + "\\\"";
      const std::string select = "select Docs --match_columns text --query \"" + phrase + "\" --output_columns n --sort_keys -_id --limit ";
      for (int i = 0; i < options.repeats; ++i) commands << select << kShown << '\n';
      commands << select << "-1\n";
    }
  }
  const auto answers = ask(folder / "ask.grn", false);
  if (!answers) return fail(answers.error());
  std::size_t at = 1;
  for (const std::string& question : questions()) {
    Answered answered;
    std::vector<double> ms;
    for (int i = 0; i < options.repeats; ++i) ms.push_back(elapsed(answers->at(at++)) * 1000);
    answered.ms = spread_of(ms);
    const json::Array& found = answers->at(at++).as_array().at(1).as_array().at(0).as_array();
    for (std::size_t i = 2; i < found.size(); ++i) answered.rows.insert(found[i].as_array().at(0).as_integer());  // after the count and the names of columns
    peer.answers[question] = std::move(answered);
  }
  return peer;
}

Status run(Cli& cli, const SearchOptions& options, const fs::path& folder, Installation& open) {
  {
    std::ofstream lines(folder / "lines.txt");
    for (std::int64_t n = 0; n < options.rows; ++n) lines << line_of(row_of(n)) << '\n';
  }
  std::vector<Peer> peers;
  for (const std::function<Result<Peer>()>& make : std::initializer_list<std::function<Result<Peer>()>>{[&] { return ours(open, options); }, [&] { return trigrams(folder, options); }, [&] { return groonga(folder, options); }}) {
    auto peer = make();
    if (peer) {
      peers.push_back(*std::move(peer));
    } else if (peers.empty()) {
      return fail(peer.error());
    } else if (!cli.json) {
      cli.out << "left out: " << error_text(peer.error(), "en") << '\n';
    }
  }
  json::Array rows;
  for (const Peer& peer : peers) {
    if (!cli.json) cli.out << fmt::format("{:<14} indexes {:.0f} rows a second, {:.0f} a second of CPU\n", peer.name, peer.indexed_per_s, static_cast<double>(options.rows) / peer.indexed_cpu_s);
    rows.emplace_back(json::Object{{"peer", peer.name}, {"indexed_per_s", peer.indexed_per_s}, {"indexed_cpu_s", peer.indexed_cpu_s}});
  }
  bool exact = true;
  for (const std::string& question : questions()) {
    const auto expected = by_grep(folder / "lines.txt", question);
    if (!expected) return fail(expected.error());
    if (!cli.json) cli.out << fmt::format("{} ({} rows)", question, expected->size());
    for (const Peer& peer : peers) {
      const Answered& answer = peer.answers.at(question);
      const bool same = answer.can && answer.rows == *expected;
      if (peer.name == peers.front().name) exact = exact && same;
      if (!cli.json && answer.can) cli.out << fmt::format(" · {} p50 {:.3f} p99 {:.3f} CPU {:.3f} ms{}", peer.name, answer.ms.p50, answer.ms.p99, answer.cpu_ms, same ? "" : fmt::format(" ({} rows)", answer.rows.size()));
      if (!cli.json && !answer.can) cli.out << " · " << peer.name << " cannot";
      rows.emplace_back(json::Object{{"question", question}, {"peer", peer.name}, {"can", answer.can}, {"rows", answer.rows.size()}, {"grep", expected->size()}, {"same", same}, {"cpu_ms", answer.cpu_ms}, {"ms", to_json(answer.ms)}});
    }
    if (!cli.json) cli.out << std::endl;
  }
  if (cli.json) cli.out << json::write_pretty(json::Object{{"bench", "search"}, {"rows", options.rows}, {"figures", std::move(rows)}});
  if (!exact) return fail(error::kStorageUnavailable, "", {{"reason", "grep -F"}});
  return {};
}

}  // namespace

Status bench_search(Cli& cli, const SearchOptions& options) {
  const auto own = OwnInstallation::make(options.url);
  if (!own) return fail(own.error());
  return run(cli, options, (*own)->folder(), (*own)->installation());
}

}  // namespace muster::app::bench
