#include "net/wire.h"

#include <algorithm>
#include <limits>

#include "net/parse_bytes.h"
#include "net/text.h"
#include "errors/http.h"

namespace muster::net {
namespace {

std::string to_string(boost::beast::string_view text) { return {text.data(), text.size()}; }

// Which rule a message breaks that Beast refuses; the number is the same in every language.
std::string clause(const error_code& ec) {
  if (ec == http::error::bad_method) return "RFC 9110 section 9.1, method";
  if (ec == http::error::bad_target) return "RFC 9112 section 3.2, request-target";
  if (ec == http::error::bad_version) return "RFC 9112 section 2.3, HTTP-version";
  if (ec == http::error::bad_field || ec == http::error::bad_value) return "RFC 9112 section 5, field";
  if (ec == http::error::bad_obs_fold) return "RFC 9112 section 5.2, obs-fold";
  if (ec == http::error::bad_content_length) return "RFC 9112 section 6.3, Content-Length";
  if (ec == http::error::bad_transfer_encoding) return "RFC 9112 section 6.1, Transfer-Encoding";
  if (ec == http::error::bad_chunk || ec == http::error::bad_chunk_extension) {
    return "RFC 9112 section 7.1, chunk";
  }
  if (ec == http::error::bad_line_ending) return "RFC 9112 section 2.2, CRLF";
  return "RFC 9112 section 2";
}

}  // namespace

void prepare(RequestParser& parser, std::size_t header_limit) {
  parser.header_limit(static_cast<std::uint32_t>(
      std::min<std::size_t>(header_limit, std::numeric_limits<std::uint32_t>::max())));
  // Beast would refuse a length before the route is known; take_head reads it and the route's limit follows.
  parser.body_limit(std::numeric_limits<std::uint64_t>::max());
}

Result<RequestHead> take_head(const RequestParser& parser) {
  const auto& message = parser.get();
  RequestHead head;
  head.http10 = message.version() < 11;
  head.keep_alive = parser.keep_alive();
  head.request.method = method_of(to_string(message.method_string()));
  head.request.target = to_string(message.target());
  for (const auto& field : message) {
    head.request.headers.emplace_back(lower(to_string(field.name_string())), to_string(field.value()));
  }
  if (auto read = read_fields(head); !read) return fail(read.error());
  if (auto read = read_target(head); !read) return fail(read.error());
  return head;
}

Error parse_error(const error_code& ec, std::size_t header_limit, std::size_t body_limit) {
  if (ec == http::error::header_limit || ec == http::error::buffer_overflow) {
    return fail(error::kHeaderTooLarge, {}, {{"limit", format_size(header_limit)}}).value();
  }
  if (ec == http::error::body_limit) {
    return fail(error::kTooLarge, {}, {{"limit", format_size(body_limit)}}).value();
  }
  return fail(error::kMalformedHttp, {}, {{"clause", clause(ec)}}, ec.message()).value();
}

Result<Request> parse_bytes(std::string_view bytes, const Router& router, std::size_t header_limit) {
  RequestParser parser;
  prepare(parser, header_limit);
  error_code ec;
  const auto feed = [&] {
    const std::size_t used = parser.put(asio::const_buffer(bytes.data(), bytes.size()), ec);
    bytes.remove_prefix(used);
  };
  feed();
  if (ec == http::error::need_more || (!ec && !parser.is_header_done())) {
    return fail(parse_error(http::error::partial_message, header_limit, 0));
  }
  if (ec) return fail(parse_error(ec, header_limit, 0));
  auto head = take_head(parser);
  if (!head) return fail(head.error());
  auto match = router.match(head->request.method, head->raw_path);
  if (!match) return fail(match.error());
  const std::size_t limit = match->route->body_limit;
  if (head->content_length.value_or(0) > limit) {
    return fail(error::kTooLarge, {}, {{"limit", format_size(limit)}});
  }
  parser.body_limit(limit);
  parser.eager(true);
  while (!parser.is_done() && !ec && !bytes.empty()) feed();
  if (ec && ec != http::error::need_more) return fail(parse_error(ec, header_limit, limit));
  if (!parser.is_done()) return fail(parse_error(http::error::partial_message, header_limit, limit));
  head->request.path_params = std::move(match->path_params);
  head->request.body = std::move(parser.get().body());
  return std::move(head->request);
}

}  // namespace muster::net
