// The head of the journal leaves the database daily: whoever rewrote the whole chain would have to rewrite these files too, wherever
// they were copied to.
#pragma once

#include <functional>
#include <string>

#include "record/follower.h"

namespace muster::app {

/// Writes FOLDER/2026-08-19.json when the first entry of another day comes: {"day", "seq", "hash", "signature"} of the last entry of the
/// day before, days of the wall in the city's zone. Written again it holds the same.
/// @param key from which the signing key is derived
[[nodiscard]] record::Follower daily_heads(std::string folder, const std::string& key);

/// Compares each file with the journal: `fault` gets the file's name, and "signature", "hash" or "json".
void check_heads(db::Database& database, const std::string& folder, const std::string& key,
                 const std::function<void(const std::string& file, const std::string& what)>& fault);

}  // namespace muster::app
