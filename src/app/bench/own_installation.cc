#include "app/bench/own_installation.h"

#include <stdlib.h>

#include <filesystem>
#include <map>

namespace muster::app::bench {

namespace fs = std::filesystem;

Result<std::unique_ptr<OwnInstallation>> OwnInstallation::make(const std::string& url) {
  std::string folder = (fs::temp_directory_path() / "muster-bench-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return fail(error::kStorageUnavailable, "", {{"reason", folder}});
  std::unique_ptr<OwnInstallation> own(new OwnInstallation());
  own->folder_ = folder;
  std::map<std::string, Effective> flags;
  if (!url.empty()) flags["storage.url"] = {url, "--db"};
  auto config = Config::load(folder, flags);
  if (!config) return fail(config.error());
  auto open = open_installation(*std::move(config), own->wall_, true);
  if (!open) return fail(open.error());
  own->open_ = std::move(*open);
  return own;
}

OwnInstallation::~OwnInstallation() {
  open_.reset();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
  fs::remove(folder_ + ".key", ignored);  // the key lies beside its folder
}

}  // namespace muster::app::bench
