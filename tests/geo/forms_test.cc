#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/hash.h"
#include "geo/geo.h"
#include "errors/geometry.h"

namespace muster::geo {
namespace {

Result<Geometry> read(std::string_view text) { return from_geojson(*json::parse(text)); }

const Path kRing{
    {112.20, 30.25}, {112.35, 30.25}, {112.35, 30.35}, {112.20, 30.35}, {112.20, 30.25}};
const Path kHole{
    {112.25, 30.28}, {112.25, 30.32}, {112.30, 30.32}, {112.30, 30.28}, {112.25, 30.28}};

std::vector<Geometry> one_of_each_kind() {
  return {point({112.24, 30.33}),
          line({{112.2, 30.3}, {112.3, 30.4}, {112.4, 30.3}}),
          polygon({kRing, kHole}),
          {Kind::kMultiPoint, {{{{112.2, 30.3}}}, {{{112.3, 30.4}}}}},
          {Kind::kMultiLine, {{{{112.2, 30.3}, {112.3, 30.4}}}, {{{113.2, 30.3}, {113.3, 30.4}}}}},
          multi_polygon({{kRing, kHole}, {{{113, 30}, {113.1, 30}, {113.1, 30.1}, {113, 30}}}})};
}

TEST(GeoJson, GivesBackEveryKind) {
  for (const Geometry& geometry : one_of_each_kind()) {
    SCOPED_TRACE(kind_name(geometry.kind));
    const auto again = from_geojson(to_geojson(geometry));
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, geometry);
  }
}

TEST(GeoJson, Rfc7946Section316OrientsRingsByTheRightHandRule) {
  Path clockwise(kRing.rbegin(), kRing.rend());
  Path hole(kHole.rbegin(), kHole.rend());
  EXPECT_EQ(to_geojson(polygon({clockwise, hole})), to_geojson(polygon({kRing, kHole})));
}

TEST(GeoJson, Rfc7946Section311DropsTheAltitude) {
  EXPECT_EQ(*read(R"({"type":"Point","coordinates":[112.24,30.33,35.2]})"), point({112.24, 30.33}));
}

struct Refused {
  const char* name;
  const char* text;
  ErrorCode code;
};

class RefusedGeoJson : public testing::TestWithParam<Refused> {};

TEST_P(RefusedGeoJson, NamesWhatIsWrong) {
  const auto geometry = read(GetParam().text);
  ASSERT_FALSE(geometry);
  EXPECT_EQ(geometry.error().code, GetParam().code) << error_text(geometry.error(), "en");
  EXPECT_THAT(error_text(geometry.error(), "zh"), testing::Not(testing::HasSubstr("{")));
}

INSTANTIATE_TEST_SUITE_P(
    Rfc7946, RefusedGeoJson,
    testing::Values(
        Refused{"Null", "null", error::kGeometryKind},
        Refused{"Collection", R"({"type":"GeometryCollection","geometries":[]})",
                error::kGeometryKind},
        Refused{"Feature", R"({"type":"Feature","geometry":null})", error::kGeometryKind},
        Refused{"NoCoordinates", R"({"type":"Point"})", error::kBadGeometry},
        Refused{"TextCoordinates", R"({"type":"Point","coordinates":["112","30"]})",
                error::kBadGeometry},
        Refused{"OneNumber", R"({"type":"Point","coordinates":[112]})", error::kBadGeometry},
        Refused{"WrongDepth",
                R"({"type":"Polygon","coordinates":[[112,30],[113,30],[113,31],[112,30]]})",
                error::kBadGeometry},
        Refused{"Swapped", R"({"type":"Point","coordinates":[30.33,112.24]})",
                error::kSwappedCoordinates},
        Refused{"BeyondRange", R"({"type":"Point","coordinates":[181,30]})",
                error::kPositionOutOfRange},
        Refused{"Projected", R"({"type":"Point","coordinates":[12494000,3546000]})",
                error::kPositionOutOfRange},
        Refused{"OpenRing",
                R"({"type":"Polygon","coordinates":[[[112,30],[113,30],[113,31],[112,31]]]})",
                error::kRingNotClosed},
        Refused{"ThreeVertices",
                R"({"type":"Polygon","coordinates":[[[112,30],[113,30],[112,30]]]})",
                error::kTooFewVertices},
        Refused{"NoRing", R"({"type":"Polygon","coordinates":[]})", error::kTooFewVertices},
        Refused{"OneVertexLine", R"({"type":"LineString","coordinates":[[112,30]]})",
                error::kTooFewVertices},
        Refused{"EmptyMulti", R"({"type":"MultiPoint","coordinates":[]})",
                error::kTooFewVertices}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(GeoJson, HoldsTheVertexLimit) {
  Path path(kMaxVertices, Position{112, 30});
  EXPECT_TRUE(check(line(path)));
  path.push_back({112, 30});
  EXPECT_EQ(check(line(path)).error().code, error::kTooManyVertices);
}

TEST(GeoJson, RefusesWhatIsNotANumber) {
  EXPECT_EQ(check(point({std::nan(""), 30})).error().code, error::kPositionOutOfRange);
  EXPECT_EQ(check(point({112, std::numeric_limits<double>::infinity()})).error().code,
            error::kPositionOutOfRange);
}

TEST(Wkb, GivesBackEveryKind) {
  for (const Geometry& geometry : one_of_each_kind()) {
    SCOPED_TRACE(kind_name(geometry.kind));
    EXPECT_EQ(from_wkb(to_wkb(geometry)).value(), geometry);
    EXPECT_EQ(from_gpkg(to_gpkg(geometry)).value(), geometry);
  }
}

TEST(Wkb, GivesBackEmptiness) {
  for (const Geometry& geometry : one_of_each_kind()) {
    EXPECT_TRUE(from_wkb(to_wkb({geometry.kind, {}})).value().empty());
    EXPECT_TRUE(from_gpkg(to_gpkg({geometry.kind, {}})).value().empty());
  }
}

// Bytes written by hand from OGC 06-103r4 clause 8.2 and the EWKB flags of PostGIS.
TEST(Wkb, Ogc06103Clause82ReadsByteOrdersAndDimensions) {
  const struct {
    const char* name;
    const char* hex;
  } points[] = {
      {"little-endian", "010100000000000000000000400000000000000840"},
      {"big-endian", "000000000140000000000000004008000000000000"},
      {"ISO Z", "01e903000000000000000000400000000000000840000000000000f03f"},
      {"ISO ZM", "01b90b0000000000000000004000000000000008400000000000000000000000000000f03f"},
      {"EWKB SRID", "0101000020e610000000000000000000400000000000000840"},
      {"EWKB SRID and Z", "01010000a0e610000000000000000000400000000000000840000000000000f03f"}};
  for (const auto& row : points) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(from_wkb(from_hex(row.hex)).value(), point({2, 3}));
  }
}

TEST(Wkb, RefusesEveryTruncation) {
  for (const Geometry& geometry : one_of_each_kind()) {
    const std::string whole = to_gpkg(geometry);
    for (std::size_t length = 0; length < whole.size(); ++length) {
      ASSERT_FALSE(from_gpkg(std::string_view(whole).substr(0, length))) << length;
    }
  }
}

TEST(Wkb, RefusesCountsThatTheBytesCannotHold) {
  EXPECT_EQ(from_wkb(from_hex("0102000000ffffffff")).error().code, error::kBadGeometryBytes);
  EXPECT_EQ(from_wkb(from_hex("0106000000ffffff0f")).error().code, error::kBadGeometryBytes);
  EXPECT_EQ(from_wkb(from_hex("0107000000000000ff")).error().code, error::kGeometryKind);
  EXPECT_FALSE(
      from_wkb(from_hex("020100000000000000000000400000000000000840")));  // no such byte order
}

TEST(GeoPackage, Clause213HeaderCarriesSrsAndEnvelope) {
  const std::string blob = to_gpkg(line({{112, 30}, {113, 31}}));
  EXPECT_EQ(to_hex(blob.substr(0, 8)), "47500003e6100000");
  EXPECT_EQ(to_hex(blob.substr(8, 32)),
            "0000000000005c400000000000405c400000000000003e400000000000003f40");
  EXPECT_EQ(blob.substr(40), to_wkb(line({{112, 30}, {113, 31}})));
}

TEST(GeoPackage, Clause213ReadsHeadersWithoutEnvelope) {
  const std::string header = from_hex("47500001e6100000");
  EXPECT_EQ(from_gpkg(header + to_wkb(point({112, 30}))).value(), point({112, 30}));
  EXPECT_FALSE(from_gpkg("XX" + header.substr(2) + to_wkb(point({112, 30}))));
}

}  // namespace
}  // namespace muster::geo
