// Requests to other systems, with a circuit breaker for each: one that does not answer is left alone for a while, so that messages to
// the others go on.
#pragma once

#include <map>
#include <string>

#include "base/time.h"
#include "net/http.h"

namespace muster::message {

struct Reply {
  enum class Kind { kTaken, kTryAgain, kRefused };
  Kind kind = Kind::kTryAgain;
  int status = 0;      ///< HTTP; 0 when nobody answered
  std::string cause;   ///< of the last two
  json::Value answer;  ///< the peer's JSON, null when it sent none
};

class Peers {
 public:
  Peers(const TimeSource& wall, std::string ca_file) : wall_(wall), ca_file_(std::move(ca_file)) {}
  /// Whether the peer of this address is asked now: not while its circuit is open (after three failures in a row for 30 s, then one
  /// attempt, doubled to five minutes).
  [[nodiscard]] bool may_try(const std::string& url) const;
  /// A request of at most ten seconds. 2xx is taken; no answer, 408, 425, 429 and 5xx are tried again; everything else is refused.
  Reply ask(net::ClientRequest request, const std::string& token);
  [[nodiscard]] int open_circuits() const;

 private:
  struct Circuit {
    int failures = 0;
    UtcTime closed_until;  ///< nothing is tried before
  };
  void note(const std::string& url, bool answered);

  const TimeSource& wall_;
  std::string ca_file_;
  std::map<std::string, Circuit> circuits_;  ///< by scheme, host and port
};

}  // namespace muster::message
