// Rows by a box: the index finds what looking at each row finds, stays in step with every change, and is made for what was there before.
#include "record/box.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "record/schema.h"
#include "support/small_city.h"

namespace muster {
namespace {

using record::BoxCorners;
using record::BoxWay;
using record::Draft;
using record::Record;
using test_support::SmallCity;

class Boxes : public ::testing::TestWithParam<db::Engine> {
 protected:
  SmallCity city_{GetParam()};
  identity::Viewer chief_ = SmallCity::person("chief", {"*"}, {"*"}, "/jz");

  Record make(const std::string& name, double lon, double lat, const std::string& place = {}) {
    Draft draft = city_.dam(name, place.empty() ? city_.north : place);
    draft.geometry = json::Object{{"type", "Point"}, {"coordinates", json::Array{lon, lat}}};
    return city_.store->create(chief_, {}, draft).value();
  }
  std::string found(const BoxCorners& box, const identity::Viewer& viewer, const std::string& sort = "fid") {
    record::Query query;
    query.type = "dam";
    query.sort = sort;
    query.bbox = box;
    const auto page = city_.store->list(viewer, query);
    if (!page) return error_text(page.error(), "en");
    std::string names;
    for (const Record& dam : page->items) names += dam.text("name");
    return names;
  }
  std::string found(const BoxCorners& box) { return found(box, chief_); }
  std::set<std::int64_t> fids(const BoxCorners& box, BoxWay way) {
    return city_.database->read([&](db::Connection& connection) {
      db::Cells cells;
      const std::string where = record::box_condition(connection.engine(), *city_.model->type("dam"), box, way, [&](db::Cell cell) {
        cells.push_back(std::move(cell));
        return '$' + std::to_string(cells.size());
      });
      std::set<std::int64_t> out;
      for (const db::Row& row : connection.query("SELECT t.fid FROM r_dam t WHERE " + where, cells)) out.insert(row[0].integer());
      return out;
    });
  }
  std::int64_t counted(const BoxCorners& box, std::int64_t at_most = 100) {
    return city_.database->read([&](db::Connection& c) { return record::count_in_box(c, *city_.model->type("dam"), box, at_most); });
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, Boxes, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

constexpr BoxCorners kHere{112.2, 30.2, 112.3, 30.4};
constexpr BoxCorners kThere{113.2, 30.2, 113.3, 30.4};

TEST_P(Boxes, FollowEachPlaceThatIsGivenMovedTakenAwayOrDeleted) {
  const Record dam = make("甲", 112.25, 30.3);
  EXPECT_EQ(found(kHere), "甲");
  const auto place = [&](json::Value geometry) {
    Draft draft;
    draft.type = "dam";
    draft.id = dam.id;
    draft.geometry = std::move(geometry);
    ASSERT_TRUE(city_.store->update(chief_, {}, draft));
  };
  place(json::parse(R"({"type":"Point","coordinates":[113.25,30.3]})").value());
  EXPECT_EQ(found(kHere) + "/" + found(kThere), "/甲");
  EXPECT_EQ(counted(kHere), 0);
  place(json::parse(R"({"type":"Point","coordinates":[112.25,30.3]})").value());
  EXPECT_EQ(found(kHere) + "/" + found(kThere), "甲/");
  Draft gone;
  gone.type = "dam";
  gone.id = dam.id;
  gone.reason = "拆除";
  ASSERT_TRUE(city_.store->remove(chief_, {}, gone));
  EXPECT_EQ(found(kHere), "");
}

TEST_P(Boxes, FindByTheIndexWhatLookingAtEachRowFinds) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> lon(111.0, 115.0);
  std::uniform_real_distribution<double> lat(29.0, 32.0);
  for (int i = 0; i < 200; ++i) make("坝" + std::to_string(i), lon(random), lat(random));
  std::size_t hits = 0;
  for (int i = 0; i < 200; ++i) {
    double sides[4] = {lon(random), lat(random), lon(random), lat(random)};
    if (sides[1] > sides[3]) std::swap(sides[1], sides[3]);  // west of east or not: then across 180°
    const BoxCorners box{sides[0], sides[1], sides[2], sides[3]};
    const auto by_index = fids(box, BoxWay::kIndex);
    EXPECT_EQ(by_index, fids(box, BoxWay::kEach)) << i;
    EXPECT_EQ(counted(box, 1000), static_cast<std::int64_t>(by_index.size())) << i;
    hits += by_index.size();
  }
  EXPECT_GT(hits, 1000U);
  EXPECT_EQ(counted({-180, -90, 180, 90}, 17), 17);
}

TEST_P(Boxes, AreExactAtTheirSidesWhereTheIndexRounds) {
  // 112.3000001 is a float away from 112.3 by less than the index tells apart.
  make("甲", 112.3, 30.3);
  make("乙", 112.3000001, 30.3);
  EXPECT_EQ(found({112.2, 30.2, 112.3, 30.4}), "甲");
  EXPECT_EQ(found({112.3, 30.3, 112.3, 30.3}), "甲");
  EXPECT_EQ(found({112.30000005, 30.2, 112.4, 30.4}), "乙");
}

TEST_P(Boxes, AcrossTheMeridianOf180AreTwo) {
  make("东", 179.5, 30.3);
  make("西", -179.5, 30.3);
  make("此", 112.3, 30.3);
  EXPECT_EQ(found({179, 30, -179, 31}), "东西");
  EXPECT_EQ(found({179.6, 30, -179, 31}), "西");
  EXPECT_EQ(found({-180, 30, 180, 31}), "东西此");
}

TEST_P(Boxes, ShowNobodyWhatLiesInAnotherPlace) {
  make("北", 112.25, 30.3, city_.north);
  make("南", 112.26, 30.3, city_.south);
  EXPECT_EQ(found(kHere), "北南");
  EXPECT_EQ(found(kHere, SmallCity::person("keeper", {"read"}, {"dam"}, "/jz/north")), "北");
  EXPECT_EQ(found(kHere, SmallCity::person("keeper", {"read"}, {"note"}, "/jz")), "");
  EXPECT_EQ(found(kHere, identity::Viewer{}), "");
}

TEST_P(Boxes, FullOfRowsArePagedInEveryOrder) {
  const auto rows = record::kManyInBox + 500;
  make("甲", 112.25, 30.3);
  ASSERT_TRUE(city_.database->write_with([&](db::Connection& c) -> Status {
    const std::string numbers(c.pick("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ", "WITH n AS (SELECT i FROM generate_series(1, "));
    const std::string end(c.pick(") ", ") AS i) "));
    const std::string lon = "CASE WHEN i % 2 = 0 THEN 112.25 ELSE 113.25 END";
    const std::string geom(c.pick("NULL", "ST_SetSRID(ST_MakePoint(CASE WHEN i % 2 = 0 THEN 112.25 ELSE 113.25 END, 30.3), 4326)"));
    c.run_script("INSERT INTO r_dam (id, owner_node, ledger, version, jurisdiction_id, jpath, state, number, label, occurred_at, recorded_at, changed_at, created_by, changed_by, "
                 "model_version, unique_key, geom, west, south, east, north, f_name) " + numbers + std::to_string(2 * rows) + end +
                 "SELECT 'b' || i, 'n', 'real', 1, '', CASE WHEN i % 4 = 0 THEN '/jz/north' ELSE '/jz/south' END, 'sound', '', 'x', 0, 0, 0, '', '', '', 'b' || i, " + geom + ", " +
                 lon + ", 30.3, " + lon + ", 30.3, 'n' || i FROM n;");
    return {};
  }));
  for (const auto& [viewer, count] : {std::pair{chief_, rows + 1}, {SmallCity::person("keeper", {"read"}, {"dam"}, "/jz/north"), rows / 2 + 1}}) {
    for (const char* sort : {"", "fid", "name", "-height_m"}) {
      record::Query query;
      query.type = "dam";
      query.sort = sort;
      query.bbox = kHere;
      query.limit = 500;
      std::set<std::string> seen;
      do {
        const auto page = city_.store->list(viewer, query);
        ASSERT_TRUE(page.has_value());
        for (const Record& each : page->items) EXPECT_TRUE(seen.insert(each.id).second) << each.id;
        query.cursor = page->next_cursor;
      } while (!query.cursor.empty());
      EXPECT_EQ(static_cast<std::int64_t>(seen.size()), count) << sort;
    }
  }
}

TEST_P(Boxes, AreFoundInAFolderOfAnEarlierReleaseAndAfterATypeIsWrittenAnew) {
  make("甲", 112.25, 30.3);
  ASSERT_TRUE(city_.database->write_with([&](db::Connection& c) -> Status {
    record::drop_box_index(c, *city_.model->type("dam"));
    c.run_script("CREATE INDEX i_dam_box ON r_dam (west, east, south, north);");
    return {};
  }));
  ASSERT_TRUE(city_.reopen());
  EXPECT_EQ(found(kHere), "甲");
  const auto old = city_.database->read([](db::Connection& c) {
    return c.one(c.pick("SELECT 1 FROM sqlite_master WHERE name = 'i_dam_box'", "SELECT 1 FROM pg_indexes WHERE schemaname = current_schema() AND indexname = 'i_dam_box'"));
  });
  EXPECT_FALSE(old) << "the index that is replaced takes no room";

  const std::string rule = "rule: model_mapping\nsource: { zh: 局内约定, en: House rule }\nmark: certain\nbody: { dam.height_m: { unit: [m, cm], times: 100 } }\n";
  ASSERT_TRUE(city_.reopen(test_support::small_model_where({{"height_m: { kind: number, min: 0, max: 300, unit: m,", "height_m: { kind: number, min: 0, max: 30000, unit: cm,"}}, rule)));
  make("乙", 112.26, 30.3);
  EXPECT_EQ(found(kHere), "甲乙");
}

}  // namespace
}  // namespace muster
