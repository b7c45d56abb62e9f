// Writing a checked batch in pieces, and taking it back.
#pragma once

#include <functional>

#include "exchange/check.h"

namespace muster::exchange {

/// One transaction, one journal entry: others who write wait for a piece at most, about a tenth of a second.
inline constexpr int kRowsOfAPiece = 100;

struct Batch {
  record::Store& store;
  db::Database& db;
  const record::Viewer& viewer;
  const ImportOptions& options;
  std::string id;
  std::string file_name;
  std::string file_hash;
  std::string rows_path;
  std::string key;
  std::function<bool(std::int64_t done)> go_on{};  ///< asked after each piece; false ends it
};

struct Ran {
  std::int64_t created = 0;
  std::int64_t updated = 0;
  std::int64_t failed = 0;   ///< refused after all: somebody was faster, or a rule said no
  bool stopped = false;
  json::Array errors;        ///< of the failed ones
};
/// Pieces are intents with ids derived from the batch, so running again after a crash writes nothing twice.
[[nodiscard]] Result<Ran> run_batch(const Batch& batch);

struct Undone {
  std::int64_t removed = 0;
  std::int64_t restored = 0;
  json::Array kept;  ///< {type, id, label, row}: changed by somebody since, left alone
};
/// With the right of who imported it; reversed, so that what refers goes before what is referred to.
[[nodiscard]] Result<Undone> undo_batch(const Batch& batch, const std::string& reason);

}  // namespace muster::exchange
