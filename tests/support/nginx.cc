#include "tests/support/nginx.h"

#include <signal.h>

#include <cstdint>
#include <stdexcept>

#include "tests/support/endpoint.h"

namespace gfetch::test {
namespace {

constexpr int kAttempts = 10;

/// Returns the path of nginx, which is in /usr/sbin and thus often not in the
/// PATH.
std::string program() {
  return on_path("nginx") ? "nginx" : "/usr/sbin/nginx";
}

void write_files(const TempDir& dir) {
  dir.write("site/1k", std::string(1024, 'x'));
  dir.write("site/64k", std::string(64 * 1024, 'y'));
  dir.write("site/empty", "");
  dir.write("site/slow", std::string(8 * 1024, 'z'));
  dir.write("site/auth/index.html", "secret\n");
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "a line that compresses well\n";
  dir.write("site/gzip/text", text);
  dir.write("openssl.cnf",
            "openssl_conf = all\n[all]\nssl_conf = tls\n[tls]\n"
            "system_default = lax\n[lax]\nMinProtocol = TLSv1\n"
            "CipherString = ALL:@SECLEVEL=0\n");
  // The password is `s3cret`, in nginx's plain-text form.
  dir.write("users", "ann:{PLAIN}s3cret\n");
}

constexpr auto kLocations = R"(
    root site;
    default_type text/plain;
    location /gzip/ { gzip on; gzip_types text/plain; gzip_min_length 1; }
    location = /redirect { return 302 /1k; }
    location /auth/ { auth_basic "the vault"; auth_basic_user_file users; }
    location = /slow { limit_rate 2k; }
    location = /to { return 302 $args; }
    location = /seen { access_log secrets.log secrets; return 204; }
    location = /sts {
      add_header Strict-Transport-Security
                 "max-age=31536000; includeSubDomains";
      return 204;
    }
)";

std::string locations() {
  std::string text = kLocations;
  for (const char* code : {"204", "301", "400", "403", "404", "410", "429",
                           "500", "502", "503", "504"})
    text += "    location = /status/" + std::string(code) + " { return " +
            code + (code[0] == '3' ? " /1k" : "") + "; }\n";
  return text;
}

}  // namespace

Nginx::Nginx(std::vector<Certificate> certificates, std::string directives,
             HttpsPort https_port)
    : certificates_(std::move(certificates)),
      directives_(std::move(directives)),
      https_port_(https_port) {
  begin();
}

Nginx::Nginx(std::filesystem::path folder) : folder_(std::move(folder)) {
  begin();
}

void Nginx::begin() {
  write_files(dir_);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    choose_ports();
    if (start()) return;
  }
  throw std::runtime_error("nginx does not start: " +
                           read_file(dir_.path() / "error.log"));
}

Nginx::~Nginx() {
  if (!process_) return;
  process_->signal(SIGTERM);
  process_->wait();
}

bool Nginx::available() {
  return on_path("nginx") || std::filesystem::exists("/usr/sbin/nginx");
}

bool Nginx::speaks_http3() {
  if (!available()) return false;
  const Finished about = Process({.args = {program(), "-V"}}).wait();
  return about.err.find("http_v3_module") != std::string::npos;
}

void Nginx::choose_ports() {
  // All sockets are open at the same time, so that the ports are distinct.
  std::vector<Descriptor> held;
  const auto next = [&held] {
    held.push_back(bind_to({}, Transport::kTcp));
    return bound_endpoint(held.back().get()).port;
  };
  port_ = next();
  https_ports_.clear();
  for (std::size_t i = 0; i < certificates_.size(); ++i)
    https_ports_.push_back(next());
}

std::string Nginx::folder_location() const {
  if (folder_.empty()) return {};
  return "    location /folder/ {\n      alias " + folder_.string() +
         "/;\n      types { text/html html; text/css css; image/png png;\n"
         "        image/svg+xml svg; text/javascript js; }\n    }\n";
}

std::string Nginx::configuration() const {
  std::string text = std::string("daemon off;\nmaster_process off;\n") +
                     "pid nginx.pid;\nerror_log error.log;\n"
                     "events { worker_connections 4096; }\nhttp {\n"
                     "  log_format seen '$request_method $request_uri "
                     "$server_protocol $status $remote_port';\n"
                     "  log_format secrets '$http_authorization|"
                     "$http_cookie|$http_x_api_key|$http_referer';\n"
                     "  access_log access.log seen;\n"
                     "  keepalive_requests 1000000;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    text += "  " + std::string(kind) + "_temp_path temp;\n";
  text += "  server {\n    listen 127.0.0.1:" + std::to_string(port_) +
          " backlog=4096;\n    listen unix:" + unix_socket() + ";\n" +
          locations() + folder_location() + "  }\n";
  for (std::size_t i = 0; i < certificates_.size(); ++i)
    text += https_server(i);
  return text + "}\n";
}

std::string Nginx::https_server(std::size_t which) const {
  const Certificate& certificate = certificates_[which];
  const std::string listen =
      "    listen 127.0.0.1:" + std::to_string(https_ports_[which]);
  std::string text = "  server {\n";
  if (https_port_ != HttpsPort::kUdp) text += listen + " ssl http2;\n";
  if (https_port_ != HttpsPort::kTcp) text += listen + " quic;\n";
  return text + "    ssl_certificate " + certificate.chain.string() +
         ";\n    ssl_certificate_key " + certificate.key.string() + ";\n" +
         directives_ + locations() + "  }\n";
}

bool Nginx::start() {
  const std::string file = dir_.write("nginx.conf", configuration());
  process_ = std::make_unique<Process>(Command{
      .args = {program(), "-p", dir_.path().string() + "/", "-c", file},
      .environment = {"OPENSSL_CONF=" + (dir_.path() / "openssl.cnf").string()},
      .patience = std::chrono::hours(1)});
  // nginx writes its pid file after it has bound all ports.
  const auto pid_file = dir_.path() / "nginx.pid";
  eventually([&] {
    return std::filesystem::exists(pid_file) || !process_->running();
  });
  return process_->running();
}

std::string Nginx::url(std::string_view path) const {
  return "http://" + Endpoint{"127.0.0.1", port_}.text() + std::string(path);
}

std::string Nginx::https_url(std::string_view path, std::size_t which,
                             std::string_view host) const {
  return "https://" +
         Endpoint{std::string(host), https_ports_.at(which)}.text() +
         std::string(path);
}

std::string Nginx::unix_socket() const {
  return dir_.path() / "socket";
}

std::uint16_t Nginx::https_port(std::size_t which) const {
  return https_ports_.at(which);
}

std::vector<std::string> Nginx::secrets(std::size_t count) const {
  Finished file;
  eventually([&] {
    file.out = read_file(dir_.path() / "secrets.log");
    return file.lines().size() >= count;
  });
  return file.lines();
}

std::vector<std::string> Nginx::log() const {
  Finished file;
  file.out = read_file(dir_.path() / "access.log");
  return file.lines();
}

}  // namespace gfetch::test
