#include "support/temp_folder.h"

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace muster::test_support {

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "muster-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder: " + name);
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace muster::test_support
