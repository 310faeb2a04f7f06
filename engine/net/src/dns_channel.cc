#include "dns_channel.h"

#include <ares.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <stdexcept>
#include <unordered_map>

#include "gfetch/fiber/detail/io_watcher.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/net/detail/socket_address.h"
#include "gfetch/net/detail/versions.h"

namespace gfetch::net {
namespace {

// The period of the timer that lets c-ares check timeouts and send retries
// while a query is open. ares_timeout() would return the exact time, but walks
// all open queries, which is too slow after each socket event.
constexpr Duration kTick = std::chrono::milliseconds(100);

ErrorKind kind_of(int status) {
  switch (status) {
    case ARES_ENOTFOUND:
    case ARES_ENODATA:
    case ARES_EBADNAME:
      return ErrorKind::kDnsNxdomain;
    case ARES_ETIMEOUT:
      return ErrorKind::kDnsTimeout;
    default:
      return ErrorKind::kDnsTemporary;
  }
}

std::string message_of(int status) {
  if (status == ARES_ENOTFOUND) return "no such host name";
  if (status == ARES_ENODATA) return "the host name has no address";
  if (status == ARES_ETIMEOUT) return "no DNS server answered in time";
  return ares_strerror(status);
}

/// Returns the errno with which socket() fails at present; 0 if a socket can be
/// opened.
int socket_error() {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  close(fd);
  return 0;
}

/// Returns the error of a c-ares status. If c-ares cannot open a socket, it
/// reports that the servers refuse the connection: a test tells the two apart.
Error error_of(int status) {
  const int reason = status == ARES_ECONNREFUSED ? socket_error() : 0;
  if (reason != 0) {
    return {ErrorKind::kIo, std::string("no socket: ") + std::strerror(reason),
            reason};
  }
  return {kind_of(status), message_of(status)};
}

DnsAnswer answer_of(int status, const ares_addrinfo* info) {
  DnsAnswer answer;
  const ares_addrinfo_node* first = info != nullptr ? info->nodes : nullptr;
  if (status != ARES_SUCCESS || first == nullptr) {
    answer.error = error_of(status == ARES_SUCCESS ? ARES_ENODATA : status);
    return answer;
  }
  int ttl = first->ai_ttl;
  for (const auto* node = first; node != nullptr; node = node->ai_next) {
    answer.addresses.push_back(address_of(*node->ai_addr));
    ttl = std::min(ttl, node->ai_ttl);
  }
  for (const auto* cname = info->cnames; cname != nullptr;
       cname = cname->next) {
    ttl = std::min(ttl, cname->ttl);
  }
  answer.ttl = std::chrono::seconds(ttl);
  return answer;
}

std::string list_of(const std::vector<NameServer>& servers) {
  std::string list;
  for (const NameServer& server : servers) {
    if (!list.empty()) list += ',';
    const std::string address = to_string(server.address);
    list += server.address.is_v6 ? '[' + address + ']' : address;
    list += ':' + std::to_string(server.port);
  }
  return list;
}

}  // namespace

class DnsChannel::Channel {
 public:
  explicit Channel(const ResolverOptions& options);
  ~Channel();

  void ask(const std::string& name, AddressFamily family, Asker& asker);

 private:
  struct Question {
    Channel& channel;
    Asker& asker;
  };
  struct Socket {
    Socket(Channel& channel, int fd)
        : owner(channel),
          watcher(fd, &Socket::ready, this, detail::Priority::kNormal,
                  /*counts=*/false) {}
    static void ready(void* self, int events) noexcept;

    Channel& owner;
    detail::IoWatcher watcher;
  };

  static void answered(void* question, int status, int timeouts,
                       ares_addrinfo* info);
  static void socket_changed(void* self, int fd, int readable, int writable);
  static void tick(void* self) noexcept;

  ares_channel channel_ = nullptr;
  std::unordered_map<int, Socket> sockets_;
  detail::Timer timer_;
  std::size_t open_ = 0;
};

DnsChannel::Channel::Channel(const ResolverOptions& options)
    : timer_(&Channel::tick, this, detail::Priority::kNormal,
             /*counts=*/false) {
  ares_options wanted{};
  int mask = ARES_OPT_SOCK_STATE_CB | ARES_OPT_LOOKUPS | ARES_OPT_TIMEOUTMS |
             ARES_OPT_TRIES;
  wanted.sock_state_cb = &Channel::socket_changed;
  wanted.sock_state_cb_data = this;
  // The lookup order "b" means DNS only. With "fb" c-ares would read /etc/hosts
  // for each query.
  std::string lookups = "b";
  wanted.lookups = lookups.data();
  // Doubled by c-ares with each try.
  constexpr std::chrono::milliseconds kLongest = std::chrono::hours(24);
  wanted.timeout =
      static_cast<int>(std::min(std::chrono::ceil<std::chrono::milliseconds>(
                                    Duration(options.try_timeout)),
                                kLongest)
                           .count());
  wanted.tries = options.tries;
#ifdef ARES_OPT_QUERY_CACHE
  // c-ares has a query cache since version 1.31. DnsCache replaces it.
  wanted.qcache_max_ttl = 0;
  mask |= ARES_OPT_QUERY_CACHE;
#endif
  // The search list of /etc/resolv.conf belongs to the servers of that file.
  if (!options.servers.empty()) {
    wanted.flags = ARES_FLAG_NOSEARCH;
    mask |= ARES_OPT_FLAGS;
  }
  int status = ares_init_options(&channel_, &wanted, mask);
  if (status == ARES_SUCCESS && !options.servers.empty()) {
    status =
        ares_set_servers_ports_csv(channel_, list_of(options.servers).c_str());
  }
  if (status == ARES_SUCCESS) return;
  if (channel_ != nullptr) ares_destroy(channel_);
  throw std::runtime_error(std::string("c-ares: ") + ares_strerror(status));
}

DnsChannel::Channel::~Channel() {
  ares_destroy(channel_);
}

void DnsChannel::Channel::ask(const std::string& name, AddressFamily family,
                              Asker& asker) {
  ares_addrinfo_hints hints{};
  // To sort addresses, c-ares would open and connect a socket for each of them:
  // sort_addresses() sorts instead.
  hints.ai_flags = ARES_AI_NOSORT;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_family = family == AddressFamily::kIpv4   ? AF_INET
                    : family == AddressFamily::kIpv6 ? AF_INET6
                                                     : AF_UNSPEC;
  auto question = std::make_unique<Question>(Question{*this, asker});
  ++open_;
  if (!timer_.active()) timer_.start(kTick);
  ares_getaddrinfo(channel_, name.c_str(), nullptr, &hints, &Channel::answered,
                   question.release());
}

void DnsChannel::Channel::answered(void* question, int status, int /*timeouts*/,
                                   ares_addrinfo* info) {
  const std::unique_ptr<Question> asked(static_cast<Question*>(question));
  const std::unique_ptr<ares_addrinfo, decltype(&ares_freeaddrinfo)> owned(
      info, &ares_freeaddrinfo);
  --asked->channel.open_;
  DnsAnswer answer;
  try {
    answer = answer_of(status, info);
  } catch (const std::bad_alloc&) {
    answer = {{}, Duration(0), {kind_of(ARES_ENOMEM), "no memory"}};
  }
  asked->asker.answered(std::move(answer));
}

void DnsChannel::Channel::socket_changed(void* self, int fd, int readable,
                                         int writable) {
  auto& channel = *static_cast<Channel*>(self);
  if (readable == 0 && writable == 0) {
    channel.sockets_.erase(fd);  // c-ares closes the socket next
    return;
  }
  auto [found, is_new] = channel.sockets_.try_emplace(fd, channel, fd);
  found->second.watcher.watch((readable != 0 ? detail::kReadable : 0) |
                              (writable != 0 ? detail::kWritable : 0));
}

void DnsChannel::Channel::Socket::ready(void* self, int events) noexcept {
  // ares_process_fd() may close the socket, which destroys this object: the
  // members are copied first.
  const auto& socket = *static_cast<Socket*>(self);
  Channel& channel = socket.owner;
  const int fd = socket.watcher.fd();
  ares_process_fd(channel.channel_,
                  (events & detail::kReadable) != 0 ? fd : ARES_SOCKET_BAD,
                  (events & detail::kWritable) != 0 ? fd : ARES_SOCKET_BAD);
}

void DnsChannel::Channel::tick(void* self) noexcept {
  auto& channel = *static_cast<Channel*>(self);
  ares_process_fd(channel.channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  if (channel.open_ > 0) channel.timer_.start(kTick);
}

DnsChannel::DnsChannel(const ResolverOptions& options)
    : channel_(std::make_unique<Channel>(options)) {}

DnsChannel::~DnsChannel() = default;

void DnsChannel::ask(const std::string& name, AddressFamily family,
                     Asker& asker) {
  channel_->ask(name, family, asker);
}

std::string dns_library_version() {
  return std::string("c-ares ") + ares_version(nullptr);
}

}  // namespace gfetch::net
