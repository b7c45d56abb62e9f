// The registers that are kept in memory for tiles: which, how much, and fresh.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "exchange/tiles/kept_layer.h"

namespace muster::exchange {

/// Thread-safe. A register is read when its first tile is asked for: a small one at once, a longer one by a thread of its own, while tiles
/// come from the database. Together they take at most about `bytes_most`; the longest unused is let go. One that alone would take more is
/// never kept.
class KeptLayers {
 public:
  KeptLayers(db::Database& database, std::size_t bytes_most);
  ~KeptLayers();
  KeptLayers(const KeptLayers&) = delete;
  KeptLayers& operator=(const KeptLayers&) = delete;

  /// The register as of the connection's snapshot or later; null: ask the database. @param type outlives this
  [[nodiscard]] std::shared_ptr<const KeptLayer> find(db::Connection& connection, const model::TypeDef& type, const std::string& ledger);
  /// Waits until nothing is being read.
  void settle();
  [[nodiscard]] std::size_t bytes() const;

 private:
  using Key = std::pair<std::string, std::string>;  ///< type, ledger
  struct Slot {
    const model::TypeDef* type = nullptr;
    std::shared_ptr<KeptLayer> layer;  ///< null while it is read for the first time
    bool reading = false;
    bool too_long = false;
    std::uint64_t used = 0;
  };

  void read_later(const Key& key, Slot& slot);
  void work(const std::stop_token& stop);
  [[nodiscard]] std::map<Key, std::shared_ptr<KeptLayer>> all() const;
  /// Keeps it, and lets others go where it is too much.
  void kept(const Key& key, std::shared_ptr<KeptLayer> layer, bool complete);

  db::Database& database_;
  const std::size_t bytes_most_;
  mutable std::mutex mutex_;  ///< of all that follows
  std::condition_variable_any changed_;
  std::map<Key, Slot> slots_;
  std::deque<Key> waiting_;
  std::uint64_t uses_ = 0;
  std::jthread thread_;  ///< last: it ends before what it works on
};

}  // namespace muster::exchange
