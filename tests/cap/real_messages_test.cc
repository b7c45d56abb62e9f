#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "cap/cap.h"
#include "errors/cap.h"
#include "errors/xml.h"

namespace muster::cap {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(MUSTER_SOURCE_DIR) / "tests/data/cap";

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::filesystem::path> files(const char* folder) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder / folder))
    found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

// They pass the schema and break the standard: polygons cut short or left as a placeholder, and an
// expiry ten years before the message was sent.
const std::map<std::string, std::pair<int, ErrorCode>> kValidBySchemaOnly = {
    {"DEFRA__nws-alert.xml", {27, error::kCapPolygon}},
    {"alphagov__sample_cap_xml_documents.py-WITH_PLACEHOLDER_FOR_AREAS.xml",
     {21, error::kCapPolygon}},
    {"sahana__Flood.xml", {22, error::kCapExpires}},
    {"sahana__landslide.xml", {22, error::kCapExpires}}};

TEST(RealMessages, AreValidAndComeBackTheSameWhenWritten) {
  int valid = 0;
  for (const auto& path : files("valid")) {
    SCOPED_TRACE(path.filename());
    const std::string bytes = read(path);
    const Findings findings = check(bytes);
    if (const auto known = kValidBySchemaOnly.find(path.filename());
        known != kValidBySchemaOnly.end()) {
      ASSERT_EQ(findings.size(), 1U) << json::write(to_json(findings));
      EXPECT_EQ(findings[0].line, known->second.first);
      EXPECT_EQ(findings[0].code, known->second.second);
      continue;
    }
    ASSERT_THAT(findings, testing::IsEmpty()) << json::write(to_json(findings));
    Message message = *parse(bytes);
    message.is_signed = false;  // a signature is not carried on
    const std::string written = write(message);
    ASSERT_THAT(check(written), testing::IsEmpty()) << written;
    EXPECT_EQ(*parse(written), message);
    ++valid;
  }
  EXPECT_EQ(valid, 20);
}

TEST(RealMessages, ThatAreInvalidAreFoundWithTheirLine) {
  const std::map<std::string, std::pair<int, ErrorCode>> expected = {
      {"DEFRA__getMessage-invalid.xml", {9, error::kCapRefersToItself}},
      {"alphagov__sample_cap_xml_documents.py-WAINFLEET_CANCEL.xml",
       {1, error::kCapUnknownElement}},
      {"google__canada_errors.cap", {12, error::kCapRequiredWhen}},
      {"google__earthquake.cap", {3, error::kCapNamespace}},
      {"google__no_optional_fields.cap", {3, error::kCapNamespace}},
      {"google__weather.cap", {2, error::kCapNamespace}},
      {"google__xee.cap", {3, error::kXmlDoctype}},
      {"kelvinn__oregon_nws.atom-0.xml", {2, error::kCapNamespace}},
      {"kelvinn__pelmorex.atom.xml", {1, error::kBadXml}},
      {"kelvinn__sweden.cap", {17, error::kCapOrder}},
      {"kelvinn__weather_invalid.atom-0.xml", {2, error::kCapNamespace}},
      {"willglynn__v1dot0_appendix_adot2.xml", {2, error::kCapNamespace}},
      {"willglynn__v1dot0_appendix_adot4.xml", {2, error::kCapNamespace}}};
  const auto found = files("invalid");
  ASSERT_EQ(found.size(), expected.size());
  for (const auto& path : found) {
    SCOPED_TRACE(path.filename());
    const Findings findings = check(read(path));
    ASSERT_THAT(findings, testing::Not(testing::IsEmpty()));
    EXPECT_EQ(findings[0].line, expected.at(path.filename()).first);
    EXPECT_EQ(findings[0].code, expected.at(path.filename()).second) << text(findings[0], "en");
  }
}

TEST(RealMessages, AgreeWithTheFactsOfTheirManifest) {
  const auto manifest = json::parse(read(kFolder / "manifest.json"));
  ASSERT_TRUE(manifest);
  int compared = 0;
  for (const json::Value& row : manifest->as_array()) {
    const auto message = parse(read(kFolder / row.text("file")));
    if (!message) continue;
    SCOPED_TRACE(row.text("file"));
    EXPECT_EQ(message->identifier, row.text("identifier"));
    EXPECT_EQ(name(message->msg_type), row.text("msgType"));
    EXPECT_EQ(message->is_signed, row.boolean("signed"));
    std::size_t polygons = 0;
    std::size_t circles = 0;
    for (const Info& info : message->infos) {
      for (const Area& area : info.areas) {
        polygons += area.polygons.size();
        circles += area.circles.size();
      }
    }
    EXPECT_EQ(static_cast<std::int64_t>(polygons), row.integer("polygons"));
    EXPECT_EQ(static_cast<std::int64_t>(circles), row.integer("circles"));
    ++compared;
  }
  EXPECT_EQ(compared, 20);
}

}  // namespace
}  // namespace muster::cap
