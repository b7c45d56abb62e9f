#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/embedded.h"
#include "model/model.h"

namespace muster::model {

const std::vector<EmbeddedFile>& embedded_definitions();

const std::vector<Source>& shipped_sources() {
  static const std::vector<Source> sources = [] {
    std::vector<Source> out;
    for (const EmbeddedFile& file : embedded_definitions())
      out.push_back({std::string(file.path), std::string(file.text)});
    return out;
  }();
  return sources;
}

Result<std::vector<Source>> read_sources(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code failed;
  std::vector<Source> out;
  fs::recursive_directory_iterator entry(folder, failed);
  for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
    const fs::path& path = entry->path();
    // model/text is another kind of file: error texts, read by the build.
    if (entry->is_directory() && path.filename() == "text") entry.disable_recursion_pending();
    if (!entry->is_regular_file() || path.extension() != ".yaml") continue;
    std::ifstream in(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in) return fail(error::kNotFound, {}, {{"what", path.generic_string()}});
    out.push_back({path.generic_string(), std::move(text)});
  }
  if (failed) return fail(error::kNotFound, {}, {{"what", folder}}, failed.message());
  std::sort(out.begin(), out.end(),
            [](const Source& a, const Source& b) { return a.path < b.path; });
  return out;
}

}  // namespace muster::model
