#include <algorithm>

#include "cap/structure.h"
#include "errors/cap.h"

namespace muster::cap {
namespace {

constexpr std::string_view kAlert = "CAP 1.2 3.2.1";
constexpr std::string_view kInfo = "CAP 1.2 3.2.2";
constexpr std::string_view kArea = "CAP 1.2 3.2.4";

const xml::Element& place(const xml::Element& parent, std::string_view name) {
  const xml::Element* found = parent.child(name);
  return found == nullptr ? parent : *found;
}

/// restriction and addresses are conditional on the scope.
void check_scope(const xml::Element& alert, Report& report) {
  const std::string scope = alert.text_of("scope");
  const struct {
    std::string_view element;
    std::string_view scope;
  } rows[] = {{"restriction", "Restricted"}, {"addresses", "Private"}};
  for (const auto& row : rows) {
    if (scope != row.scope || !split_quoted(alert.text_of(row.element)).empty()) continue;
    report.add(place(alert, row.element), row.element, kAlert, error::kCapRequiredWhen,
               {{"element", std::string(row.element)},
                {"condition", "scope = " + std::string(row.scope)}});
  }
  const xml::Element* restriction = alert.child("restriction");
  if (restriction != nullptr && !xml::trimmed(restriction->text).empty() && scope == "Public") {
    report.add(*restriction, "restriction", kAlert, error::kCapOnlyWhen,
               {{"element", "restriction"}, {"condition", "scope = Restricted"}});
  }
}

void check_reference(const xml::Element& alert, const xml::Element& element,
                     const std::string& word, Report& report) {
  const Params value{{"element", "references"}, {"value", word}};
  const auto reference = parse_reference(word);
  if (!reference) {
    report.add(element, "references", kAlert, error::kCapReference, value);
    return;
  }
  if (reference->identifier == alert.text_of("identifier") &&
      reference->sender == alert.text_of("sender")) {
    report.add(element, "references", kAlert, error::kCapRefersToItself, value);
    return;
  }
  const auto sent = parse_when(alert.text_of("sent"));
  if (sent && reference->sent.at > sent->at)
    report.add(element, "references", kAlert, error::kCapRefersToLater, value);
}

void check_references(const xml::Element& alert, Report& report) {
  const xml::Element* element = alert.child("references");
  const std::string type = alert.text_of("msgType");
  const std::vector<std::string> words =
      element == nullptr ? std::vector<std::string>() : split_words(element->text);
  const bool needed = type == "Update" || type == "Cancel" || type == "Ack" || type == "Error";
  if (words.empty() && needed) {
    report.add(place(alert, "references"), "references", kAlert, error::kCapRequiredWhen,
               {{"element", "references"}, {"condition", "msgType = " + type}});
  }
  for (const std::string& word : words) check_reference(alert, *element, word, report);
}

/// An end at the start is let through: agencies send it for a message of no duration.
void check_times(const xml::Element& alert, const xml::Element& info, Report& report) {
  const xml::Element* expires = info.child("expires");
  if (expires == nullptr) return;
  const std::string_view start = info.child("effective") != nullptr ? "effective" : "sent";
  const std::string text = start == "effective" ? info.text_of(start) : alert.text_of(start);
  const auto from = parse_when(text);
  const auto until = parse_when(xml::trimmed(expires->text));
  if (!from || !until || until->at >= from->at) return;
  report.add(*expires, "info/expires", kInfo, error::kCapExpires,
             {{"element", "info/expires"},
              {"expires", xml::trimmed(expires->text)},
              {"start", std::string(start)},
              {"value", text}});
}

/// An HTML start or end tag, not any "<": "water < 43 m" is text.
bool has_markup(std::string_view text) {
  constexpr std::string_view kTags[] = {
      "a",      "b",     "big",  "blockquote", "br",    "center", "div", "em", "font", "h1",
      "h2",     "h3",    "h4",   "hr",         "html",  "i",      "img", "li", "ol",   "p",
      "script", "small", "span", "strong",     "style", "table",  "td",  "tr", "u",    "ul"};
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    std::string_view rest = text.substr(at + 1);
    if (!rest.empty() && rest.front() == '/') rest.remove_prefix(1);
    const std::size_t end = rest.find_first_of(" \t\r\n/>");
    if (end == std::string_view::npos || rest.find('>', end) == std::string_view::npos) continue;
    std::string tag(rest.substr(0, end));
    std::transform(tag.begin(), tag.end(), tag.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (std::find(std::begin(kTags), std::end(kTags), tag) != std::end(kTags)) return true;
  }
  return false;
}

void check_plain_text(const xml::Element& info, Report& report) {
  for (const std::string_view name :
       {"event", "audience", "senderName", "headline", "description", "instruction", "contact"}) {
    const xml::Element* element = info.child(name);
    if (element == nullptr || !has_markup(element->text)) continue;
    const std::string path = "info/" + std::string(name);
    report.add(*element, path, kInfo, error::kCapMarkup, {{"element", path}});
  }
}

void check_heights(const xml::Element& area, Report& report) {
  const xml::Element* ceiling = area.child("ceiling");
  if (ceiling == nullptr) return;
  const xml::Element* altitude = area.child("altitude");
  if (altitude == nullptr) {
    report.add(*ceiling, "info/area/ceiling", kArea, error::kCapRequiredWhen,
               {{"element", "altitude"}, {"condition", "ceiling"}});
    return;
  }
  const auto low = parse_decimal(xml::trimmed(altitude->text));
  const auto high = parse_decimal(xml::trimmed(ceiling->text));
  if (!low || !high || *high >= *low) return;
  report.add(*ceiling, "info/area/ceiling", kArea, error::kCapCeiling,
             {{"element", "info/area/ceiling"},
              {"ceiling", xml::trimmed(ceiling->text)},
              {"altitude", xml::trimmed(altitude->text)}});
}

}  // namespace

void check_rules(const xml::Element& alert, Report& report) {
  check_scope(alert, report);
  check_references(alert, report);
  for (const xml::Element* info : alert.children_named("info")) {
    check_times(alert, *info, report);
    check_plain_text(*info, report);
    for (const xml::Element* area : info->children_named("area")) check_heights(*area, report);
  }
}

}  // namespace muster::cap
