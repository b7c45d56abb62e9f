#include <gtest/gtest.h>

#include "identity/identity.h"

namespace muster::identity {
namespace {

ScopedGrant grant(std::vector<std::string> verbs, std::vector<std::string> types, std::string path,
                  bool self = false) {
  ScopedGrant out;
  out.verbs = std::move(verbs);
  out.types = std::move(types);
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

TEST(Viewer, MayOnlyWhatAGrantCovers) {
  const auto viewer =
      someone({grant({"read", "move:verify"}, {"dike_incident"}, "/42/10/24"),
               grant({"move"}, {"task"}, "/42/10"), grant({"*"}, {"hut"}, "/42/10/24")});
  struct Case {
    const char* verb;
    const char* type;
    const char* path;
    bool may;
  };
  const std::vector<Case> cases = {
      {"read", "dike_incident", "/42/10/24", true},
      {"read", "dike_incident", "/42/10/24/101", true},
      {"read", "dike_incident", "/42/10/241", false},  // a sibling whose path starts alike
      {"read", "dike_incident", "/42/10", false},      // above
      {"read", "dike_incident", "/42/10/22", false},   // beside: wrong place
      {"read", "dike_incident", "", false},
      {"read", "task", "/42/10/24", false},             // another type
      {"update", "dike_incident", "/42/10/24", false},  // another verb
      {"move:verify", "dike_incident", "/42/10/24", true},
      {"move:close", "dike_incident", "/42/10/24", false},
      {"move", "dike_incident", "/42/10/24", false},
      {"move:finish", "task", "/42/10/22", true},
      {"movement", "task", "/42/10/22", false},
      {"admin", "hut", "/42/10/24/1", true},
      {"admin", "hut", "/42/10", false}};
  for (const auto& c : cases) {
    EXPECT_EQ(viewer.may(c.verb, c.type, c.path), c.may)
        << c.verb << " " << c.type << " " << c.path;
  }
}

TEST(Viewer, WithoutGrantsMayNothing) {
  const auto viewer = someone({});
  EXPECT_FALSE(viewer.may("read", "hut", "/"));
  EXPECT_FALSE(viewer.may_somewhere("read", "hut"));
}

TEST(Viewer, AGrantWithoutAPlaceReachesNothing) {
  const auto viewer = someone({grant({"*"}, {"*"}, "")});
  EXPECT_FALSE(viewer.may("read", "hut", ""));
  EXPECT_FALSE(viewer.may("read", "hut", "/42"));
  EXPECT_FALSE(viewer.may_somewhere("read", "hut"));
}

TEST(Viewer, TheWholeCityIncludesRecordsWithoutAPlace) {
  const auto viewer = someone({grant({"read"}, {"*"}, "/")});
  EXPECT_TRUE(viewer.may("read", "hut", "/42/10"));
  EXPECT_TRUE(viewer.may("read", "hut", ""));
}

TEST(Viewer, ASelfGrantShowsInMenusButOpensNoPlace) {
  const auto viewer = someone({grant({"read"}, {"task"}, "/", true)});
  EXPECT_TRUE(viewer.may_somewhere("read", "task"));
  EXPECT_FALSE(viewer.may("read", "task", "/42/10"));
}

TEST(Viewer, ASelfGrantCoversRecordsThatNameThePerson) {
  model::TypeDef task;
  task.name = "task";
  model::Field person;
  person.name = "person";
  person.kind = model::FieldKind::kPerson;
  model::Field note;
  note.name = "note";
  task.fields = {person, note};
  auto viewer = someone({grant({"read", "move"}, {"task", "person"}, "/", true)});
  EXPECT_TRUE(viewer.may_record("move:finish", task, "/42", "t1", {{"person", "p1"}}));
  EXPECT_FALSE(viewer.may_record("move:finish", task, "/42", "t1", {{"person", "p2"}}));
  EXPECT_FALSE(viewer.may_record("move:finish", task, "/42", "t1", {{"person", nullptr}}));
  EXPECT_FALSE(viewer.may_record("move:finish", task, "/42", "p1", {{"note", "p1"}}));
  EXPECT_FALSE(viewer.may_record("delete", task, "/42", "t1", {{"person", "p1"}}));
  viewer.actor.for_person = "p2";  // the leader for whom he answers
  EXPECT_TRUE(viewer.may_record("move:finish", task, "/42", "t1", {{"person", "p2"}}));

  model::TypeDef person_type;
  person_type.name = "person";
  EXPECT_TRUE(viewer.may_record("read", person_type, "/42", "p1", {}));
  EXPECT_FALSE(viewer.may_record("read", person_type, "/42", "p3", {}));
}

TEST(Viewer, SaysByWhichGrant) {
  auto wide = grant({"read"}, {"*"}, "/42");
  wide.role = "viewer";
  const auto viewer = someone({grant({"read"}, {"*"}, "/42/10/24"), wide});
  ASSERT_NE(viewer.why("read", "hut", "/42/10/22"), nullptr);
  EXPECT_EQ(viewer.why("read", "hut", "/42/10/22")->role, "viewer");
  EXPECT_EQ(viewer.why("read", "hut", "/43"), nullptr);
}

TEST(Viewer, TheSystemMayEverything) {
  const auto system = Viewer::system("timer");
  EXPECT_TRUE(system.may("delete", "hut", "/"));
  EXPECT_TRUE(system.may_somewhere("admin", "hut"));
  EXPECT_EQ(system.actor.person, "system");
  EXPECT_EQ(system.actor.channel, "timer");
}

TEST(Subtree, IsTheRangeBelowAPath) {
  const auto range = subtree("/42/10");
  const auto inside = [&](std::string_view path) { return path >= range.from && path < range.to; };
  for (const char* path : {"/42/10", "/42/10/24", "/42/10/24/101", "/42/10/z"})
    EXPECT_TRUE(inside(path)) << path;
  for (const char* path : {"", "/", "/42", "/42/1", "/42/100", "/42/101", "/42/11", "/43"}) {
    EXPECT_FALSE(inside(path)) << path;
  }
  const auto all = subtree("/");
  EXPECT_LE(all.from, "");
  EXPECT_GT(all.to, "/99/zz");
  EXPECT_EQ(subtree("/42/").from, "/42");
}

}  // namespace
}  // namespace muster::identity
