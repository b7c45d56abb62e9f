#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace muster {
namespace {

constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;
constexpr std::string_view kSealMark = "v1:";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

struct CipherFree {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, CipherFree>;

std::string base64_of_alphabet(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(bytes_of(out), bytes_of(bytes), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

int nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string digest(HashAlgorithm algorithm, std::string_view bytes) {
  const EVP_MD* method = algorithm == HashAlgorithm::kSm3 ? EVP_sm3() : EVP_sha256();
  std::string out(32, '\0');
  unsigned length = 0;
  require(EVP_Digest(bytes.data(), bytes.size(), bytes_of(out), &length, method, nullptr) == 1, "digest");
  return out;
}

std::string sha256_hex(std::string_view bytes) { return to_hex(digest(HashAlgorithm::kSha256, bytes)); }

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::string out(32, '\0');
  unsigned length = 0;
  require(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(), bytes_of(out),
               &length) != nullptr,
          "HMAC");
  return out;
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

std::string from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return {};
  std::string out;
  out.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = nibble(hex[i]);
    const int low = nibble(hex[i + 1]);
    if (high < 0 || low < 0) return {};
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

std::string to_base64(std::string_view bytes) { return base64_of_alphabet(bytes); }

std::string from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return {};
  std::string out(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(bytes_of(out), bytes_of(text), static_cast<int>(text.size()));
  if (length < 0) return {};
  std::size_t padding = 0;
  if (text.back() == '=') padding = text[text.size() - 2] == '=' ? 2 : 1;
  out.resize(static_cast<std::size_t>(length) - padding);
  return out;
}

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  require(RAND_bytes(bytes_of(out), static_cast<int>(count)) == 1, "no random bytes");
  return out;
}

std::string random_token() {
  std::string out = base64_of_alphabet(random_bytes(32));
  while (!out.empty() && out.back() == '=') out.pop_back();
  for (char& c : out) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string seal(std::string_view key32, std::string_view plain, std::string_view context) {
  require(key32.size() == 32, "seal needs a key of 32 bytes");
  std::string named(context);
  named += '\0';
  named += plain;
  const std::string nonce = hmac_sha256(key32, named).substr(0, kNonce);
  const Cipher cipher(EVP_CIPHER_CTX_new());
  std::string out(plain.size() + kTag, '\0');
  int length = 0;
  require(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key32), bytes_of(nonce)) == 1, "seal");
  require(EVP_EncryptUpdate(cipher.get(), nullptr, &length, bytes_of(context), static_cast<int>(context.size())) == 1,
          "seal context");
  require(EVP_EncryptUpdate(cipher.get(), bytes_of(out), &length, bytes_of(plain), static_cast<int>(plain.size())) == 1,
          "seal text");
  require(EVP_EncryptFinal_ex(cipher.get(), bytes_of(out) + plain.size(), &length) == 1, "seal end");
  require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTag, bytes_of(out) + plain.size()) == 1, "seal tag");
  return std::string(kSealMark) + to_base64(nonce + out);
}

Result<std::string> unseal(std::string_view key32, std::string_view sealed, std::string_view context) {
  if (key32.size() != 32 || sealed.substr(0, kSealMark.size()) != kSealMark) return fail(error::kBadSealed);
  std::string raw = from_base64(sealed.substr(kSealMark.size()));
  if (raw.size() < kNonce + kTag) return fail(error::kBadSealed);
  const std::size_t length = raw.size() - kNonce - kTag;
  const Cipher cipher(EVP_CIPHER_CTX_new());
  std::string out(length, '\0');
  int written = 0;
  const bool ok =
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key32), bytes_of(raw)) == 1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &written, bytes_of(context), static_cast<int>(context.size())) == 1 &&
      EVP_DecryptUpdate(cipher.get(), bytes_of(out), &written, bytes_of(raw) + kNonce, static_cast<int>(length)) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTag, bytes_of(raw) + kNonce + length) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), bytes_of(out) + length, &written) == 1;
  if (!ok) return fail(error::kBadSealed);
  return out;
}

}  // namespace muster
