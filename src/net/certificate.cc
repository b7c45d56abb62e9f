#include "net/certificate.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace muster::net {
namespace {

using std::chrono::days;
constexpr days kAuthorityLife{3652};
constexpr days kServerLife{397};
constexpr days kRenewBefore{30};
constexpr days kClockSlack{1};  // devices whose clock is behind

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const { Free(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;

struct Pair {
  Certificate certificate;
  Key key;
};

void require(bool done, const char* step) {
  if (!done) throw std::runtime_error(std::string("OpenSSL could not ") + step);
}

std::time_t seconds(UtcTime time) { return std::chrono::system_clock::to_time_t(time); }

bool is_address(const std::string& name) {
  ASN1_OCTET_STRING* const octets = a2i_IPADDRESS(name.c_str());
  ASN1_OCTET_STRING_free(octets);
  return octets != nullptr;
}

bool is_host_name(const std::string& name) {
  return !name.empty() && name.size() <= 253 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
  });
}

std::string subject_names(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ",") + std::string(is_address(name) ? "IP:" : "DNS:") + name;
  return list;
}

void add_extension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "add an extension");
}

void set_random_serial(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  require(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1, "draw random bytes");
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x3F) | 0x40);  // positive and of fixed length
  const std::unique_ptr<BIGNUM, Freed<BN_free>> number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  require(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr, "set a serial");
}

// A fresh key and an unsigned certificate over it.
Pair draft(const std::string& common_name, UtcTime now, days life) {
  Pair pair{Certificate(X509_new()), Key(EVP_EC_gen("P-256"))};
  require(pair.certificate && pair.key, "make a key");
  X509* const certificate = pair.certificate.get();
  X509_set_version(certificate, X509_VERSION_3);
  set_random_serial(certificate);
  ASN1_TIME_set(X509_getm_notBefore(certificate), seconds(now - kClockSlack));
  ASN1_TIME_set(X509_getm_notAfter(certificate), seconds(now - kClockSlack + life));
  X509_NAME* const name = X509_get_subject_name(certificate);
  const auto add = [name](const char* field, const std::string& text) {
    require(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.c_str()),
                                       -1, -1, 0) == 1, "set a name");
  };
  add("O", "Muster");
  add("CN", common_name);
  require(X509_set_pubkey(certificate, pair.key.get()) == 1, "set the key");
  return pair;
}

Pair make_authority(UtcTime now) {
  std::array<unsigned char, 3> word{};
  require(RAND_bytes(word.data(), static_cast<int>(word.size())) == 1, "draw random bytes");
  std::string name = "Muster local authority ";
  for (const unsigned char byte : word) {
    name += "0123456789abcdef"[byte >> 4];
    name += "0123456789abcdef"[byte & 15];
  }
  Pair pair = draft(name, now, kAuthorityLife);
  X509* const certificate = pair.certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(certificate, certificate, NID_subject_key_identifier, "hash");
  require(X509_sign(certificate, pair.key.get(), EVP_sha256()) > 0, "sign");
  return pair;
}

Pair make_server(const Pair& authority, const std::vector<std::string>& names, UtcTime now) {
  Pair pair = draft("localhost", now, kServerLife);
  X509* const certificate = pair.certificate.get();
  X509* const issuer = authority.certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate, issuer, NID_key_usage, "critical,digitalSignature");
  add_extension(certificate, issuer, NID_ext_key_usage, "serverAuth");
  add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
  add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
  add_extension(certificate, issuer, NID_subject_alt_name, subject_names(names));
  require(X509_sign(certificate, authority.key.get(), EVP_sha256()) > 0, "sign");
  return pair;
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Pair read_pair(const std::string& certificate_file, const std::string& key_file) {
  const auto open = [](const std::string& bytes) { return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))); };
  const std::string certificate = read_file(certificate_file);
  const std::string key = read_file(key_file);
  return {Certificate(PEM_read_bio_X509(open(certificate).get(), nullptr, nullptr, nullptr)),
          Key(PEM_read_bio_PrivateKey(open(key).get(), nullptr, nullptr, nullptr))};
}

bool lasts(X509* certificate, UtcTime now) {
  return ASN1_TIME_cmp_time_t(X509_get0_notBefore(certificate), seconds(now)) <= 0 &&
         ASN1_TIME_cmp_time_t(X509_get0_notAfter(certificate), seconds(now + kRenewBefore)) > 0;
}

bool is_usable(const Pair& pair, UtcTime now) {
  return pair.certificate && pair.key && X509_check_private_key(pair.certificate.get(), pair.key.get()) == 1 &&
         lasts(pair.certificate.get(), now);
}

bool is_usable_server(const Pair& pair, const Pair& authority, const std::vector<std::string>& names, UtcTime now) {
  if (!is_usable(pair, now) || X509_verify(pair.certificate.get(), authority.key.get()) != 1) return false;
  return std::all_of(names.begin(), names.end(), [&pair](const std::string& name) {
    X509* const certificate = pair.certificate.get();
    return is_address(name) ? X509_check_ip_asc(certificate, name.c_str(), 0) == 1
                            : X509_check_host(certificate, name.c_str(), name.size(), 0, nullptr) == 1;
  });
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  require(bio && PEM_write_bio_X509(bio.get(), certificate) == 1, "write a certificate");
  return text_of(bio.get());
}

std::string pem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  require(bio && PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "write a key");
  return text_of(bio.get());
}

// Written beside and renamed, so that a crash leaves the old file or the new one, never half of one.
Status write_private(const std::string& path, const std::string& bytes) {
  const std::string draft_path = path + ".new";
  ::unlink(draft_path.c_str());
  const int file = ::open(draft_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  const bool written = file >= 0 && ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
                       ::fsync(file) == 0;
  const std::string cause = written ? "" : std::strerror(errno);
  if (file >= 0) ::close(file);
  if (written && ::rename(draft_path.c_str(), path.c_str()) == 0) return {};
  return fail(error::kStorageUnavailable, {}, {{"reason", path}}, cause);
}

Status write_pair(const std::string& certificate_file, const std::string& key_file, const std::string& certificates,
                  EVP_PKEY* key) {
  if (auto written = write_private(key_file, pem(key)); !written) return written;
  return write_private(certificate_file, certificates);
}

UtcTime expiry(X509* certificate) {
  std::tm parts{};
  ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts);
  return from_millis(std::int64_t{timegm(&parts)} * 1000);
}

}  // namespace

Result<LocalCertificate> ensure_local_certificate(const std::string& folder, const std::vector<std::string>& names,
                                                  UtcTime now) {
  std::vector<std::string> all = {"localhost", "127.0.0.1"};
  for (const auto& name : names) {
    if (!is_address(name) && !is_host_name(name)) {
      return fail(error::kBadSetting, {}, {{"name", "tls.names"}, {"reason", name}});
    }
    if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
  }
  if (!std::filesystem::exists(folder)) {
    std::error_code ec;
    std::filesystem::create_directories(folder, ec);
    if (ec) return fail(error::kStorageUnavailable, {}, {{"reason", folder}}, ec.message());
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ec);
  }
  LocalCertificate out{.ca_file = folder + "/ca.pem",
                       .certificate_file = folder + "/server.pem",
                       .key_file = folder + "/server-key.pem",
                       .expires = {}};
  const std::string ca_key_file = folder + "/ca-key.pem";
  Pair authority = read_pair(out.ca_file, ca_key_file);
  if (!is_usable(authority, now)) {
    authority = make_authority(now);
    out.ca_made = true;
    const auto written = write_pair(out.ca_file, ca_key_file, pem(authority.certificate.get()), authority.key.get());
    if (!written) return fail(written.error());
  }
  Pair server = read_pair(out.certificate_file, out.key_file);
  if (!is_usable_server(server, authority, all, now)) {
    server = make_server(authority, all, now);
    out.made = true;
    const auto written = write_pair(out.certificate_file, out.key_file,
                                    pem(server.certificate.get()) + pem(authority.certificate.get()), server.key.get());
    if (!written) return fail(written.error());
  }
  out.expires = expiry(server.certificate.get());
  return out;
}

}  // namespace muster::net
