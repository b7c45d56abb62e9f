#include <algorithm>
#include <fstream>
#include <random>

#include "base/id.h"
#include "base/log.h"
#include "message/message.h"
#include "message/outbox.h"

namespace muster::message {
namespace {

using record::Draft;
using record::Record;
using record::Unit;
using record::Viewer;

constexpr int kAtOnce = 50;
constexpr Millis kAskFor{7LL * 86'400'000};  // a receipt that has not come within a week is a matter for the telephone

Status done(const Result<Record>& result) {
  if (!result) return fail(result.error());
  return {};
}

Draft move_of(const Record& message, const char* move, json::Object fields) {
  Draft draft;
  draft.type = "message_out";
  draft.id = message.id;
  draft.move = move;
  draft.fields = std::move(fields);
  return draft;
}

// What a peer says of its receipt; its clock counts where both stand in real time.
json::Object signature(const json::Value& answer, const std::string& ledger) {
  json::Object fields{{"signed_by", answer.text("signed_by")}, {"receipt_no", answer.text("number")}};
  const auto at = parse_time(answer.text("signed_at"));
  if (at && ledger == "real") fields.set("signed_at", format_time(*at));
  return fields;
}

net::ClientRequest question(const std::string& url, const Record& message) {
  net::ClientRequest request;
  request.url = url + '/' + message.id;
  return request;
}

bool is_signed(const json::Value& answer) { return !answer.text("signed_at").empty(); }

}  // namespace

Sender::Sender(record::Store& store, const record::CityTime& city, const TimeSource& wall, Settings settings)
    : store_(store), city_(city), wall_(wall), settings_(std::move(settings)), peers_(wall, settings_.ca_file) {}

Sender::Counts Sender::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

void Sender::count(std::int64_t Counts::*what) {
  const std::lock_guard lock(mutex_);
  ++(counts_.*what);
}

std::string Sender::url_of(const Record& message) const {
  if (message.text("channel") == "folder") return {};
  return message.has("address") ? message.text("address") : settings_.peer_url;
}

// The default token belongs to the default system: to an address of its own a body has a token of its own.
std::string Sender::token_for(const Record& message) {
  std::string name = "default";
  if (message.has("address")) {
    const auto body = store_.get(Viewer::system("message"), "body", message.text("unit"));
    name = body ? body->text("code") : std::string();
  }
  if (name.empty() || name.find('/') != std::string::npos) return {};
  std::ifstream in(settings_.tokens + '/' + name + ".token");
  std::string token;
  std::getline(in, token);
  return token;
}

// The same bytes at each attempt: a receiver knows a repeated message by them.
json::Object Sender::envelope(const Record& message) {
  const Viewer system = Viewer::system("message");
  json::Object out{{"message", message.id}, {"number", message.number}, {"ledger", message.ledger}, {"marked", message.text("marked")},
                   {"title", message.text("subject")}, {"text", message.text("text")}, {"receiver", message.text("receiver")},
                   {"queued_at", message.text("queued_at")}};
  std::string from;
  for (const char* type : {"report", "daily_brief"}) {
    const auto about = store_.get(system, type, message.text("about"));
    if (!about) continue;
    out.set("kind", about->text("kind"));
    out.set("report_number", about->number);
    if (about->has("serial")) out.set("serial", about->integer("serial"));
    if (const auto body = store_.get(system, "body", about->text("body"))) from = body->text("name");
  }
  if (from.empty()) {
    const auto place = store_.get(system, "jurisdiction", message.jurisdiction_id);
    from = place ? place->text("name") : settings_.node;
  }
  out.set("from", json::Object{{"node", settings_.node}, {"name", from}});
  return out;
}

// Its id follows from message, version and result, so that a second holder of the same news has no second effect.
Status Sender::note(const Record& message, const std::string& what, const std::function<Status(Unit&)>& write) {
  record::Intent intent;
  intent.id = derived_id("message/" + message.id + '/' + std::to_string(message.version) + '/' + what);
  intent.kind = "message." + what;
  intent.ledger = message.ledger;
  const auto outcome = store_.run(Viewer::system("message"), intent, [&](Unit& unit) -> Result<json::Value> {
    if (Status written = write(unit); !written) return fail(written.error());
    return json::Value();
  });
  if (!outcome) return fail(outcome.error());
  return {};
}

Status Sender::file(const Record& message) {
  if (settings_.outbox.empty()) return {};
  if (Status written = write_outbox(settings_.outbox, envelope(message)); !written) {
    return failed(message, error_text(written.error(), "zh"), false);
  }
  count(&Counts::filed);
  return note(message, "send", [&](Unit& unit) {
    return done(unit.move_by_rule(move_of(message, "send", {{"carrier", "folder"}, {"attempts", message.integer("attempts") + 1}, {"error", nullptr}, {"next_at", nullptr}})));
  });
}

Status Sender::post(const Record& message, const std::string& url) {
  if (!peers_.may_try(url)) return {};
  net::ClientRequest request;
  request.method = net::Method::kPost;
  request.url = url;
  request.headers = {{"Content-Type", "application/json"}, {"Idempotency-Key", message.id}};
  request.body = json::write(envelope(message));
  Reply reply = peers_.ask(std::move(request), token_for(message));
  // A conflict says that this message came before, in other words (the sender was renamed, or upgraded, in between): it is there.
  if (reply.status == 409) {
    Reply before = peers_.ask(question(url, message), token_for(message));
    if (before.kind == Reply::Kind::kTaken) reply = std::move(before);
  }
  if (reply.kind != Reply::Kind::kTaken) return failed(message, reply.cause, reply.kind == Reply::Kind::kRefused);
  count(&Counts::posted);
  asked_[message.id] = wall_.now();
  return note(message, "deliver", [&](Unit& unit) -> Status {
    const json::Object sent{{"carrier", "https"}, {"attempts", message.integer("attempts") + 1}, {"error", nullptr}, {"next_at", nullptr}};
    if (Status moved = done(unit.move_by_rule(move_of(message, "send", sent))); !moved) return moved;
    const json::Object delivered{{"receipt_no", reply.answer.text("number").substr(0, 60)}};
    if (Status moved = done(unit.move_by_rule(move_of(message, "deliver", delivered))); !moved) return moved;
    if (!is_signed(reply.answer)) return {};
    return done(unit.move_by_rule(move_of(message, "acknowledge", signature(reply.answer, message.ledger))));
  });
}

// Whether somebody there has signed for it: asked for, because a lower node is often not reachable from above.
Status Sender::ask(const Record& message, const std::string& url) {
  const auto asked = asked_.find(message.id);
  if (asked != asked_.end() && wall_.now() < asked->second + settings_.ask_again) return {};
  if (!peers_.may_try(url)) return {};
  asked_[message.id] = wall_.now();
  const Reply reply = peers_.ask(question(url, message), token_for(message));
  if (reply.kind != Reply::Kind::kTaken || !is_signed(reply.answer)) return {};
  asked_.erase(message.id);
  return note(message, "acknowledge", [&](Unit& unit) {
    return done(unit.move_by_rule(move_of(message, "acknowledge", signature(reply.answer, message.ledger))));
  });
}

Status Sender::failed(const Record& message, const std::string& cause, bool for_good) {
  const std::int64_t attempts = message.integer("attempts") + 1;
  const bool gives_up = for_good || attempts >= settings_.attempts;
  count(&Counts::failed);
  if (gives_up) count(&Counts::given_up);
  json::Object fields{{"attempts", attempts}, {"error", cause.substr(0, 400)}, {"next_at", nullptr}};
  if (!gives_up) {
    static thread_local std::minstd_rand random(std::random_device{}());
    const int doublings = static_cast<int>(std::min<std::int64_t>(attempts - 1, 16));
    const Millis wait = std::min(settings_.first_wait * (1 << doublings), settings_.longest_wait);
    const double jitter = std::uniform_real_distribution<double>(0.5, 1.0)(random);
    // The wait is the wall's; the record says it in the city's time.
    const double city_ms = static_cast<double>(wait.count()) * jitter * city_.speed(message.ledger);
    fields.set("next_at", format_time(city_.now(message.ledger) + Millis{static_cast<std::int64_t>(city_ms)}));
  }
  log::warning("message_failed", {{"message", message.number}, {"attempts", attempts}, {"given_up", gives_up}, {"cause", cause}});
  return note(message, "fail", [&](Unit& unit) { return done(unit.move_by_rule(move_of(message, "fail", fields))); });
}

Status Sender::send(const Record& message) {
  const std::string url = url_of(message);
  return url.empty() ? file(message) : post(message, url);
}

Status Sender::step(const std::string& ledger) {
  const std::string now = format_time(city_.now(ledger));
  record::Query query;
  query.type = "message_out";
  query.ledger = ledger;
  query.sort = "queued_at";
  query.limit = kAtOnce;
  query.with_total = false;
  // What a person carries (telephone, fax) or a gateway fetches (SMS) is not ours.
  const record::Filter ours{"channel", "in", "written,https,folder"};
  Status first;
  const auto each = [&](std::vector<record::Filter> filters, const std::function<Status(const Record&)>& act) {
    query.filters = std::move(filters);
    query.filters.push_back(ours);
    const auto page = store_.list(Viewer::system("message"), query);
    if (!page) {
      first = fail(page.error());
      return;
    }
    for (const Record& message : page->items) {
      // One that cannot be written down must not hold up the others.
      if (Status acted = act(message); !acted && first) first = acted;
    }
  };
  each({{"state", "eq", "queued"}}, [&](const Record& m) { return send(m); });
  each({{"state", "eq", "failed"}, {"next_at", "le", now}}, [&](const Record& m) { return send(m); });
  each({{"state", "eq", "delivered"}, {"carrier", "eq", "https"}, {"receipt_at", "ge", format_time(city_.now(ledger) - kAskFor)}},
       [&](const Record& m) { return ask(m, url_of(m)); });
  return first;
}

}  // namespace muster::message
