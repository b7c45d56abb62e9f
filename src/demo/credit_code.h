// Numbers with a check digit as registers ask for them; the bodies are of ranges that are given to nobody.
#pragma once

#include <string>

namespace muster::demo {

/// Check character of an organisation code's eight characters (GB 11714-1997: weights 3 7 9 10 5 8 4 2, modulus 11).
[[nodiscard]] char organisation_check(const std::string& eight);

/// Check character of a unified social credit code's first seventeen characters (GB 32100-2015: weights 3^i mod 31, modulus 31).
[[nodiscard]] char credit_check(const std::string& seventeen);

/// A whole code of eighteen characters.
/// @param kind "91" an enterprise, "92" a household business
/// @param division six digits of the place of registration
/// @param serial 0 … 999,999; the organisation part begins with Y0, which is given to nobody
[[nodiscard]] std::string credit_code(const std::string& kind, const std::string& division, int serial);

}  // namespace muster::demo
