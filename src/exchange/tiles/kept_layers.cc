#include "exchange/tiles/kept_layers.h"

#include "base/log.h"
#include "record/schema.h"

namespace muster::exchange {
namespace {

/// A register of at most so many rows is read while its reader waits: some 50 ms.
constexpr std::int64_t kAtOnceMost = 2000;

bool is_short(db::Connection& connection, const model::TypeDef& type) {
  const auto row = connection.one("SELECT COUNT(*) FROM (SELECT 1 FROM " + db::quote_name(record::table_name(type)) + " LIMIT $1) c", {kAtOnceMost + 1});
  return (*row)[0].integer() <= kAtOnceMost;
}

}  // namespace

KeptLayers::KeptLayers(db::Database& database, std::size_t bytes_most) : database_(database), bytes_most_(bytes_most) {
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

KeptLayers::~KeptLayers() {
  thread_.request_stop();
  changed_.notify_all();
}

std::shared_ptr<const KeptLayer> KeptLayers::find(db::Connection& connection, const model::TypeDef& type, const std::string& ledger) {
  const Key key{type.name, ledger};
  std::shared_ptr<KeptLayer> layer;
  {
    const std::lock_guard lock(mutex_);
    Slot& slot = slots_[key];
    slot.type = &type;
    slot.used = ++uses_;
    if (slot.too_long) return nullptr;
    layer = slot.layer;
    if (!layer && slot.reading) return nullptr;
  }
  if (!layer && is_short(connection, type)) {
    layer = std::make_shared<KeptLayer>(type, ledger);
    const bool complete = layer->read(connection, bytes_most_);
    kept(key, layer, complete);
    return complete ? layer : nullptr;
  }
  if (layer && layer->renew(connection)) return layer;
  const std::lock_guard lock(mutex_);
  read_later(key, slots_[key]);
  return nullptr;
}

void KeptLayers::read_later(const Key& key, Slot& slot) {
  if (slot.reading) return;
  slot.reading = true;
  waiting_.push_back(key);
  changed_.notify_all();
}

void KeptLayers::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
    const Key key = waiting_.front();
    const model::TypeDef* type = slots_[key].type;
    lock.unlock();
    auto layer = std::make_shared<KeptLayer>(*type, key.second);
    bool complete = false;
    std::string failure;
    try {
      complete = database_.read([&](db::Connection& connection) { return layer->read(connection, bytes_most_, stop); });
    } catch (const db::Failure& broken) {
      failure = broken.what();
    }
    if (failure.empty() && !stop.stop_requested()) kept(key, std::move(layer), complete);
    if (!failure.empty()) log::warning("tiles_not_kept", {{"type", key.first}, {"reason", failure}});
    lock.lock();
    waiting_.pop_front();
    slots_[key].reading = false;
    changed_.notify_all();
  }
}

std::map<KeptLayers::Key, std::shared_ptr<KeptLayer>> KeptLayers::all() const {
  const std::lock_guard lock(mutex_);
  std::map<Key, std::shared_ptr<KeptLayer>> out;
  for (const auto& [key, slot] : slots_) {
    if (slot.layer) out.emplace(key, slot.layer);
  }
  return out;
}

void KeptLayers::kept(const Key& key, std::shared_ptr<KeptLayer> layer, bool complete) {
  {
    const std::lock_guard lock(mutex_);
    Slot& slot = slots_[key];
    slot.layer = complete ? std::move(layer) : nullptr;
    slot.too_long = !complete;
  }
  std::map<Key, std::size_t> sizes;
  std::size_t total = 0;
  // Outside the lock: a layer that is being renewed answers when that is done.
  for (const auto& [name, each] : all()) total += sizes[name] = each->bytes();
  const std::lock_guard lock(mutex_);
  while (total > bytes_most_) {
    auto oldest = slots_.end();
    for (auto at = slots_.begin(); at != slots_.end(); ++at) {
      const bool may_go = at->second.layer && at->first != key && sizes.contains(at->first);
      if (may_go && (oldest == slots_.end() || at->second.used < oldest->second.used)) oldest = at;
    }
    if (oldest == slots_.end()) return;
    total -= sizes[oldest->first];
    sizes.erase(oldest->first);
    oldest->second.layer = nullptr;
  }
}

void KeptLayers::settle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.empty(); });
}

std::size_t KeptLayers::bytes() const {
  std::size_t total = 0;
  for (const auto& [key, layer] : all()) total += layer->bytes();
  return total;
}

}  // namespace muster::exchange
