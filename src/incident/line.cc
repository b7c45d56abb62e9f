#include "incident/line.h"

#include <array>
#include <charconv>
#include <regex>

namespace muster::incident {
namespace {

struct Word {
  const char* text;
  const char* value;
};

// Longer words first where one contains another: 浑水漏洞 is not 浑水.
constexpr std::array<Word, 17> kKinds{{{"浑水漏洞", "muddy_leak"}, {"清水漏洞", "clear_leak"}, {"漏洞", "clear_leak"}, {"管涌", "sand_boil"}, {"翻砂鼓水", "sand_boil"},
                                       {"鼓水", "sand_boil"}, {"散浸", "seepage"}, {"渗水", "seepage"}, {"脱坡", "slope_slip"}, {"滑坡", "slope_slip"}, {"崩岸", "bank_collapse"},
                                       {"跌窝", "sinkhole"}, {"裂缝", "crack"}, {"漫溢", "overtopping"}, {"水井", "well"}, {"白蚁", "termite_hole"}, {"溃口", "breach"}}};
constexpr std::array<Word, 4> kSluice{{{"涵闸", "culvert"}, {"闸门", "culvert"}, {"涵管", "culvert"}, {"穿堤建筑", "culvert"}}};
constexpr std::array<Word, 5> kNothing{{{"无险情", ""}, {"无异常", ""}, {"正常", ""}, {"未发现", ""}, {"没有险情", ""}}};
constexpr std::array<Word, 9> kGoods{{{"砂石料", "sand_gravel"}, {"砂石", "sand_gravel"}, {"石子", "sand_gravel"}, {"块石", "rubble"}, {"编织袋", "woven_bag"}, {"沙袋", "woven_bag"}, {"土工布", "geotextile"}, {"木桩", "pile"}, {"彩条布", "sheeting"}}};

bool has(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

template <std::size_t N>
const Word* first_of(std::string_view text, const std::array<Word, N>& words) {
  for (const Word& word : words) {
    if (has(text, word.text)) return &word;
  }
  return nullptr;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

// Full-width digits and signs become ASCII; single Chinese numerals before a measure word become digits.
std::string normal_form(std::string_view text) {
  std::string out(text);
  constexpr std::array<const char*, 10> kWide{"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"};
  for (std::size_t i = 0; i < kWide.size(); ++i) replace_all(out, kWide[i], std::string(1, static_cast<char>('0' + i)));
  replace_all(out, "＋", "+");
  replace_all(out, "．", ".");
  constexpr std::array<Word, 11> kNumerals{{{"一", "1"}, {"二", "2"}, {"两", "2"}, {"三", "3"}, {"四", "4"}, {"五", "5"}, {"六", "6"}, {"七", "7"}, {"八", "8"}, {"九", "9"}, {"十", "10"}}};
  for (const char* measure : {"人", "处", "个人", "名"}) {
    for (const Word& numeral : kNumerals) replace_all(out, std::string(numeral.text) + measure, std::string(numeral.value) + measure);
  }
  return out;
}

std::optional<double> number_of(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The first group of the first match.
std::optional<std::string> group(const std::string& text, const std::regex& pattern) {
  std::smatch found;
  if (!std::regex_search(text, found, pattern)) return std::nullopt;
  return found[1].str();
}

void read_place(const std::string& text, LineFacts& facts) {
  static const std::regex kStake(R"([Kk]?(\d{1,4})\s*\+\s*(\d{1,3})(?!\d))");
  std::smatch found;
  if (std::regex_search(text, found, kStake)) {
    facts.stake = std::stoll(found[1].str()) * 1000 + std::stoll(found[2].str());
  }
  if (has(text, "左岸")) facts.bank = "left";
  if (has(text, "右岸")) facts.bank = "right";
  if (has(text, "堤内") || has(text, "背水") || has(text, "堤脚") || has(text, "禁脚")) facts.side = "inner_toe";
  if (has(text, "内坡")) facts.side = "inner_slope";
  if (has(text, "堤顶")) facts.side = "crest";
  if (has(text, "外坡") || has(text, "迎水")) facts.side = "outer_slope";
  if (has(text, "外滩")) facts.side = "foreshore";
  static const std::regex kDistance(R"((?:堤脚外|堤脚|离堤|距堤|堤外|堤内|外)\D{0,6}?(\d{1,4}(?:\.\d+)?)\s*(?:米|m|M))");
  if (const auto metres = group(text, kDistance)) facts.distance_m = number_of(*metres);
}

void read_look(const std::string& text, LineFacts& facts) {
  if (has(text, "浑水") || has(text, "出浑") || has(text, "水浑")) facts.water = "muddy";
  if (has(text, "清水") || has(text, "出清") || has(text, "水清")) facts.water = "clear";
  if (has(text, "带砂") || has(text, "带沙") || has(text, "涌砂") || has(text, "冒沙")) facts.sand = "yes";
  if (has(text, "无砂") || has(text, "不带砂") || has(text, "不带沙")) facts.sand = "no";
  static const std::regex kAperture(R"((?:口径|直径|孔径)\D{0,4}?(\d{1,4}(?:\.\d+)?)\s*(?:厘米|公分|cm))");
  if (const auto size = group(text, kAperture)) facts.aperture_cm = number_of(*size);
}

void read_counts(const std::string& text, LineFacts& facts) {
  static const std::regex kPeople(R"((\d{1,5})\s*(?:个人|人|名))");
  if (const auto people = group(text, kPeople)) facts.people = std::stoll(*people);
  static const std::regex kPlaces(R"((\d{1,3})\s*处)");
  if (const auto places = group(text, kPlaces)) facts.count = std::stoll(*places);
  static const std::regex kQuantity(R"((\d{1,6}(?:\.\d+)?)\s*(?:立方|方|吨|条|卷|根))");
  if (const Word* goods = first_of(text, kGoods)) {
    facts.goods = goods->value;
    if (const auto quantity = group(text, kQuantity)) facts.quantity = number_of(*quantity);
  }
}

}  // namespace

LineFacts read_line(std::string_view original) {
  LineFacts facts;
  // A line is short; what is longer is kept as text and its beginning read.
  const std::string text = normal_form(original.substr(0, 2000));
  read_place(text, facts);
  read_look(text, facts);
  read_counts(text, facts);
  const Word* kind = first_of(text, kKinds);
  if (kind == nullptr) kind = first_of(text, kSluice);
  if (kind != nullptr) facts.kind = kind->value;
  if (facts.kind == "clear_leak" && facts.water == "muddy") facts.kind = "muddy_leak";
  facts.nothing = first_of(text, kNothing) != nullptr && (kind == nullptr || has(text, "无险情"));
  if (facts.nothing) facts.kind.clear();
  return facts;
}

json::Object to_json(const LineFacts& facts) {
  json::Object out;
  if (facts.stake) out.set("stake", *facts.stake);
  if (facts.distance_m) out.set("distance_m", *facts.distance_m);
  if (facts.aperture_cm) out.set("aperture_cm", *facts.aperture_cm);
  if (facts.count) out.set("count", *facts.count);
  if (facts.people) out.set("people", *facts.people);
  if (facts.quantity) out.set("quantity", *facts.quantity);
  for (const auto& [name, value] : {std::pair<const char*, const std::string&>{"bank", facts.bank}, {"side", facts.side}, {"kind", facts.kind},
                                    {"water", facts.water}, {"sand", facts.sand}, {"goods", facts.goods}}) {
    if (!value.empty()) out.set(name, value);
  }
  if (facts.nothing) out.set("nothing", true);
  return out;
}

}  // namespace muster::incident
