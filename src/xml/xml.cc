#include "xml/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <algorithm>
#include <climits>
#include <new>

#include "xml/parsed.h"
#include "errors/xml.h"

namespace muster::xml {
namespace {

xmlParserInputPtr load_nothing(const char* /*url*/, const char* /*id*/,
                               xmlParserCtxtPtr /*context*/) {
  return nullptr;
}

/// What the parser's callbacks note; reached through the context's _private.
struct Notes {
  bool failed = false;
  bool doctype = false;
  int line = 0;
  std::string reason;
};

Notes& notes_of(void* context) {
  return *static_cast<Notes*>(static_cast<xmlParserCtxtPtr>(context)->_private);
}

void on_error(void* context, xmlErrorPtr error) {
  Notes& notes = notes_of(context);
  if (notes.failed || error == nullptr || error->level < XML_ERR_ERROR) return;
  notes.failed = true;
  notes.line = error->line;
  notes.reason = one_line(error->message);
}

/// Called at "<!DOCTYPE name", before anything inside it is read.
void on_doctype(void* context, const xmlChar* /*name*/, const xmlChar* /*id*/,
                const xmlChar* /*system*/) {
  auto* parser = static_cast<xmlParserCtxtPtr>(context);
  Notes& notes = notes_of(context);
  notes.doctype = true;
  notes.line = xmlSAX2GetLineNumber(parser);
  xmlStopParser(parser);
}

struct FreeContext {
  void operator()(xmlParserCtxt* context) const { xmlFreeParserCtxt(context); }
};

tl::unexpected<Error> bad_xml(int line, std::string reason) {
  return fail(error::kBadXml, "",
              {{"line", std::to_string(line)}, {"reason", std::move(reason)}});
}

tl::unexpected<Error> over(std::string limit) {
  return fail(error::kXmlLimit, "", {{"limit", std::move(limit)}});
}

void copy_attributes(const xmlNode* node, Element& element) {
  for (const xmlAttr* attribute = node->properties; attribute != nullptr;
       attribute = attribute->next) {
    Attribute copy;
    copy.name = text_from(attribute->name);
    if (attribute->ns != nullptr) copy.namespace_uri = text_from(attribute->ns->href);
    for (const xmlNode* value = attribute->children; value != nullptr; value = value->next) {
      copy.value += text_from(value->content);
    }
    element.attributes.push_back(std::move(copy));
  }
}

class Copier {
 public:
  explicit Copier(const Limits& limits) : limits_(limits) {}

  Status copy(const xmlNode* node, Element& element, std::size_t depth) {
    if (depth > limits_.depth) return over("depth > " + std::to_string(limits_.depth));
    if (++elements_ > limits_.elements)
      return over("elements > " + std::to_string(limits_.elements));
    element.name = text_from(node->name);
    if (node->ns != nullptr) element.namespace_uri = text_from(node->ns->href);
    element.line = static_cast<int>(std::min(xmlGetLineNo(node), static_cast<long>(INT_MAX)));
    copy_attributes(node, element);
    for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
      if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) {
        element.text += text_from(child->content);
      } else if (child->type == XML_ELEMENT_NODE) {
        Status status = copy(child, element.children.emplace_back(), depth + 1);
        if (!status) return status;
      }
    }
    return {};
  }

 private:
  Limits limits_;
  std::size_t elements_ = 0;
};

}  // namespace

void start_libxml() {
  static const bool started = [] {
    xmlInitParser();
    xmlSetExternalEntityLoader(load_nothing);
    return true;
  }();
  static_cast<void>(started);
}

std::string text_from(const xmlChar* text) {
  return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text));
}

std::string one_line(const char* message) {
  std::string line = message == nullptr ? "" : message;
  std::replace(line.begin(), line.end(), '\n', ' ');
  return trimmed(line);
}

Document::Document(std::unique_ptr<Parsed> parsed) : parsed_(std::move(parsed)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;
const Element& Document::root() const { return parsed_->root; }

Result<Document> Document::parse(std::string_view bytes, const Limits& limits) {
  start_libxml();
  if (bytes.size() > std::min<std::size_t>(limits.bytes, INT_MAX))
    return over("> " + std::to_string(limits.bytes) + " B");
  const std::unique_ptr<xmlParserCtxt, FreeContext> context(xmlNewParserCtxt());
  if (!context) throw std::bad_alloc();
  Notes notes;
  context->_private = &notes;
  context->sax->serror = on_error;
  context->sax->internalSubset = on_doctype;
  auto parsed = std::make_unique<Parsed>();
  parsed->doc.reset(xmlCtxtReadMemory(context.get(), bytes.data(), static_cast<int>(bytes.size()),
                                      nullptr, nullptr,
                                      XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES));
  if (notes.doctype)
    return fail(error::kXmlDoctype, "", {{"line", std::to_string(notes.line)}});
  const xmlNode* root = parsed->doc ? xmlDocGetRootElement(parsed->doc.get()) : nullptr;
  if (notes.failed || root == nullptr) return bad_xml(std::max(notes.line, 1), notes.reason);
  if (Status status = Copier(limits).copy(root, parsed->root, 1); !status)
    return fail(std::move(status.error()));
  return Document(std::move(parsed));
}

const Element* Element::child(std::string_view local_name) const {
  const auto found =
      std::find_if(children.begin(), children.end(),
                   [local_name](const Element& element) { return element.name == local_name; });
  return found == children.end() ? nullptr : &*found;
}

std::vector<const Element*> Element::children_named(std::string_view local_name) const {
  std::vector<const Element*> found;
  for (const Element& element : children) {
    if (element.name == local_name) found.push_back(&element);
  }
  return found;
}

std::string Element::text_of(std::string_view local_name) const {
  const Element* found = child(local_name);
  return found == nullptr ? std::string() : trimmed(found->text);
}

std::string Element::attribute(std::string_view local_name) const {
  const auto found = std::find_if(
      attributes.begin(), attributes.end(),
      [local_name](const Attribute& attribute) { return attribute.name == local_name; });
  return found == attributes.end() ? std::string() : found->value;
}

}  // namespace muster::xml
