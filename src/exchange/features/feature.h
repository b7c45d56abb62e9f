// Registers as collections, records as GeoJSON features.
#pragma once

#include "exchange/features/out_crs.h"
#include "exchange/layer.h"
#include "record/record.h"

namespace muster::exchange {

/// RFC 7946. Properties are named by field: choices by value, references by id with the name beside it (`river_label`), money in yuan,
/// several values joined by "、", so that `muster import` takes back what a GIS program saved; beside them record_id, label, and, where
/// the type has no field of that name, jurisdiction, state, number, occurred_at, changed_at. No personal fields.
/// @param labels of referred records, as Store::labels gives them
[[nodiscard]] json::Object feature_of(const record::Record& record, const model::TypeDef& type, const json::Object& labels, const OutCrs& crs);

/// A property as a JSON schema says it: {type, format?, title, enum?}.
[[nodiscard]] json::Object property_schema(const model::Model& model, const model::Field& field, std::string_view lang);

/// A link object (RFC 8288 as OGC API – Features 1.0 writes it).
[[nodiscard]] json::Object link_to(std::string href, std::string_view rel, std::string_view type, std::string_view title);

/// The collection object of 7.13.3 with crs and storageCrs of Part 2.
/// @param root address of /ogc/features
[[nodiscard]] json::Object collection_of(const model::TypeDef& type, const std::optional<Extent>& extent, const std::string& root, std::string_view lang);

/// The API of these collections as an OpenAPI 3.0 document: one path for items of each, with its own filters.
[[nodiscard]] json::Object features_openapi(const model::Model& model, const std::vector<const model::TypeDef*>& types, const std::string& root,
                                            std::string_view lang);

inline constexpr std::string_view kGeoJsonMedia = "application/geo+json";
inline constexpr std::string_view kJsonMedia = "application/json";
inline constexpr std::string_view kOpenApiMedia = "application/vnd.oai.openapi+json;version=3.0";

}  // namespace muster::exchange
