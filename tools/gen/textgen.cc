// Generates error codes and texts from model/text/errors/*.yaml.
//   textgen header FILE.yaml OUT.h       constants error::kName of one file
//   textgen texts OUT.cc FILE.yaml…      the table of all, sorted by code
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct Code {
  std::uint32_t value = 0;
  std::string name, where, status, zh, en;
};

std::uint32_t fnv1a(const std::string& word) {
  std::uint32_t hash = 2166136261u;
  for (char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

std::string constant(const std::string& word) {
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

std::vector<Code> read(const std::string& file) {
  std::vector<Code> codes;
  for (const auto& item : YAML::LoadFile(file)) {
    Code code;
    code.name = item.first.as<std::string>();
    code.value = fnv1a(code.name);
    code.where = file + ":" + std::to_string(item.first.Mark().line + 1);
    for (const char* key : {"status", "zh", "en"}) {
      if (!item.second[key]) throw std::runtime_error(code.where + ": error code " + code.name + " lacks " + key);
    }
    code.status = item.second["status"].as<std::string>();
    code.zh = item.second["zh"].as<std::string>();
    code.en = item.second["en"].as<std::string>();
    codes.push_back(std::move(code));
  }
  return codes;
}

// Writes only when the content differs, so that nothing is rebuilt for nothing.
void write_if_changed(const std::string& path, const std::string& content) {
  std::ifstream in(path, std::ios::binary);
  const std::string old((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!old.empty() && old == content) return;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

void write_header(const std::string& file, const std::string& out) {
  std::string text =
      "// Generated from model/text/errors.\n#pragma once\n\n#include \"base/error_code.h\"\n\nnamespace muster::error {\n\n";
  for (const Code& code : read(file)) {
    text += "inline constexpr ErrorCode " + constant(code.name) + "{" + std::to_string(code.value) + "u};\n";
  }
  write_if_changed(out, text + "\n}  // namespace muster::error\n");
}

void write_texts(const std::string& out, const std::vector<std::string>& files) {
  std::map<std::uint32_t, Code> all;
  for (const std::string& file : files) {
    for (Code& code : read(file)) {
      const auto [at, fresh] = all.emplace(code.value, code);
      if (!fresh) throw std::runtime_error(code.where + ": error code " + code.name + " meets " + at->second.where);
    }
  }
  std::string text =
      "// Generated from model/text/errors.\n#include <algorithm>\n#include <array>\n\n#include \"errors/common.h\"\n\n"
      "namespace muster {\nnamespace {\nconstexpr std::array<ErrorInfo, " +
      std::to_string(all.size()) + "> kTable{{\n";
  for (const auto& [value, code] : all) {
    text += "    {ErrorCode{" + std::to_string(value) + "u}, " + quoted(code.name) + ", " + code.status + ", " +
            quoted(code.zh) + ", " + quoted(code.en) + "},\n";
  }
  text +=
      "}};\n}  // namespace\n\nconst ErrorInfo& error_info(ErrorCode code) {\n"
      "  const auto at = std::lower_bound(kTable.begin(), kTable.end(), code,\n"
      "                                   [](const ErrorInfo& info, ErrorCode wanted) { return info.code < wanted; });\n"
      "  return at != kTable.end() && at->code == code ? *at : error_info(error::kInternal);\n}\n\n"
      "std::span<const ErrorInfo> all_errors() { return kTable; }\n\n}  // namespace muster\n";
  write_if_changed(out, text);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  try {
    if (args.size() == 3 && args[0] == "header") {
      write_header(args[1], args[2]);
    } else if (args.size() >= 3 && args[0] == "texts") {
      write_texts(args[1], {args.begin() + 2, args.end()});
    } else {
      std::cerr << "usage: textgen header FILE.yaml OUT.h | textgen texts OUT.cc FILE.yaml…\n";
      return 2;
    }
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 1;
  }
  return 0;
}
