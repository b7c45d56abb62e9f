// Addresses that people type or photograph: the machine's own, and a QR code for the terminal.
#pragma once

#include <string>
#include <vector>

namespace muster::app {

[[nodiscard]] bool is_loopback(const std::string& host);  ///< 127.x.x.x, ::1, localhost
[[nodiscard]] std::vector<std::string>
own_addresses();  ///< IPv4 addresses of interfaces that are up, without loopback
/// QR code in half-block characters with its quiet zone, dark on light; empty when the text is too
/// long for one.
[[nodiscard]] std::string qr_text(const std::string& text);

}  // namespace muster::app
