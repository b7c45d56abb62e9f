#include "demo/credit_code.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace muster::demo {
namespace {

constexpr std::string_view kSigns = "0123456789ABCDEFGHJKLMNPQRTUWXY";  // 31: without I, O, S, V, Z
constexpr std::string_view kLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

int value_in(std::string_view signs, char sign) { return static_cast<int>(signs.find(sign)); }

}  // namespace

char organisation_check(const std::string& eight) {
  constexpr std::array<int, 8> kWeights{3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += kWeights.at(i) * value_in(kLetters, eight.at(i));
  const int check = (11 - sum % 11) % 11;
  return check == 10 ? 'X' : static_cast<char>('0' + check);
}

char credit_check(const std::string& seventeen) {
  int sum = 0;
  int weight = 1;
  for (const char sign : seventeen) {
    sum += weight * value_in(kSigns, sign);
    weight = weight * 3 % 31;
  }
  return kSigns.at(static_cast<std::size_t>((31 - sum % 31) % 31));
}

std::string credit_code(const std::string& kind, const std::string& division, int serial) {
  const std::string eight = fmt::format("Y0{:06}", serial);
  const std::string seventeen = kind + division + eight + organisation_check(eight);
  return seventeen + credit_check(seventeen);
}

}  // namespace muster::demo
