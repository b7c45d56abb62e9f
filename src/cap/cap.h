// Common Alerting Protocol 1.2 (OASIS, 2010-07-01; ITU-T X.1303 bis): values in, values out. GB/T
// 35965.1-2018 identifiers.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "geo/geo.h"
#include "json/json.h"
#include "errors/cap.h"

namespace muster::cap {

inline constexpr std::string_view kNamespace = "urn:oasis:names:tc:emergency:cap:1.2";

// Enumerations of clauses 3.2.1 and 3.2.2; their names are spelled by `name`.
enum class Status { kActual, kExercise, kSystem, kTest, kDraft };
enum class MsgType { kAlert, kUpdate, kCancel, kAck, kError };
enum class Scope { kPublic, kRestricted, kPrivate };
enum class Category {
  kGeo,
  kMet,
  kSafety,
  kSecurity,
  kRescue,
  kFire,
  kHealth,
  kEnv,
  kTransport,
  kInfra,
  kCbrne,
  kOther
};
enum class ResponseType {
  kShelter,
  kEvacuate,
  kPrepare,
  kExecute,
  kAvoid,
  kMonitor,
  kAssess,
  kAllClear,
  kNone
};
enum class Urgency { kImmediate, kExpected, kFuture, kPast, kUnknown };
enum class Severity { kExtreme, kSevere, kModerate, kMinor, kUnknown };
enum class Certainty { kObserved, kLikely, kPossible, kUnlikely, kUnknown };

/// The names of an enumeration in the order of its enumerators.
template <class E>
[[nodiscard]] const std::vector<std::string_view>& names();
template <>
const std::vector<std::string_view>& names<Status>();
template <>
const std::vector<std::string_view>& names<MsgType>();
template <>
const std::vector<std::string_view>& names<Scope>();
template <>
const std::vector<std::string_view>& names<Category>();
template <>
const std::vector<std::string_view>& names<ResponseType>();
template <>
const std::vector<std::string_view>& names<Urgency>();
template <>
const std::vector<std::string_view>& names<Severity>();
template <>
const std::vector<std::string_view>& names<Certainty>();

template <class E>
[[nodiscard]] std::string_view name(E value) {
  return names<E>()[static_cast<std::size_t>(value)];
}

/// Case-sensitive, as the standard asks.
template <class E>
[[nodiscard]] std::optional<E> from_name(std::string_view text) {
  for (std::size_t i = 0; i < names<E>().size(); ++i) {
    if (names<E>()[i] == text) return static_cast<E>(i);
  }
  return std::nullopt;
}

/// An instant with the offset in which it was written (clause 3.3.2); equal by instant.
struct When {
  UtcTime at{};
  int offset_minutes = 480;
  bool operator==(const When& other) const { return at == other.at; }
};

/// "2026-07-15T08:00:00+08:00": no fraction, no Z (UTC is -00:00), a real date. kBadTime otherwise.
[[nodiscard]] Result<When> parse_when(std::string_view text);
[[nodiscard]] std::string format_when(When when);

struct Named {  ///< valueName and value
  std::string name;
  std::string value;
  bool operator==(const Named&) const = default;
};

struct Circle {
  geo::Position centre;
  double radius_km = 0;
  bool operator==(const Circle&) const = default;
};

struct Area {
  std::string description;
  std::vector<geo::Path> polygons;  ///< closed rings, lon/lat like everywhere in the program
  std::vector<Circle> circles;
  std::vector<Named> geocodes;
  std::optional<double> altitude_ft;  ///< above mean sea level
  std::optional<double> ceiling_ft;
  bool operator==(const Area&) const = default;
};

struct Resource {
  std::string description;
  std::string mime_type;
  std::optional<std::int64_t> size_bytes;
  std::string uri;
  std::string deref_uri;  ///< base64
  std::string digest;     ///< SHA-1, hex
  bool operator==(const Resource&) const = default;
};

struct Info {
  std::string language = "en-US";
  std::vector<Category> categories;
  std::string event;
  std::vector<ResponseType> response_types;
  Urgency urgency = Urgency::kUnknown;
  Severity severity = Severity::kUnknown;
  Certainty certainty = Certainty::kUnknown;
  std::string audience;
  std::vector<Named> event_codes;
  std::optional<When> effective;
  std::optional<When> onset;
  std::optional<When> expires;
  std::string sender_name;
  std::string headline;
  std::string description;
  std::string instruction;
  std::string web;
  std::string contact;
  std::vector<Named> parameters;
  std::vector<Resource> resources;
  std::vector<Area> areas;
  bool operator==(const Info&) const = default;
};

/// sender,identifier,sent: what names a message in the world.
struct Reference {
  std::string sender;
  std::string identifier;
  When sent;
  bool operator==(const Reference&) const = default;
};

struct Message {
  std::string identifier;
  std::string sender;
  When sent;
  Status status = Status::kActual;
  MsgType msg_type = MsgType::kAlert;
  std::string source;
  Scope scope = Scope::kPublic;
  std::string restriction;
  std::vector<std::string> addresses;
  std::vector<std::string> codes;
  std::string note;
  std::vector<Reference> references;
  std::vector<std::string> incidents;
  std::vector<Info> infos;
  bool is_signed = false;  ///< carried an enveloped signature, which is not verified here
  bool operator==(const Message&) const = default;
};

[[nodiscard]] Reference reference_to(const Message& message);

// ---- reading, checking, writing

/// One breach of the standard.
struct Finding {
  int line = 0;
  std::string clause;   ///< "CAP 1.2 3.2.1", "CAP 1.2 3.3.2", …
  std::string element;  ///< "info/area/polygon"
  ErrorCode code = error::kBadCap;
  Params params;
  bool operator==(const Finding&) const = default;
};
using Findings = std::vector<Finding>;

/// Everything wrong with the bytes, in the order of lines; empty when it is a valid CAP 1.2
/// message. Structure and values, the rules in the text of the standard, and, as a second opinion,
/// the OASIS schema.
[[nodiscard]] Findings check(std::string_view bytes);

[[nodiscard]] std::string text(const Finding& finding, std::string_view lang);
/// `[{line, clause, element, code, zh, en}]`.
[[nodiscard]] json::Value to_json(const Findings& findings);

/// A message that `check` finds nothing wrong with. kInvalid with param count; `also` holds a
/// refusal per finding, its params with line and clause.
[[nodiscard]] Result<Message> parse(std::string_view bytes);

/// A UTF-8 document. What is written from a sound message passes `check`.
[[nodiscard]] std::string write(const Message& message);

// ---- areas

/// Polygons and circles of an area together; empty when it has neither.
[[nodiscard]] geo::Geometry geometry(const Area& area);
[[nodiscard]] geo::Geometry geometry(const Message& message);  ///< of all infos and areas
/// The polygons of a geometry as CAP can carry them: outer rings only, since CAP has no holes.
[[nodiscard]] std::vector<geo::Path> polygons(const geo::Geometry& area);

// ---- who is in force

/// Which alerts are in force after any set of messages, in whatever order they arrived. An Update
/// or a Cancel ends the messages it refers to (same sender, identifier, sent) if it has their
/// status; one that refers to a message not yet seen leaves a tombstone. Whether a sender may end
/// another's message is for the caller to decide before adding.
class ActiveSet {
 public:
  /// False when the message was known. Ack and Error change nothing.
  bool add(const Message& message);
  /// In force at `now`: not ended, and before the latest `expires` of its infos; an info without it
  /// expires `validity` after it takes effect. Ordered by sent.
  [[nodiscard]] std::vector<const Message*> active(UtcTime now,
                                                   Millis validity = std::chrono::hours{24}) const;
  /// What ended this message, if anything.
  [[nodiscard]] std::optional<Reference> ended_by(const Reference& reference) const;
  /// Forgets messages expired, and tombstones set, more than `keep` before `now`.
  void prune(UtcTime now, Millis keep = std::chrono::hours{24 * 90});

 private:
  struct Key {
    std::string sender;
    std::string identifier;
    UtcTime sent;
    Status status;
    auto operator<=>(const Key&) const = default;
  };
  static Key key_of(const Reference& reference, Status status);

  std::map<Key, Message> alerts_;
  std::map<Key, Reference> ended_;
  std::map<Key, bool> seen_;
};

/// When a message stops being in force by itself.
[[nodiscard]] UtcTime expiry(const Message& message, Millis validity = std::chrono::hours{24});

// ---- Chinese usage

/// GB/T 35965.1-2018 identifier ZZZZZZDDDUUUXX_YYYYMMDDhhmmss_N; live ones often lack _N.
struct ChineseIdentifier {
  std::string area;              ///< 6 digits, GB/T 2260
  std::string agency;            ///< 3 digits, GB/T 4657; 416 is meteorology
  std::string unit = "000";      ///< 3 letters or digits
  std::string extension = "00";  ///< 2 letters or digits
  UtcTime entered{};             ///< written in Beijing time, whole seconds
  std::optional<int> serial;     ///< 0 to 9 within the second
  bool operator==(const ChineseIdentifier&) const = default;
};

[[nodiscard]] std::optional<ChineseIdentifier> parse_identifier(std::string_view text);
[[nodiscard]] std::string format_identifier(const ChineseIdentifier& identifier);

enum class Colour { kRed, kOrange, kYellow, kBlue, kUnknown };

/// 红 Extreme and Immediate, 橙 Severe and Expected, 黄 Moderate and Expected, 蓝 Minor and Future
/// (the platform's rule).
[[nodiscard]] Severity severity_of(Colour colour);
[[nodiscard]] Urgency urgency_of(Colour colour);
/// By parameter ColorCode where there is one, else by severity.
[[nodiscard]] Colour colour_of(const Info& info);
[[nodiscard]] std::string_view colour_code(Colour colour);  ///< "Red"
[[nodiscard]] Colour colour_from(std::string_view text);    ///< "Red", "red", "红色", "红"
[[nodiscard]] std::string_view colour_word(Colour colour);  ///< "红色", the field's word

}  // namespace muster::cap
