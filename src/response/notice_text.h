// Words of proposals and notices, drafted from the record for people to mend.
#pragma once

#include <string>

#include "record/record.h"
#include "response/plan.h"

namespace muster::response {

/// "四级" of "4".
[[nodiscard]] std::string level_word(std::string_view level);
/// start, raise, lower, end: what a step from one level to another is called. Empty levels mean none in force.
[[nodiscard]] std::string change_kind(std::string_view from, std::string_view to);
/// "防汛" or "抗旱".
[[nodiscard]] std::string response_word(const Plan& plan);
/// @param because the alarm or incident that advises the level, or the notice that nothing advises any more
[[nodiscard]] std::string proposal_text(const record::Record& because, const Plan& plan, std::string_view from, std::string_view to);
[[nodiscard]] std::string notice_title(const Plan& plan, std::string_view kind, std::string_view from, std::string_view to);
[[nodiscard]] std::string notice_text(const Plan& plan, const record::Record& consultation, const record::Record& body, std::string_view kind,
                                      std::string_view from, std::string_view to, UtcTime effective_at);

}  // namespace muster::response
