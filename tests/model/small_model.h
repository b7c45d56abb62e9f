// A model of two types with everything in it once, for tests to change one thing at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/model.h"

namespace muster::model::test {

[[nodiscard]] std::vector<Source> small_sources();
/// The small model with one text replaced in one file; the text must stand there exactly once.
[[nodiscard]] std::vector<Source> with(const std::string& file, const std::string& text,
                                       const std::string& instead);
/// Loads what must load.
[[nodiscard]] std::shared_ptr<const Model> loaded(const std::vector<Source>& sources);

}  // namespace muster::model::test
