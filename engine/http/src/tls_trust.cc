#include "tls_trust.h"

#include <curl/curl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "easy_option.h"

namespace gfetch::http {
namespace {

bool libcurl_has_openssl() {
  const char* const backend = curl_version_info(CURLVERSION_NOW)->ssl_version;
  return backend != nullptr && std::string_view(backend).starts_with("OpenSSL");
}

/// Returns the file of trusted authorities that libcurl was built for; empty:
/// none.
std::string default_ca_file() {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(
      curl_easy_init(), &curl_easy_cleanup);
  char* file = nullptr;
  if (easy != nullptr) curl_easy_getinfo(easy.get(), CURLINFO_CAINFO, &file);
  return file == nullptr ? "" : file;
}

const char* text_or_none(const std::string& text) {
  return text.empty() ? nullptr : text.c_str();
}

/// True if a certificate names a host or an address in its subjectAltName.
/// Otherwise libcurl would compare the common name of the subject, which no
/// browser does (RFC 9525, 1.2).
bool names_hosts(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, /*crit=*/nullptr,
                           /*idx=*/nullptr)),
      &GENERAL_NAMES_free);
  if (names == nullptr) return false;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const int type = sk_GENERAL_NAME_value(names.get(), i)->type;
    if (type == GEN_DNS || type == GEN_IPADD) return true;
  }
  return false;
}

}  // namespace

/// The trusted authorities, with libcurl's verification flags: a certificate
/// chain may end at any of them, not only at a root.
struct TlsTrust::Authorities {
  Authorities() : store(X509_STORE_new()) {
    if (store == nullptr) throw std::bad_alloc();
    X509_STORE_set_flags(store,
                         X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
  }
  ~Authorities() { X509_STORE_free(store); }
  Authorities(const Authorities&) = delete;
  Authorities& operator=(const Authorities&) = delete;

  X509_STORE* store;
};

struct TlsTrust::Callbacks {
  /// Called before the TLS handshake of each connection.
  static CURLcode prepare(CURL* /*easy*/, void* context, void* self) noexcept {
    auto& trust = *static_cast<TlsTrust*>(self);
    auto* const ssl = static_cast<SSL_CTX*>(context);
    SSL_CTX_set_cert_verify_callback(ssl, &Callbacks::verify, nullptr);
    if (!trust.reads()) return CURLE_OK;
    const Authorities* authorities = nullptr;
    try {
      authorities = trust.authorities();
    } catch (const std::bad_alloc&) {
      return CURLE_OUT_OF_MEMORY;
    }
    if (authorities != nullptr) {
      SSL_CTX_set1_cert_store(ssl, authorities->store);
    } else if (trust.verifies_) {
      return CURLE_SSL_CACERT_BADFILE;
    }
    return CURLE_OK;
  }

  /// Verifies a certificate chain as OpenSSL does, and refuses a certificate
  /// that names no host.
  static int verify(X509_STORE_CTX* context, void* /*unused*/) noexcept {
    const int held = X509_verify_cert(context);
    if (held <= 0 || names_hosts(X509_STORE_CTX_get0_cert(context))) {
      return held;
    }
    X509_STORE_CTX_set_error(context, X509_V_ERR_HOSTNAME_MISMATCH);
    return 0;
  }
};

TlsTrust::TlsTrust(const HttpClientOptions& options)
    : verifies_(options.verify_tls),
      ca_file_(options.ca_file.empty() ? default_ca_file() : options.ca_file),
      crl_file_(options.crl_file) {}

TlsTrust::~TlsTrust() = default;

void TlsTrust::apply_to(void* easy) {
  // From a directory of certificates, Debian's default, libcurl reads all of
  // them for each new connection, which takes 18 ms.
  set(easy, CURLOPT_CAPATH, static_cast<char*>(nullptr));
  set(easy, CURLOPT_PROXY_CAPATH, static_cast<char*>(nullptr));
  set(easy, CURLOPT_CRLFILE, text_or_none(crl_file_));
  const bool ours = libcurl_has_openssl();
  const char* const file = ours && reads() ? nullptr : text_or_none(ca_file_);
  set(easy, CURLOPT_CAINFO, file);
  set(easy, CURLOPT_PROXY_CAINFO, file);
  if (!ours) return;
  set(easy, CURLOPT_SSL_CTX_FUNCTION, &Callbacks::prepare);
  set(easy, CURLOPT_SSL_CTX_DATA, this);
}

/// Returns the trusted authorities; reads them at the first call. Null if they
/// cannot be read: the next call tries again.
const TlsTrust::Authorities* TlsTrust::authorities() {
  if (authorities_) return authorities_.get();
  auto read = std::make_unique<Authorities>();
  ERR_clear_error();
  if (X509_STORE_load_file(read->store, ca_file_.c_str()) != 1) {
    const unsigned long first = ERR_peek_error();
    read_error_ = ERR_SYSTEM_ERROR(first) ? ERR_GET_REASON(first) : 0;
    ERR_clear_error();
    return nullptr;
  }
  authorities_ = std::move(read);
  return authorities_.get();
}

}  // namespace gfetch::http
