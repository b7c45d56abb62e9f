// A data folder, opened: its databases, its model, the write path and who may use it. What serve,
// check, user and doctor share.
#pragma once

#include <memory>
#include <string>

#include "app/city_time.h"
#include "app/config.h"
#include "base/time.h"
#include "db/db.h"
#include "identity/access.h"
#include "model/model.h"
#include "record/record.h"

namespace muster::app {

struct Installation {
  explicit Installation(Config settings, const TimeSource& wall_time)
      : config(std::move(settings)), wall(wall_time) {}

  Config config;
  const TimeSource& wall;
  std::shared_ptr<const model::Model> model;
  std::unique_ptr<db::Database> database;
  std::unique_ptr<db::Database> access_database;
  std::unique_ptr<StoredCityTime> city;
  std::unique_ptr<record::Store> store;
  std::unique_ptr<identity::Access> access;
  std::unique_ptr<identity::Directory> directory;
};

/// Opens databases, brings their tables up to date, loads the model. What may be missing is made
/// (`create`), the key among it. kStorageUnavailable, kNewerDatabase, kBadModel,
/// kModelNeedsMapping.
[[nodiscard]] Result<std::unique_ptr<Installation>> open_installation(Config config,
                                                                      const TimeSource& wall,
                                                                      bool create);

/// The city's database and the key of its personal fields, without a store: opening one would put
/// changed definitions in force. kStorageUnavailable when there is none.
struct Storage {
  std::string key;
  std::unique_ptr<db::Database> database;
};
[[nodiscard]] Result<Storage> open_storage(const Config& config);

/// Definitions in force: those shipped, and the bureau's own from model.folder over them.
[[nodiscard]] Result<std::shared_ptr<const model::Model>> load_model(const Config& config);

/// 32 bytes from the key file. kStorageUnavailable when it is missing (unless `create`) or no key,
/// or open to others.
[[nodiscard]] Result<std::string> read_key(const Config& config, bool create);

/// Where the daily heads of the journal are written.
[[nodiscard]] std::string heads_folder(const Config& config);

/// Where and how each database lies, from the settings.
[[nodiscard]] db::Settings city_settings(const Config& config);
[[nodiscard]] db::Settings access_settings(const Config& config);

/// An empty city that can be signed in to: its jurisdiction, the bureau, the administrator's post
/// and account.
struct Founding {
  std::string code = "421000";
  std::string name = "荆州市";
  std::string name_en = "Jingzhou";
  std::string bureau = "应急管理局";
  std::string account = "admin";
};
[[nodiscard]] Status found_city(Installation& installation, const Founding& founding);

}  // namespace muster::app
