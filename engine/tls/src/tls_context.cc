#include "tls_context.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>
#include <new>
#include <string_view>

#include "openssl_error.h"

namespace gfetch::net {
namespace {

using Kind = TlsError::Kind;

SslContext new_context(const SSL_METHOD* method) {
  ERR_clear_error();
  SslContext context(SSL_CTX_new(method));
  if (context == nullptr) throw std::bad_alloc();
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  // A connection that is silent keeps no buffers.
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  // Without it a write could have to wait for the peer's answer.
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION);
  return context;
}

void use_certificate(SSL_CTX* context, const std::string& certificate_file,
                     const std::string& key_file) {
  if (SSL_CTX_use_certificate_chain_file(context, certificate_file.c_str()) !=
      1) {
    throw_tls(Kind::kConfigured, certificate_file);
  }
  if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(),
                                  SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    throw_tls(Kind::kConfigured, key_file);
  }
}

void trust(SSL_CTX* context, const std::string& file) {
  const int done = file.empty()
                       ? SSL_CTX_set_default_verify_paths(context)
                       : SSL_CTX_load_verify_file(context, file.c_str());
  if (done != 1) throw_tls(Kind::kConfigured, file);
  // A chain may end at any authority of the file, not only at a root.
  X509_STORE_set_flags(SSL_CTX_get_cert_store(context),
                       X509_V_FLAG_PARTIAL_CHAIN);
}

std::string alpn_list(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    if (name.empty() || name.size() > 255) {
      throw TlsError(Kind::kConfigured,
                     "ALPN: a name has 1 to 255 bytes, not \"" + name + '"');
    }
    list += static_cast<char>(name.size());
    list += name;
  }
  return list;
}

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Chooses the server's first protocol that the client offers.
int choose_alpn(SSL* /*ssl*/, const unsigned char** chosen,
                unsigned char* length, const unsigned char* offered,
                unsigned int offered_length, void* own) noexcept {
  const auto& list = *static_cast<const std::string*>(own);
  unsigned char* name = nullptr;
  if (SSL_select_next_proto(&name, length, bytes_of(list),
                            static_cast<unsigned int>(list.size()), offered,
                            offered_length) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *chosen = name;
  return SSL_TLSEXT_ERR_OK;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equal_without_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

/// True if `pattern` is `name`, or `*.` before all of it but its first label.
bool names_host(std::string_view pattern, std::string_view name) {
  if (equal_without_case(pattern, name)) return true;
  const std::size_t dot = name.find('.');
  return pattern.starts_with("*.") && dot != std::string_view::npos &&
         equal_without_case(pattern.substr(1), name.substr(dot));
}

using Hosts = std::vector<std::pair<std::string, SslContext>>;

// Takes the certificate of the host that the client names, if it is one of the
// further hosts.
int choose_host(SSL* ssl, int* /*alert*/, void* own) noexcept {
  const char* const name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (name == nullptr) return SSL_TLSEXT_ERR_NOACK;
  const auto& hosts = *static_cast<const Hosts*>(own);
  const auto found = std::find_if(
      hosts.begin(), hosts.end(),
      [&](const auto& host) { return names_host(host.first, name); });
  if (found != hosts.end()) SSL_set_SSL_CTX(ssl, found->second.get());
  return SSL_TLSEXT_ERR_OK;
}

constexpr std::string_view kSessions = "gfetch";

/// Returns a context of a server with one certificate. `alpn` must outlive it.
SslContext server_context(const TlsServerOptions& options,
                          const std::string& certificate_file,
                          const std::string& key_file, std::string& alpn) {
  SslContext context = new_context(TLS_server_method());
  use_certificate(context.get(), certificate_file, key_file);
  SSL_CTX_set_session_id_context(
      context.get(), reinterpret_cast<const unsigned char*>(kSessions.data()),
      static_cast<unsigned int>(kSessions.size()));
  if (!alpn.empty()) {
    SSL_CTX_set_alpn_select_cb(context.get(), &choose_alpn, &alpn);
  }
  if (!options.client_trust_file.empty()) {
    trust(context.get(), options.client_trust_file);
    SSL_CTX_set_verify(context.get(),
                       SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       nullptr);
  }
  return context;
}

}  // namespace

TlsContext::TlsContext(std::shared_ptr<State> state) noexcept
    : state_(std::move(state)) {}

TlsContext TlsContext::client(const TlsClientOptions& options) {
  auto state = std::make_shared<State>();
  state->context = new_context(TLS_client_method());
  SSL_CTX* const context = state->context.get();
  state->verifies = options.verify;
  if (options.verify) {
    trust(context, options.trust_file);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  }
  state->alpn = alpn_list(options.alpn);
  if (!state->alpn.empty() &&
      SSL_CTX_set_alpn_protos(context, bytes_of(state->alpn),
                              static_cast<unsigned int>(state->alpn.size())) !=
          0) {
    throw_tls(Kind::kConfigured, "ALPN");
  }
  if (!options.certificate_file.empty()) {
    use_certificate(context, options.certificate_file, options.key_file);
  }
  return TlsContext(std::move(state));
}

TlsContext TlsContext::server(const TlsServerOptions& options) {
  auto state = std::make_shared<State>();
  state->alpn = alpn_list(options.alpn);
  state->context = server_context(options, options.certificate_file,
                                  options.key_file, state->alpn);
  for (const TlsServerOptions::Host& host : options.hosts) {
    state->hosts.emplace_back(
        host.name, server_context(options, host.certificate_file, host.key_file,
                                  state->alpn));
  }
  // What OpenSSL's macros for this do, without their casts.
  SSL_CTX_callback_ctrl(state->context.get(), SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                        reinterpret_cast<void (*)()>(&choose_host));
  SSL_CTX_ctrl(state->context.get(), SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG, 0,
               &state->hosts);
  return TlsContext(std::move(state));
}

}  // namespace gfetch::net
