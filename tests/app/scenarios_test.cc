// The API as rows: who asks what, and what the answer must and must not hold. Each row runs on both
// engines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/test_city.h"
#include "base/id.h"

namespace muster::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Row {
  const char* name;
  Ask ask;  ///< {store} and {gongan} … in path and body stand for ids
  int status;
  std::vector<std::string> holds{};
  std::vector<std::string> lacks{};
  bool writes = false;  ///< a journal entry more afterwards
};

std::string filled(std::string text, TestCity& city) {
  for (const char* key :
       {"store", "call", "gongan", "jianli", "city", "command", "person:keeper", "person:gongan"}) {
    const std::string name = "{" + std::string(key) + "}";
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name))
      text.replace(at, name.size(), city.id(key));
  }
  return text;
}

const std::string kStore = "/api/v1/records/store";
const std::string kOne = "/api/v1/records/store/{store}";

// A row is a line.
// clang-format off
std::vector<Row> rows() {
  const std::string make = R"({"jurisdiction_id":"{gongan}","fields":{"name":")";
  return {
      {"a list shows one's own place", {.who = "gongan", .path = kStore}, 200, {"孟家溪秘密仓库", R"("total":1)", R"("total_text":"1")"}},
      {"counts of another place are not told", {.who = "jianli", .path = kStore}, 200, {R"("total":0)"}, {"孟家溪"}},
      {"the city sees all", {.who = "duty", .path = kStore + "?jurisdiction={gongan}"}, 200, {"孟家溪秘密仓库"}},
      {"a subtree without it is empty", {.who = "duty", .path = kStore + "?jurisdiction={jianli}"}, 200, {R"("total":0)"}},
      {"a filter finds", {.who = "duty", .path = kStore + "?filter=kind:eq:flood"}, 200, {"孟家溪秘密仓库"}},
      {"a filter excludes", {.who = "duty", .path = kStore + "?filter=kind:eq:relief"}, 200, {R"("items":[])"}},
      {"a filter of an unknown field is refused", {.who = "duty", .path = kStore + "?filter=colour:eq:red"}, 422, {"unknown_field"}},
      {"a filter without a colon is refused", {.who = "duty", .path = kStore + "?filter=kind"}, 400, {"bad_request"}},
      {"a box finds", {.who = "duty", .path = kStore + "?bbox=112,30,113,31"}, 200, {"孟家溪秘密仓库"}},
      {"a box elsewhere does not", {.who = "duty", .path = kStore + "?bbox=100,20,101,21"}, 200, {R"("items":[])"}},
      {"a box of three numbers is refused", {.who = "duty", .path = kStore + "?bbox=112,30,113"}, 400, {"bad_request"}},
      {"a limit over 500 is refused", {.who = "duty", .path = kStore + "?limit=501"}, 422, {"out_of_range"}},
      {"words find", {.who = "duty", .path = kStore + "?q=%E7%A7%98%E5%AF%86"}, 200, {"孟家溪秘密仓库"}},
      {"an unknown type is refused", {.who = "duty", .path = "/api/v1/records/dragon"}, 404, {"unknown_type", "dragon"}},
      {"an unknown ledger is refused", {.who = "duty", .path = kStore + "?ledger=drill:x"}, 404, {"not_found"}},
      {"a record has moves, clocks and names", {.who = "gongan", .path = kOne}, 200, {R"("moves":[)", R"("clocks":[])", R"("refs":{)", "keeper"}},
      {"another county's record does not exist", {.who = "jianli", .path = kOne}, 404, {"not_found"}, {"孟家溪"}},
      {"why is answered by role and post", {.who = "gongan", .path = kOne + "/why"}, 200, {R"("role":"county_duty")", "县级值班"}},
      {"history names who made it", {.who = "gongan", .path = kOne + "/history"}, 200, {R"("op":"create")", R"("actor":"system")"}},
      {"history of another county's record does not exist", {.who = "jianli", .path = kOne + "/history"}, 404, {"not_found"}},
      {"search finds in one's place", {.who = "gongan", .path = "/api/v1/search?q=%E5%AD%9F%E5%AE%B6%E6%BA%AA"}, 200, {"孟家溪秘密仓库", R"("type":"store")"}},
      {"search leaks nothing", {.who = "jianli", .path = "/api/v1/search?q=%E5%AD%9F%E5%AE%B6%E6%BA%AA"}, 200, {R"("items":[])"}},
      {"search wants words", {.who = "gongan", .path = "/api/v1/search"}, 400, {"bad_request"}},
      {"a map layer is GeoJSON", {.who = "gongan", .path = "/api/v1/map/store.geojson"}, 200, {R"("type":"FeatureCollection")", "112.23"}},
      {"a map layer leaks nothing", {.who = "jianli", .path = "/api/v1/map/store.geojson"}, 200, {R"("features":[])"}},
      {"a type without a place is no layer", {.who = "gongan", .path = "/api/v1/map/person.geojson"}, 404, {"not_found"}},
      {"a base layer's name cannot climb", {.who = "gongan", .path = "/map/base/..%2F..%2Fmuster.geojson"}, 400, {"bad_target"}, {"[server]"}},
      {"a base layer's name is plain", {.who = "gongan", .path = "/map/base/muster.toml.geojson"}, 404, {"not_found"}, {"[server]"}},
      {"personal fields are masked", {.who = "duty", .path = "/api/v1/records/person"}, 200, {R"("masked":["phone"])"}, {"13900000461"}},
      {"a reveal wants a reason", {.who = "duty", .method = "POST", .path = "/api/v1/records/person/{person:gongan}/reveal", .body = R"({"field":"phone"})"}, 422, {"required"}},
      {"a reveal gives the value", {.who = "duty", .method = "POST", .path = "/api/v1/records/person/{person:gongan}/reveal", .body = R"({"field":"phone","reason":"叫应"})"}, 200, {"13900000461"}},
      {"a reveal elsewhere does not exist", {.who = "jianli", .method = "POST", .path = "/api/v1/records/person/{person:gongan}/reveal", .body = R"({"field":"phone","reason":"x"})"}, 404, {}, {"13900000461"}},
      {"the journal shows only what one may see", {.who = "jianli", .path = "/api/v1/journal"}, 200, {R"("head":)"}, {"孟家溪"}},
      {"the journal hides personal values", {.who = "admin", .path = "/api/v1/journal?type=person"}, 200, {"***"}, {"13900000461", "v1:"}},
      {"the journal of a record", {.who = "gongan", .path = "/api/v1/journal?record={store}"}, 200, {"孟家溪秘密仓库"}},
      {"a create by right", {.who = "keeper", .method = "POST", .path = kStore, .body = make + R"(新仓","kind":"flood"}})"}, 201, {R"("version":1)", R"("seq":)"}, {}, true},
      {"a create in the wrong place", {.who = "jianli", .method = "POST", .path = kStore, .body = make + R"(偷仓","kind":"flood"}})"}, 403, {"not_allowed"}},
      {"a create without a required field", {.who = "keeper", .method = "POST", .path = kStore, .body = R"({"fields":{"kind":"flood"}})"}, 422, {"required", "name"}},
      {"a choice that is none", {.who = "keeper", .method = "POST", .path = kStore, .body = make + R"(甲","kind":"gold"}})"}, 422, {"not_a_choice"}},
      {"an unknown field is refused by name", {.who = "keeper", .method = "POST", .path = kStore, .body = make + R"(甲","kind":"flood","colour":"red"}})"}, 422, {"unknown_field", "colour"}},
      {"an unknown member is refused by name", {.who = "keeper", .method = "POST", .path = kStore, .body = R"({"feilds":{}})"}, 422, {"unknown_field", "feilds"}},
      {"swapped coordinates are refused", {.who = "keeper", .method = "POST", .path = kStore, .body = make + R"(乙","kind":"flood"},"geometry":{"type":"Point","coordinates":[30.05,112.23]}})"}, 422, {"swapped"}},
      {"a change without If-Match", {.who = "keeper", .method = "PATCH", .path = kOne, .body = R"({"fields":{"is_open":false}})"}, 428, {"version_required"}},
      {"a stale change carries the record as it is", {.who = "keeper", .method = "PATCH", .path = kOne, .body = R"({"fields":{"is_open":false}})", .headers = {{"If-Match", "\"99\""}}}, 412, {"stale_version", R"("current":{)", "孟家溪秘密仓库"}},
      {"an If-Match that is none", {.who = "keeper", .method = "PATCH", .path = kOne, .body = "{}", .headers = {{"If-Match", "yesterday"}}}, 400, {"bad_request"}},
      {"a change in the wrong place", {.who = "jianli", .method = "PATCH", .path = kOne, .body = R"({"fields":{"is_open":false}})", .headers = {{"If-Match", "\"1\""}}}, 404, {"not_found"}, {"孟家溪"}},
      {"a stale change in the wrong place tells nothing", {.who = "jianli", .method = "PATCH", .path = kOne, .body = "{}", .headers = {{"If-Match", "\"99\""}}}, 404, {"not_found"}, {"孟家溪"}},
      {"a name that is not one's own", {.who = "keeper", .method = "POST", .path = kStore, .body = R"({"in_name_of":"{command}","fields":{"name":"丙","kind":"flood"}})"}, 403, {"wrong_name"}},
      {"an intent id that is no UUID", {.who = "keeper", .method = "POST", .path = kStore, .body = make + R"(丁","kind":"flood"}})", .headers = {{"Idempotency-Key", "1"}}}, 400, {"bad_request", "Idempotency-Key"}},
      {"an instant without offset", {.who = "keeper", .method = "POST", .path = kStore, .body = R"({"occurred_at":"2020-08-10T02:00:00","fields":{"name":"戊","kind":"flood"}})"}, 422, {"bad_time", "occurred_at"}},
      {"a move that the type does not have", {.who = "keeper", .method = "POST", .path = kOne + "/moves/fly", .body = "{}"}, 404, {"unknown_move", "fly"}},
      {"an append-only record does not change", {.who = "duty", .method = "PATCH", .path = "/api/v1/records/call_record/{call}", .body = R"({"fields":{"caller":"x"}})", .headers = {{"If-Match", "\"1\""}}}, 409, {"append_only"}},
      {"a body over the limit", {.who = "keeper", .method = "POST", .path = kStore, .body = std::string(10U << 20, ' ')}, 413, {"too_large"}},
      {"English is spoken", {.who = "duty", .path = "/api/v1/records/dragon?lang=en"}, 404, {"There is no record type"}},
      {"Accept-Language counts", {.who = "duty", .path = "/api/v1/records/dragon", .headers = {{"Accept-Language", "en-GB,en;q=0.9"}}}, 404, {"There is no record type"}},
      {"a token that is none", {.who = "", .path = kStore, .headers = {{"Authorization", "Bearer mst_nothing"}}}, 401, {"not_signed_in"}},
      {"a token as password of Basic that is none", {.who = "", .path = kStore, .headers = {{"Authorization", "Basic Z2lzOm1zdF9ub3RoaW5n"}}}, 401, {"not_signed_in"}},
      {"an account's own password is not taken by Basic", {.who = "", .path = kStore, .headers = {{"Authorization", "Basic ZHV0eTp3cm9uZw=="}}}, 401, {"not_signed_in"}},
      {"a wrong password", {.who = "", .method = "POST", .path = "/api/v1/session", .body = R"({"account":"duty","password":"wrong"})"}, 401, {"bad_credentials"}},
      {"a link that is none", {.who = "", .method = "POST", .path = "/api/v1/session/link", .body = R"({"token":"x"})"}, 404, {"link_unknown"}},
      {"a real city offers no demonstration people", {.who = "", .path = "/api/v1/demo/people"}, 404, {"not_found"}},
      {"a real city has no quick sign-in", {.who = "", .method = "POST", .path = "/api/v1/session/demo", .body = R"({"account":"admin"})"}, 404, {"not_found"}},
      {"the model has an ETag", {.who = "duty", .path = "/api/v1/model"}, 200, {R"("dictionaries":{)", R"("store":{)"}},
      {"time is told", {.who = "", .path = "/api/v1/time"}, 200, {"2020-08-10T10:00:00+08:00", R"("speed":1)"}},
      {"health", {.who = "", .path = "/healthz"}, 200, {"ok"}},
      {"readiness", {.who = "", .path = "/readyz"}, 200, {"ready"}},
      {"metrics name routes, never paths", {.who = "", .path = "/metrics"}, 200, {"muster_http_requests_total", R"(route="/api/v1/records/{type}")", "muster_journal_head"}, {"孟家溪"}},
      {"an address of the API that is none", {.who = "duty", .path = "/api/v1/nothing"}, 404, {"not_found"}},
      {"a method that is none", {.who = "duty", .method = "PUT", .path = kStore, .body = "{}"}, 405, {"method_not_allowed", "GET"}},
      {"an attachment that is none", {.who = "duty", .path = "/api/v1/attachments/../../muster.toml"}, 400, {"bad_target"}},
  };
}
// clang-format on

class Scenarios : public ::testing::TestWithParam<db::Engine> {
 protected:
  TestCity& city() { return TestCity::of(GetParam()); }
};

TEST_P(Scenarios, HoldRowByRow) {
  std::vector<Row> all = rows();
  for (Row& row : all) {
    SCOPED_TRACE(row.name);
    row.ask.path = filled(row.ask.path, city());
    row.ask.body = filled(row.ask.body, city());
    const std::int64_t before = city().journal_head();
    const Answer answer = city().ask(row.ask);
    EXPECT_EQ(answer.status, row.status) << answer.body;
    for (const std::string& text : row.holds) EXPECT_THAT(answer.body, HasSubstr(text));
    for (const std::string& text : row.lacks) EXPECT_THAT(answer.body, Not(HasSubstr(text)));
    EXPECT_EQ(city().journal_head() - before, row.writes ? 1 : 0);
  }
}

TEST_P(Scenarios, ARepeatedIntentHasOneEffectAndTheFirstAnswer) {
  const std::string key = new_id(from_millis(1597024800000));
  const Ask ask{.who = "keeper",
                .method = "POST",
                .path = kStore,
                .body = R"({"fields":{"name":"重复仓","kind":"flood"}})",
                .headers = {{"Idempotency-Key", key}}};
  const Answer first = city().ask(ask);
  ASSERT_EQ(first.status, 201) << first.body;
  const std::int64_t head = city().journal_head();
  const Answer second = city().ask(ask);
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(second.headers.at("x-muster-repeated"), "true");
  EXPECT_EQ(first.json()["record"], second.json()["record"]);
  EXPECT_EQ(city().journal_head(), head);
  Ask other = ask;
  other.body = R"({"fields":{"name":"另一仓","kind":"flood"}})";
  const Answer third = city().ask(other);
  EXPECT_EQ(third.status, 409) << third.body;
  EXPECT_EQ(third.json().text("code"), "intent_conflict");
}

TEST_P(Scenarios, ALostUpdateIsRefusedAndTheNewVersionIsTaken) {
  const Answer made = city().ask({.who = "keeper",
                                  .method = "POST",
                                  .path = kStore,
                                  .body = R"({"fields":{"name":"版本仓","kind":"flood"}})"});
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string path = kStore + "/" + made.json()["record"].text("id");
  EXPECT_EQ(made.headers.at("etag"), "\"1\"");
  const Answer one = city().ask({.who = "keeper",
                                 .method = "PATCH",
                                 .path = path,
                                 .body = R"({"fields":{"is_open":false}})",
                                 .headers = {{"If-Match", "\"1\""}}});
  EXPECT_EQ(one.status, 200) << one.body;
  EXPECT_EQ(one.json()["record"].integer("version"), 2);
  const Answer two = city().ask({.who = "keeper",
                                 .method = "PATCH",
                                 .path = path,
                                 .body = R"({"fields":{"address":"x"}})",
                                 .headers = {{"If-Match", "\"1\""}}});
  EXPECT_EQ(two.status, 412);
  EXPECT_EQ(two.json()["current"].integer("version"), 2);
  const Answer gone = city().ask(
      {.who = "keeper", .method = "DELETE", .path = path, .body = R"({"reason":"重复"})"});
  EXPECT_EQ(gone.status, 200) << gone.body;
  EXPECT_EQ(city().ask({.who = "keeper", .path = path}).status, 404);
}

TEST_P(Scenarios, AttachmentsAreKeptOnceByContent) {
  const Ask photo{
      .who = "keeper",
      .method = "POST",
      .path = "/api/v1/attachments",
      .body = "not really a picture",
      .headers = {{"Content-Type", "image/jpeg"}, {"X-File-Name", "%E7%AE%A1%E6%B6%8C.jpg"}}};
  const Answer kept = city().ask(photo);
  ASSERT_EQ(kept.status, 201) << kept.body;
  EXPECT_EQ(kept.json().text("name"), "管涌.jpg");
  EXPECT_EQ(city().ask(photo).json().text("hash"), kept.json().text("hash"));
  const Answer read =
      city().ask({.who = "duty", .path = "/api/v1/attachments/" + kept.json().text("hash")});
  EXPECT_EQ(read.body, photo.body);
  EXPECT_EQ(read.headers.at("content-type"), "image/jpeg");
  const Answer script = city().ask({.who = "keeper",
                                    .method = "POST",
                                    .path = "/api/v1/attachments",
                                    .body = "<script>",
                                    .headers = {{"Content-Type", "text/html"}}});
  EXPECT_EQ(city()
                .ask({.who = "duty", .path = "/api/v1/attachments/" + script.json().text("hash")})
                .headers.at("content-disposition"),
            "attachment");
}

TEST_P(Scenarios, ASessionSignsInByPasswordAndOutAgain) {
  ASSERT_TRUE(city().installation().access->set_password("duty", "江水浩荡浩荡到海边去"));
  const Answer in = city().ask({.who = "",
                                .method = "POST",
                                .path = "/api/v1/session",
                                .body = R"({"account":"duty","password":"江水浩荡浩荡到海边去"})"});
  ASSERT_EQ(in.status, 200) << in.body;
  const std::string cookie = in.headers.at("set-cookie");
  EXPECT_THAT(cookie, ::testing::AllOf(HasSubstr("HttpOnly"), HasSubstr("SameSite=Lax"),
                                       HasSubstr("Path=/")));
  EXPECT_EQ(in.json()["person"].text("name"), "duty");
  EXPECT_TRUE(in.json()["may"]["store"].is_array());
  const std::string pair = cookie.substr(0, cookie.find(';'));
  EXPECT_EQ(
      city().ask({.who = "", .path = "/api/v1/session", .headers = {{"Cookie", pair}}}).status,
      200);
  EXPECT_EQ(city()
                .ask({.who = "",
                      .method = "DELETE",
                      .path = "/api/v1/session",
                      .headers = {{"Cookie", pair}, {"X-Muster-CSRF", in.json().text("csrf")}}})
                .status,
            204);
  const Answer after =
      city().ask({.who = "", .path = "/api/v1/session", .headers = {{"Cookie", pair}}});
  EXPECT_EQ(after.status, 401);
}

TEST_P(Scenarios, ALinkWorksOnce) {
  const auto link = city().installation().access->make_link("gongan", std::chrono::hours(1));
  ASSERT_TRUE(link);
  const Ask use{.who = "",
                .method = "POST",
                .path = "/api/v1/session/link",
                .body = R"({"token":")" + *link + R"("})"};
  EXPECT_EQ(city().ask(use).status, 200);
  const Answer again = city().ask(use);
  EXPECT_EQ(again.status, 410);
  EXPECT_EQ(again.json().text("code"), "link_used");
}

TEST_P(Scenarios, AnExpiredSessionSaysSoAndTheSignInPageStaysOpen) {
  TestCity own(GetParam());
  own.wall().advance(std::chrono::hours(13));
  const Answer answer = own.ask({.who = "duty", .path = kStore, .by_cookie = true});
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.json().text("code"), "session_expired");
  const Answer time = own.ask({.who = "duty", .path = "/api/v1/time", .by_cookie = true});
  EXPECT_EQ(time.status, 200);
}

INSTANTIATE_TEST_SUITE_P(Engines, Scenarios, ::testing::ValuesIn(test_support::engines()),
                         test_support::engine_name);

}  // namespace
}  // namespace muster::app
