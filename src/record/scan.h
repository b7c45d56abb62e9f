// Every row of a table once, deleted ones too, in the order of fid.
#pragma once

#include <functional>
#include <string>

#include "record/codec.h"

namespace muster::record {

/// @param table not quoted; its columns are those of the type
/// @param each false stops
void scan(db::Connection& connection, const Codec& codec, const model::TypeDef& type, const std::string& table,
          const std::function<bool(Record)>& each);

}  // namespace muster::record
