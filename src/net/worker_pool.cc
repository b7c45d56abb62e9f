#include "net/worker_pool.h"

#include <utility>

namespace muster::net {

WorkerPool::WorkerPool(int threads, std::size_t bound) : bound_(bound) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

bool WorkerPool::push(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  // A waiting thread takes the task at once, so it does not count against the bound.
  if (stopping_ || queue_.size() >= bound_ + static_cast<std::size_t>(idle_)) return false;
  queue_.push_back(std::move(task));
  if (idle_ > 0) ready_.notify_one();
  return true;
}

void WorkerPool::stop() {
  std::deque<std::function<void()>> dropped;  // destroyed outside the lock: tasks own connections
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(queue_);
  }
  ready_.notify_all();
  threads_.clear();
}

void WorkerPool::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    ready_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    --idle_;
    if (stopping_) return;
    auto task = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
  }
}

}  // namespace muster::net
