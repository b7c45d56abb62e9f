// From the bytes of one request to a checked Request and its route; the entry of the fuzz target.
#pragma once

#include <string_view>

#include "net/asio.h"
#include "net/request_rules.h"

namespace muster::net {

using RequestParser = http::request_parser<http::string_body>;

/// Sets the limits under which a header is read; the body's follow from the route.
void prepare(RequestParser& parser, std::size_t header_limit);

/// The head that the parser has just finished. Errors of read_target and read_fields.
[[nodiscard]] Result<RequestHead> take_head(const RequestParser& parser);

/// The refusal for a parser's complaint: kHeaderTooLarge, kTooLarge or kMalformedHttp.
[[nodiscard]] Error parse_error(const error_code& ec, std::size_t header_limit, std::size_t body_limit);

}  // namespace muster::net
