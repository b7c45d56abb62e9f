#pragma once

#include <functional>

#include "app/services.h"
#include "responsibility/sheet.h"

namespace muster::responsibility {

/// A sheet as a workbook to be saved; given from above, because workbooks are written by a module above this one.
using Workbook = std::function<Result<net::Response>(const Sheet&)>;

void add_routes(net::Router& router, app::Services& services, Workbook workbook);

/// The figure net_holes: holes of the last day of the period, or of the present where that lies in it; by jurisdiction or county, or state.
/// @return {value, rows, rows_url, by:[{key, label, value, rows_url}]}
[[nodiscard]] Result<json::Object> holes_figure(record::Store& store, const record::Viewer& viewer, const std::string& ledger, UtcTime from, UtcTime to,
                                                UtcTime now, const std::string& jurisdiction_id, const std::string& by);

}  // namespace muster::responsibility
