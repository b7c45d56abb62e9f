#include "cap/structure.h"
#include "errors/cap.h"

#include <algorithm>

namespace muster::cap {
namespace {

constexpr std::string_view kSignatureNamespace = "http://www.w3.org/2000/09/xmldsig#";

const Shape& named_shape(std::string_view clause) {
  static const Shape info{"CAP 1.2 3.2.2", {{"valueName", 1}, {"value", 1}}};
  static const Shape area{"CAP 1.2 3.2.4", {{"valueName", 1}, {"value", 1}}};
  return clause == area.clause ? area : info;
}

const Shape& resource_shape() {
  static const Shape shape{"CAP 1.2 3.2.3",
                           {{"resourceDesc", 1},
                            {"mimeType", 1, false, Text::kFilled},
                            {"size", 0, false, Text::kInteger},
                            {"uri"},
                            {"derefUri", 0, false, Text::kBase64},
                            {"digest", 0, false, Text::kDigest}}};
  return shape;
}

const Shape& area_shape() {
  static const Shape shape{
      "CAP 1.2 3.2.4",
      {{"areaDesc", 1, false, Text::kFilled},
       {"polygon", 0, true, Text::kPolygon},
       {"circle", 0, true, Text::kCircle},
       {"geocode", 0, true, Text::kNone, nullptr, &named_shape("CAP 1.2 3.2.4")},
       {"altitude", 0, false, Text::kDecimal},
       {"ceiling", 0, false, Text::kDecimal}}};
  return shape;
}

const Shape& info_shape() {
  static const Shape* const named = &named_shape("CAP 1.2 3.2.2");
  static const Shape shape{"CAP 1.2 3.2.2",
                           {{"language", 0, false, Text::kLanguage},
                            {"category", 1, true, Text::kChoice, &names<Category>()},
                            {"event", 1, false, Text::kFilled},
                            {"responseType", 0, true, Text::kChoice, &names<ResponseType>()},
                            {"urgency", 1, false, Text::kChoice, &names<Urgency>()},
                            {"severity", 1, false, Text::kChoice, &names<Severity>()},
                            {"certainty", 1, false, Text::kChoice, &names<Certainty>()},
                            {"audience"},
                            {"eventCode", 0, true, Text::kNone, nullptr, named},
                            {"effective", 0, false, Text::kTime},
                            {"onset", 0, false, Text::kTime},
                            {"expires", 0, false, Text::kTime},
                            {"senderName"},
                            {"headline"},
                            {"description"},
                            {"instruction"},
                            {"web"},
                            {"contact"},
                            {"parameter", 0, true, Text::kNone, nullptr, named},
                            {"resource", 0, true, Text::kNone, nullptr, &resource_shape()},
                            {"area", 0, true, Text::kNone, nullptr, &area_shape()}}};
  return shape;
}

std::string join(const std::vector<std::string_view>& words) {
  std::string out;
  for (const std::string_view word : words) out.append(out.empty() ? "" : " ").append(word);
  return out;
}

/// Walks the children of one element beside its slots.
class Walk {
 public:
  Walk(const xml::Element& element, std::string path, const Shape& shape, Report& report)
      : element_(element),
        path_(std::move(path)),
        shape_(shape),
        report_(report),
        counts_(shape.slots.size()) {}

  void run() {
    if (const std::string stray = xml::trimmed(element_.text); !stray.empty()) {
      report_.add(element_, path_.empty() ? "alert" : path_, shape_.clause,
                  error::kCapUnknownElement,
                  {{"element", stray.substr(0, stray.find_first_of(" \t\r\n"))}});
    }
    for (const xml::Element& child : element_.children) {
      if (is_signature(child)) continue;
      take(child);
    }
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] < shape_.slots[i].least) {
        report_.add(element_, path_of(shape_.slots[i].name), shape_.clause, error::kCapRequired,
                    {{"element", std::string(shape_.slots[i].name)}});
      }
    }
  }

 private:
  [[nodiscard]] bool is_signature(const xml::Element& child) const {
    return path_.empty() && child.namespace_uri == kSignatureNamespace;
  }
  [[nodiscard]] std::string path_of(std::string_view name) const {
    return path_.empty() ? std::string(name) : path_ + "/" + std::string(name);
  }

  void take(const xml::Element& child) {
    const auto slot = std::find_if(shape_.slots.begin(), shape_.slots.end(),
                                   [&child](const Slot& s) { return s.name == child.name; });
    const std::string path = path_of(child.name);
    if (slot == shape_.slots.end() || child.namespace_uri != kNamespace) {
      report_.add(child, path, shape_.clause, error::kCapUnknownElement,
                  {{"element", child.name}});
      return;
    }
    const auto at = static_cast<std::size_t>(slot - shape_.slots.begin());
    if (at < reached_) {
      report_.add(child, path, shape_.clause, error::kCapOrder,
                  {{"element", child.name}, {"before", std::string(shape_.slots[reached_].name)}});
    }
    reached_ = std::max(reached_, at);
    if (++counts_[at] > 1 && !slot->many) {
      report_.add(child, path, shape_.clause, error::kCapRepeated, {{"element", child.name}});
    }
    if (slot->shape != nullptr)
      Walk(child, path, *slot->shape, report_).run();
    else
      check_text(child, *slot, path, shape_.clause, report_);
  }

  const xml::Element& element_;
  std::string path_;
  const Shape& shape_;
  Report& report_;
  std::vector<int> counts_;
  std::size_t reached_ = 0;
};

bool is_language(std::string_view text) {
  std::size_t length = 0;
  bool first = true;
  for (const char c : text) {
    if (c == '-') {
      if (length == 0) return false;
      length = 0;
      first = false;
      continue;
    }
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    if ((!letter && (first || !digit)) || ++length > 8) return false;
  }
  return length > 0;
}

bool is_base64(std::string_view text) {
  std::string packed;
  for (const char c : text) {
    if (std::string_view(" \t\r\n").find(c) == std::string_view::npos) packed += c;
  }
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t end = packed.find_last_not_of('=');
  const std::size_t content = end == std::string::npos ? 0 : end + 1;
  return packed.size() % 4 == 0 && packed.size() - content <= 2 &&
         packed.substr(0, content).find_first_not_of(kAlphabet) == std::string::npos;
}

bool is_sha1(std::string_view text) {
  return text.size() == 40 &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_integer(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return !text.empty() && text.size() <= 18 &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

const Shape& alert_shape() {
  static const Shape shape{"CAP 1.2 3.2.1",
                           {{"identifier", 1, false, Text::kName},
                            {"sender", 1, false, Text::kName},
                            {"sent", 1, false, Text::kTime},
                            {"status", 1, false, Text::kChoice, &names<Status>()},
                            {"msgType", 1, false, Text::kChoice, &names<MsgType>()},
                            {"source"},
                            {"scope", 1, false, Text::kChoice, &names<Scope>()},
                            {"restriction"},
                            {"addresses"},
                            {"code", 0, true},
                            {"note"},
                            {"references", 0, false, Text::kReferences},
                            {"incidents"},
                            {"info", 0, true, Text::kNone, nullptr, &info_shape()}}};
  return shape;
}

void Report::add(const xml::Element& at, std::string_view path, std::string_view clause,
                 ErrorCode code, Params params) {
  findings.push_back({at.line, std::string(clause), std::string(path), code, std::move(params)});
}

void check_structure(const xml::Element& alert, Report& report) {
  Walk(alert, "", alert_shape(), report).run();
}

void check_text(const xml::Element& element, const Slot& slot, std::string_view path,
                std::string_view clause, Report& report) {
  const std::string text = xml::trimmed(element.text);
  const auto refuse = [&](ErrorCode code, Params params, std::string_view by = {}) {
    params.insert(params.begin(), {"element", std::string(path)});
    report.add(element, path, by.empty() ? clause : by, code, std::move(params));
  };
  switch (slot.text) {
    case Text::kNone:
    case Text::kAny:
      return;
    case Text::kFilled:
      if (text.empty()) refuse(error::kCapRequired, {});
      return;
    case Text::kName:
      if (text.empty() || element.text.find_first_of(" \t\r\n,<&") != std::string::npos) {
        refuse(error::kCapCharacters, {{"value", element.text}});
      }
      return;
    case Text::kTime:
      if (!parse_when(text)) refuse(error::kCapTime, {{"value", text}}, "CAP 1.2 3.3.2");
      return;
    case Text::kChoice:
      if (std::find(slot.choices->begin(), slot.choices->end(), element.text) ==
          slot.choices->end()) {
        refuse(error::kCapChoice, {{"value", element.text}, {"allowed", join(*slot.choices)}});
      }
      return;
    case Text::kLanguage:
      if (!is_language(text)) refuse(error::kCapLanguage, {{"value", text}});
      return;
    case Text::kInteger:
      if (!is_integer(text)) refuse(error::kCapNotANumber, {{"value", text}});
      return;
    case Text::kDecimal:
      if (!parse_decimal(text)) refuse(error::kCapNotANumber, {{"value", text}});
      return;
    case Text::kBase64:
      if (!is_base64(text)) refuse(error::kCapBase64, {});
      return;
    case Text::kDigest:
      if (!is_sha1(text)) refuse(error::kCapDigest, {{"value", text}});
      return;
    case Text::kReferences:
      return;  // rules.cc, together with the message's own name
    case Text::kPolygon:
      check_polygon(element, path, report);
      return;
    case Text::kCircle:
      check_circle(element, path, report);
      return;
  }
}

}  // namespace muster::cap
