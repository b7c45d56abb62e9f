// Which rows' places touch a box: an R*Tree (SQLite) or GiST index (PostgreSQL) beside each register with a place.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>

#include "db/db.h"
#include "model/model.h"

namespace muster::record {

/// west, south, east, north in degrees; west > east: across the meridian of 180°.
using BoxCorners = std::array<double, 4>;

/// Makes the index of a type with a place and fills it with the rows there are; nothing when it is there, or the type has no place.
/// The database keeps it in step with the table from then on.
void make_box_index(db::Connection& connection, const model::TypeDef& type);
/// Before the table is set aside.
void drop_box_index(db::Connection& connection, const model::TypeDef& type);

/// With more rows than this in a box the index does not help a page of a list: rows are met soon by walking.
inline constexpr std::int64_t kManyInBox = 5000;

/// How many rows of the type, whoever may read them, lie about in a box, counted to `at_most`. The index rounds outwards.
[[nodiscard]] std::int64_t count_in_box(db::Connection& connection, const model::TypeDef& type, const BoxCorners& box, std::int64_t at_most);

enum class BoxWay {
  kIndex,  ///< the index first, then each of its rows exactly
  kEach    ///< each row that the other conditions leave
};
/// SQL condition that the box of the row under alias t touches `box`, sides included; exact in either way.
/// @param bind gives the placeholder of a value
[[nodiscard]] std::string box_condition(db::Engine engine, const model::TypeDef& type, const BoxCorners& box, BoxWay way,
                                        const std::function<std::string(db::Cell)>& bind);

}  // namespace muster::record
