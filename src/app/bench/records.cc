// A register of many rows: writing, list, filter, page, count, search, in the store itself, with a person's rights.
#include <fmt/format.h>

#include <functional>
#include <ostream>

#include "app/bench/bench.h"
#include "app/bench/own_installation.h"

namespace muster::app::bench {
namespace {

using record::Draft;
using record::Query;

constexpr const char* kType = "enterprise";
constexpr int kRowsOfAnIntent = 1000;
constexpr int kCounties = 8;
const char* const kTowns[] = {"埠河", "斗湖堤", "郝穴", "熊河", "朱河", "新厂", "洈水", "纪南", "观音垱", "弥市"};
const char* const kTrades[] = {"化工", "烟花", "建材", "纺织", "粮油", "水产", "机械", "造船"};

struct City {
  Installation* open = nullptr;
  std::vector<std::string> counties;
  identity::Viewer reader;
};

Result<City> found(Installation& open) {
  City city;
  city.open = &open;
  if (Status made = found_city(*city.open, {}); !made) return fail(made.error());
  Query places;
  places.type = "jurisdiction";
  places.sort = "code";
  const auto top = city.open->store->list(identity::Viewer::system("bench"), places);
  if (!top) return fail(top.error());
  for (const record::Record& place : top->items) {
    if (place.text("level") == "county") city.counties.push_back(place.id);
  }
  for (int i = static_cast<int>(city.counties.size()); i < kCounties; ++i) {
    const std::string code = fmt::format("4210{:02}", 30 + i);
    Draft draft;
    draft.type = "jurisdiction";
    draft.jurisdiction_id = top->items.front().id;
    draft.fields = {{"code", code}, {"name", "县" + code}, {"level", "county"}, {"parent", top->items.front().id}, {"path", fmt::format("/42/10/{}", 30 + i)}};
    const auto county = city.open->store->create(identity::Viewer::system("bench"), {}, draft);
    if (!county) return fail(county.error());
    city.counties.push_back(county->id);
  }
  const auto admin = city.open->access->account("admin");
  if (!admin) return fail(error::kNotFound, "", {{"what", "admin"}});
  auto reader = city.open->directory->viewer("admin", admin->person, {}, WallTime().now());
  if (!reader) return fail(reader.error());
  city.reader = std::move(*reader);
  return city;
}

Draft row_of(std::int64_t n, const City& city, const model::Model& model) {
  const auto at = [n](const auto& words, std::int64_t step) { return std::string(words[static_cast<std::size_t>(n / step) % std::size(words)]); };
  Draft draft;
  draft.type = kType;
  draft.jurisdiction_id = city.counties[static_cast<std::size_t>(n) % city.counties.size()];
  draft.fields = {{"credit_code", fmt::format("91421000B{:09}", n)}, {"name", at(kTowns, 1) + "第" + std::to_string(n) + at(kTrades, 7) + "有限公司（测试）"},
                  {"principal", "测试人"}, {"employees", n % 500}, {"address", at(kTowns, 3) + "镇工业路" + std::to_string(n % 997) + "号"}};
  const model::TypeDef& type = *model.type(kType);
  for (const model::Field& field : type.fields) {  // choices that must be given take the dictionary's values in turn
    if (field.kind != model::FieldKind::kChoice || (!field.required && !field.index) || draft.fields.find(field.name) != nullptr) continue;
    const auto& choices = model.dictionaries.find(field.of)->second.choices;
    draft.fields.set(field.name, choices[static_cast<std::size_t>(n) % choices.size()].value);
  }
  return draft;
}

/// Rows that a database given by its address holds from before; these are not written again.
std::int64_t rows_there(const City& city) {
  return city.open->database->read([](db::Connection& c) { return c.query("SELECT COUNT(*) FROM r_enterprise").at(0)[0].integer(); });
}

Status fill(const City& city, std::int64_t there, std::int64_t rows) {
  for (std::int64_t from = there; from < rows; from += kRowsOfAnIntent) {
    record::Intent intent;
    intent.kind = "bench";
    const auto written = city.open->store->run(identity::Viewer::system("bench"), intent, [&](record::Unit& unit) -> Result<json::Value> {
      for (std::int64_t n = from; n < std::min(rows, from + kRowsOfAnIntent); ++n) {
        const auto made = unit.create(row_of(n, city, unit.model()));
        if (!made) return fail(made.error());
      }
      return json::Value();
    });
    if (!written) return fail(written.error());
  }
  return {};
}

struct Asked {
  std::string name;
  Query query;
};

std::vector<Asked> questions(const City& city, std::int64_t rows) {
  const auto ask = [](const char* name, const std::function<void(Query&)>& shape) {
    Query query;
    query.type = kType;
    query.with_total = false;
    shape(query);
    return Asked{name, query};
  };
  return {
      ask("first page", [](Query&) {}),
      ask("first page with count (to 10,001)", [](Query& q) { q.with_total = true; }),
      ask("by code", [&](Query& q) { q.filters = {{"credit_code", "eq", fmt::format("91421000B{:09}", rows / 2)}}; }),
      ask("by an indexed choice, newest first", [](Query& q) { q.filters = {{"firm_status", "eq", "running"}}; }),
      ask("the same, counted", [](Query& q) { q.filters = {{"firm_status", "eq", "running"}}; q.with_total = true; }),
      ask("of one county", [&](Query& q) { q.jurisdiction_id = city.counties[3]; }),
      ask("of one county, counted", [&](Query& q) { q.jurisdiction_id = city.counties[3]; q.with_total = true; }),
      ask("by a field without index", [](Query& q) { q.filters = {{"employees", "ge", "499"}}; }),
      ask("sorted by name", [](Query& q) { q.sort = "name"; }),
      ask("search 郝穴", [](Query& q) { q.text = "郝穴"; }),
      ask("search 第123456", [](Query& q) { q.text = "第123456"; }),
      ask("search 粮油 of one county", [&](Query& q) { q.text = "粮油"; q.jurisdiction_id = city.counties[0]; }),
      ask("one box: 郝", [](Query& q) { q.type = "*"; q.text = "郝"; }),
      ask("one box: 郝穴 化工", [](Query& q) { q.type = "*"; q.text = "郝穴 化工"; }),
      ask("one box: whole code", [&](Query& q) { q.type = "*"; q.text = fmt::format("91421000B{:09}", rows / 3); }),
      ask("one box: part of a code 654321", [](Query& q) { q.type = "*"; q.text = "654321"; }),
      ask("one box: initials yxgs", [](Query& q) { q.type = "*"; q.text = "yxgs"; }),
      ask("one box: nothing 魑魅", [](Query& q) { q.type = "*"; q.text = "魑魅"; }),
  };
}

Result<json::Object> measure(const City& city, const Asked& asked, int repeats) {
  std::vector<double> ms;
  std::size_t items = 0;
  for (int i = 0; i < repeats; ++i) {
    const double from = now_s();
    const auto page = city.open->store->list(city.reader, asked.query);
    ms.push_back((now_s() - from) * 1000.0);
    if (!page) return fail(page.error());
    items = page->items.size();
  }
  json::Object out = to_json(spread_of(std::move(ms)));
  out.set("question", asked.name);
  out.set("items", items);
  return out;
}

/// A hundred pages by cursor: the last costs what the first does.
Result<json::Object> paging(const City& city) {
  Query query;
  query.type = kType;
  query.with_total = false;
  std::vector<double> ms;
  for (int i = 0; i < 100; ++i) {
    const double from = now_s();
    const auto page = city.open->store->list(city.reader, query);
    ms.push_back((now_s() - from) * 1000.0);
    if (!page) return fail(page.error());
    query.cursor = page->next_cursor;
    if (query.cursor.empty()) break;
  }
  json::Object out{{"question", "pages 1 to 100 by cursor"}, {"first_ms", ms.front()}, {"last_ms", ms.back()}};
  for (auto& [name, value] : to_json(spread_of(std::move(ms)))) out.set(name, std::move(value));
  return out;
}

}  // namespace

Status bench_records(Cli& cli, const RecordsOptions& options) {
  const auto own = OwnInstallation::make(options.url);
  if (!own) return fail(own.error());
  auto city = found((*own)->installation());
  if (!city) return fail(city.error());
  const std::int64_t there = rows_there(*city);
  const double from = now_s();
  Status result = fill(*city, there, options.rows);
  const double seconds = now_s() - from;
  const std::int64_t written = std::max<std::int64_t>(0, options.rows - there);
  json::Array rows;
  const auto show = [&](Result<json::Object> row) {
    if (!row) {
      result = fail(row.error());
      return;
    }
    const json::Value shown(*row);
    if (!cli.json) cli.out << fmt::format("{:<36} p50 {:>9.2f} ms · p95 {:>9.2f}", shown.text("question"), shown.number("p50_ms"), shown.number("p95_ms")) << std::endl;
    rows.emplace_back(std::move(*row));
  };
  if (result && !cli.json) cli.out << fmt::format("{} rows there; {} written in {:.1f} s, {:.0f} a second\n", there, written, seconds, static_cast<double>(written) / seconds);
  for (const Asked& asked : questions(*city, options.rows)) {
    if (result) show(measure(*city, asked, options.repeats));
  }
  if (result) show(paging(*city));
  if (result && cli.json) {
    cli.out << json::write_pretty(json::Object{{"bench", "records"}, {"engine", options.url.empty() ? "sqlite" : "postgres"}, {"rows", options.rows}, {"written", written},
                                               {"write_s", seconds}, {"questions", std::move(rows)}});
  }
  return result;
}

}  // namespace muster::app::bench
