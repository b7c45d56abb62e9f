#include <libxml/xmlschemas.h>

#include <climits>
#include <mutex>
#include <new>

#include "xml/parsed.h"
#include "xml/xml.h"
#include "errors/xml.h"

namespace muster::xml {
namespace {

struct FreeParser {
  void operator()(xmlSchemaParserCtxt* parser) const { xmlSchemaFreeParserCtxt(parser); }
};
struct FreeSchema {
  void operator()(xmlSchema* schema) const { xmlSchemaFree(schema); }
};
struct FreeValidator {
  void operator()(xmlSchemaValidCtxt* validator) const { xmlSchemaFreeValidCtxt(validator); }
};

/// Without the "{namespace}" that libxml2 writes before every name.
std::string without_namespaces(std::string text) {
  for (std::size_t open = text.find("'{"); open != std::string::npos;
       open = text.find("'{", open + 1)) {
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos) break;
    text.erase(open + 1, close - open);
  }
  return text;
}

void add_problem(void* problems, xmlErrorPtr error) {
  if (error == nullptr || error->level < XML_ERR_ERROR) return;
  Problem problem;
  problem.line = error->line;
  problem.text = without_namespaces(one_line(error->message));
  if (error->node != nullptr)
    problem.element = text_from(static_cast<const xmlNode*>(error->node)->name);
  static_cast<std::vector<Problem>*>(problems)->push_back(std::move(problem));
}

}  // namespace

struct Schema::Compiled {
  std::unique_ptr<xmlSchema, FreeSchema> schema;
  std::mutex mutex;  // libxml2 may extend a schema while it validates
};

Schema::Schema(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Result<Schema> Schema::compile(std::string_view xsd) {
  // Parsed once before by our own reader: it refuses what is not XML, and says where.
  if (const Result<Document> text = Document::parse(xsd); !text) return fail(text.error());
  if (xsd.size() > INT_MAX)
    return fail(error::kXmlLimit, "", {{"limit", std::to_string(INT_MAX) + " B"}});
  const std::unique_ptr<xmlSchemaParserCtxt, FreeParser> parser(
      xmlSchemaNewMemParserCtxt(xsd.data(), static_cast<int>(xsd.size())));
  if (!parser) throw std::bad_alloc();
  std::vector<Problem> problems;
  xmlSchemaSetParserStructuredErrors(parser.get(), add_problem, &problems);
  auto compiled = std::make_unique<Compiled>();
  compiled->schema.reset(xmlSchemaParse(parser.get()));
  if (!compiled->schema) {
    const Problem first = problems.empty() ? Problem{} : problems.front();
    return fail(error::kBadXml, "",
                {{"line", std::to_string(first.line)}, {"reason", first.text}});
  }
  return Schema(std::move(compiled));
}

std::vector<Problem> Schema::validate(const Document& document) const {
  const std::lock_guard lock(compiled_->mutex);
  const std::unique_ptr<xmlSchemaValidCtxt, FreeValidator> validator(
      xmlSchemaNewValidCtxt(compiled_->schema.get()));
  if (!validator) throw std::bad_alloc();
  std::vector<Problem> problems;
  xmlSchemaSetValidStructuredErrors(validator.get(), add_problem, &problems);
  const int outcome = xmlSchemaValidateDoc(validator.get(), document.parsed_->doc.get());
  if (outcome != 0 && problems.empty()) problems.push_back({1, document.root().name, "not valid"});
  return problems;
}

}  // namespace muster::xml
