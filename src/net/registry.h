// The open connections of a server.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace muster::net {

/// A connection as the server sees it; both calls from any thread.
class Connection {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;
  virtual void begin_stop() = 0;  ///< close if idle or streaming, else after the running answer
  virtual void abort() = 0;       ///< close now
};

class Registry {
 public:
  void add(const std::shared_ptr<Connection>& connection) {
    const std::lock_guard lock(mutex_);
    open_.emplace(connection.get(), connection);
  }
  void remove(Connection* connection) {
    const std::lock_guard lock(mutex_);
    open_.erase(connection);
    if (open_.empty()) empty_.notify_all();
  }
  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return open_.size();
  }
  [[nodiscard]] std::vector<std::shared_ptr<Connection>> all() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<Connection>> connections;
    for (const auto& [key, weak] : open_) {
      if (auto connection = weak.lock()) connections.push_back(std::move(connection));
    }
    return connections;
  }
  void wait_until_empty(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    empty_.wait_for(lock, at_most, [this] { return open_.empty(); });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable empty_;
  std::unordered_map<Connection*, std::weak_ptr<Connection>> open_;
};

}  // namespace muster::net
