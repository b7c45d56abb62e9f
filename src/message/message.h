// Messages that leave the city (type message_out): files in the outbox folder and reports to other systems, each sent once or repeated
// without harm, with the receipts that come back; and the reports of lower nodes that come in.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "message/peer.h"
#include "record/record.h"

namespace muster::message {

/// Registers the rules: what becomes of a message is written at the receipt that it belongs to (report_receipt), and a receipt taken by
/// telephone ends the wait of its message.
void attach(record::Store& store);

struct Settings {
  std::string outbox;    ///< folder; empty: nothing is filed
  std::string peer_url;  ///< of receivers without an address of their own; empty: those go to the outbox
  std::string ca_file;   ///< further trust for https
  std::string tokens;    ///< folder with <code of the receiving body>.token, else default.token
  std::string node;      ///< name of this node, told to the receiver
  Millis first_wait{5000};      ///< of the wall, after the first failure; doubled each time, with jitter
  Millis longest_wait{600'000};
  int attempts = 12;            ///< then it has failed for good: the receipt waits for a person again
  Millis ask_again{30'000};     ///< between two questions whether a delivered message was signed for
};

/// Not thread-safe but for `counts`: one worker steps it. Keeps nothing that matters: each result is an intent with an id derived from
/// message and attempt, each request carries the message's id as Idempotency-Key.
class Sender {
 public:
  Sender(record::Store& store, const record::CityTime& city, const TimeSource& wall, Settings settings);
  /// Sends what waits in a ledger and asks for receipts. Telephone, fax and SMS wait for a person or a gateway.
  Status step(const std::string& ledger);
  struct Counts {
    std::int64_t filed = 0;
    std::int64_t posted = 0;
    std::int64_t failed = 0;   ///< attempts
    std::int64_t given_up = 0;
  };
  [[nodiscard]] Counts counts() const;

 private:
  Status send(const record::Record& message);
  Status file(const record::Record& message);
  Status post(const record::Record& message, const std::string& url);
  Status ask(const record::Record& message, const std::string& url);
  Status failed(const record::Record& message, const std::string& cause, bool for_good);
  Status note(const record::Record& message, const std::string& what, const std::function<Status(record::Unit&)>& write);
  void count(std::int64_t Counts::*what);
  [[nodiscard]] std::string url_of(const record::Record& message) const;
  [[nodiscard]] std::string token_for(const record::Record& message);
  [[nodiscard]] json::Object envelope(const record::Record& message);

  record::Store& store_;
  const record::CityTime& city_;
  const TimeSource& wall_;
  Settings settings_;
  Peers peers_;
  std::map<std::string, UtcTime> asked_;  ///< message → when its receipt was last asked for (wall)
  mutable std::mutex mutex_;
  Counts counts_;  ///< guarded by mutex_
};

/// Takes in a lower node's message as a document received, in its ledger where that is known here, else marked in `real`.
/// kRequired for a message without title, text or sender.
/// @return {message, number, ledger, received_at, signed_at, signed_by}
Result<json::Object> take_in(record::Unit& unit, const json::Value& envelope);
/// The same of one taken in before; kNotFound also for another sender's.
Result<json::Object> receipt_of(record::Unit& unit, const std::string& message, const std::string& sender);

}  // namespace muster::message
