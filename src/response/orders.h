// What a signed notice sets going: receipts of units, tasks of the plan's actions, and their end.
#pragma once

#include "response/response.h"

namespace muster::response {

Status send_receipts(record::Unit& unit, const Plan& plan, const record::Record& notice);
/// One task per action and assignee. Who cannot be reached gets a task without a person: it is seen on the duty desk, never lost.
Status give_orders(record::Unit& unit, const Plan& plan, const record::Record& notice);
/// A lower level or the end withdraws what the notice before it had ordered and nobody has finished.
Status cancel_orders(record::Unit& unit, const record::Record& notice);

}  // namespace muster::response
