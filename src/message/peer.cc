#include "message/peer.h"

#include <algorithm>

namespace muster::message {
namespace {

constexpr int kFailuresToOpen = 3;
constexpr Millis kOpenFor{30'000};
constexpr Millis kOpenAtMost{300'000};
constexpr Millis kTimeout{10'000};
constexpr std::size_t kAnswerBytes = 64U << 10;
constexpr std::size_t kCauseBytes = 300;

std::string origin_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  return url.substr(0, scheme == std::string::npos ? url.size() : url.find('/', scheme + 3));
}

bool passes_by_itself(int status) { return status == 408 || status == 425 || status == 429 || status >= 500; }

// The peer's own words, cut between characters.
std::string said(const net::ClientResponse& response, const json::Value& answer) {
  std::string text = answer.text("detail").empty() ? response.body : answer.text("detail");
  std::size_t size = std::min(text.size(), kCauseBytes);
  while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return "HTTP " + std::to_string(response.status) + ' ' + text.substr(0, size);
}

}  // namespace

bool Peers::may_try(const std::string& url) const {
  const auto found = circuits_.find(origin_of(url));
  return found == circuits_.end() || found->second.failures < kFailuresToOpen || wall_.now() >= found->second.closed_until;
}

void Peers::note(const std::string& url, bool answered) {
  Circuit& circuit = circuits_[origin_of(url)];
  if (answered) {
    circuit = {};
    return;
  }
  ++circuit.failures;
  if (circuit.failures < kFailuresToOpen) return;
  const int doublings = std::min(circuit.failures - kFailuresToOpen, 8);
  circuit.closed_until = wall_.now() + std::min(kOpenFor * (1 << doublings), kOpenAtMost);
}

Reply Peers::ask(net::ClientRequest request, const std::string& token) {
  request.timeout = kTimeout;
  request.body_limit = kAnswerBytes;
  request.ca_file = ca_file_;
  if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
  const auto response = net::fetch(request);
  Reply reply;
  if (!response) {
    note(request.url, false);
    reply.kind = response.error().code == error::kPeerUnavailable ? Reply::Kind::kTryAgain : Reply::Kind::kRefused;
    reply.cause = error_text(response.error(), "zh") + (response.error().cause.empty() ? "" : "（" + response.error().cause + "）");
    return reply;
  }
  note(request.url, response->status < 500);
  reply.status = response->status;
  if (auto answer = json::parse(response->body)) reply.answer = std::move(*answer);
  if (response->status >= 200 && response->status < 300) {
    reply.kind = Reply::Kind::kTaken;
    return reply;
  }
  reply.kind = passes_by_itself(response->status) ? Reply::Kind::kTryAgain : Reply::Kind::kRefused;
  reply.cause = said(*response, reply.answer);
  return reply;
}

int Peers::open_circuits() const {
  return static_cast<int>(std::ranges::count_if(circuits_, [this](const auto& one) { return one.second.failures >= kFailuresToOpen && wall_.now() < one.second.closed_until; }));
}

}  // namespace muster::message
