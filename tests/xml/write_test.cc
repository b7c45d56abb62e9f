#include <gtest/gtest.h>

#include "xml/xml.h"

namespace muster::xml {
namespace {

TEST(Writer, WritesADocumentThatReadsBack) {
  Writer writer;
  writer.open("a", {{"xmlns", "urn:x"}, {"q", "say \"<&>\""}})
      .leaf("b", "1 < 2 & 3 > 2")
      .leaf("empty", "");
  writer.open("c").leaf("d", "沙市").close().close();
  const std::string text = writer.take();
  EXPECT_EQ(text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a xmlns=\"urn:x\" q=\"say "
            "&quot;&lt;&amp;&gt;&quot;\">\n"
            "  <b>1 &lt; 2 &amp; 3 &gt; 2</b>\n  <empty/>\n  <c>\n    <d>沙市</d>\n  </c>\n</a>\n");
  const auto document = Document::parse(text);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().text_of("b"), "1 < 2 & 3 > 2");
  EXPECT_EQ(document->root().attribute("q"), "say \"<&>\"");
}

TEST(Writer, EmbedsAnotherDocumentWithoutItsDeclaration) {
  Writer inner;
  inner.leaf("alert", "x");
  Writer outer;
  outer.open("feed").embed(inner.take()).close();
  EXPECT_EQ(Document::parse(outer.take())->root().text_of("alert"), "x");
}

TEST(Escaped, ReplacesWhatXmlCannotHold) {
  const struct {
    std::string raw;
    std::string text;
  } rows[] = {{"a\x01z", "a\xEF\xBF\xBDz"},
              {std::string("a\0z", 3), "a\xEF\xBF\xBDz"},
              {"\xEF\xBF\xBF", "\xEF\xBF\xBD"},          // U+FFFF
              {"\xED\xA0\x80", "\xEF\xBF\xBD"},          // a surrogate
              {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},  // overlong
              {"cut \xE6\xB2", "cut \xEF\xBF\xBD\xEF\xBF\xBD"},
              {"tab\tline\n", "tab\tline\n"},
              {"𠂇", "𠂇"}};
  for (const auto& row : rows) {
    EXPECT_EQ(escaped(row.raw), row.text);
    EXPECT_TRUE(Document::parse("<a>" + escaped(row.raw) + "</a>"));
  }
}

TEST(Escaped, KeepsACarriageReturn) {
  EXPECT_EQ(Document::parse("<a>" + escaped("one\r\ntwo") + "</a>")->root().text, "one\r\ntwo");
}

}  // namespace
}  // namespace muster::xml
