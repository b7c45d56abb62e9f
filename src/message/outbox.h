// The outbox folder: what another program, a courier or a fax operator takes away.
#pragma once

#include <string>

#include "base/result.h"
#include "json/json.h"

namespace muster::message {

/// The message as people read it.
[[nodiscard]] std::string readable(const json::Object& envelope);

/// Writes <number>.txt and then <number>.json into the folder of the ledger (real ones into `folder` itself, scenario:flood into
/// scenario-flood/), each whole or not at all and on disk when it returns. Written again, the same content stands there.
/// kStorageUnavailable with the file.
Status write_outbox(const std::string& folder, const json::Object& envelope);

}  // namespace muster::message
