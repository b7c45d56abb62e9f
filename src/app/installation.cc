#include "app/installation.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <filesystem>
#include <fstream>

#include "app/modules.h"
#include "base/hash.h"
#include "base/id.h"

namespace muster::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeyBytes = 32;

bool is_postgres(std::string_view url) {
  return url.substr(0, 11) == "postgresql:" || url.substr(0, 9) == "postgres:" ||
         url.find("host=") != std::string_view::npos ||
         url.find("dbname=") != std::string_view::npos;
}

tl::unexpected<Error> storage(std::string reason) {
  return fail(error::kStorageUnavailable, "", {{"reason", std::move(reason)}});
}

Status write_key(const std::string& file) {
  const std::string text = to_hex(random_bytes(kKeyBytes)) + "\n";
  const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (out < 0) return storage(file);
  const bool done = ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                    ::fsync(out) == 0;
  ::close(out);
  if (!done) return storage(file);
  return {};
}

Result<record::Record> create(record::Unit& unit, const std::string& type,
                              const std::string& jurisdiction, json::Object fields) {
  record::Draft draft;
  draft.type = type;
  draft.jurisdiction_id = jurisdiction;
  draft.fields = std::move(fields);
  return unit.create_by_rule(draft);
}

/// Jurisdiction, bureau, person, post and assignment in one intent; gives the person's id.
Result<json::Value> first_records(record::Unit& unit, const Founding& founding) {
  const auto city = create(unit, "jurisdiction", "",
                           json::Object{{"code", founding.code},
                                        {"name", founding.name},
                                        {"name_en", founding.name_en},
                                        {"level", "city"}});
  if (!city) return fail(city.error());
  const auto bureau = create(unit, "body", city->id,
                             json::Object{{"code", "bureau"},
                                          {"name", founding.name + founding.bureau},
                                          {"short_name", founding.bureau},
                                          {"kind", "bureau"},
                                          {"jurisdiction", city->id}});
  if (!bureau) return fail(bureau.error());
  const auto person =
      create(unit, "person", city->id, json::Object{{"name", "管理员"}, {"unit", bureau->id}});
  if (!person) return fail(person.error());
  const auto post = create(unit, "post", city->id,
                           json::Object{{"code", "admin"},
                                        {"title", "管理员"},
                                        {"body", bureau->id},
                                        {"names", json::Array{bureau->id}},
                                        {"roles", json::Array{"admin"}}});
  if (!post) return fail(post.error());
  const auto held = create(unit, "assignment", city->id,
                           json::Object{{"person", person->id},
                                        {"post", post->id},
                                        {"kind", "holder"},
                                        {"from", format_date(city_day(unit.now()))}});
  if (!held) return fail(held.error());
  return json::Value(json::Object{{"person", person->id}});
}

}  // namespace

db::Settings city_settings(const Config& config) {
  db::Settings settings;
  settings.url = is_postgres(config.text("storage.url")) ? config.text("storage.url")
                                                         : config.path("storage.url");
  settings.schema = config.text("storage.schema");
  settings.readers = static_cast<int>(config.integer("storage.readers"));
  return settings;
}

db::Settings access_settings(const Config& config) {
  db::Settings settings;
  const bool own = config.effective("storage.access_url").origin != "default";
  if (!own && is_postgres(config.text("storage.url"))) {
    settings.url = config.text("storage.url");
    settings.schema = config.text("storage.schema") == "public"
                          ? "access"
                          : config.text("storage.schema") + "_access";
  } else {
    const std::string& url = config.text("storage.access_url");
    settings.url = is_postgres(url) ? url : config.path("storage.access_url");
    settings.schema = "access";
  }
  settings.readers = 2;
  return settings;
}

std::string heads_folder(const Config& config) { return config.data() + "/heads"; }

Result<Storage> open_storage(const Config& config) {
  std::error_code error;
  const db::Settings settings = city_settings(config);
  if (!fs::is_directory(config.data(), error)) return storage(config.data());
  if (!is_postgres(settings.url) && !fs::exists(settings.url, error)) return storage(settings.url);
  auto key = read_key(config, false);
  if (!key) return fail(key.error());
  auto database = db::Database::open(settings);
  if (!database) return fail(database.error());
  return Storage{*std::move(key), *std::move(database)};
}

Result<std::string> read_key(const Config& config, bool create) {
  const std::string file = config.key_file();
  std::error_code error;
  if (create && !fs::exists(file, error)) {
    if (const Status made = write_key(file); !made) return fail(made.error());
  }
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) return storage(file);
  if ((about.st_mode & 077) != 0) return storage(file + ": chmod 600");
  std::ifstream in(file);
  std::string hex;
  in >> hex;
  std::string key = from_hex(hex);
  if (key.size() != kKeyBytes) return storage(file + ": 64 hex");
  return key;
}

Result<std::shared_ptr<const model::Model>> load_model(const Config& config) {
  std::vector<model::Source> sources = model::shipped_sources();
  const std::string folder = config.path("model.folder");
  std::error_code error;
  if (fs::is_directory(folder, error)) {
    auto own = model::read_sources(folder);
    if (!own) return fail(own.error());
    for (model::Source& source : *own) sources.push_back(std::move(source));
  }
  return model::load(sources);
}

Result<std::unique_ptr<Installation>> open_installation(Config settings, const TimeSource& wall,
                                                        bool create) {
  std::error_code error;
  if (create) {
    fs::create_directories(settings.data(), error);
    if (!error) fs::permissions(settings.data(), fs::perms::owner_all, error);
  }
  if (!fs::is_directory(settings.data(), error)) return storage(settings.data());
  const auto key = read_key(settings, create);
  if (!key) return fail(key.error());
  auto open = std::make_unique<Installation>(std::move(settings), wall);
  auto model = load_model(open->config);
  if (!model) return fail(model.error());
  open->model = *std::move(model);

  auto database = db::Database::open(city_settings(open->config));
  if (!database) return fail(database.error());
  open->database = *std::move(database);
  if (const Status ready = db::migrate(*open->database, city_migrations()); !ready)
    return fail(ready.error());
  open->city = std::make_unique<StoredCityTime>(*open->database, wall);
  if (const Status ready = open->city->load(); !ready) return fail(ready.error());

  record::Store::Options options;
  options.hash =
      open->config.text("journal.hash") == "sm3" ? HashAlgorithm::kSm3 : HashAlgorithm::kSha256;
  options.node = open->config.text("node.name");
  options.field_key = *key;
  auto store = record::Store::open(*open->database, open->model, *open->city, wall, options);
  if (!store) return fail(store.error());
  open->store = *std::move(store);

  auto access_database = db::Database::open(access_settings(open->config));
  if (!access_database) return fail(access_database.error());
  open->access_database = *std::move(access_database);
  auto access =
      identity::Access::open(*open->access_database, wall, hmac_sha256(*key, "muster access"));
  if (!access) return fail(access.error());
  open->access = *std::move(access);
  open->directory = identity::Directory::make(*open->database, open->model);
  return open;
}

Status found_city(Installation& installation, const Founding& founding) {
  record::Intent intent;
  intent.id = derived_id("found city " + founding.code);
  intent.kind = "founding";
  const auto made =
      installation.store->run(identity::Viewer::system("import"), intent,
                              [&](record::Unit& unit) { return first_records(unit, founding); });
  if (!made) return fail(made.error());
  installation.directory->invalidate();
  identity::Account account;
  account.name = founding.account;
  account.person = made->answer.text("person");
  const Status added = installation.access->add_account(account);
  if (!added && added.error().code != error::kDuplicate) return added;
  return {};
}

}  // namespace muster::app
