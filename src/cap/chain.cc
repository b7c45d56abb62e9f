#include <algorithm>
#include <tuple>

#include "cap/cap.h"

namespace muster::cap {

Reference reference_to(const Message& message) {
  return {message.sender, message.identifier, message.sent};
}

UtcTime expiry(const Message& message, Millis validity) {
  UtcTime last = message.infos.empty() ? message.sent.at + validity : UtcTime::min();
  for (const Info& info : message.infos) {
    const UtcTime start = info.effective ? info.effective->at : message.sent.at;
    last = std::max(last, info.expires ? info.expires->at : start + validity);
  }
  return last;
}

ActiveSet::Key ActiveSet::key_of(const Reference& reference, Status status) {
  return {reference.sender, reference.identifier, reference.sent.at, status};
}

bool ActiveSet::add(const Message& message) {
  const Reference own = reference_to(message);
  const Key key = key_of(own, message.status);
  if (!seen_.emplace(key, true).second) return false;
  if (message.msg_type == MsgType::kUpdate || message.msg_type == MsgType::kCancel) {
    for (const Reference& reference : message.references) {
      // The earliest ender stands, whichever arrived first, so that the outcome does not depend on
      // the order of arrival.
      const auto [found, is_new] = ended_.emplace(key_of(reference, message.status), own);
      const auto rank = [](const Reference& r) {
        return std::tie(r.sent.at, r.sender, r.identifier);
      };
      if (!is_new && rank(own) < rank(found->second)) found->second = own;
    }
  }
  if (message.msg_type == MsgType::kAlert || message.msg_type == MsgType::kUpdate)
    alerts_.emplace(key, message);
  return true;
}

std::vector<const Message*> ActiveSet::active(UtcTime now, Millis validity) const {
  std::vector<const Message*> found;
  for (const auto& [key, message] : alerts_) {
    if (!ended_.contains(key) && now < expiry(message, validity)) found.push_back(&message);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Message* a, const Message* b) { return a->sent.at < b->sent.at; });
  return found;
}

std::optional<Reference> ActiveSet::ended_by(const Reference& reference) const {
  for (const Status status :
       {Status::kActual, Status::kExercise, Status::kSystem, Status::kTest, Status::kDraft}) {
    const auto found = ended_.find(key_of(reference, status));
    if (found != ended_.end()) return found->second;
  }
  return std::nullopt;
}

void ActiveSet::prune(UtcTime now, Millis keep) {
  const UtcTime horizon = now - keep;
  std::erase_if(alerts_, [horizon](const auto& entry) { return expiry(entry.second) < horizon; });
  std::erase_if(ended_, [horizon](const auto& entry) { return entry.second.sent.at < horizon; });
  // What is still held must stay known, or it would be added again.
  std::erase_if(seen_, [this, horizon](const auto& entry) {
    return entry.first.sent < horizon && !alerts_.contains(entry.first);
  });
}

}  // namespace muster::cap
