#include "tests/support/test_ca.h"

#include <stdexcept>

#include "tests/support/process.h"

namespace gfetch::test {
namespace {

constexpr auto kLongAgo = "20200101000000Z";
constexpr auto kYesteryear = "20210101000000Z";
constexpr auto kFarAhead = "20900101000000Z";
constexpr auto kFurtherAhead = "20910101000000Z";

/// The configuration file that `openssl ca` requires for signing.
constexpr auto kConfig = R"(
[ca]
default_ca = here
[here]
dir = .
database = $dir/index.txt
new_certs_dir = $dir
serial = $dir/serial
default_md = sha256
policy = anything
unique_subject = no
[anything]
commonName = supplied
[req]
distinguished_name = name
[name]
)";

std::string extensions_for(const std::vector<std::string>& hosts) {
  constexpr auto kNoAuthority = "basicConstraints=CA:FALSE\n";
  if (hosts.empty()) return kNoAuthority;
  std::string names;
  for (const std::string& host : hosts) {
    const bool address = host.find_first_not_of("0123456789.") == host.npos ||
                         host.find(':') != host.npos;
    names += (names.empty() ? "" : ",") +
             std::string(address ? "IP:" : "DNS:") + host;
  }
  return std::string(kNoAuthority) + "subjectAltName=" + names + "\n";
}

}  // namespace

TestCa::TestCa() {
  dir_.write("ca.cnf", kConfig);
  dir_.write("index.txt", "");
  dir_.write("serial", "1000\n");
  const auto key = dir_.path() / "root.key";
  root_ = dir_.path() / "root.crt";
  openssl({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
           "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
           "/CN=gfetch test root", "-days", "30", "-addext",
           "keyUsage=critical,keyCertSign,cRLSign", "-keyout", key, "-out",
           root_});
  root_signer_ = {root_, key};
}

bool TestCa::available() {
  return on_path("openssl");
}

Certificate TestCa::issue(CertificateKind kind,
                          const std::vector<std::string>& hosts) {
  const std::string name = "server" + std::to_string(++issued_);
  const auto key = dir_.path() / (name + ".key");
  const bool email_only = kind == CertificateKind::kEmailOnly;
  const bool subject_only = email_only || kind == CertificateKind::kSubjectOnly;
  std::string extensions =
      extensions_for(subject_only ? std::vector<std::string>() : hosts);
  if (email_only) extensions += "subjectAltName=email:admin@example.org\n";
  if (kind == CertificateKind::kSelfSigned) {
    const auto chain = dir_.path() / (name + ".crt");
    openssl(
        {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=" + name,
         "-days", "30", "-addext",
         extensions.substr(extensions.find('\n') + 1,
                           extensions.rfind('\n') - extensions.find('\n') - 1),
         "-keyout", key, "-out", chain});
    return {chain, key};
  }
  request(name, key, subject_only ? hosts.front() : name,
          kind == CertificateKind::kWeakKey);
  const bool orphan = kind == CertificateKind::kMissingIntermediate;
  const Signer by = orphan ? intermediate() : root_signer_;
  const bool expired = kind == CertificateKind::kExpired;
  const bool early = kind == CertificateKind::kNotYetValid;
  return {sign(name, by, extensions, early ? kFarAhead : kLongAgo,
               expired ? kYesteryear : kFurtherAhead,
               kind == CertificateKind::kWeakSignature ? "sha1" : "sha256"),
          key};
}

void TestCa::revoke(const Certificate& certificate) {
  openssl({"openssl", "ca", "-config", "ca.cnf", "-cert", root_, "-keyfile",
           root_signer_.key, "-revoke", certificate.chain});
}

std::filesystem::path TestCa::revocations() {
  const auto file = dir_.path() / "revoked.crl";
  openssl({"openssl", "ca", "-config", "ca.cnf", "-cert", root_, "-keyfile",
           root_signer_.key, "-gencrl", "-crldays", "30", "-out", file});
  return file;
}

std::string TestCa::openssl(std::vector<std::string> args) const {
  const Finished finished =
      run({.args = std::move(args), .directory = dir_.path()});
  if (finished.exit_code != 0)
    throw std::runtime_error("openssl: " + finished.err);
  return finished.out;
}

std::filesystem::path TestCa::request(const std::string& name,
                                      const std::filesystem::path& key,
                                      const std::string& subject,
                                      bool weak_key) const {
  const auto file = dir_.path() / (name + ".csr");
  std::vector<std::string> args = {"openssl", "req", "-new", "-newkey"};
  if (weak_key) {
    args.push_back("rsa:1024");
  } else {
    args.insert(args.end(), {"ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"});
  }
  args.insert(args.end(), {"-nodes", "-subj", "/CN=" + subject, "-keyout", key,
                           "-out", file});
  openssl(std::move(args));
  return file;
}

std::filesystem::path TestCa::sign(const std::string& name, const Signer& by,
                                   const std::string& extensions,
                                   const std::string& from,
                                   const std::string& to,
                                   const std::string& digest) {
  const auto file = dir_.path() / (name + ".crt");
  dir_.write(name + ".ext", extensions);
  openssl({"openssl",  "ca",     "-batch",     "-notext",
           "-config",  "ca.cnf", "-cert",      by.certificate,
           "-keyfile", by.key,   "-in",        name + ".csr",
           "-out",     file,     "-startdate", from,
           "-enddate", to,       "-extfile",   name + ".ext",
           "-md",      digest});
  return file;
}

TestCa::Signer TestCa::intermediate() {
  const std::string name = "intermediate" + std::to_string(++issued_);
  const auto key = dir_.path() / (name + ".key");
  request(name, key, name);
  return {sign(name, root_signer_, "basicConstraints=critical,CA:TRUE\n",
               kLongAgo, kFurtherAhead),
          key};
}

}  // namespace gfetch::test
