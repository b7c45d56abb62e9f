// Liaisons (联络员, 代签收) of whoever leaves: a running row ends on the day before and goes on with somebody else, so that earlier days stay true.
#pragma once

#include <string>

#include "responsibility/responsibility.h"

namespace muster::responsibility {

/// "2026-08-19" of "2026-08-20". @param day a date that was parsed before
[[nodiscard]] std::string day_before(const std::string& day);

class LiaisonReplacing {
 public:
  LiaisonReplacing(record::Unit& unit, const Replacement& asked) : unit_(unit), asked_(asked), last_(day_before(asked.from)) {}

  /// Terms of others for whom the person could sign, and the members' liaisons to headquarters and committees. Rows that the viewer may not
  /// change are named in `left`, not refused: they belong to somebody else's work.
  Status rows();
  /// Open tasks of others that went to the person as their liaison; by rule.
  Status tasks();

  [[nodiscard]] std::int64_t replaced() const { return replaced_; }  ///< with somebody else
  [[nodiscard]] std::int64_t ended() const { return ended_; }        ///< without anybody
  json::Array take_left() { return std::move(left_); }               ///< [{type, id, label}]

 private:
  Status of_responsibilities();
  Status of_members();
  Status go_on(const record::Record& row, json::Object fields);
  Status end(const record::Record& row);
  [[nodiscard]] bool may(const record::Record& row, bool splits);

  record::Unit& unit_;
  const Replacement& asked_;
  std::string last_;
  std::int64_t replaced_ = 0;
  std::int64_t ended_ = 0;
  json::Array left_;
};

}  // namespace muster::responsibility
