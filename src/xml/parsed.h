// Private to xml: what stands behind Document.
#pragma once

#include <libxml/tree.h>

#include <memory>
#include <string>

#include "xml/xml.h"

namespace muster::xml {

struct FreeDoc {
  void operator()(xmlDoc* doc) const { xmlFreeDoc(doc); }
};

struct Document::Parsed {
  std::unique_ptr<xmlDoc, FreeDoc> doc;
  Element root;
};

/// Starts libxml2 once and forbids it every file and address (schema locations would make it open
/// them).
void start_libxml();

[[nodiscard]] std::string text_from(const xmlChar* text);  ///< "" for nullptr
[[nodiscard]] std::string one_line(
    const char* message);  ///< a libxml2 message without line ends; "" for nullptr

}  // namespace muster::xml
