#include "demo/names.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace muster::demo {

namespace {

constexpr std::array<std::string_view, 61> kFamily{
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "高", "林", "罗", "郑",
    "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田", "董", "袁", "潘", "于", "蒋", "蔡", "余", "杜",
    "叶", "程", "苏", "魏", "吕", "丁", "任", "沈", "姚", "卢", "姜", "崔", "钟", "谭", "陆", "汪", "范", "金", "石"};
constexpr std::array<std::string_view, 37> kFirst{"守", "长", "家", "德", "永", "春", "水", "建", "安", "文", "志", "明", "广",
                                                  "正", "新", "国", "云", "江", "秋", "平", "学", "良", "承", "祖", "仁", "义",
                                                  "光", "大", "兴", "远", "清", "宏", "启", "本", "孝", "善", "世"};
constexpr std::array<std::string_view, 41> kSecond{"堤", "河", "山", "林", "全", "福", "才", "生", "华", "民", "成", "顺", "义", "珍",
                                                   "发", "宝", "贵", "松", "海", "波", "涛", "洲", "垸", "田", "青", "和", "康", "富",
                                                   "财", "胜", "强", "军", "勇", "忠", "信", "礼", "智", "祥", "瑞", "泰", "舟"};

}  // namespace

// The three lengths have no common factor, so the steps run through all their combinations.
std::string Names::next() {
  while (true) {
    const std::uint32_t step = step_++;
    std::string name(kFamily.at(step % kFamily.size()));
    name += kFirst.at((step * 5 + step / kFamily.size()) % kFirst.size());
    name += kSecond.at((step * 7 + step / kFirst.size()) % kSecond.size());
    if (taken_.insert(name).second) return name;
  }
}

std::string invented_phone(int number) { return fmt::format("1390000{:04}", number); }

std::uint32_t spread(const std::string& text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

}  // namespace muster::demo
