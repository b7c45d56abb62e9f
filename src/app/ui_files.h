// The browser application inside the binary, and which address opens which of its three pages.
#pragma once

#include <vector>

#include "base/embedded.h"
#include "net/static_files.h"

namespace muster::app {

/// Generated from ui/dist (cmake/ui.cmake); empty with -DMUSTER_UI=OFF.
[[nodiscard]] const std::vector<EmbeddedFile>& embedded_ui();

class UiFiles {
 public:
  explicit UiFiles(const std::vector<EmbeddedFile>& files);

  /// For paths without a route: a file of the application, else the page of its part (/m/… phone,
  /// /wall/… wall, all other addresses the desk). Addresses of the API, and everything when there
  /// is no application, are problems (404).
  [[nodiscard]] net::Response answer(const net::Request& request) const;

 private:
  std::vector<std::string> kept_;   ///< paths and tags that the assets point into
  std::vector<net::Asset> assets_;  ///< sorted by path
};

}  // namespace muster::app
