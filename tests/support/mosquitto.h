// A real mosquitto of the test's own: own folder, own port, nothing shared with the system's.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "support/process.h"
#include "support/temp_folder.h"

namespace muster::test_support {

class Mosquitto {
 public:
  struct Options {
    bool tls = false;             ///< a certificate for localhost from a fresh authority, ca_file()
    std::string user;             ///< empty: anybody
    std::string password;
    std::string acl;              ///< text of an acl_file
  };
  Mosquitto() : Mosquitto(Options()) {}
  explicit Mosquitto(const Options& options);

  [[nodiscard]] std::string url() const;
  [[nodiscard]] const std::string& ca_file() const { return ca_file_; }
  /// Publishes each line of `lines` with QoS 1; true when the broker has acknowledged all.
  bool publish(const std::string& topic, const std::string& lines) const;
  void start();  ///< on the same port, with what it kept
  void kill();   ///< kill -9
  void end();    ///< in order: sessions and queued messages are kept

 private:
  Options options_;
  TempFolder folder_;
  std::uint16_t port_ = 0;
  std::string ca_file_;
  std::unique_ptr<Process> process_;
};

}  // namespace muster::test_support
