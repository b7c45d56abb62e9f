#include "cap/cap.h"

namespace muster::cap {

using Names = std::vector<std::string_view>;

template <>
const Names& names<Status>() {
  static const Names list{"Actual", "Exercise", "System", "Test", "Draft"};
  return list;
}
template <>
const Names& names<MsgType>() {
  static const Names list{"Alert", "Update", "Cancel", "Ack", "Error"};
  return list;
}
template <>
const Names& names<Scope>() {
  static const Names list{"Public", "Restricted", "Private"};
  return list;
}
template <>
const Names& names<Category>() {
  static const Names list{"Geo",    "Met", "Safety",    "Security", "Rescue", "Fire",
                          "Health", "Env", "Transport", "Infra",    "CBRNE",  "Other"};
  return list;
}
template <>
const Names& names<ResponseType>() {
  static const Names list{"Shelter", "Evacuate", "Prepare",  "Execute", "Avoid",
                          "Monitor", "Assess",   "AllClear", "None"};
  return list;
}
template <>
const Names& names<Urgency>() {
  static const Names list{"Immediate", "Expected", "Future", "Past", "Unknown"};
  return list;
}
template <>
const Names& names<Severity>() {
  static const Names list{"Extreme", "Severe", "Moderate", "Minor", "Unknown"};
  return list;
}
template <>
const Names& names<Certainty>() {
  static const Names list{"Observed", "Likely", "Possible", "Unlikely", "Unknown"};
  return list;
}

}  // namespace muster::cap
