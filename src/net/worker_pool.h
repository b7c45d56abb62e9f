// Threads that run handlers: a bounded queue in front of a fixed number of threads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace muster::net {

class WorkerPool {
 public:
  /// @param bound tasks that may wait; those running do not count
  WorkerPool(int threads, std::size_t bound);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool() { stop(); }

  /// False when the queue is full or the pool stops. A task must not throw.
  [[nodiscard]] bool push(std::function<void()> task);
  /// Drops what waits, lets what runs finish, joins. Not from a task.
  void stop();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void()>> queue_;
  std::size_t bound_;
  int idle_ = 0;
  bool stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace muster::net
