#include <algorithm>

#include "cap/structure.h"
#include "errors/cap.h"

namespace muster::cap {
namespace {

const xml::Schema& schema() {
  static const xml::Schema compiled = xml::Schema::compile(schema_text()).value();
  return compiled;
}

int line_of(const Error& error) {
  for (const auto& [key, value] : error.params) {
    if (key == "line" && !value.empty()) return std::atoi(value.c_str());
  }
  return 1;
}

Finding not_xml(const Error& error) {
  return {line_of(error), "XML 1.0", "", error.code, error.params};
}

/// What the schema refuses and the table did not is reported in the validator's words.
void add_second_opinion(const xml::Document& document, Report& report) {
  for (const xml::Problem& problem : schema().validate(document)) {
    report.findings.push_back({problem.line,
                               "CAP 1.2 3.4",
                               problem.element,
                               error::kBadCap,
                               {{"line", std::to_string(problem.line)},
                                {"clause", "CAP 1.2 3.4"},
                                {"reason", problem.text}}});
  }
}

Error to_error(const Finding& finding) {
  Error error;
  error.code = finding.code;
  error.field = finding.element;
  error.params = finding.params;
  if (finding.code != error::kBadCap) {
    error.params.emplace_back("line", std::to_string(finding.line));
    error.params.emplace_back("clause", finding.clause);
  }
  return error;
}

}  // namespace

Findings check_document(const xml::Document& document) {
  const xml::Element& root = document.root();
  Report report;
  if (root.name != "alert" || root.namespace_uri != kNamespace) {
    report.add(root, root.name, "CAP 1.2 3.4", error::kCapNamespace,
               {{"value", root.name + " " + root.namespace_uri}});
    return report.findings;
  }
  check_structure(root, report);
  check_rules(root, report);
  if (report.findings.empty()) add_second_opinion(document, report);
  std::stable_sort(report.findings.begin(), report.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.line < b.line; });
  return report.findings;
}

Findings check(std::string_view bytes) {
  const Result<xml::Document> document = xml::Document::parse(bytes);
  return document ? check_document(*document) : Findings{not_xml(document.error())};
}

std::string text(const Finding& finding, std::string_view lang) {
  Error error;
  error.code = finding.code;
  error.params = finding.params;
  return error_text(error, lang);
}

json::Value to_json(const Findings& findings) {
  json::Array out;
  for (const Finding& finding : findings) {
    out.emplace_back(json::Object{{"line", finding.line},
                                  {"clause", finding.clause},
                                  {"element", finding.element},
                                  {"code", error_info(finding.code).name},
                                  {"zh", text(finding, "zh")},
                                  {"en", text(finding, "en")}});
  }
  return out;
}

Result<Message> parse(std::string_view bytes) {
  const Result<xml::Document> document = xml::Document::parse(bytes);
  const Findings findings =
      document ? check_document(*document) : Findings{not_xml(document.error())};
  if (findings.empty()) return read_message(document->root());
  Error error;
  error.code = error::kInvalid;
  error.params = {{"count", std::to_string(findings.size())}};
  for (const Finding& finding : findings) error.also.push_back(to_error(finding));
  return fail(std::move(error));
}

}  // namespace muster::cap
