// Private to supply: one building of the road network beside the requests.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "json/json.h"

namespace muster::supply {

/// At most one runs; the last one is remembered until the server ends. Thread-safe.
class BuildJob {
 public:
  /// @param folder  of the network; replaced as a whole when the new one is complete
  /// @param take_over  loads what lies in the folder
  BuildJob(std::string folder, std::function<Status()> take_over)
      : folder_(std::move(folder)), take_over_(std::move(take_over)) {}

  /// Begins with the bytes of a PBF file. kRoadsBuilding (409) while one runs.
  Status start(const std::string& id, std::string pbf, const std::string& by);
  /// {id, state: "none"|"running"|"done"|"failed", step, share, by, refused?, report?}
  [[nodiscard]] json::Value show() const;

 private:
  void run(const std::string& pbf);
  Status build(const std::string& pbf, json::Value& report);
  void set(json::Object members);

  const std::string folder_;
  const std::function<Status()> take_over_;
  mutable std::mutex mutex_;  ///< guards shown_
  json::Object shown_{{"state", "none"}};
  std::jthread worker_;  ///< last, so that it ends first
};

}  // namespace muster::supply
