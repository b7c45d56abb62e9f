#include <gtest/gtest.h>

#include "identity/identity.h"
#include "support/test_database.h"

namespace muster::identity {
namespace {

using test_support::TestDatabase;

model::TypeDef task_type() {
  model::TypeDef type;
  type.name = "task";
  for (const char* name : {"person", "liaison", "shadow"}) {
    model::Field field;
    field.name = name;
    field.kind = model::FieldKind::kPerson;
    type.fields.push_back(field);
  }
  type.fields.back().computed = json::Object{{"first", json::Array{"person"}}};  // has no column
  return type;
}

ScopedGrant reading(std::string path, bool self = false) {
  ScopedGrant out;
  out.verbs = {"read"};
  out.types = {"task"};
  out.path = std::move(path);
  out.self = self;
  return out;
}

Viewer someone(std::vector<ScopedGrant> grants) {
  Viewer viewer;
  viewer.actor.person = "p1";
  viewer.grants = std::move(grants);
  return viewer;
}

class Predicate : public ::testing::TestWithParam<db::Engine> {
 protected:
  Predicate() : database_(GetParam()) {
    const auto filled = database_->write_with([](db::Connection& c) -> Status {
      c.run_script(
          "CREATE TABLE r_task (id TEXT PRIMARY KEY, jpath TEXT, f_person TEXT, f_liaison TEXT);"
          "INSERT INTO r_task VALUES ('city', '/42/10', NULL, NULL), ('county', '/42/10/24', 'p2', "
          "NULL),"
          "('town', '/42/10/24/101', NULL, 'p1'), ('alike', '/42/10/241', NULL, NULL), ('beside', "
          "'/42/10/22', 'p1', NULL),"
          "('nowhere', NULL, NULL, NULL)");
      return {};
    });
    EXPECT_TRUE(filled);
  }
  /// Ids that pass, through an alias and after another condition, as lists do it.
  std::string seen(const Viewer& viewer, std::string_view verb = "read") {
    auto clause = predicate(viewer, task_type(), verb, 2, "r.");
    db::Cells cells = {"zzz"};
    cells.insert(cells.end(), clause.cells.begin(), clause.cells.end());
    std::string out;
    database_->read_with([&](db::Connection& c) {
      for (const auto& row :
           c.query("SELECT r.id FROM r_task r WHERE r.id < $1 AND " + clause.sql + " ORDER BY r.id",
                   cells)) {
        out += (out.empty() ? "" : " ") + row[0].text();
      }
    });
    return out;
  }
  TestDatabase database_;
};
INSTANTIATE_TEST_SUITE_P(Engines, Predicate, ::testing::ValuesIn(test_support::engines()),
                         test_support::engine_name);

TEST_P(Predicate, ShowsASubtreeAndNothingBesideOrAboveIt) {
  EXPECT_EQ(seen(someone({reading("/42/10/24")})), "county town");
  EXPECT_EQ(seen(someone({reading("/42/10/22"), reading("/42/10/24/101")})), "beside town");
  EXPECT_EQ(seen(someone({reading("/42/10/24"), reading("/42/10/24/101")})), "county town");
  EXPECT_EQ(seen(someone({reading("/42/10")})), "alike beside city county town");
}

TEST_P(Predicate, ShowsNothingWithoutAGrant) {
  EXPECT_EQ(seen(someone({})), "");
  EXPECT_EQ(seen(someone({reading("")})), "");
  EXPECT_EQ(seen(someone({reading("/43")})), "");
  EXPECT_EQ(seen(someone({reading("/42/10")}), "delete"), "");
}

TEST_P(Predicate, ShowsEverythingToTheWholeCityAndTheSystem) {
  EXPECT_EQ(seen(someone({reading("/")})), "alike beside city county nowhere town");
  EXPECT_EQ(seen(Viewer::system("rule")), "alike beside city county nowhere town");
}

TEST_P(Predicate, ASelfGrantShowsOnlyRecordsThatNameThePerson) {
  EXPECT_EQ(seen(someone({reading("/", true)})), "beside town");
  EXPECT_EQ(seen(someone({reading("/", true), reading("/42/10/241")})), "alike beside town");
  auto stranger = someone({reading("/", true)});
  stranger.actor.person = "p9";
  EXPECT_EQ(seen(stranger), "");
  stranger.actor.person = "";
  EXPECT_EQ(seen(stranger), "");
}

TEST_P(Predicate, ALiaisonSeesWhatNamesTheLeader) {
  auto liaison = someone({reading("/", true)});
  liaison.actor.for_person = "p2";
  EXPECT_EQ(seen(liaison), "beside county town");
}

TEST_P(Predicate, AgreesWithMayRecordOnEveryRow) {
  const auto type = task_type();
  const std::vector<Viewer> viewers = {someone({}), someone({reading("/42/10/24")}),
                                       someone({reading("/", true)}), someone({reading("/")}),
                                       someone({reading("/42/10/22"), reading("/", true)})};
  const auto rows = database_->read([](db::Connection& c) {
    return c.query("SELECT id, jpath, f_person, f_liaison FROM r_task ORDER BY id");
  });
  for (const auto& viewer : viewers) {
    std::string expected;
    for (const auto& row : rows) {
      const json::Object fields = {{"person", row[2].text()}, {"liaison", row[3].text()}};
      if (viewer.may_record("read", type, row[1].text(), row[0].text(), fields)) {
        expected += (expected.empty() ? "" : " ") + row[0].text();
      }
    }
    EXPECT_EQ(seen(viewer), expected);
  }
}

TEST(PredicateText, NumbersPlaceholdersFromFirstOn) {
  const auto clause = predicate(someone({reading("/42/10")}), task_type(), "read", 5);
  EXPECT_EQ(clause.sql, "(jpath >= $5 AND jpath < $6)");
  EXPECT_EQ(clause.cells, (db::Cells{"/42/10", "/42/100"}));
  EXPECT_EQ(predicate(someone({}), task_type(), "read", 1).sql, "(1=0)");
}

}  // namespace
}  // namespace muster::identity
