#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "xml/xml.h"
#include "errors/xml.h"

namespace muster::xml {
namespace {

std::string param(const Error& error, std::string_view name) {
  for (const auto& [key, value] : error.params) {
    if (key == name) return value;
  }
  return "absent";
}

TEST(Document, IsATreeWithNamespacesLinesAndAttributes) {
  const auto document = Document::parse(
      "<?xml version=\"1.0\"?>\n<a:alert xmlns:a=\"urn:x\" id=\"7\">\n  <a:info> one &amp; two "
      "</a:info>\n"
      "  <a:info><![CDATA[<b>]]></a:info>\n  <other/>\n</a:alert>");
  ASSERT_TRUE(document);
  const Element& root = document->root();
  EXPECT_EQ(root.name, "alert");
  EXPECT_EQ(root.namespace_uri, "urn:x");
  EXPECT_EQ(root.attribute("id"), "7");
  EXPECT_EQ(root.line, 2);
  EXPECT_EQ(root.text_of("info"), "one & two");
  ASSERT_EQ(root.children_named("info").size(), 2U);
  EXPECT_EQ(root.children_named("info")[1]->text, "<b>");
  EXPECT_EQ(root.children_named("info")[1]->line, 4);
  EXPECT_EQ(root.child("other")->namespace_uri, "");
  EXPECT_EQ(root.child("missing"), nullptr);
}

TEST(Document, ReadsGb18030ByDeclaration) {
  // 沙市 as GB 18030 bytes, and U+20087, which needs four of them.
  const auto document = Document::parse(
      "<?xml version=\"1.0\" encoding=\"GB18030\"?><a>\xC9\xB3\xCA\xD0\x95\x32\x90\x31</a>");
  ASSERT_TRUE(document) << param(document.error(), "reason");
  EXPECT_EQ(document->root().text, "沙市𠂇");
}

TEST(Document, ReadsLatin1AndUtf16) {
  EXPECT_EQ(
      Document::parse("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xE9</a>")->root().text,
      "é");
  EXPECT_EQ(Document::parse(std::string("\xFF\xFE<\0a\0>\0\xE9\0<\0/\0a\0>\0", 18))->root().text,
            "é");
}

struct Refused {
  const char* name;
  std::string text;
  ErrorCode code;
  const char* line;
};

class RefusedXml : public testing::TestWithParam<Refused> {};

TEST_P(RefusedXml, NamesTheLine) {
  const auto document = Document::parse(GetParam().text);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, GetParam().code);
  EXPECT_EQ(param(document.error(), "line"), GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(
    Xml10, RefusedXml,
    testing::Values(Refused{"Empty", "", error::kBadXml, "1"},
                    Refused{"NotXml", "{\"a\": 1}", error::kBadXml, "1"},
                    Refused{"OpenElement", "<a>\n<b>\n</a>", error::kBadXml, "3"},
                    Refused{"TwoRoots", "<a/>\n<b/>", error::kBadXml, "2"},
                    Refused{"InvalidUtf8", "<a>\n\xE9</a>", error::kBadXml, "2"},
                    Refused{"UnknownEntity", "<a>\n&nbsp;</a>", error::kBadXml, "2"},
                    Refused{"UnboundPrefix", "<x:a/>", error::kBadXml, "1"},
                    Refused{"Doctype", "<?xml version=\"1.0\"?>\n<!DOCTYPE a>\n<a/>",
                            error::kXmlDoctype, "2"},
                    Refused{"ExternalEntity",
                            "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<a>&x;</a>",
                            error::kXmlDoctype, "1"},
                    Refused{"EntityBomb",
                            "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;\"><!ENTITY d "
                            "\"&c;&c;&c;\">]><a>&d;</a>",
                            error::kXmlDoctype, "1"}),
    [](const auto& row) { return std::string(row.param.name); });

std::string nested(std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += "<a>";
  for (std::size_t i = 0; i < depth; ++i) text += "</a>";
  return text;
}

TEST(Document, HoldsEachLimitAtItsEdge) {
  const Limits limits{.bytes = 100, .depth = 5, .elements = 8};
  EXPECT_TRUE(Document::parse(nested(5), limits));
  EXPECT_EQ(param(Document::parse(nested(6), limits).error(), "limit"), "depth > 5");
  EXPECT_TRUE(Document::parse("<a><b/><b/><b/><b/><b/><b/><b/></a>", limits));
  EXPECT_EQ(
      param(Document::parse("<a><b/><b/><b/><b/><b/><b/><b/><b/></a>", limits).error(), "limit"),
      "elements > 8");
  EXPECT_EQ(Document::parse(std::string(101, ' '), limits).error().code, error::kXmlLimit);
}

TEST(Document, RefusesAHundredThousandLevels) { EXPECT_FALSE(Document::parse(nested(100000))); }

}  // namespace
}  // namespace muster::xml
