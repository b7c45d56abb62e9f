#include "app/kept.h"

#include "app/gate.h"
#include "base/hash.h"
#include "base/log.h"
#include "net/ready.h"

namespace muster::app {
namespace {

using net::Request;
using net::Response;

constexpr std::size_t kBytesMost = 64U << 20;
constexpr std::size_t kAnswerMost = 2U << 20;
constexpr std::size_t kCallersMost = 10'000;
constexpr std::size_t kDigestLength = 16;
/// A session slides by use, and that must still be seen to.
constexpr Millis kKnownMost = std::chrono::minutes{1};

// With its length before it, so that no two lists of parts give one text.
void add(std::string& out, std::string_view part) {
  out += std::to_string(part.size());
  out += ':';
  out += part;
}

void add(std::string& out, const std::vector<std::string>& parts) {
  out += std::to_string(parts.size());
  out += '*';
  for (const std::string& part : parts) add(out, part);
}

std::string answer_key(const std::string& rights, const Request& request) {
  std::string key = rights;
  add(key, request.target);
  add(key, request.lang());
  add(key, request.header("accept-encoding"));
  return key;
}

/// A digest: what someone signs in with is not kept, nor compared byte by byte. Empty for a guest.
std::string caller_key(const Request& request) {
  const std::string_view token = request.header("authorization");
  const std::string_view cookie = token.empty() ? request.cookie(kSessionCookie) : std::string_view();
  if (token.empty() && cookie.empty()) return {};
  std::string key;
  add(key, token);
  add(key, cookie);
  add(key, request.header("x-muster-post"));
  return sha256_hex(key);
}

// The version of a record is what If-Match sends back; names, clocks and open moves beside it change without it.
void add_tag(Response& response) {
  const std::string digest = sha256_hex(response.body).substr(0, kDigestLength);
  for (auto& [name, value] : response.headers) {
    if (name != "ETag" || !value.ends_with('"')) continue;
    value.insert(value.size() - 1, '-' + digest);
    return;
  }
  response.headers.emplace_back("ETag", "W/\"" + digest + '"');
}

std::optional<std::int64_t> asked(db::Watch& watch) {
  try {
    return watch.ask();
  } catch (const db::Failure& failure) {
    log::warning("kept answers: the database does not say where it stands", {{"cause", std::string(failure.what())}});
    return std::nullopt;
  }
}

}  // namespace

std::string rights_of(const identity::Viewer& viewer) {
  std::string out;
  add(out, viewer.is_system ? "system" : "");
  add(out, viewer.actor.person);
  add(out, viewer.actor.for_person);
  add(out, viewer.actor.post);
  add(out, viewer.home_path);
  add(out, viewer.names);
  for (const identity::ScopedGrant& grant : viewer.grants) {
    add(out, grant.verbs);
    add(out, grant.types);
    add(out, grant.path);
    add(out, grant.self ? "self" : "");
    add(out, grant.role);
  }
  return out;
}

KeptAnswers::KeptAnswers(std::unique_ptr<db::Watch> journal, std::unique_ptr<db::Watch> accounts, const TimeSource& wall)
    : journal_(std::move(journal)), accounts_(std::move(accounts)), wall_(wall), heard_(journal_->ask()) {}

Result<Response> KeptAnswers::answer(const Request& request, const Handle& handle) {
  if (request.method != net::Method::kGet && request.method != net::Method::kHead) return handle(request);
  const auto position = asked(*journal_);  // before anything is read: what is read may be newer, never older
  if (!position) return handle(request);
  std::string key = answer_key(sha256_hex(rights_of(caller(request).viewer)), request);
  if (const Answer kept = find(*position, key)) return *kept;
  auto response = handle(request);
  if (!response || response->status != 200 || response->stream) return response;
  add_tag(*response);
  net::compress(request, *response);
  keep(*position, std::move(key), std::make_shared<const Response>(*response));
  return response;
}

std::shared_ptr<const Response> KeptAnswers::ready(const Request& request) {
  if (accounts_ == nullptr || ledger_of(request) != "real") return nullptr;
  const std::string who = caller_key(request);
  if (who.empty()) return nullptr;
  std::shared_ptr<const Known> known;
  {
    const std::lock_guard lock(mutex_);
    const auto found = callers_.find(who);
    if (found == callers_.end() || answers_.empty()) return nullptr;
    known = found->second;
  }
  if (wall_.now() >= known->until || asked(*accounts_) != known->accounts) return nullptr;
  const auto position = asked(*journal_);
  return position == known->journal ? find(*position, answer_key(known->rights, request)) : nullptr;
}

std::optional<KeptAnswers::Marks> KeptAnswers::marks(const Request& request) {
  if (accounts_ == nullptr || request.method != net::Method::kGet || ledger_of(request) != "real") return std::nullopt;
  const std::int64_t heard = heard_;
  const auto accounts = asked(*accounts_);
  const auto journal = asked(*journal_);
  if (!accounts || !journal || *journal > heard) return std::nullopt;
  return Marks{*journal, *accounts};
}

void KeptAnswers::remember(const Request& request, const Marks& marks) {
  const Caller& who = caller(request);
  std::string key = caller_key(request);
  if (key.empty() || !who.signed_in || who.no_post) return;
  const UtcTime now = wall_.now();
  const UtcTime tomorrow = city_midnight(std::chrono::sys_days{city_day(now)} + std::chrono::days{1});  // posts are held by the day
  auto known = std::make_shared<Known>();
  known->rights = sha256_hex(rights_of(who.viewer));
  known->journal = marks.journal;
  known->accounts = marks.accounts;
  known->until = std::min({who.until, tomorrow, now + kKnownMost});
  const std::lock_guard lock(mutex_);
  if (!moved_to(marks.journal) || callers_.size() >= kCallersMost) return;
  callers_[std::move(key)] = std::move(known);
}

void KeptAnswers::heard(std::int64_t seq) {
  std::int64_t before = heard_;
  while (before < seq && !heard_.compare_exchange_weak(before, seq)) {
  }
}

KeptAnswers::Answer KeptAnswers::find(std::int64_t position, const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (position != position_) return nullptr;
  const auto found = answers_.find(key);
  return found == answers_.end() ? nullptr : found->second;
}

void KeptAnswers::keep(std::int64_t position, std::string key, Answer answer) {
  const std::size_t size = answer->body.size() + key.size();
  if (size > kAnswerMost) return;
  const std::lock_guard lock(mutex_);
  if (!moved_to(position)) return;
  if (bytes_ + size > kBytesMost) {
    answers_.clear();
    bytes_ = 0;
  }
  if (answers_.emplace(std::move(key), std::move(answer)).second) bytes_ += size;
}

// False for what is older than what is kept.
bool KeptAnswers::moved_to(std::int64_t position) {
  if (position <= position_) return position == position_;
  position_ = position;
  answers_.clear();
  callers_.clear();
  bytes_ = 0;
  return true;
}

}  // namespace muster::app
