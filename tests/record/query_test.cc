#include <gtest/gtest.h>

#include "record/schema.h"
#include "support/small_city.h"

namespace muster {
namespace {

using record::Query;
using record::Record;
using test_support::SmallCity;

class Lists : public ::testing::TestWithParam<db::Engine> {
 protected:
  SmallCity city_{GetParam()};
  identity::Viewer chief_ = SmallCity::person("chief", {"*"}, {"*"}, "/jz");

  void make(const std::string& name, const std::string& place, json::Object more = {}) {
    record::Draft draft = city_.dam(name, place);
    for (auto& [key, value] : more) draft.fields.set(key, value);
    ASSERT_TRUE(city_.store->create(chief_, {}, draft).has_value());
  }
  std::string names(const Query& query) {
    const auto page = city_.store->list(chief_, query);
    if (!page) return error_text(page.error(), "en");
    std::string out;
    for (const Record& dam : page->items) out += dam.text("name");
    return out;
  }
  static Query dams() {
    Query query;
    query.type = "dam";
    query.sort = "fid";
    return query;
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, Lists, ::testing::ValuesIn(test_support::engines()), test_support::engine_name);

TEST_P(Lists, FilterByEveryOperator) {
  make("甲", city_.north, {{"height_m", 10}, {"built_on", "1990-01-01"}});
  make("乙", city_.north, {{"height_m", 20}, {"stake", 718350}, {"tags", json::Array{"small"}}});
  make("丙", city_.south, {{"height_m", 30}, {"phone", "13900000461"}});
  struct Case {
    record::Filter filter;
    const char* names;
  };
  for (const Case& c : {Case{{"height_m", "eq", "20"}, "乙"}, Case{{"height_m", "ne", "20"}, "甲丙"}, Case{{"height_m", "lt", "20"}, "甲"},
                        Case{{"height_m", "le", "20"}, "甲乙"}, Case{{"height_m", "gt", "20"}, "丙"}, Case{{"height_m", "ge", "20"}, "乙丙"},
                        Case{{"name", "in", "甲,丙"}, "甲丙"}, Case{{"name", "like", "乙"}, "乙"}, Case{{"built_on", "null", ""}, "乙丙"},
                        Case{{"built_on", "notnull", ""}, "甲"}, Case{{"stake", "eq", "718+350"}, "乙"}, Case{{"tags", "eq", "small"}, "乙"},
                        Case{{"phone", "eq", "13900000461"}, "丙"}, Case{{"state", "eq", "sound"}, "甲乙丙"},
                        Case{{"recorded_at", "le", "2026-08-19T20:00:00+08:00"}, "甲乙丙"}, Case{{"recorded_at", "lt", "2026-08-19T20:00:00+08:00"}, ""}}) {
    SCOPED_TRACE(c.filter.field + ' ' + c.filter.op + ' ' + c.filter.value);
    Query query = dams();
    query.filters = {c.filter};
    EXPECT_EQ(names(query), c.names);
  }
}

TEST_P(Lists, FilterThroughReferencesBothWaysAndOnlyWhatMayBeRead) {
  const auto dam = [&](const char* name, const std::string& place, json::Object fields) {
    record::Draft draft = city_.dam(name, place);
    for (auto& [key, value] : fields) draft.fields.set(key, value);
    return city_.store->create(chief_, {}, draft).value().id;
  };
  const std::string top = dam("甲", city_.south, {{"grade", "large"}, {"reason", "高"}});
  const std::string middle = dam("乙", city_.north, {{"upstream", top}});
  dam("丙", city_.north, {{"upstream", middle}});
  record::Draft note;
  note.type = "note";
  note.jurisdiction_id = city_.north;
  note.fields = {{"text", "渗水"}, {"about", middle}};
  ASSERT_TRUE(city_.store->create(chief_, {}, note));
  struct Case {
    record::Filter filter;
    const char* names;
  };
  for (const Case& c : {Case{{"upstream.grade", "eq", "large"}, "乙"}, Case{{"upstream.upstream.grade", "eq", "large"}, "丙"},
                        Case{{"upstream.state", "in", "sound,leaking"}, "乙丙"}, Case{{"~dam.upstream.name", "eq", "丙"}, "乙"},
                        Case{{"~note.about.text", "like", "渗"}, "乙"}, Case{{"~note.about.about.dam.name", "eq", "乙"}, "乙"},
                        Case{{"~dam.upstream.~note.about.id", "notnull", ""}, "甲"}, Case{{"jurisdiction.code", "eq", "421002"}, "甲"}}) {
    SCOPED_TRACE(c.filter.field);
    Query query = dams();
    query.filters = {c.filter};
    EXPECT_EQ(names(query), c.names);
  }
  // What may not be read does not show through either.
  const auto keeper = SmallCity::person("keeper", {"read"}, {"dam"}, "/jz/north");
  for (const record::Filter& filter : {record::Filter{"upstream.grade", "eq", "large"}, {"~note.about.text", "like", "渗"}}) {
    Query query = dams();
    query.filters = {filter};
    EXPECT_EQ(city_.store->list(keeper, query).value().total, 0) << filter.field;
  }
  for (const char* wrong : {"upstream.colour", "name.grade", "~dam.grade.name", "~nobody.about.id", "~dam.upstream", "upstream.", ".name",
                            "upstream.upstream.upstream.upstream.upstream.upstream.upstream.upstream.upstream.name"}) {
    Query query = dams();
    query.filters = {{wrong, "eq", "x"}};
    EXPECT_EQ(city_.store->list(chief_, query).error().code, error::kUnknownField) << wrong;
  }
}

TEST_P(Lists, KnowValidityWithAnOpenEndAndTheNewestOfEach) {
  make("甲", city_.north, {{"built_on", "1990-01-01"}, {"due_at", "2026-08-01T00:00:00+08:00"}});
  make("乙", city_.north, {{"due_at", "2026-08-02T00:00:00+08:00"}});
  make("丙", city_.south, {{"built_on", "2001-01-01"}, {"grade", "large"}, {"reason", "高"}, {"due_at", "2026-07-01T00:00:00+08:00"}});
  struct Case {
    std::vector<record::Filter> filters;
    const char* names;
  };
  for (const Case& c : {Case{{{"built_on", "since", "1999-12-31"}}, "甲乙"}, Case{{{"built_on", "until", "1999-12-31"}}, "乙丙"},
                        Case{{{"due_at", "latest", "grade"}}, "乙丙"}, Case{{{"due_at", "latest", "grade,jurisdiction_id"}}, "乙丙"},
                        Case{{{"due_at", "latest", "grade"}, {"due_at", "lt", "2026-08-02T00:00:00+08:00"}}, "甲丙"}}) {
    Query query = dams();
    query.filters = c.filters;
    EXPECT_EQ(names(query), c.names) << c.filters.front().op;
  }
  Query query = dams();
  query.filters = {{"due_at", "latest", "colour"}};
  EXPECT_EQ(city_.store->list(chief_, query).error().code, error::kUnknownField);
  query.filters = {{"phone", "latest", "grade"}};
  EXPECT_EQ(city_.store->list(chief_, query).error().code, error::kUnknownField);
}

TEST_P(Lists, RefuseWhatNamesNoColumn) {
  for (const record::Filter& filter : {record::Filter{"colour", "eq", "red"}, {"height_m", "is", "1"}, {"height_m", "eq", "tall"},
                                       {"recorded_at", "eq", "yesterday"}, {"name\" OR 1=1 --", "eq", "x"}}) {
    SCOPED_TRACE(filter.field);
    Query query = dams();
    query.filters = {filter};
    EXPECT_FALSE(city_.store->list(chief_, query).has_value());
  }
  Query query = dams();
  query.sort = "colour";
  EXPECT_EQ(city_.store->list(chief_, query).error().code, error::kUnknownField);
  query = dams();
  query.limit = 501;
  EXPECT_EQ(city_.store->list(chief_, query).error().code, error::kOutOfRange);
  query = dams();
  query.cursor = "zz";
  EXPECT_FALSE(city_.store->list(chief_, query).has_value());
}

TEST_P(Lists, PageByCursorThroughTiesAndNulls) {
  for (const auto& [name, height] : {std::pair<const char*, json::Value>{"甲", 10}, {"乙", 10}, {"丙", nullptr}, {"丁", 20}, {"戊", nullptr}}) {
    record::Draft draft = city_.dam(name, city_.north);
    draft.fields.set("height_m", height);
    draft.fields.erase("width_m");
    ASSERT_TRUE(city_.store->create(chief_, {}, draft).has_value());
  }
  for (const auto& [sort, expected] : {std::pair<std::string, std::string>{"height_m", "甲乙丁丙戊"}, {"-height_m", "丁乙甲戊丙"}, {"", "戊丁丙乙甲"}}) {
    SCOPED_TRACE(sort);
    Query query = dams();
    query.sort = sort;
    query.limit = 1;
    std::string seen;
    for (int pages = 0; pages < 10; ++pages) {
      const auto page = city_.store->list(chief_, query);
      ASSERT_TRUE(page.has_value());
      EXPECT_EQ(page->total, 5);
      for (const Record& dam : page->items) seen += dam.text("name");
      query.cursor = page->next_cursor;
      if (query.cursor.empty()) break;
    }
    EXPECT_EQ(seen, expected);
  }
}

TEST_P(Lists, KeepToASubtreeAndABox) {
  make("甲", city_.north);
  make("乙", city_.south);
  record::Draft placed = city_.dam("丙", city_.south);
  placed.geometry = json::parse(R"({"type":"Point","coordinates":[112.5,30.25]})").value();
  ASSERT_TRUE(city_.store->create(chief_, {}, placed).has_value());
  Query query = dams();
  query.jurisdiction_id = city_.south;
  EXPECT_EQ(names(query), "乙丙");
  query.jurisdiction_id = city_.city;
  EXPECT_EQ(names(query), "甲乙丙");
  query.bbox = {112.0, 30.0, 113.0, 31.0};
  EXPECT_EQ(names(query), "丙");
  query.bbox = {113.0, 30.0, 114.0, 31.0};
  EXPECT_EQ(names(query), "");
}

TEST_P(Lists, FindChineseWordsOfOneAndTwoCharactersAndLatinPrefixes) {
  make("荆江大坝", city_.north);
  make("松滋小坝", city_.north);
  make("Dam AB12", city_.north);
  for (const auto& [words, expected] : {std::pair<const char*, const char*>{"荆江", "荆江大坝"}, {"坝", "荆江大坝松滋小坝"}, {"滋小", "松滋小坝"},
                                        {"ab", "Dam AB12"}, {"荆江 松滋", ""}, {"江荆", ""}, {"' OR 1", ""}}) {
    SCOPED_TRACE(words);
    Query query = dams();
    query.text = words;
    EXPECT_EQ(names(query), expected);
  }
}

TEST_P(Lists, ForgetWhatASearchedRecordWasCalledBefore) {
  make("旧名坝", city_.north);
  Query query = dams();
  const Record dam = city_.store->list(chief_, query)->items.at(0);
  record::Draft renamed;
  renamed.type = "dam";
  renamed.id = dam.id;
  renamed.fields = {{"name", "新号坝"}};
  ASSERT_TRUE(city_.store->update(chief_, {}, renamed).has_value());
  query.text = "旧名";
  EXPECT_EQ(names(query), "");
  query.text = "新号";
  EXPECT_EQ(names(query), "新号坝");
}

// Definitions change: additions by themselves, removals refused while rows use them.
TEST_P(Lists, DefinitionsMayGrowButNotSilentlyShrink) {
  make("甲", city_.north, {{"cost", 100}});
  const std::string more = R"yaml(
type: gate
title: { zh: 闸, en: Gate }
group: water
label: "{name}"
fields:
  name: { kind: text, required: true, title: { zh: 名称, en: Name } }
)yaml";
  ASSERT_TRUE(city_.reopen(test_support::small_model(more)).has_value());
  record::Draft gate;
  gate.type = "gate";
  gate.jurisdiction_id = city_.north;
  gate.fields = {{"name", "北闸"}};
  ASSERT_TRUE(city_.store->create(chief_, {}, gate).has_value());
  const Status shrunk = city_.reopen(test_support::small_model());
  ASSERT_FALSE(shrunk.has_value());
  EXPECT_EQ(shrunk.error().code, error::kModelNeedsMapping);
}

}  // namespace
}  // namespace muster
