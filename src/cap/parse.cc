#include <algorithm>
#include <charconv>

#include "cap/structure.h"

namespace muster::cap {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

/// The pattern \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d of clause 3.3.2, character by character.
bool has_time_form(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:ddsdd:dd";
  if (text.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    const bool fits = kForm[i] == 'd'   ? digit
                      : kForm[i] == 's' ? text[i] == '+' || text[i] == '-'
                                        : text[i] == kForm[i];
    if (!fits) return false;
  }
  return true;
}

int two_digits(std::string_view text, std::size_t at) {
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

std::optional<When> when_of(const xml::Element& parent, std::string_view name) {
  if (parent.child(name) == nullptr) return std::nullopt;
  return *parse_when(parent.text_of(name));
}

template <class E>
E value_of(const xml::Element& parent, std::string_view name) {
  return *from_name<E>(parent.text_of(name));
}

template <class E>
std::vector<E> values_of(const xml::Element& parent, std::string_view name) {
  std::vector<E> values;
  for (const xml::Element* element : parent.children_named(name))
    values.push_back(*from_name<E>(element->text));
  return values;
}

std::vector<Named> named_of(const xml::Element& parent, std::string_view name) {
  std::vector<Named> values;
  for (const xml::Element* element : parent.children_named(name)) {
    values.push_back({element->text_of("valueName"), element->text_of("value")});
  }
  return values;
}

std::optional<std::int64_t> read_size(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  std::int64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  return !text.empty() && error == std::errc() && end == text.data() + text.size()
             ? std::optional(size)
             : std::nullopt;
}

Resource read_resource(const xml::Element& element) {
  Resource resource{
      element.text_of("resourceDesc"), element.text_of("mimeType"), std::nullopt,
      element.text_of("uri"),          element.text_of("derefUri"), element.text_of("digest")};
  resource.size_bytes = read_size(element.text_of("size"));
  return resource;
}

geo::Path read_ring(std::string_view text) {
  geo::Path ring;
  for (const std::string& word : split_words(text)) ring.push_back(*parse_pair(word));
  return ring;
}

Area read_area(const xml::Element& element) {
  Area area;
  area.description = element.text_of("areaDesc");
  for (const xml::Element* polygon : element.children_named("polygon"))
    area.polygons.push_back(read_ring(polygon->text));
  for (const xml::Element* circle : element.children_named("circle"))
    area.circles.push_back(*parse_circle(circle->text));
  area.geocodes = named_of(element, "geocode");
  area.altitude_ft = parse_decimal(element.text_of("altitude"));
  area.ceiling_ft = parse_decimal(element.text_of("ceiling"));
  return area;
}

Info read_info(const xml::Element& element) {
  Info info;
  if (element.child("language") != nullptr) info.language = element.text_of("language");
  info.categories = values_of<Category>(element, "category");
  info.event = element.text_of("event");
  info.response_types = values_of<ResponseType>(element, "responseType");
  info.urgency = value_of<Urgency>(element, "urgency");
  info.severity = value_of<Severity>(element, "severity");
  info.certainty = value_of<Certainty>(element, "certainty");
  info.audience = element.text_of("audience");
  info.event_codes = named_of(element, "eventCode");
  info.effective = when_of(element, "effective");
  info.onset = when_of(element, "onset");
  info.expires = when_of(element, "expires");
  info.sender_name = element.text_of("senderName");
  info.headline = element.text_of("headline");
  info.description = element.text_of("description");
  info.instruction = element.text_of("instruction");
  info.web = element.text_of("web");
  info.contact = element.text_of("contact");
  info.parameters = named_of(element, "parameter");
  for (const xml::Element* resource : element.children_named("resource"))
    info.resources.push_back(read_resource(*resource));
  for (const xml::Element* area : element.children_named("area"))
    info.areas.push_back(read_area(*area));
  return info;
}

}  // namespace

Result<When> parse_when(std::string_view text) {
  const auto bad = [text] { return fail(error::kBadTime, "", {{"value", std::string(text)}}); };
  if (!has_time_form(text)) return bad();
  constexpr std::size_t kSign = 19;
  const int hours = two_digits(text, kSign + 1);
  const int minutes = two_digits(text, kSign + 4);
  if (hours > 14 || minutes > 59) return bad();  // xs:dateTime allows offsets up to 14 hours
  const Result<UtcTime> local = parse_time(std::string(text.substr(0, kSign)) + "+00:00");
  if (!local) return bad();
  const int offset = (text[kSign] == '-' ? -1 : 1) * (hours * 60 + minutes);
  return When{*local - std::chrono::minutes{offset}, offset};
}

std::string format_when(When when) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(when.at);
  const std::string text = format_time(seconds, when.offset_minutes);
  return when.offset_minutes == 0 ? text.substr(0, 19) + "-00:00" : text;
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = text.find_first_not_of(kSpace); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kSpace, at), text.size());
    words.emplace_back(text.substr(at, end - at));
    at = text.find_first_not_of(kSpace, end);
  }
  return words;
}

std::vector<std::string> split_quoted(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = text.find_first_not_of(kSpace); at != std::string_view::npos;) {
    const bool quoted = text[at] == '"';
    const std::size_t begin = quoted ? at + 1 : at;
    const std::size_t end =
        std::min(quoted ? text.find('"', begin) : text.find_first_of(kSpace, begin), text.size());
    if (end > begin) words.emplace_back(text.substr(begin, end - begin));
    at = end < text.size() ? text.find_first_not_of(kSpace, end + 1) : std::string_view::npos;
  }
  return words;
}

std::optional<Reference> parse_reference(std::string_view text) {
  const std::size_t first = text.find(',');
  const std::size_t last = text.rfind(',');
  if (first == std::string_view::npos || first == last || first == 0) return std::nullopt;
  const std::string_view identifier = text.substr(first + 1, last - first - 1);
  const Result<When> sent = parse_when(text.substr(last + 1));
  if (!sent || identifier.empty() || identifier.find(',') != std::string_view::npos)
    return std::nullopt;
  return Reference{std::string(text.substr(0, first)), std::string(identifier), *sent};
}

Message read_message(const xml::Element& alert) {
  Message message;
  message.identifier = alert.text_of("identifier");
  message.sender = alert.text_of("sender");
  message.sent = *parse_when(alert.text_of("sent"));
  message.status = value_of<Status>(alert, "status");
  message.msg_type = value_of<MsgType>(alert, "msgType");
  message.source = alert.text_of("source");
  message.scope = value_of<Scope>(alert, "scope");
  message.restriction = alert.text_of("restriction");
  message.addresses = split_quoted(alert.text_of("addresses"));
  for (const xml::Element* code : alert.children_named("code"))
    message.codes.push_back(xml::trimmed(code->text));
  message.note = alert.text_of("note");
  for (const std::string& word : split_words(alert.text_of("references"))) {
    message.references.push_back(*parse_reference(word));
  }
  message.incidents = split_quoted(alert.text_of("incidents"));
  for (const xml::Element* info : alert.children_named("info"))
    message.infos.push_back(read_info(*info));
  message.is_signed = alert.child("Signature") != nullptr;
  return message;
}

}  // namespace muster::cap
