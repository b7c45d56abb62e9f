// How the city stands when the scenario begins: rosters, the level in force, people on the dike, what happened before.
#pragma once

#include "demo/city.h"

namespace muster::demo {

void add_rosters(City& city, Rows& scenario);
void add_level_in_force(City& city, Rows& scenario);
void add_guard(City& city, Rows& scenario);
void add_earlier_incidents(City& city, Rows& scenario);
void add_losses(City& city, Rows& scenario);

}  // namespace muster::demo
