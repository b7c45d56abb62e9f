#include "supply/build_job.h"

#include <cmath>
#include <exception>
#include <filesystem>

#include "base/log.h"
#include "errors/road.h"
#include "errors/supply.h"
#include "road/road.h"

namespace muster::supply {
namespace {

namespace fs = std::filesystem;

/// The old network stays whole until the new one is.
Status replace(const std::string& folder, const std::string& by) {
  std::error_code error;
  const std::string old = folder + ".old";
  fs::remove_all(old, error);
  if (fs::exists(folder, error)) fs::rename(folder, old, error);
  if (!error) fs::rename(by, folder, error);
  if (error)
    return fail(error::kRoadFolder, {}, {{"folder", folder}, {"reason", error.message()}});
  fs::remove_all(old, error);
  return {};
}

}  // namespace

void BuildJob::set(json::Object members) {
  const std::lock_guard lock(mutex_);
  for (auto& [name, value] : members) shown_.set(name, std::move(value));
}

json::Value BuildJob::show() const {
  const std::lock_guard lock(mutex_);
  return json::Value(shown_);
}

Status BuildJob::start(const std::string& id, std::string pbf, const std::string& by) {
  {
    const std::lock_guard lock(mutex_);
    if (json::Value(shown_).text("state") == "running") return fail(error::kRoadsBuilding);
    shown_ = {{"id", id},
              {"state", "running"},
              {"step", "ways"},
              {"share", 0.0},
              {"by", by}};
  }
  worker_ = std::jthread([this, bytes = std::move(pbf)] { run(bytes); });
  return {};
}

void BuildJob::run(const std::string& pbf) {
  json::Value report;
  Status done;
  try {
    done = build(pbf, report);
  } catch (const std::exception& broken) {
    done = fail(error::kRoadFileBroken, {}, {{"file", "*.osm.pbf"}, {"reason", broken.what()}});
  }
  if (done) {
    log::info("road network built");
    return set({{"state", "done"}, {"share", 1.0}, {"report", std::move(report)}});
  }
  log::error("road network not built", {{"reason", error_text(done.error(), "en")}});
  set({{"state", "failed"},
       {"refused", json::Object{{"code", std::string(error_info(done.error().code).name)},
                                {"zh", error_text(done.error(), "zh")},
                                {"en", error_text(done.error(), "en")}}}});
}

Status BuildJob::build(const std::string& pbf, json::Value& report) {
  const road::Progress progress = [this](const char* step, double share) {
    set({{"step", step}, {"share", std::round(share * 100) / 100}});
  };
  const auto extract = road::read_extract_bytes(pbf, "*.osm.pbf");
  if (!extract) return fail(extract.error());
  const std::string beside = folder_ + ".new";
  const auto built = road::build(*extract, beside, {}, progress);
  if (!built) return fail(built.error());
  report = road::to_json(*built);
  if (const Status moved = replace(folder_, beside); !moved) return moved;
  return take_over_();
}

}  // namespace muster::supply
