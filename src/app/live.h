// The live stream: committed entries to open browsers, each seeing only what its rights show; what
// one may not see still advances the id. A stream begins where its Last-Event-ID ended, from the
// journal.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "app/services.h"

namespace muster::app {

class LiveHub final : public Live {
 public:
  LiveHub(db::Database& database, record::Store& store, const record::CityTime& city,
          const TimeSource& wall)
      : database_(database), store_(store), city_(city), wall_(wall) {}

  /// Entries reach it in order, after commit (record::Store::listen).
  void committed(const journal::Entry& entry, const std::vector<record::Change>& changes);
  void readings(const std::string& ledger, const std::vector<std::string>& stations) override;

  /// An event stream for a caller; reads the journal from `after` (Last-Event-ID; nothing: from
  /// now).
  Result<net::Response> open(const Caller& who, const std::string& ledger,
                             std::optional<std::int64_t> after);

  /// Streams whose rights may have changed come back with their Last-Event-ID.
  void close_all();
  void close_session(std::string_view session_token);
  [[nodiscard]] std::size_t open_streams();

 private:
  struct Stream;
  using Streams = std::vector<std::shared_ptr<Stream>>;
  Streams living();
  void replay(Stream& stream);
  [[nodiscard]] bool may_hear(const Stream& stream, const json::Value& change) const;

  db::Database& database_;
  record::Store& store_;
  const record::CityTime& city_;
  const TimeSource& wall_;
  std::mutex mutex_;
  std::vector<std::weak_ptr<Stream>>
      waiting_;      ///< guarded by mutex_: header not yet sent; owned by the response
  Streams streams_;  ///< guarded by mutex_: open ones
};

/// May this viewer read this record: a scoped grant, or a self grant and a person field that names
/// them.
[[nodiscard]] bool may_read(const identity::Viewer& viewer, const model::TypeDef& type,
                            const record::Record& record);

}  // namespace muster::app
