#pragma once
/// Certificates that nobody should trust, each with the fault that it has.

#include <ostream>
#include <string>
#include <vector>

#include "tests/support/test_ca.h"

namespace gfetch::test {

struct BadCertificate {
  const char* name;
  CertificateKind kind;
  std::vector<std::string> hosts;
  const char* error_kind;
};

inline std::ostream& operator<<(std::ostream& out, const BadCertificate& bad) {
  return out << bad.name;
}

/// For 127.0.0.1, whatever protocol is spoken.
inline std::vector<BadCertificate> bad_certificates() {
  using Kind = CertificateKind;
  return {
      {"Expired", Kind::kExpired, {"127.0.0.1"}, "tls_expired"},
      {"NotYetValid", Kind::kNotYetValid, {"127.0.0.1"}, "tls_not_yet_valid"},
      {"WrongHost", Kind::kValid, {"other.test"}, "tls_wrong_host"},
      {"SubjectOnly", Kind::kSubjectOnly, {"127.0.0.1"}, "tls_wrong_host"},
      {"SelfSigned", Kind::kSelfSigned, {"127.0.0.1"}, "tls_self_signed"},
      {"MissingIntermediate",
       Kind::kMissingIntermediate,
       {"127.0.0.1"},
       "tls_untrusted"}};
}

/// Those whose keys or signatures are of no worth.
inline std::vector<BadCertificate> weak_certificates() {
  using Kind = CertificateKind;
  return {{"WeakKey", Kind::kWeakKey, {"127.0.0.1"}, "tls_weak"},
          {"WeakSignature", Kind::kWeakSignature, {"127.0.0.1"}, "tls_weak"}};
}

}  // namespace gfetch::test
