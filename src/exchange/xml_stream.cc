#include "exchange/xml_stream.h"

#include <expat.h>

namespace muster::exchange {

struct XmlStream::Parser {
  explicit Parser(Handlers given) : handlers(std::move(given)), expat(XML_ParserCreate(nullptr), XML_ParserFree) {
    XML_SetUserData(expat.get(), this);
    XML_SetElementHandler(expat.get(), on_start, on_end);
    if (handlers.text) XML_SetCharacterDataHandler(expat.get(), on_text);
    XML_SetStartDoctypeDeclHandler(expat.get(), on_doctype);
  }

  static std::string_view local(std::string_view name) {
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
  }
  static void XMLCALL on_start(void* self, const XML_Char* name, const XML_Char** given) {
    auto& me = *static_cast<Parser*>(self);
    me.attributes.clear();
    for (; *given != nullptr; given += 2) me.attributes.emplace_back(local(given[0]), given[1]);
    me.handlers.start(local(name), me.attributes);
  }
  static void XMLCALL on_end(void* self, const XML_Char* name) { static_cast<Parser*>(self)->handlers.end(local(name)); }
  static void XMLCALL on_text(void* self, const XML_Char* text, int length) {
    static_cast<Parser*>(self)->handlers.text(std::string_view(text, static_cast<std::size_t>(length)));
  }
  // No workbook has one; entities that blow up live there.
  static void XMLCALL on_doctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    XML_StopParser(static_cast<Parser*>(self)->expat.get(), XML_FALSE);
  }

  Handlers handlers;
  std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> expat;
  Attributes attributes;
  bool ended = false;
};

std::string_view attribute(const Attributes& attributes, std::string_view name) {
  for (const auto& [key, value] : attributes) {
    if (key == name) return value;
  }
  return {};
}

XmlStream::XmlStream(std::unique_ptr<Part> part, Handlers handlers)
    : part_(std::move(part)), parser_(std::make_unique<Parser>(std::move(handlers))) {}
XmlStream::~XmlStream() = default;

Result<bool> XmlStream::step() {
  if (parser_->ended) return false;
  const auto bytes = part_->next();
  if (!bytes) return fail(bytes.error());
  parser_->ended = bytes->empty();
  XML_Parser expat = parser_->expat.get();
  if (XML_Parse(expat, bytes->data(), static_cast<int>(bytes->size()), parser_->ended ? 1 : 0) != XML_STATUS_OK) {
    return fail(error::kFileBroken, "",
                {{"reason", std::string(XML_ErrorString(XML_GetErrorCode(expat))) + ", " +
                                std::to_string(XML_GetCurrentLineNumber(expat)) + ':' + std::to_string(XML_GetCurrentColumnNumber(expat))}});
  }
  return !parser_->ended;
}

Status XmlStream::run() {
  for (;;) {
    const auto more = step();
    if (!more) return fail(more.error());
    if (!*more) return {};
  }
}

}  // namespace muster::exchange
