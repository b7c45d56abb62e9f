// Generates error codes and texts from model/text/errors.yaml.
//   textgen errors.yaml error_code.h error_texts.cc
#include <yaml-cpp/yaml.h>

#include <fstream>
#include <iostream>
#include <set>
#include <string>

namespace {

std::string enumerator(const std::string& word) {
  std::string out = "k";
  bool upper = true;
  for (char c : word) {
    if (c == '_') {
      upper = true;
      continue;
    }
    out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = false;
  }
  return out;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// Writes only when the content differs, so that nothing is rebuilt for nothing.
void write_if_changed(const char* path, const std::string& content) {
  std::ifstream in(path, std::ios::binary);
  const std::string old((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!old.empty() && old == content) return;
  std::ofstream(path, std::ios::binary) << content;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: textgen errors.yaml error_code.h error_texts.cc\n";
    return 2;
  }
  std::string header =
      "// Generated from model/text/errors.yaml.\n#pragma once\n\n#include <cstdint>\n#include <string_view>\n\n"
      "namespace muster {\n\nenum class ErrorCode : std::uint16_t {\n";
  std::string table;
  std::set<std::string> seen;
  const YAML::Node root = YAML::LoadFile(argv[1]);
  for (const auto& item : root) {
    const auto name = item.first.as<std::string>();
    const int line = item.first.Mark().line + 1;
    if (!seen.insert(name).second) {
      std::cerr << argv[1] << ':' << line << ": error code " << name << " stands twice\n";
      return 1;
    }
    for (const char* key : {"status", "zh", "en"}) {
      if (!item.second[key]) {
        std::cerr << argv[1] << ':' << line << ": error code " << name << " lacks " << key << '\n';
        return 1;
      }
    }
    header += "  " + enumerator(name) + ",\n";
    table += "    {" + quoted(name) + ", " + item.second["status"].as<std::string>() + ", " +
             quoted(item.second["zh"].as<std::string>()) + ", " +
             quoted(item.second["en"].as<std::string>()) + "},\n";
  }
  header +=
      "};\n\nstruct ErrorInfo {\n  std::string_view name;  ///< word in problems and metrics\n  int status = 500;\n"
      "  std::string_view zh;\n  std::string_view en;\n};\n\n"
      "[[nodiscard]] const ErrorInfo& error_info(ErrorCode code);\n"
      "inline constexpr int kErrorCodes = " +
      std::to_string(seen.size()) + ";\n\n}  // namespace muster\n";
  const std::string source =
      "// Generated from model/text/errors.yaml.\n#include \"base/error_code.h\"\n\n#include <array>\n\nnamespace muster {\nnamespace {\n"
      "constexpr std::array<ErrorInfo, kErrorCodes> kTable{{\n" + table + "}};\n}  // namespace\n\n"
      "const ErrorInfo& error_info(ErrorCode code) { return kTable[static_cast<std::size_t>(code)]; }\n\n}  // namespace muster\n";
  write_if_changed(argv[2], header);
  write_if_changed(argv[3], source);
  return 0;
}
