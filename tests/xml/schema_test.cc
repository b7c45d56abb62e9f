#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "xml/xml.h"
#include "errors/xml.h"

namespace muster::xml {
namespace {

constexpr std::string_view kXsd =
    R"(<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:x"
    xmlns:x="urn:x" elementFormDefault="qualified">
  <element name="reading"><complexType><sequence>
    <element name="stage" type="decimal"/>
    <element name="quality" minOccurs="0"><simpleType><restriction base="string">
      <enumeration value="good"/><enumeration value="doubtful"/></restriction></simpleType></element>
  </sequence></complexType></element>
</schema>)";

TEST(Schema, AcceptsWhatItDescribes) {
  const auto schema = Schema::compile(kXsd);
  ASSERT_TRUE(schema);
  EXPECT_THAT(
      schema->validate(*Document::parse("<reading xmlns='urn:x'><stage>43.1</stage></reading>")),
      testing::IsEmpty());
}

TEST(Schema, NamesLineAndElementOfEveryProblem) {
  const auto schema = Schema::compile(kXsd);
  const auto problems = schema->validate(*Document::parse(
      "<reading xmlns='urn:x'>\n<stage>high</stage>\n<quality>bad</quality>\n</reading>"));
  ASSERT_GE(problems.size(), 2U);
  EXPECT_EQ(problems.front().line, 2);
  EXPECT_EQ(problems.front().element, "stage");
  EXPECT_EQ(problems.back().line, 3);
  EXPECT_EQ(problems.back().element, "quality");
}

TEST(Schema, RefusesWhatIsNoSchema) {
  EXPECT_EQ(Schema::compile("<a/>").error().code, error::kBadXml);
  EXPECT_EQ(Schema::compile("not xml").error().code, error::kBadXml);
}

// A document must not be able to make the validator open a file by naming it as its schema.
TEST(Schema, OpensNoSchemaThatADocumentNames) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("muster_xsd_" + std::to_string(::getpid()) + ".xsd");
  std::ofstream(path)
      << R"(<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:y">
    <element name="anything"/></schema>)";
  const auto schema = Schema::compile(kXsd);
  const auto document = Document::parse(
      "<anything xmlns='urn:y' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
      "xsi:schemaLocation='urn:y " +
      path.string() + "'/>");
  ASSERT_TRUE(document);
  EXPECT_THAT(schema->validate(*document), testing::Not(testing::IsEmpty()));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace muster::xml
