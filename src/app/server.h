// The running platform over an installation: routes, hooks, listeners, one or two ports, workers.
#pragma once

#include <memory>
#include <string>

#include "app/installation.h"
#include "app/services.h"

namespace muster::app {

struct Listening {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;        ///< 0 takes a free one
  int tries = 1;                 ///< further ports are tried when one is taken
  std::string certificate_file;  ///< empty: plain HTTP
  std::string key_file;
};

class Platform {
 public:
  virtual ~Platform() = default;
  /// Attaches the modules, starts to listen and lets city time go on. kPortTaken.
  /// @param ca_file offered at /ca.crt; empty for none
  static Result<std::unique_ptr<Platform>> start(Installation& installation,
                                                 const Listening& listening, std::string ca_file);
  /// A further port with the same routes (phones, over TLS).
  virtual Status listen_also(const Listening& listening) = 0;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  [[nodiscard]] virtual Services& services() = 0;
  /// Every route that is served, for tests and openapi.json.
  [[nodiscard]] virtual const std::vector<std::unique_ptr<net::Route>>& routes() const = 0;
  /// Lets running requests finish, stops workers and city time. Also done by the destructor.
  virtual void stop() = 0;
};

}  // namespace muster::app
