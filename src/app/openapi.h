// The OpenAPI 3.1 document, made from what is really served: the route table, the model's types,
// the table of errors.
#pragma once

#include <memory>
#include <vector>

#include "json/json.h"
#include "model/model.h"
#include "net/http.h"

namespace muster::app {

/// Each route is an operation; the routes over {type} carry, per type of the model, the schema of
/// its fields.
[[nodiscard]] json::Value openapi(const std::vector<std::unique_ptr<net::Route>>& routes,
                                  const model::Model& model);

}  // namespace muster::app
