// An installation that a benchmark has to itself.
#pragma once

#include <memory>
#include <string>

#include "app/installation.h"
#include "base/time.h"

namespace muster::app::bench {

/// In a temporary folder, removed with it.
class OwnInstallation {
 public:
  /// @param url of PostgreSQL; empty: the file in the folder
  /// Errors as open_installation, kStorageUnavailable where no folder could be made.
  static Result<std::unique_ptr<OwnInstallation>> make(const std::string& url);
  ~OwnInstallation();
  OwnInstallation(const OwnInstallation&) = delete;
  OwnInstallation& operator=(const OwnInstallation&) = delete;

  [[nodiscard]] Installation& installation() { return *open_; }
  [[nodiscard]] const std::string& folder() const { return folder_; }

 private:
  OwnInstallation() = default;
  std::string folder_;
  WallTime wall_;
  std::unique_ptr<Installation> open_;
};

}  // namespace muster::app::bench
