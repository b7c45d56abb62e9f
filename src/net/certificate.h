// A local certificate authority and a server certificate under it, so that browsers and phones of the bureau get a secure
// origin without buying one: the authority is installed once per device, the server certificate renews itself.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace muster::net {

struct LocalCertificate {
  std::string ca_file;           ///< PEM; what devices install
  std::string certificate_file;  ///< PEM; server certificate, then the authority
  std::string key_file;          ///< PEM; ServerSettings::key_file
  UtcTime expires;               ///< of the server certificate
  bool made = false;             ///< the server certificate is new
  bool ca_made = false;          ///< the authority is new: devices must install it (again)
};

/// Reuses what lies in `folder` (created 0700) and makes what is missing, broken, issued by another authority, lacking one of
/// `names`, or within 30 days of its end. EC P-256; authority 10 years, server 397 days (the longest that browsers accept);
/// all files mode 0600, each replaced as a whole. Profile: RFC 5280 sections 4.1 and 4.2.
/// @param names host names or addresses besides localhost and 127.0.0.1
/// kBadSetting for a name that is neither; kStorageUnavailable when the folder cannot be written.
[[nodiscard]] Result<LocalCertificate> ensure_local_certificate(const std::string& folder,
                                                                const std::vector<std::string>& names, UtcTime now);

}  // namespace muster::net
