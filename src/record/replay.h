// The journal read back: the tables again in an empty database, and what each row must be (docs/design/write-path.md).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "db/db.h"
#include "record/record.h"

namespace muster::record {

/// Every row as the journal says it must be, by id; deleted ones too. Changes of definitions are followed.
struct Book {
  std::unordered_map<std::string, Record> rows;
  std::int64_t entries = 0;
};
/// @param field_key 32 bytes, to open sealed fields
[[nodiscard]] Result<Book> read_book(db::Database& database, const std::string& field_key);

/// An attachment as the first record that names it describes it.
struct Attached {
  std::int64_t size = 0;
  std::string media_type;
  std::string name;
  UtcTime at;           ///< wall time of that entry
  std::string account;  ///< who made it
};
struct Replayed {
  std::int64_t entries = 0;
  std::map<std::string, Attached> attachments;  ///< by content hash
};
/// Applies every entry of one journal to another database of either engine, whose fixed tables are there and whose journal is
/// empty (kReplayNotEmpty): tables, search, index of records, number series, models and the journal itself, entry by entry, with
/// the hashes that it had. Answers of intents are not in the journal: a repeated intent is refused there instead of answered.
/// Readings are not of the journal. kReplayOutOfOrder, kReplayUnknown, kReplayNoDefinitions, kChainBroken name the entry.
[[nodiscard]] Result<Replayed> replay(db::Database& from, db::Database& into, const std::string& field_key);

struct Difference {
  std::string where;  ///< "dam 0190…", "journal:17", "number_series BA-…"
  std::string what;   ///< which column or field, and both values; personal ones not shown
};
/// The first difference between two databases of one city, register by register, row by row, then the tables beside them; fid and
/// answers of intents do not count. Nothing when they are the same.
[[nodiscard]] Result<std::optional<Difference>> first_difference(db::Database& one, db::Database& other, const std::string& field_key);

}  // namespace muster::record
