// Private to road: weights of the contracted graph for one metric.
#pragma once

#include <vector>

#include "road/network.h"

namespace muster::road {

struct Weights {
  std::vector<u32> arc_ms;          ///< per arc of the search graph
  std::vector<u32> up_ms, down_ms;  ///< per shortcut: from its lower to its higher end, and back
};

/// Weights of search arcs for a profile; `change_of` may give what conditions do to an edge.
[[nodiscard]] std::vector<u32> arc_weights(const Tables& t, const Profile& profile,
                                           std::uint8_t bit, const Setting& setting);

/// All shortcuts from all arcs (basic customisation, Dibbelt et al. 2016, section 5.2).
void customise_all(const Tables& t, Weights& weights);

/// A bit per shortcut, set when going down it takes no longer than any other way between its ends:
/// no fastest path descends by those that are left out (perfect customisation, section 5.4).
[[nodiscard]] std::vector<std::uint64_t> needed_descents(const Tables& t, const Weights& weights);

/// Shortcuts that depend on the arcs given, after their arc_ms have been set anew (partial update,
/// section 5.5). Returns how many shortcuts were looked at.
std::size_t customise_some(const Network& network, const std::vector<u32>& arcs, Weights& weights);

/// The least weight of the search arcs from one state to another.
[[nodiscard]] u32 direct_ms(const Tables& t, std::span<const u32> arc_ms, u32 from, u32 to);

}  // namespace muster::road
