#include "app/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "support/temp_folder.h"

namespace muster::app {
namespace {

class ConfigTest : public ::testing::Test {
 protected:
  void write(const std::string& text) { std::ofstream(folder_.path() / "muster.toml") << text; }
  Result<Config> load(std::map<std::string, Effective> flags = {},
                      std::map<std::string, std::string> environment = {}) {
    return Config::load(folder_.path().string(), flags,
                        [environment](const std::string& name) -> std::optional<std::string> {
                          const auto found = environment.find(name);
                          if (found == environment.end()) return std::nullopt;
                          return found->second;
                        });
  }
  test_support::TempFolder folder_;
};

TEST_F(ConfigTest, DefaultsAreValid) {
  const auto config = load();
  ASSERT_TRUE(config);
  EXPECT_EQ(config->host(), "127.0.0.1");
  EXPECT_EQ(config->port(), 8443);
  EXPECT_EQ(config->effective("server.listen").origin, "default");
  EXPECT_EQ(config->path("storage.url"), config->data() + "/city.gpkg");
  EXPECT_EQ(config->key_file(), config->data() + ".key")
      << "the key lies beside the data folder, never in it";
}

TEST_F(ConfigTest, FlagBeatsEnvironmentBeatsFileBeatsDefaultAndEachSaysWhereItCameFrom) {
  write("[server]\nlisten = \"0.0.0.0:1\"\nhandler_threads = 8\n[demo]\nenabled = true\n");
  const auto config =
      load({{"server.listen", {"0.0.0.0:3", "--listen"}}},
           {{"MUSTER_SERVER_LISTEN", "0.0.0.0:2"}, {"MUSTER_SERVER_HANDLER_THREADS", "16"}});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->port(), 3);
  EXPECT_EQ(config->effective("server.listen").origin, "--listen");
  EXPECT_EQ(config->integer("server.handler_threads"), 16);
  EXPECT_EQ(config->effective("server.handler_threads").origin, "MUSTER_SERVER_HANDLER_THREADS");
  EXPECT_TRUE(config->boolean("demo.enabled"));
  EXPECT_EQ(config->effective("demo.enabled").origin, "muster.toml:5");
}

TEST_F(ConfigTest, EveryFaultIsToldAtOnceByName) {
  write(
      "[server]\nlisten = \"nowhere\"\ntls = \"maybe\"\nhandler_threads = 0\n[colour]\nred = "
      "1\n[journal]\nhash = [1]\n");
  const auto config = load();
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, error::kInvalid);
  std::vector<std::string> fields;
  for (const Error& each : config.error().also) {
    EXPECT_EQ(each.code, error::kBadSetting);
    fields.push_back(each.field);
  }
  EXPECT_THAT(fields, ::testing::UnorderedElementsAre("server.listen", "server.tls",
                                                      "server.handler_threads", "colour.red",
                                                      "journal.hash"));
}

TEST_F(ConfigTest, BrokenTomlNamesItsLine) {
  write("[server]\nlisten = \n");
  const auto config = load();
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().also.front().params.front().second, "muster.toml:2");
}

TEST_F(ConfigTest, PortsAndNumbersOutsideTheirRangeAreRefused) {
  for (const char* bad :
       {"127.0.0.1", ":80", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:8443.5", "127.0.0.1:x"}) {
    EXPECT_FALSE(load({{"server.listen", {bad, "--listen"}}})) << bad;
  }
  for (const char* bad : {"0", "65", "1.5", "", "nan", "four"})
    EXPECT_FALSE(load({{"server.handler_threads", {bad, "--set"}}})) << bad;
}

TEST_F(ConfigTest, TheTemplateExplainsEverySettingAndLoads) {
  const std::string text = config_template({{"server.listen", "0.0.0.0:9000"},
                                            {"storage.url", "postgresql://a\"b"},
                                            {"demo.enabled", "true"}});
  for (const Setting& setting : settings()) {
    const std::string key(setting.name.substr(setting.name.find('.') + 1));
    EXPECT_THAT(text, ::testing::HasSubstr(key + " = ")) << setting.name;
    EXPECT_FALSE(setting.zh.empty() || setting.en.empty()) << setting.name;
  }
  write(text);
  const auto config = load();
  ASSERT_TRUE(config) << error_text(config.error(), "en");
  EXPECT_EQ(config->port(), 9000);
  EXPECT_EQ(config->text("storage.url"), "postgresql://a\"b");
  EXPECT_TRUE(config->boolean("demo.enabled"));
  EXPECT_EQ(config->effective("server.tls").origin, "default")
      << "what was not chosen stands as a comment";
}

}  // namespace
}  // namespace muster::app
