#pragma once
/// A certificate authority for one test, created by the openssl command, and
/// the valid and invalid certificates that it issues.

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/temp_dir.h"

namespace gfetch::test {

enum class CertificateKind {
  kValid,
  kExpired,
  kNotYetValid,
  kSelfSigned,
  kMissingIntermediate,
  kWeakKey,        ///< an RSA key of 1024 bits
  kWeakSignature,  ///< a signature with SHA-1
  kSubjectOnly,    ///< the host is in the subject only
  kEmailOnly,      ///< the same, and the subjectAltName is a mail address
};

struct Certificate {
  std::filesystem::path chain;  ///< PEM, the server's certificate first
  std::filesystem::path key;
};

class TestCa {
 public:
  TestCa();

  /// Returns the path of the root certificate, for --cacert.
  const std::filesystem::path& root() const { return root_; }

  /// Issues a certificate for DNS names and IP addresses.
  Certificate issue(CertificateKind kind = CertificateKind::kValid,
                    const std::vector<std::string>& hosts = {"localhost",
                                                             "127.0.0.1"});

  /// Revokes `certificate`.
  void revoke(const Certificate& certificate);

  /// Returns the path of the certificate revocation list, for --crlfile.
  std::filesystem::path revocations();

  /// Returns true if the openssl command is installed.
  static bool available();

 private:
  struct Signer {
    std::filesystem::path certificate, key;
  };

  std::string openssl(std::vector<std::string> args) const;
  std::filesystem::path request(const std::string& name,
                                const std::filesystem::path& key,
                                const std::string& subject,
                                bool weak_key = false) const;
  std::filesystem::path sign(const std::string& name, const Signer& by,
                             const std::string& extensions,
                             const std::string& from, const std::string& to,
                             const std::string& digest = "sha256");
  Signer intermediate();

  TempDir dir_;
  std::filesystem::path root_;
  Signer root_signer_;
  int issued_ = 0;
};

}  // namespace gfetch::test
