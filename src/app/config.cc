#include "app/config.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <sstream>

namespace muster::app {
namespace {

namespace fs = std::filesystem;

const Setting* find_setting(std::string_view name) {
  for (const Setting& setting : settings()) {
    if (setting.name == name) return &setting;
  }
  return nullptr;
}

std::string environment_name(std::string_view setting) {
  std::string out = "MUSTER_";
  for (const char c : setting) out += c == '.' ? '_' : static_cast<char>(std::toupper(c));
  return out;
}

std::optional<double> to_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

bool is_one_of(std::string_view value, std::string_view allowed) {
  std::istringstream words{std::string(allowed)};
  for (std::string word; words >> word;) {
    if (word != "|" && word == value) return true;
  }
  return false;
}

bool is_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const auto port = to_number(text.substr(colon + 1));
  return port && *port >= 0 && *port <= 65535 && std::floor(*port) == *port;
}

bool is_valid(const Setting& setting, const std::string& value) {
  switch (setting.kind) {
    case SettingKind::kText:
      return value.find('\0') == std::string::npos;
    case SettingKind::kChoice:
    case SettingKind::kBoolean:
      return is_one_of(value, setting.allowed);
    case SettingKind::kAddress:
      return is_address(value) || (value.empty() && setting.otherwise.empty());
    case SettingKind::kInteger:
    case SettingKind::kNumber: {
      const auto number = to_number(value);
      if (!number || *number < setting.min || *number > setting.max) return false;
      return setting.kind == SettingKind::kNumber || std::floor(*number) == *number;
    }
  }
  return false;
}

Error bad_setting(std::string_view name, std::string_view reason) {
  Error error;
  error.code = error::kBadSetting;
  error.field = name;
  error.params = {{"name", std::string(name)}, {"reason", std::string(reason)}};
  return error;
}

// The value of a TOML node as the text that a flag would carry; nothing for tables, arrays and
// dates.
std::optional<std::string> node_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* integer = node.as_integer()) return std::to_string(integer->get());
  if (const auto* boolean = node.as_boolean())
    return std::string(boolean->get() ? "true" : "false");
  if (const auto* real = node.as_floating_point()) {
    std::ostringstream out;
    out << real->get();
    return out.str();
  }
  return std::nullopt;
}

using Values = std::map<std::string, Effective, std::less<>>;

void read_file(const fs::path& file, Values& values, std::vector<Error>& wrong) {
  if (!fs::exists(file)) return;
  const toml::parse_result parsed = toml::parse_file(file.string());
  if (!parsed) {
    wrong.push_back(bad_setting("muster.toml:" + std::to_string(parsed.error().source().begin.line),
                                parsed.error().description()));
    return;
  }
  for (const auto& [section, node] : parsed.table()) {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      wrong.push_back(bad_setting(section.str(), "[section] key = value"));
      continue;
    }
    for (const auto& [key, value] : *table) {
      const std::string name = std::string(section.str()) + "." + std::string(key.str());
      const std::string where = "muster.toml:" + std::to_string(value.source().begin.line);
      const auto text = node_text(value);
      if (find_setting(name) == nullptr) {
        wrong.push_back(bad_setting(name, where + " ?"));
      } else if (!text) {
        wrong.push_back(bad_setting(name, where + ": " + std::string(find_setting(name)->allowed)));
      } else {
        values[name] = {*text, where};
      }
    }
  }
}

}  // namespace

std::optional<std::string> process_environment(const std::string& name) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): read before any thread is started, nobody writes it
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

Result<Config> Config::load(const std::string& data, const std::map<std::string, Effective>& flags,
                            const Environment& environment) {
  Config config;
  config.data_ = fs::absolute(data).lexically_normal().string();
  if (config.data_.size() > 1 && config.data_.back() == '/') config.data_.pop_back();
  std::vector<Error> wrong;
  for (const Setting& setting : settings()) {
    config.values_[std::string(setting.name)] = {std::string(setting.otherwise), "default"};
  }
  read_file(fs::path(config.data_) / "muster.toml", config.values_, wrong);
  for (const Setting& setting : settings()) {
    const std::string variable = environment_name(setting.name);
    if (const auto value = environment(variable)) {
      config.values_[std::string(setting.name)] = {*value, variable};
    }
  }
  for (const auto& [name, value] : flags) config.values_[name] = value;
  for (const Setting& setting : settings()) {
    const Effective& effective = config.values_[std::string(setting.name)];
    if (!is_valid(setting, effective.value)) {
      wrong.push_back(bad_setting(setting.name, effective.origin + ": " + effective.value + " → " +
                                                    std::string(setting.allowed)));
    }
  }
  if (wrong.empty()) return config;
  Error error;
  error.code = error::kInvalid;
  error.params = {{"count", std::to_string(wrong.size())}};
  error.also = std::move(wrong);
  return fail(std::move(error));
}

const Effective& Config::effective(std::string_view name) const {
  const auto found = values_.find(name);
  assert(found != values_.end());
  return found->second;
}

std::int64_t Config::integer(std::string_view name) const {
  return static_cast<std::int64_t>(number(name));
}

double Config::number(std::string_view name) const { return to_number(text(name)).value_or(0); }

bool Config::boolean(std::string_view name) const { return text(name) == "true"; }

std::string Config::path(std::string_view name) const {
  return (fs::path(data_) / text(name)).lexically_normal().string();
}

std::string Config::host() const {
  const std::string& address = text("server.listen");
  return address.substr(0, address.rfind(':'));
}

std::uint16_t Config::port() const {
  const std::string& address = text("server.listen");
  return static_cast<std::uint16_t>(to_number(address.substr(address.rfind(':') + 1)).value_or(0));
}

std::string Config::key_file() const {
  return text("identity.key_file").empty() ? data_ + ".key" : path("identity.key_file");
}

std::string config_template(const std::map<std::string, std::string>& given) {
  std::string out =
      "# 握拳·大应急平台 的设置 · settings of Muster\n"
      "# 每项也可用环境变量 MUSTER_<节>_<名> 或命令行覆盖 · each can be overridden by "
      "MUSTER_<SECTION>_<KEY> or a flag.\n"
      "# 生效值与来源 · effective values and their origin: muster doctor --data DIR\n";
  std::string section;
  for (const Setting& setting : settings()) {
    const std::size_t dot = setting.name.find('.');
    const std::string head(setting.name.substr(0, dot));
    if (head != section) {
      section = head;
      out += "\n[" + section + "]\n";
    }
    const auto chosen = given.find(std::string(setting.name));
    const bool bare = setting.kind == SettingKind::kInteger ||
                      setting.kind == SettingKind::kNumber || setting.kind == SettingKind::kBoolean;
    const std::string value =
        chosen != given.end() ? chosen->second : std::string(setting.otherwise);
    std::ostringstream quoted;
    quoted << toml::value<std::string>(value);
    out += "# " + std::string(setting.zh) + "\n# " + std::string(setting.en) + " (" +
           std::string(setting.allowed) + ")\n";
    out += (chosen == given.end() ? "# " : "") + std::string(setting.name.substr(dot + 1)) + " = " +
           (bare ? value : quoted.str()) + "\n";
  }
  return out;
}

}  // namespace muster::app
