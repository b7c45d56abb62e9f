// Entries of a stretch of time, for whoever counts what people did.
#pragma once

#include <functional>

#include "journal/journal.h"

namespace muster::journal {

/// Entries of a ledger with city time in [from, to) that people made (not timers, rules or founding), in the order of seq, one at a time.
void each_by_people(db::Connection& connection, std::string_view ledger, UtcTime from, UtcTime to, const std::function<void(const Entry&)>& each);

}  // namespace muster::journal
