// How far the journal goes, asked without a transaction (db/watch.h).
#pragma once

namespace muster::journal {

/// The sequence number of the newest committed entry: what is derived from records is the same as long as it is.
inline constexpr const char* kPositionQuestion = "SELECT MAX(seq) FROM journal";

}  // namespace muster::journal
