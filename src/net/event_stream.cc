#include "net/event_stream.h"

#include <utility>

namespace muster::net {

bool EventStream::send(std::string event) {
  const std::lock_guard lock(mutex_);
  if (!open_) return false;
  if (queue_.size() >= bounds_.events || queued_bytes_ + event.size() > bounds_.bytes) {
    open_ = false;
    wake_locked();
    return false;
  }
  queued_bytes_ += event.size();
  queue_.push_back(std::move(event));
  wake_locked();
  return true;
}

void EventStream::close() {
  const std::lock_guard lock(mutex_);
  if (!open_) return;
  open_ = false;
  wake_locked();
}

std::string EventStream::take(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  std::string out;
  while (!queue_.empty() && (out.empty() || out.size() + queue_.front().size() <= bytes)) {
    out += queue_.front();
    queued_bytes_ -= queue_.front().size();
    queue_.pop_front();
  }
  woken_ = !out.empty();
  return out;
}

void EventStream::detach() {
  std::function<void()> dropped;  // may own the connection: destroyed outside the lock
  const std::lock_guard lock(mutex_);
  open_ = false;
  queue_.clear();
  queued_bytes_ = 0;
  dropped = std::exchange(wake_, nullptr);
}

void EventStream::wake_locked() {
  if (woken_ || !wake_) return;
  woken_ = true;
  wake_();
}

}  // namespace muster::net
