// Warnings as Chinese weather stations publish them: one paragraph of text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cap/cap.h"

namespace muster::cap {

enum class BulletinAction {
  kIssue,
  kContinue,
  kChange,
  kLift
};  ///< 发布, 继续发布/更新/确认, 变更/升级/降级, 解除

struct Bulletin {
  BulletinAction action = BulletinAction::kIssue;
  std::string issuer;  ///< "荆州市气象台"
  std::string hazard;  ///< "大风"
  Colour colour =
      Colour::kUnknown;  ///< of the warning now in force (a change names the old one too)
  std::optional<Colour> old_colour;  ///< a change only
  When issued_at;                    ///< Beijing time
  bool time_stated = true;  ///< false: the text has no time, `issued_at` is when it was received
  std::vector<std::string> areas;    ///< places named in the text, else the issuer's own place
  std::string body;                  ///< what follows the heading, without the remark on the source
  std::string source;                ///< "国家预警信息发布中心"
  std::optional<int> horizon_hours;  ///< 预计未来3小时
  bool is_observed = false;          ///< the text says that it has already happened (已出现)
  bool operator==(const Bulletin&) const = default;
};

/// Reads a bulletin or its title ("沙市区气象台发布暴雨橙色预警[II级/严重]").
/// @param received_at gives the year where the text has none (the nearest that is not after it),
/// and the time of a title. kBulletinUnread with params what ("发布单位 issuer", "类别 hazard",
/// "颜色 colour", "时间 time") and value.
[[nodiscard]] Result<Bulletin> parse_bulletin(std::string_view text, UtcTime received_at);

struct BulletinMessage {
  std::string identifier;
  std::string sender;
  Status status = Status::kActual;
  std::vector<Reference> references;  ///< of the warning that is changed, continued or lifted
  std::vector<Named> geocodes;        ///< of the whole area, e.g. {"GB/T2260", "421002"}
  geo::Geometry area;                 ///< empty when unknown
  Millis validity = std::chrono::hours{24};
};

/// The bulletin as CAP: Alert for an issue, Update for a change or continuation with references
/// (else Alert), Cancel for a lift. Severity and urgency by colour, certainty Observed or Likely,
/// the colour also as parameter ColorCode.
[[nodiscard]] Message to_message(const Bulletin& bulletin, const BulletinMessage& with);

}  // namespace muster::cap
