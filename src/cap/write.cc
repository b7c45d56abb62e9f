#include <array>
#include <charconv>

#include "cap/structure.h"

namespace muster::cap {
namespace {

void leaf_if(xml::Writer& out, std::string_view name, std::string_view text) {
  if (!text.empty()) out.leaf(name, text);
}

void write_time(xml::Writer& out, std::string_view name, const std::optional<When>& when) {
  if (when) out.leaf(name, format_when(*when));
}

void write_named(xml::Writer& out, std::string_view name, const std::vector<Named>& values) {
  for (const Named& value : values) {
    out.open(name).leaf("valueName", value.name).leaf("value", value.value).close();
  }
}

std::string join_quoted(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    const bool quoted = word.find_first_of(" \t\r\n") != std::string::npos;
    out.append(out.empty() ? "" : " ").append(quoted ? "\"" + word + "\"" : word);
  }
  return out;
}

/// xs:decimal knows no exponent.
std::string decimal_text(double number) {
  std::array<char, 512> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed)
          .ptr;
  return {buffer.data(), end};
}

std::string pair_text(geo::Position p) {
  return json::number_text(p.lat) + "," + json::number_text(p.lon);
}

std::string ring_text(const geo::Path& ring) {
  std::string out;
  for (const geo::Position& position : ring)
    out.append(out.empty() ? "" : " ").append(pair_text(position));
  return out;
}

void write_area(xml::Writer& out, const Area& area) {
  out.open("area").leaf("areaDesc", area.description);
  for (const geo::Path& ring : area.polygons) out.leaf("polygon", ring_text(ring));
  for (const Circle& circle : area.circles) {
    out.leaf("circle", pair_text(circle.centre) + " " + json::number_text(circle.radius_km));
  }
  write_named(out, "geocode", area.geocodes);
  if (area.altitude_ft) out.leaf("altitude", decimal_text(*area.altitude_ft));
  if (area.ceiling_ft) out.leaf("ceiling", decimal_text(*area.ceiling_ft));
  out.close();
}

void write_resource(xml::Writer& out, const Resource& resource) {
  out.open("resource")
      .leaf("resourceDesc", resource.description)
      .leaf("mimeType", resource.mime_type);
  if (resource.size_bytes) out.leaf("size", std::to_string(*resource.size_bytes));
  leaf_if(out, "uri", resource.uri);
  leaf_if(out, "derefUri", resource.deref_uri);
  leaf_if(out, "digest", resource.digest);
  out.close();
}

void write_info(xml::Writer& out, const Info& info) {
  out.open("info").leaf("language", info.language);
  for (const Category category : info.categories) out.leaf("category", name(category));
  out.leaf("event", info.event);
  for (const ResponseType type : info.response_types) out.leaf("responseType", name(type));
  out.leaf("urgency", name(info.urgency))
      .leaf("severity", name(info.severity))
      .leaf("certainty", name(info.certainty));
  leaf_if(out, "audience", info.audience);
  write_named(out, "eventCode", info.event_codes);
  write_time(out, "effective", info.effective);
  write_time(out, "onset", info.onset);
  write_time(out, "expires", info.expires);
  leaf_if(out, "senderName", info.sender_name);
  leaf_if(out, "headline", info.headline);
  leaf_if(out, "description", info.description);
  leaf_if(out, "instruction", info.instruction);
  leaf_if(out, "web", info.web);
  leaf_if(out, "contact", info.contact);
  write_named(out, "parameter", info.parameters);
  for (const Resource& resource : info.resources) write_resource(out, resource);
  for (const Area& area : info.areas) write_area(out, area);
  out.close();
}

std::string references_text(const std::vector<Reference>& references) {
  std::string out;
  for (const Reference& reference : references) {
    out.append(out.empty() ? "" : " ")
        .append(reference.sender)
        .append(1, ',')
        .append(reference.identifier);
    out.append(1, ',').append(format_when(reference.sent));
  }
  return out;
}

}  // namespace

std::string write(const Message& message) {
  xml::Writer out;
  out.open("alert", {{"xmlns", kNamespace}});
  out.leaf("identifier", message.identifier)
      .leaf("sender", message.sender)
      .leaf("sent", format_when(message.sent));
  out.leaf("status", name(message.status)).leaf("msgType", name(message.msg_type));
  leaf_if(out, "source", message.source);
  out.leaf("scope", name(message.scope));
  leaf_if(out, "restriction", message.restriction);
  leaf_if(out, "addresses", join_quoted(message.addresses));
  for (const std::string& code : message.codes) out.leaf("code", code);
  leaf_if(out, "note", message.note);
  leaf_if(out, "references", references_text(message.references));
  leaf_if(out, "incidents", join_quoted(message.incidents));
  for (const Info& info : message.infos) write_info(out, info);
  out.close();
  return out.take();
}

}  // namespace muster::cap
