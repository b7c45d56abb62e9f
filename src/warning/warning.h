// Warnings: received and relayed in the issuer's name, issued only in names that the rule allows, called out to who is affected,
// given on as CAP 1.2.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cap/cap.h"
#include "record/record.h"

namespace muster::warning {

/// Registers the rules of `warning`: who may issue, whose name is kept, update and cancel chains, callouts.
void attach(record::Store& store);

/// Moves warnings past `expires` to expired; again it has no effect. The ticker's chore.
Status expire(record::Store& store, const record::CityTime& city, const std::string& ledger);

struct Received {
  record::Record record;
  bool duplicate = false;          ///< (sender, identifier, sent) was known; nothing was written
};

/// A checked CAP message as a warning in state received, under the issuer's name. kBadValue for Ack and Error, and in the real
/// ledger for any status but Actual; elsewhere it is marked as an exercise. kDuplicate for a known identifier with another `sent`.
/// @param bytes the message as it came, kept in `cap_xml`
Result<Received> receive(record::Unit& unit, const cap::Message& message, std::string_view bytes);

/// A bulletin in Chinese (cap/chinese_bulletin.h) by the same way. Its identifier is made from its text, since it carries none.
Result<Received> receive_bulletin(record::Unit& unit, std::string_view text, UtcTime received_at);

/// A relayed or issued warning as CAP with blocks in Chinese and English; sender, identifier and sent are the issuer's. In a ledger
/// that is not real its status is Exercise. Nothing when it was neither relayed nor issued, or is not for the public.
[[nodiscard]] std::optional<cap::Message> published(record::Unit& unit, const record::Record& warning);

}  // namespace muster::warning
