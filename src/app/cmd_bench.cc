#include <CLI/CLI.hpp>
#include <memory>

#include "app/bench/bench.h"

namespace muster::app {
namespace {

template <class Options>
CLI::App* add(CLI::App& bench, Cli& cli, const char* name, const char* help, const std::shared_ptr<Options>& options, Status (*run)(Cli&, const Options&)) {
  CLI::App* command = bench.add_subcommand(name, help);
  add_common(*command, cli, false);
  command->add_option("--db", options->url, "postgresql://…；空则用文件 · empty: a file");
  command->callback([&cli, options, run] {
    if (const Status done = run(cli, *options); !done) report(cli, done.error());
  });
  return command;
}

}  // namespace

void add_bench(CLI::App& app, Cli& cli) {
  CLI::App* bench = app.add_subcommand("bench", "量速度，各在自己的临时文件夹 · measures, each in a folder of its own");
  bench->require_subcommand(1);
  const auto signal = std::make_shared<bench::SignalOptions>();
  CLI::App* command = add(*bench, cli, "signal", "读数到达 → 浏览器里的告警时钟 · from a reading to the alarm's clock in a browser", signal, bench::bench_signal);
  command->add_option("--samples", signal->samples, "次数 · samples")->capture_default_str();
  command->add_option("--rates", signal->rates, "同时的其他读数，每秒 · other readings a second")->delimiter(',')->capture_default_str();
  const auto records = std::make_shared<bench::RecordsOptions>();
  command = add(*bench, cli, "records", "大登记表的写、列、筛、翻、数、搜 · writing and reading a large register", records, bench::bench_records);
  command->add_option("--rows", records->rows, "行数 · rows")->capture_default_str();
  command->add_option("--repeats", records->repeats, "每问次数 · repeats")->capture_default_str();
  const auto tiles = std::make_shared<bench::TilesOptions>();
  command = add(*bench, cli, "tiles", "矢量瓦片，旁为 PostGIS ST_AsMVT · vector tiles, on PostgreSQL beside ST_AsMVT", tiles, bench::bench_tiles);
  command->add_option("--rows", tiles->rows, "行数 · rows")->capture_default_str();
  command->add_option("--repeats", tiles->repeats, "次数 · repeats")->capture_default_str();
  command->add_flag("--points", tiles->points, "点，而非小面 · points instead of small areas");
  command->add_option("--kept-mb", tiles->kept_mb, "内存中图层的上限 · memory for the register, MB")->capture_default_str();
  command->add_option("--ways", tiles->ways, "从哪里做 · made from what")->delimiter(',')->capture_default_str();
  command->add_option("--save", tiles->save, "存一些瓦片的文件夹 · folder for some of the tiles")->check(CLI::ExistingDirectory);
  const auto search = std::make_shared<bench::SearchOptions>();
  command = add(*bench, cli, "search", "搜索，旁为 FTS5 三元组和 Groonga，与 grep -F 核对 · search beside FTS5 trigrams and Groonga, checked by grep -F", search, bench::bench_search);
  command->add_option("--rows", search->rows, "行数 · rows")->capture_default_str();
  command->add_option("--repeats", search->repeats, "每问次数 · repeats")->capture_default_str();
  const auto reads = std::make_shared<bench::ReadsOptions>();
  command = add(*bench, cli, "reads", "读一次的 CPU，旁为 nginx 发同大文件 · CPU of a read beside nginx serving a file", reads, bench::bench_reads);
  command->add_option("--requests", reads->requests, "每轮请求数 · requests a round")->capture_default_str();
  command->add_option("--rounds", reads->rounds, "轮数 · rounds")->capture_default_str();
  const auto road = std::make_shared<bench::RoadOptions>();
  command = add(*bench, cli, "road", "路网引擎各问，旁为 Dijkstra、pgRouting（--db）、Routino · the road engine beside Dijkstra, pgRouting (--db) and Routino", road, bench::bench_road);
  command->add_option("NETWORK", road->networks, "plain:N, grid:N, FILE.osm.pbf")->capture_default_str();
  command->add_option("--folder", road->folder, "留下路网与导出 · keeps the networks and their dumps here");
  command->add_flag("--no-peers{false}", road->peers, "只量自己与 Dijkstra · only ours and Dijkstra");
}

}  // namespace muster::app
