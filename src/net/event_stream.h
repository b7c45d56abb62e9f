// The bounded queue between whoever publishes events and the connection that writes them.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <string>

#include "net/http.h"

namespace muster::net {

class EventStream final : public EventSink {
 public:
  struct Bounds {
    std::size_t events = 1000;
    std::size_t bytes = 1U << 20;
  };
  /// @param wake called (any thread, must not block) when there is something to take or the stream was closed
  EventStream(Bounds bounds, std::function<void()> wake) : bounds_(bounds), wake_(std::move(wake)) {}

  /// Past a bound the stream closes: what is queued is still written, so that a reader that comes back with
  /// Last-Event-ID has moved on.
  bool send(std::string event) override;
  void close() override;
  [[nodiscard]] bool is_open() const override { return open_.load(std::memory_order_acquire); }

  /// For the connection: whole queued events up to about `bytes`; empty when nothing waits, and then the next
  /// event wakes again.
  [[nodiscard]] std::string take(std::size_t bytes);
  /// For the connection when it ends: nothing wakes it any more.
  void detach();

 private:
  void wake_locked();

  mutable std::mutex mutex_;
  Bounds bounds_;
  std::function<void()> wake_;
  std::deque<std::string> queue_;
  std::size_t queued_bytes_ = 0;
  bool woken_ = false;
  std::atomic<bool> open_ = true;
};

}  // namespace muster::net
