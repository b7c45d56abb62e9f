// A record out of its part of a journal entry.
#pragma once

#include "record/codec.h"

namespace muster::record {

/// What the change made of `before` (an empty record for create).
[[nodiscard]] Record from_journal(const model::TypeDef& type, const json::Value& change, const journal::Entry& entry,
                                  const Record& before, const Codec& codec);

}  // namespace muster::record
