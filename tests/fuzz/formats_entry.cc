#include "fuzz/formats_entry.h"

#include <cmath>
#include <cstdlib>
#include <string_view>

#include "cap/cap.h"
#include "cap/chinese_bulletin.h"
#include "geo/geo.h"
#include "json/json.h"
#include "xml/xml.h"

namespace muster::fuzz {
namespace {

std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

void promise(bool kept) {
  if (!kept) std::abort();
}

/// Measures and forms of any geometry: no crash, and WKB gives back the same.
void exercise(const geo::Geometry& geometry) {
  promise(*geo::from_wkb(geo::to_wkb(geometry)) == geometry);
  promise(*geo::from_gpkg(geo::to_gpkg(geometry)) == geometry);
  if (!geo::check(geometry)) return;
  promise(std::isfinite(geo::area_m2(geometry)));
  promise(geo::length_m(geometry) >= 0);
  promise(geo::distance_m(geometry, {112.24, 30.33}) >= 0);
  promise(geo::from_geojson(geo::to_geojson(geometry)).has_value());
}

}  // namespace

bool json_text(const std::uint8_t* data, std::size_t size) {
  const auto value =
      json::parse(text_of(data, size), {.bytes = 1U << 20, .depth = 32, .values = 10000});
  if (!value) {
    promise(value.error().code == error::kBadJson && value.error().params.size() == 3);
    return false;
  }
  promise(*json::parse(json::write(*value)) == *value);
  promise(*json::parse(json::write_pretty(*value)) == *value);
  const std::string canonical = json::write_canonical(*value);
  promise(json::write_canonical(*json::parse(canonical)) == canonical);
  return true;
}

bool xml_document(const std::uint8_t* data, std::size_t size) {
  const auto document = xml::Document::parse(text_of(data, size));
  if (!document) return false;
  xml::Writer writer;
  writer.leaf("a", document->root().text);
  const auto again = xml::Document::parse(writer.take());
  promise(again.has_value() && again->root().text == document->root().text);
  return true;
}

bool cap_message(const std::uint8_t* data, std::size_t size) {
  auto message = cap::parse(text_of(data, size));
  if (!message) {
    promise(!message.error().also.empty());
    return false;
  }
  message->is_signed = false;
  const auto again = cap::parse(cap::write(*message));
  promise(again.has_value() && *again == *message);
  const geo::Geometry area = cap::geometry(*message);
  promise(area.empty() || area.is_area());
  return true;
}

bool geojson(const std::uint8_t* data, std::size_t size) {
  const auto value = json::parse(text_of(data, size));
  if (!value) return false;
  const auto geometry = geo::from_geojson(*value);
  if (!geometry) return false;
  exercise(*geometry);
  return true;
}

bool geometry_bytes(const std::uint8_t* data, std::size_t size) {
  const auto blob = geo::from_gpkg(text_of(data, size));
  if (blob && geo::check(*blob)) exercise(*blob);
  const auto wkb = geo::from_wkb(text_of(data, size));
  if (wkb && geo::check(*wkb)) exercise(*wkb);
  return blob.has_value() || wkb.has_value();
}

bool bulletin(const std::uint8_t* data, std::size_t size) {
  const auto read =
      cap::parse_bulletin(text_of(data, size), *parse_time("2026-07-15T08:00:00+08:00"));
  if (!read) return false;
  promise(!read->issuer.empty() && !read->hazard.empty() && !read->areas.empty());
  const cap::Message message = cap::to_message(
      *read, {.identifier = "i", .sender = "s", .references = {}, .geocodes = {}, .area = {}});
  promise(xml::Document::parse(cap::write(message)).has_value());
  return true;
}

}  // namespace muster::fuzz
