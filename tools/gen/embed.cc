// Puts files into the binary.
//   embed OUT.cc FUNCTION ROOT FILES…
// OUT.cc defines `const std::vector<muster::EmbeddedFile>& FUNCTION()` (FUNCTION with its namespaces, "muster::demo::inputs"); the
// paths are relative to ROOT and sorted. Any bytes are allowed.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

namespace {

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// A literal broken at line ends, everything unusual in octal: three digits, so that a following digit is not swallowed.
std::string literal(const std::string& bytes) {
  std::string out = "\"";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n\"\n\"";
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f || c == '?') {
      std::array<char, 8> text{};
      std::snprintf(text.data(), text.size(), "\\%03o", byte);
      out += text.data();
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: embed OUT.cc FUNCTION ROOT FILES...\n";
    return 2;
  }
  const std::string function = argv[2];
  const std::string root = std::filesystem::path(argv[3]).lexically_normal().string();
  std::vector<std::string> files(argv + 4, argv + argc);
  std::sort(files.begin(), files.end());
  std::string out = "// Generated from files below " + std::filesystem::path(root).filename().string() +
                    ".\n#include \"base/embedded.h\"\n\n";
  const auto cut = function.rfind("::");
  if (cut != std::string::npos) out += "namespace " + function.substr(0, cut) + " {\n\n";
  const std::string name = cut == std::string::npos ? function : function.substr(cut + 2);
  out += "const std::vector<::muster::EmbeddedFile>& " + name + "();  // declared by its user as well\n" +
         "const std::vector<::muster::EmbeddedFile>& " + name + "() {\n  static const std::vector<::muster::EmbeddedFile> files{\n";
  for (const std::string& file : files) {
    if (!std::filesystem::is_regular_file(file)) {
      std::cerr << file << ": no such file\n";
      return 3;
    }
    const std::string bytes = read(file);
    out += "{\"" + std::filesystem::path(file).lexically_normal().lexically_relative(root).generic_string() + "\", {" +
           literal(bytes) + ", " + std::to_string(bytes.size()) + "}},\n";
  }
  out += "  };\n  return files;\n}\n";
  if (cut != std::string::npos) out += "\n}  // namespace " + function.substr(0, cut) + "\n";
  if (read(argv[1]) == out) return 0;
  std::ofstream written(argv[1], std::ios::binary);
  written << out;
  written.flush();
  return written ? 0 : 3;
}
