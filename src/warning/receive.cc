#include <algorithm>

#include "base/hash.h"
#include "cap/chinese_bulletin.h"
#include "warning/rules.h"
#include "warning/warning.h"

namespace muster::warning {
namespace {

using record::Draft;
using record::Record;
using record::Unit;

constexpr std::size_t kHeadline = 300;  // characters, as in the definitions
constexpr std::size_t kIssuer = 80;
constexpr std::size_t kAreaText = 2000;

// At most so many characters of UTF-8; a longer text ends in an ellipsis.
std::string shortened(const std::string& text, std::size_t characters) {
  std::size_t count = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) continue;
    if (++count > characters) return text.substr(0, last) + "…";
    last = i;
  }
  return text;
}

const cap::Info* info_in(const cap::Message& message, std::string_view language) {
  const auto found = std::ranges::find_if(message.infos, [&](const cap::Info& info) { return info.language.starts_with(language); });
  return found == message.infos.end() ? nullptr : &*found;
}

std::string colour_value(const cap::Info& info) {
  switch (cap::colour_of(info)) {
    case cap::Colour::kRed: return "red";
    case cap::Colour::kOrange: return "orange";
    case cap::Colour::kYellow: return "yellow";
    case cap::Colour::kBlue: return "blue";
    case cap::Colour::kUnknown: break;
  }
  return {};
}

void set_if(json::Object& fields, const char* name, const std::string& value) {
  if (!value.empty()) fields.set(name, value);
}
void set_if(json::Object& fields, const char* name, const std::optional<cap::When>& value) {
  if (value) fields.set(name, format_time(value->at));
}

std::string references_text(const cap::Message& message) {
  std::string out;
  for (const cap::Reference& r : message.references) {
    out += (out.empty() ? "" : " ") + r.sender + ',' + r.identifier + ',' + cap::format_when(r.sent);
  }
  return out;
}

std::string area_text(const cap::Message& message) {
  std::string out;
  for (const cap::Info& info : message.infos) {
    for (const cap::Area& area : info.areas) {
      if (out.find(area.description) == std::string::npos) out += (out.empty() ? "" : "、") + area.description;
    }
  }
  return out;
}

Status check_kind(const Unit& unit, const cap::Message& message) {
  const bool is_warning = message.msg_type == cap::MsgType::kAlert || message.msg_type == cap::MsgType::kUpdate || message.msg_type == cap::MsgType::kCancel;
  if (!is_warning) {
    return fail(error::kBadValue, "msgType",
                {{"title", "msgType"}, {"value", std::string(cap::name(message.msg_type))}, {"reason", bilingual("只收 Alert、Update、Cancel", "only Alert, Update, Cancel")}});
  }
  if (unit.ledger() == "real" && message.status != cap::Status::kActual) {
    return fail(error::kBadValue, "status",
                {{"title", "status"}, {"value", std::string(cap::name(message.status))}, {"reason", bilingual("只能进演练或情景账本", "only a drill's or scenario's ledger takes it")}});
  }
  return {};
}

// What a Cancel without blocks is about: the warning that it ends.
std::optional<Record> referenced(Unit& unit, const cap::Message& message) {
  for (const cap::Reference& r : message.references) {
    if (r.sender != message.sender) continue;
    for (Record& found : unit.find_where("warning", {{"sender", r.sender}, {"identifier", r.identifier}}, 1)) return std::move(found);
  }
  return std::nullopt;
}

void set_blocks(Unit& unit, const cap::Message& message, json::Object& fields) {
  const cap::Info* zh = info_in(message, "zh");
  const cap::Info* en = info_in(message, "en");
  const cap::Info* info = zh != nullptr ? zh : message.infos.empty() ? nullptr : &message.infos.front();
  std::string issuer = message.sender;
  std::string headline;
  if (info != nullptr) {
    if (!info->sender_name.empty()) issuer = info->sender_name;
    headline = info->headline.empty() ? info->event : info->headline;
    std::string hazard = hazard_of(unit, info->event);
    for (const cap::Info& other : message.infos) {
      if (hazard == "other") hazard = hazard_of(unit, other.event + ' ' + other.headline);
    }
    fields.set("hazard", hazard);
    set_if(fields, "colour", colour_value(*info));
    fields.set("text", info->description.empty() ? headline : info->description);
    set_if(fields, "instruction", info->instruction);
    set_if(fields, "effective", info->effective);
    set_if(fields, "onset", info->onset);
    if (en != nullptr && en != info) {
      set_if(fields, "headline_en", shortened(en->headline.empty() ? en->event : en->headline, kHeadline));
      set_if(fields, "text_en", en->description);
    }
  } else if (const auto about = referenced(unit, message)) {
    issuer = about->text("issuer");
    headline = "解除：" + about->text("headline");
    fields.set("hazard", about->text("hazard"));
    set_if(fields, "colour", about->text("colour"));
    fields.set("text", message.note.empty() ? headline : message.note);
  } else {
    headline = "解除 / Cancel " + references_text(message);
    fields.set("hazard", "other");
    fields.set("text", message.note.empty() ? headline : message.note);
  }
  const bool is_marked = unit.ledger() != "real" && !headline.starts_with("【");
  fields.set("headline", shortened((is_marked ? "【演练】" : "") + headline, kHeadline));
  fields.set("issuer", shortened(issuer, kIssuer));
}

Result<UtcTime> end_of(const Unit& unit, const cap::Message& message) {
  const auto limits = rule_body(unit, "warning_limits");
  if (!limits) return fail(limits.error());
  const auto validity = parse_duration(limits->text("expires_default", "24h"));
  if (!validity) return fail(validity.error());
  return cap::expiry(message, *validity);
}

// The county that holds the whole area, else the city.
std::string place_for(Unit& unit, const std::vector<std::string>& areas) {
  if (areas.size() == 1) return areas.front();
  const auto root = root_place(unit);
  return root ? root->id : std::string();
}

std::string issuing_body(Unit& unit, const cap::Message& message, const std::string& issuer) {
  for (const Record& body : unit.find_where("body", {{"cap_sender", message.sender}}, 1)) return body.id;
  for (const Record& body : unit.find_where("body", {{"name", issuer}}, 1)) return body.id;
  return {};
}

bool is_utf8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    const std::size_t length = lead < 0x80U ? 1 : lead >= 0xC2U && lead < 0xE0U ? 2 : lead >= 0xE0U && lead < 0xF0U ? 3 : lead >= 0xF0U && lead < 0xF5U ? 4 : 0;
    if (length == 0 || i + length > bytes.size() || lead == 0) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(bytes[i + k]) & 0xC0U) != 0x80U) return false;
    }
    i += length;
  }
  return true;
}

// The latest warning in force of the same sender and hazard: what a continuation, change or lift is about.
std::vector<cap::Reference> bulletin_references(Unit& unit, const std::string& sender, const std::string& hazard, UtcTime before) {
  std::optional<Record> latest;
  for (Record& warning : unit.find_where("warning", {{"sender", sender}, {"hazard", hazard}}, 5000)) {
    const bool open = warning.state == "received" || warning.state == "reviewed" || warning.state == "relayed";
    const auto sent = warning.instant("sent");
    if (!open || !sent || *sent >= before || warning.text("msg_type") == "Cancel") continue;
    if (!latest || *latest->instant("sent") < *sent) latest = std::move(warning);
  }
  if (!latest) return {};
  return {{sender, latest->text("identifier"), cap::When{*latest->instant("sent")}}};
}

}  // namespace

Result<Received> receive(Unit& unit, const cap::Message& message, std::string_view bytes) {
  if (Status kind = check_kind(unit, message); !kind) return fail(kind.error());
  for (Record& known : unit.find_where("warning", {{"sender", message.sender}, {"identifier", message.identifier}}, 1)) {
    if (known.instant("sent") == message.sent.at) return Received{std::move(known), true};
    return fail(error::kDuplicate, "identifier", {{"what", message.sender + ' ' + message.identifier + ' ' + known.text("sent")}});
  }
  const auto expires = end_of(unit, message);
  if (!expires) return fail(expires.error());
  const std::vector<std::string> areas = jurisdictions_of(unit, message);
  Draft draft;
  draft.type = "warning";
  draft.jurisdiction_id = place_for(unit, areas);
  draft.occurred_at = message.sent.at;
  json::Array ids;
  for (const std::string& id : areas) ids.emplace_back(id);
  draft.fields = {{"origin", "relayed"},
                  {"sender", message.sender},
                  {"identifier", message.identifier},
                  {"msg_type", cap::name(message.msg_type)},
                  {"status", cap::name(unit.ledger() != "real" && message.status == cap::Status::kActual ? cap::Status::kExercise : message.status)},
                  {"sent", format_time(message.sent.at)},
                  {"expires", format_time(*expires)},
                  {"areas", std::move(ids)},
                  {"cap_xml", is_utf8(bytes) ? std::string(bytes) : cap::write(message)},
                  {"received_at", format_time(unit.now())}};
  set_blocks(unit, message, draft.fields);
  set_if(draft.fields, "references", references_text(message));
  set_if(draft.fields, "area_text", shortened(area_text(message), kAreaText));
  set_if(draft.fields, "issuer_body", issuing_body(unit, message, draft.fields.find("issuer")->as_string()));
  if (const geo::Geometry shape = cap::geometry(message); !shape.empty() && shape.is_area()) draft.geometry = geo::to_geojson(shape);
  auto made = unit.create(draft);
  if (!made) return fail(made.error());
  auto now = unit.find("warning", made->id);  // its chain may have ended it at once
  return Received{now ? std::move(*now) : std::move(*made), false};
}

Result<Received> receive_bulletin(Unit& unit, std::string_view text, UtcTime received_at) {
  const auto bulletin = cap::parse_bulletin(text, received_at);
  if (!bulletin) return fail(bulletin.error());
  std::string sender;
  for (const Record& body : unit.find_where("body", {{"name", bulletin->issuer}}, 1)) sender = body.text("cap_sender");
  cap::BulletinMessage with;
  for (const std::string& name : bulletin->areas) {
    const auto place = jurisdiction_named(unit, name);
    if (place) with.geocodes.push_back({"GB/T2260", place->text("code")});
  }
  // Without a code of its own the issuer is named by a digest: the same issuer is the same sender every time.
  if (sender.empty()) sender = "bulletin-" + sha256_hex(bulletin->issuer).substr(0, 12);
  with.sender = sender;
  with.identifier = sender + '-' + sha256_hex(std::string(text)).substr(0, 24);
  if (unit.ledger() != "real") with.status = cap::Status::kExercise;
  if (bulletin->action != cap::BulletinAction::kIssue) {
    with.references = bulletin_references(unit, sender, hazard_of(unit, bulletin->hazard), bulletin->issued_at.at);
  }
  cap::Message message = cap::to_message(*bulletin, with);
  // The same text without a time of its own is the same message, whenever it is sent again.
  for (const Record& known : unit.find_where("warning", {{"sender", with.sender}, {"identifier", with.identifier}}, 1)) return Received{known, true};
  return receive(unit, message, cap::write(message));
}

}  // namespace muster::warning
