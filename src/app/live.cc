#include "app/live.h"

#include "app/city_time.h"

namespace muster::app {
namespace {

constexpr int kReplayPage = 500;
constexpr std::int64_t kReplayMost =
    5000;  ///< a client further behind is told of a gap and fetches anew

std::string event(std::string_view name, const json::Value& data, std::int64_t id = 0) {
  std::string out;
  if (id > 0) out += "id: " + std::to_string(id) + "\n";
  if (!name.empty()) out += "event: " + std::string(name) + "\ndata: " + json::write(data) + "\n";
  return out + "\n";
}

json::Value shown(const json::Value& change) {
  json::Object out;
  for (const char* key : {"type", "id", "op", "move", "state", "version", "label"}) {
    if (!change[key].is_null()) out.set(key, change[key]);
  }
  return out;
}

json::Value change_body(const record::Change& change) {
  json::Object out{{"type", change.after.type},        {"id", change.after.id},
                   {"op", record::op_name(change.op)}, {"state", change.after.state},
                   {"version", change.after.version},  {"label", change.after.label}};
  if (!change.move.empty()) out.set("move", change.move);
  return out;
}

json::Value entry_body(std::int64_t seq, UtcTime at, json::Array changes) {
  return json::Object{{"seq", seq}, {"at", format_time(at)}, {"changes", std::move(changes)}};
}

bool lists(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end() ||
         std::find(words.begin(), words.end(), "*") != words.end();
}

bool names(const json::Value& value, const identity::Viewer& viewer) {
  if (value.is_array()) {
    return std::any_of(value.as_array().begin(), value.as_array().end(),
                       [&](const json::Value& v) { return names(v, viewer); });
  }
  if (!value.is_string() || value.as_string().empty()) return false;
  const std::string& id = value.as_string();
  return id == viewer.actor.person || id == viewer.actor.post || id == viewer.actor.for_person;
}

bool refers(model::FieldKind kind) {
  return kind == model::FieldKind::kPerson || kind == model::FieldKind::kReference ||
         kind == model::FieldKind::kReferences;
}

}  // namespace

bool may_read(const identity::Viewer& viewer, const model::TypeDef& type,
              const record::Record& record) {
  if (viewer.is_system || viewer.may("read", type.name, record.jpath)) return true;
  const bool self = std::any_of(
      viewer.grants.begin(), viewer.grants.end(), [&](const identity::ScopedGrant& grant) {
        return grant.self && lists(grant.verbs, "read") && lists(grant.types, type.name);
      });
  if (!self) return false;
  if (type.name == "person" && record.id == viewer.actor.person) return true;
  return std::any_of(type.fields.begin(), type.fields.end(), [&](const model::Field& field) {
    const json::Value* value = refers(field.kind) ? record.fields.find(field.name) : nullptr;
    return value != nullptr && names(*value, viewer);
  });
}

struct LiveHub::Stream {
  identity::Viewer viewer;
  std::string session_token;
  std::string ledger;

  std::mutex mutex;                      ///< guards what follows
  std::shared_ptr<net::EventSink> sink;  ///< null until the header is on its way
  std::vector<std::string> pending;      ///< sent when the sink comes
  std::int64_t seq = 0;                  ///< last entry told
  bool closing = false;

  void close() {
    closing = true;
    if (sink != nullptr) sink->close();
  }
  void put(std::string text) {
    if (sink != nullptr) {
      sink->send(std::move(text));
    } else {
      pending.push_back(std::move(text));
    }
  }
};

LiveHub::Streams LiveHub::living() {
  const std::lock_guard lock(mutex_);
  std::erase_if(streams_, [](const auto& stream) {
    const std::lock_guard guard(stream->mutex);
    return stream->sink != nullptr && !stream->sink->is_open();
  });
  std::erase_if(waiting_, [](const auto& stream) { return stream.expired(); });
  Streams out = streams_;
  for (const auto& stream : waiting_) {
    if (auto alive = stream.lock()) out.push_back(std::move(alive));
  }
  return out;
}

void LiveHub::committed(const journal::Entry& entry, const std::vector<record::Change>& changes) {
  std::vector<json::Value> bodies;
  bodies.reserve(changes.size());
  for (const record::Change& change : changes) bodies.push_back(change_body(change));
  for (const auto& stream : living()) {
    const std::lock_guard lock(stream->mutex);
    if (entry.seq <= stream->seq) continue;
    if (changes.empty()) {  // an entry of another node or a missed one: the journal knows
      replay(*stream);
      continue;
    }
    stream->seq = entry.seq;
    json::Array heard;
    for (std::size_t i = 0; i < changes.size() && entry.ledger == stream->ledger; ++i) {
      const model::TypeDef* type = store_.model().type(changes[i].after.type);
      if (type != nullptr && may_read(stream->viewer, *type, changes[i].after))
        heard.push_back(bodies[i]);
    }
    const bool silent = heard.empty();
    stream->put(event(silent ? "" : "change",
                      silent ? json::Value() : entry_body(entry.seq, entry.at, std::move(heard)),
                      entry.seq));
  }
}

void LiveHub::readings(const std::string& ledger, const std::vector<std::string>& stations) {
  json::Array ids;
  for (const std::string& station : stations) ids.emplace_back(station);
  const std::string text = event("readings", json::Object{{"stations", std::move(ids)}});
  for (const auto& stream : living()) {
    const std::lock_guard lock(stream->mutex);
    const bool may = stream->viewer.is_system || stream->viewer.may_somewhere("read", "gauge");
    if (stream->ledger == ledger && stream->sink != nullptr && may) stream->sink->send(text);
  }
}

// A change as the journal keeps it: by place at once; where only a self grant could show it, the
// store is asked.
bool LiveHub::may_hear(const Stream& stream, const json::Value& change) const {
  const std::string type = change.text("type");
  if (stream.viewer.may("read", type, change.text("jpath"))) return true;
  return stream.viewer.may_somewhere("read", type) &&
         store_.get(stream.viewer, type, change.text("id")).has_value();
}

// What the journal holds beyond the stream's seq. The caller holds the stream's mutex, so that no
// commit speaks in between.
void LiveHub::replay(Stream& stream) {
  for (;;) {
    const auto entries = database_.read(
        [&](db::Connection& c) { return journal::after(c, stream.seq, kReplayPage); });
    if (entries.empty()) return;
    for (const journal::Entry& entry : entries) {
      json::Array heard;
      const json::Value& changes = entry.body["changes"];
      if (entry.ledger == stream.ledger && changes.is_array()) {
        for (const json::Value& change : changes.as_array()) {
          if (may_hear(stream, change)) heard.push_back(shown(change));
        }
      }
      const bool silent = heard.empty();
      const std::string text = event(
          silent ? "" : "change",
          silent ? json::Value() : entry_body(entry.seq, entry.at, std::move(heard)), entry.seq);
      stream.put(text);
      stream.seq = entry.seq;
    }
  }
}

Result<net::Response> LiveHub::open(const Caller& who, const std::string& ledger,
                                    std::optional<std::int64_t> after) {
  auto stream = std::make_shared<Stream>();
  stream->viewer = who.viewer;
  stream->session_token = who.session_token;
  stream->ledger = ledger;
  const std::int64_t head = database_.read([](db::Connection& c) { return journal::head(c); });
  const bool gap = after && (*after > head || head - *after > kReplayMost);
  json::Object hello{{"city_now", format_time(city_.now(ledger))},
                     {"wall_now", format_time(wall_.now())},
                     {"speed", city_.speed(ledger)},
                     {"seq", head}};
  if (gap) hello.set("gap", true);
  stream->pending.push_back(event("hello", hello));
  stream->seq = after && !gap ? *after : head;
  {
    const std::lock_guard lock(stream->mutex);
    replay(*stream);
  }
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(stream);
  }
  {
    // What was committed before the stream was listed; what comes after waits for this mutex.
    const std::lock_guard lock(stream->mutex);
    replay(*stream);
  }
  net::Response response;
  response.content_type = "text/event-stream; charset=utf-8";
  response.headers.emplace_back("Cache-Control", "no-store");
  response.stream = [this, stream](std::shared_ptr<net::EventSink> sink) {
    {
      const std::lock_guard lock(mutex_);
      streams_.push_back(stream);
      std::erase_if(waiting_, [&](const auto& w) { return w.lock() == stream; });
    }
    const std::lock_guard lock(stream->mutex);
    stream->sink = std::move(sink);
    for (std::string& text : stream->pending) stream->sink->send(std::move(text));
    stream->pending.clear();
    if (stream->closing) stream->sink->close();
  };
  return response;
}

void LiveHub::close_all() {
  for (const auto& stream : living()) {
    const std::lock_guard lock(stream->mutex);
    stream->close();
  }
}

void LiveHub::close_session(std::string_view session_token) {
  for (const auto& stream : living()) {
    const std::lock_guard lock(stream->mutex);
    if (stream->session_token == session_token) stream->close();
  }
}

std::size_t LiveHub::open_streams() { return living().size(); }

}  // namespace muster::app
