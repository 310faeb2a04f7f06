#pragma once
/// Invalid certificates, each with its fault.

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

/// Returns the invalid certificates for 127.0.0.1 that every TLS version must
/// reject.
inline std::vector<BadCertificate> bad_certificates() {
  using Kind = CertificateKind;
  return {
      {"Expired", Kind::kExpired, {"127.0.0.1"}, "tls_expired"},
      {"NotYetValid", Kind::kNotYetValid, {"127.0.0.1"}, "tls_not_yet_valid"},
      {"WrongHost", Kind::kValid, {"other.test"}, "tls_wrong_host"},
      {"SubjectOnly", Kind::kSubjectOnly, {"127.0.0.1"}, "tls_wrong_host"},
      {"X10_EmailOnly", Kind::kEmailOnly, {"127.0.0.1"}, "tls_wrong_host"},
      {"SelfSigned", Kind::kSelfSigned, {"127.0.0.1"}, "tls_self_signed"},
      {"MissingIntermediate",
       Kind::kMissingIntermediate,
       {"127.0.0.1"},
       "tls_untrusted"}};
}

/// Returns the certificates with weak keys or weak signatures.
inline std::vector<BadCertificate> weak_certificates() {
  using Kind = CertificateKind;
  return {{"WeakKey", Kind::kWeakKey, {"127.0.0.1"}, "tls_weak"},
          {"WeakSignature", Kind::kWeakSignature, {"127.0.0.1"}, "tls_weak"}};
}

}  // namespace gfetch::test
