// Every setting of an installation: one table, from which the template of muster.toml, the
// environment names, `muster doctor` and the checks follow. A value comes from a flag, else
// MUSTER_<SECTION>_<KEY>, else muster.toml, else the default.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace muster::app {

enum class SettingKind { kText, kInteger, kNumber, kBoolean, kChoice, kAddress /* host:port */ };

struct Setting {
  std::string_view name;  ///< "server.listen"
  SettingKind kind = SettingKind::kText;
  std::string_view otherwise;  ///< default
  std::string_view
      allowed;     ///< "1 … 64", "off | local | files"; shown in messages and the template
  double min = 0;  ///< numbers only
  double max = 0;
  std::string_view zh;  ///< what it is for
  std::string_view en;
};
[[nodiscard]] const std::vector<Setting>& settings();

/// A value and where it came from: "default", "muster.toml:12", "MUSTER_SERVER_LISTEN", "--listen".
struct Effective {
  std::string value;
  std::string origin;
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;
[[nodiscard]] std::optional<std::string> process_environment(const std::string& name);

class Config {
 public:
  /// Reads DATA/muster.toml where there is one. kInvalid, with a kBadSetting in `also` for each
  /// wrong or unknown setting.
  /// @param flags  setting name → {value, flag} given on the command line
  static Result<Config> load(const std::string& data,
                             const std::map<std::string, Effective>& flags = {},
                             const Environment& environment = process_environment);

  [[nodiscard]] const std::string& data() const { return data_; }
  [[nodiscard]] const Effective& effective(
      std::string_view name) const;  ///< asserts that the setting exists
  [[nodiscard]] const std::string& text(std::string_view name) const {
    return effective(name).value;
  }
  [[nodiscard]] std::int64_t integer(std::string_view name) const;
  [[nodiscard]] double number(std::string_view name) const;
  [[nodiscard]] bool boolean(std::string_view name) const;
  /// A path setting, relative ones counted from the data folder.
  [[nodiscard]] std::string path(std::string_view name) const;
  [[nodiscard]] std::string host() const;
  [[nodiscard]] std::uint16_t port() const;
  /// File that holds the field-encryption key (32 bytes as hex); beside the data folder unless set,
  /// never inside it.
  [[nodiscard]] std::string key_file() const;

 private:
  std::string data_;
  std::map<std::string, Effective, std::less<>> values_;
};

/// muster.toml with every setting explained; those of `given` are written, the others stand as
/// comments with their default.
[[nodiscard]] std::string config_template(const std::map<std::string, std::string>& given);

}  // namespace muster::app
