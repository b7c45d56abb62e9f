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
  std::string channel =
      "api";  ///< web phone telephone sms liaison loudspeaker import timer rule api demo
  std::string for_person;  ///< 代签收: the leader for whom a liaison answered
  bool operator==(const Actor&) const = default;
};

struct Entry {
  std::int64_t seq = 0;
  UtcTime at;           ///< city time of the ledger
  UtcTime recorded_at;  ///< wall time
  std::string intent;   ///< id; unique
  std::string ledger;
  std::string kind;  ///< "record", "model", "access", "level.start" … the name of the intent
  Actor actor;
  std::string model_version;
  json::Value body;  ///< {"changes":[{type,id,op,version,before?,after?}], …}
  std::string hash;  ///< hex
};

/// Tables journal and journal_record (which entries touched which record); numbers 100 to 199.
[[nodiscard]] std::vector<db::Migration> migrations();

/// Inside the caller's transaction, as its last step: takes the journal lock, reads the head,
/// writes seq and hash.
/// @param entry without seq and hash. kDuplicate when the intent is there already.
[[nodiscard]] Result<Entry> append(db::Connection& connection, HashAlgorithm algorithm,
                                   Entry entry);

/// Bytes that are hashed, a line each: "muster-journal-1", "sha256" or "sm3", previous hash (hex;
/// empty before the first entry), RFC 8785 JSON of the entry without its hash: instants in
/// milliseconds, no final newline.
[[nodiscard]] std::string hash_input(const Entry& entry, std::string_view previous_hash,
                                     HashAlgorithm algorithm);

struct Broken {
  std::int64_t seq = 0;
  /// "gap": this seq is missing; "json": the body is not the canonical JSON that was written;
  /// "hash": the entry or its link to the one before is not what was written.
  std::string reason;
};
/// Walks the whole chain; the first broken entry or nothing.
[[nodiscard]] std::optional<Broken> verify(db::Connection& connection);

/// In the order of seq, those beyond `seq`, at most `limit`.
[[nodiscard]] std::vector<Entry> after(db::Connection& connection, std::int64_t seq, int limit);
/// What an auditor looks for; empty texts match everything. Ascending from `after` on.
struct Search {
  std::int64_t after = 0;
  int limit = 100;
  std::string type{};    ///< entries that touched a record of this type
  std::string record{};  ///< … or this record (its id)
  std::string actor{};   ///< sign-in name
};
[[nodiscard]] std::vector<Entry> find(db::Connection& connection, const Search& search);
/// Newest first, those before `before` (0: from the newest).
[[nodiscard]] std::vector<Entry> of_record(db::Connection& connection, std::string_view type,
                                           std::string_view id, std::int64_t before, int limit);
[[nodiscard]] std::optional<Entry> of_intent(db::Connection& connection, std::string_view intent);

struct Head {
  std::int64_t seq = 0;  ///< 0 before the first entry
  std::string hash;
};
[[nodiscard]] Head head_entry(db::Connection& connection);  ///< what leaves the database daily
[[nodiscard]] std::int64_t head(db::Connection& connection);

}  // namespace muster::journal
