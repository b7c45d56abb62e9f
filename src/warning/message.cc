// A warning as CAP 1.2, in Chinese and English. What the issuer wrote stays as written; blocks that are missing are added.
#include <algorithm>

#include "warning/rules.h"
#include "warning/warning.h"

namespace muster::warning {
namespace {

using record::Record;
using record::Unit;

cap::Colour colour_of(const Record& warning) { return cap::colour_from(warning.text("colour")); }

cap::Category category_of(std::string_view hazard) {
  if (hazard == "geological" || hazard == "earthquake") return cap::Category::kGeo;
  if (hazard == "forest_fire") return cap::Category::kFire;
  return hazard == "other" ? cap::Category::kSafety : cap::Category::kMet;
}

std::optional<cap::When> when(const Record& warning, const char* field) {
  const auto at = warning.instant(field);
  if (!at) return std::nullopt;
  return cap::When{std::chrono::floor<std::chrono::seconds>(*at)};
}

std::vector<cap::Area> areas_of(Unit& unit, const Record& warning) {
  cap::Area area;
  area.description = warning.text("area_text");
  const json::Value* ids = warning.fields.find("areas");
  std::string names;
  if (ids != nullptr && ids->is_array()) {
    for (const json::Value& id : ids->as_array()) {
      const auto place = id.is_string() ? unit.find("jurisdiction", id.as_string()) : std::nullopt;
      if (!place) continue;
      area.geocodes.push_back({"GB/T2260", place->text("code")});
      names += (names.empty() ? "" : "、") + place->text("name");
    }
  }
  if (!warning.geometry.is_null()) {
    if (const auto shape = geo::from_geojson(warning.geometry)) area.polygons = cap::polygons(*shape);
  }
  if (area.description.empty()) area.description = names;
  if (area.description.empty()) {
    const auto place = unit.find("jurisdiction", warning.jurisdiction_id);
    area.description = place ? place->text("name") : warning.text("issuer");
  }
  return {area};
}

cap::Info chinese(Unit& unit, const Record& warning) {
  const cap::Colour colour = colour_of(warning);
  cap::Info info;
  info.language = "zh-CN";
  info.categories = {category_of(warning.text("hazard"))};
  info.event = unit.model().word("hazard", warning.text("hazard"));
  const bool lifted = warning.text("msg_type") == "Cancel";
  if (lifted) info.response_types = {cap::ResponseType::kAllClear};
  info.urgency = lifted ? cap::Urgency::kPast : cap::urgency_of(colour);
  info.severity = cap::severity_of(colour);
  info.certainty = cap::Certainty::kLikely;
  info.effective = when(warning, "effective");
  info.onset = when(warning, "onset");
  info.expires = when(warning, "expires");
  info.sender_name = warning.text("issuer");
  info.headline = warning.text("headline");
  info.description = warning.text("text");
  info.instruction = warning.text("instruction");
  if (colour != cap::Colour::kUnknown) info.parameters = {{"ColorCode", std::string(cap::colour_code(colour))}};
  info.areas = areas_of(unit, warning);
  return info;
}

// "A, B" of a joint warning; empty where one body issues alone.
std::string joint_names_en(Unit& unit, const Record& warning) {
  const json::Value* bodies = warning.fields.find("joint_bodies");
  if (bodies == nullptr || !bodies->is_array()) return {};
  std::string out;
  for (const json::Value& id : bodies->as_array()) {
    const auto body = id.is_string() ? unit.find("body", id.as_string()) : std::nullopt;
    if (body) out += (out.empty() ? "" : ", ") + body->text(body->has("name_en") ? "name_en" : "name");
  }
  return out;
}

// Facts only: what is not on record in English is not invented, the issuer's own words stand in their language.
cap::Info english(Unit& unit, const Record& warning, cap::Info info) {
  const std::string hazard = unit.model().word("hazard", warning.text("hazard"), "en");
  const std::string colour = warning.has("colour") ? unit.model().word("warning_colour", warning.text("colour"), "en") + " " : std::string();
  const bool lifted = warning.text("msg_type") == "Cancel";
  const auto body = unit.find("body", warning.text("issuer_body"));
  std::string issuer = joint_names_en(unit, warning);
  if (issuer.empty()) issuer = body && body->has("name_en") ? body->text("name_en") : warning.text("issuer");
  info.language = "en-US";
  info.event = hazard;
  info.sender_name = issuer;
  const bool is_marked = unit.ledger() != "real";
  info.headline = warning.has("headline_en") ? warning.text("headline_en") : issuer + ": " + colour + hazard + (lifted ? " warning lifted" : " warning");
  if (is_marked) info.headline = "EXERCISE: " + info.headline;
  info.description = warning.has("text_en") ? warning.text("text_en") : "The issuer's text in the original language: " + warning.text("text");
  info.instruction.clear();
  return info;
}

bool has_language(const cap::Message& message, std::string_view language) {
  return std::ranges::any_of(message.infos, [&](const cap::Info& info) { return info.language.starts_with(language); });
}

cap::Message from_fields(const Record& warning) {
  cap::Message message;
  message.identifier = warning.text("identifier");
  message.sender = warning.text("sender");
  message.sent = when(warning, "sent").value_or(cap::When{});
  message.status = cap::from_name<cap::Status>(warning.text("status")).value_or(cap::Status::kActual);
  message.msg_type = cap::from_name<cap::MsgType>(warning.text("msg_type")).value_or(cap::MsgType::kAlert);
  message.references = references_of(warning);
  return message;
}

}  // namespace

std::optional<cap::Message> published(Unit& unit, const Record& warning) {
  if (!warning.has("relayed_at") && !warning.has("issued_at")) return std::nullopt;
  cap::Message message;
  if (warning.has("cap_xml")) {
    auto original = cap::parse(warning.text("cap_xml"));
    if (!original) return std::nullopt;
    message = std::move(*original);
  } else {
    message = from_fields(warning);
  }
  if (message.scope != cap::Scope::kPublic) return std::nullopt;
  if (unit.ledger() != "real") message.status = cap::Status::kExercise;
  message.is_signed = false;
  if (!has_language(message, "zh")) message.infos.insert(message.infos.begin(), chinese(unit, warning));
  if (!has_language(message, "en")) {
    const auto zh = std::ranges::find_if(message.infos, [](const cap::Info& info) { return info.language.starts_with("zh"); });
    message.infos.push_back(english(unit, warning, *zh));
  }
  if (unit.ledger() != "real") {
    for (cap::Info& info : message.infos) {
      const std::string mark = info.language.starts_with("zh") ? "【演练】" : "EXERCISE: ";
      if (!info.headline.starts_with("【") && !info.headline.starts_with("EXERCISE")) info.headline = mark + info.headline;
    }
  }
  return message;
}

}  // namespace muster::warning
