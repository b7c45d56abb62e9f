// The proof: append-only, gapless, hash-chained, in commit order.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "base/time.h"
#include "db/db.h"
#include "json/json.h"

namespace muster::journal {

/// Who acted, through which post, on which shift, in whose name, by which channel.
struct Actor {
  std::string person;   ///< record id of the person; "system" for timers and rules
  std::string account;  ///< sign-in name, e.g. "admin"; "system"
  std::string post;     ///< record id; empty when none
  std::string shift;    ///< record id of the duty shift; empty when none
  std::string name_of;  ///< record id of the body in whose name; empty = the person's own
  std::string channel = "api";  ///< web phone telephone sms liaison loudspeaker import timer rule api demo
  std::string for_person;  ///< 代签收: the leader for whom a liaison answered
  bool operator==(const Actor&) const = default;
};

struct Entry {
  std::int64_t seq = 0;
  UtcTime at;           ///< city time of the ledger
  UtcTime recorded_at;  ///< wall time
  std::string intent;   ///< id; unique
  std::string ledger;
  std::string kind;     ///< "record", "model", "access", "level.start" … the name of the intent
  Actor actor;
  std::string model_version;
  json::Value body;     ///< {"changes":[{type,id,op,version,before?,after?}], …}
  std::string hash;     ///< hex
};

/// Inside the caller's transaction, as its last step: takes the journal lock, reads the head, writes seq and hash.
[[nodiscard]] Result<Entry> append(db::Connection& connection, HashAlgorithm algorithm, Entry entry);

/// Bytes that are hashed: "muster-journal-1", algorithm, previous hash, RFC 8785 JSON of the entry without seq's hash.
[[nodiscard]] std::string hash_input(const Entry& entry, std::string_view previous_hash, HashAlgorithm algorithm);

struct Broken {
  std::int64_t seq = 0;
  std::string reason;  ///< "hash", "gap", "json"
};
/// Walks the whole chain; the first broken entry or nothing.
[[nodiscard]] std::optional<Broken> verify(db::Connection& connection);

[[nodiscard]] std::vector<Entry> after(db::Connection& connection, std::int64_t seq, int limit);
[[nodiscard]] std::int64_t head(db::Connection& connection);

}  // namespace muster::journal
