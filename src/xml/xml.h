// XML in and out. Reading is libxml2 behind limits: no network, no files, no DTD, no entities but
// the five predefined ones.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace muster::xml {

struct Attribute {
  std::string name;  ///< local name
  std::string namespace_uri;
  std::string value;
};

/// One element, copied out of the parser. Text is all character data directly inside, joined; the
/// order between text and children (mixed content) is not kept.
struct Element {
  std::string name;  ///< local name
  std::string namespace_uri;
  std::string text;
  int line = 0;  ///< of the start tag, from 1
  std::vector<Attribute> attributes;
  std::vector<Element> children;

  [[nodiscard]] const Element* child(
      std::string_view local_name) const;  ///< the first, nullptr when absent
  [[nodiscard]] std::vector<const Element*> children_named(std::string_view local_name) const;
  [[nodiscard]] std::string text_of(
      std::string_view local_name) const;  ///< of the first child, trimmed; "" when absent
  [[nodiscard]] std::string attribute(std::string_view local_name) const;
};

struct Limits {
  std::size_t bytes = 4U << 20;
  std::size_t depth = 64;
  std::size_t elements = 100000;
};

/// A well-formed document. UTF-8, UTF-16, ISO 8859-1, GB 18030 and the encodings that iconv knows,
/// by declaration or BOM.
class Document {
 public:
  /// kBadXml with params line, reason; kXmlDoctype with line; kXmlLimit with limit.
  static Result<Document> parse(std::string_view bytes, const Limits& limits = {});
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  [[nodiscard]] const Element& root() const;

 private:
  friend class Schema;
  struct Parsed;
  explicit Document(std::unique_ptr<Parsed> parsed);
  std::unique_ptr<Parsed> parsed_;
};

/// Where a document breaks a schema.
struct Problem {
  int line = 0;
  std::string element;  ///< local name
  std::string text;     ///< the validator's words, English
};

/// A compiled W3C XML Schema. Thread-safe.
class Schema {
 public:
  static Result<Schema> compile(std::string_view xsd);  ///< kBadXml with line and reason
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  [[nodiscard]] std::vector<Problem> validate(
      const Document& document) const;  ///< empty when valid

 private:
  struct Compiled;
  explicit Schema(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

/// Without leading and trailing XML white space.
[[nodiscard]] std::string trimmed(std::string_view text);
/// Escaped for element content and attribute values; characters that XML 1.0 excludes and invalid
/// UTF-8 become U+FFFD.
[[nodiscard]] std::string escaped(std::string_view text);

/// Writes a UTF-8 document, two spaces per level. Names and attributes are the program's own; texts
/// are escaped.
class Writer {
 public:
  using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  Writer& open(std::string_view name, Attributes attributes = {});
  Writer& close();
  Writer& leaf(std::string_view name, std::string_view text, Attributes attributes = {});
  /// Appends a document that a Writer made, without its declaration.
  Writer& embed(std::string_view document);
  [[nodiscard]] std::string take();  ///< with the XML declaration; every element must be closed

 private:
  void start(std::string_view name, Attributes attributes);

  std::string out_;
  std::vector<std::string> open_;
};

}  // namespace muster::xml
