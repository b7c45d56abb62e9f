// A valid message to bend in tests: the example of a rainstorm in Shashi.
#pragma once

#include <string>
#include <string_view>

namespace muster::cap {

inline const std::string kSample =
    "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n"
    "<identifier>42100241600000_20260715080000_0</identifier>\n"
    "<sender>42100241600000</sender>\n"
    "<sent>2026-07-15T08:00:00+08:00</sent>\n"
    "<status>Exercise</status>\n"
    "<msgType>Alert</msgType>\n"
    "<scope>Public</scope>\n"
    "<info>\n"
    "<language>zh-CN</language>\n"
    "<category>Met</category>\n"
    "<event>暴雨</event>\n"
    "<urgency>Expected</urgency>\n"
    "<severity>Severe</severity>\n"
    "<certainty>Likely</certainty>\n"
    "<expires>2026-07-15T14:00:00+08:00</expires>\n"
    "<area>\n"
    "<areaDesc>沙市区</areaDesc>\n"
    "<polygon>30.25,112.20 30.35,112.20 30.35,112.35 30.25,112.35 30.25,112.20</polygon>\n"
    "<geocode><valueName>GB/T2260</valueName><value>421002</value></geocode>\n"
    "</area>\n"
    "</info>\n"
    "</alert>\n";

/// The sample with one piece replaced; the piece must be there.
inline std::string bent(std::string_view from, std::string_view to) {
  std::string text = kSample;
  const std::size_t at = text.find(from);
  if (at == std::string::npos) return "no such piece";
  return text.replace(at, from.size(), to);
}

}  // namespace muster::cap
