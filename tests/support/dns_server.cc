#include "tests/support/dns_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "tests/support/endpoint.h"

namespace gfetch::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint16_t kTypeA = 1;
constexpr std::uint16_t kTypeCname = 5;
constexpr std::uint16_t kTypeAaaa = 28;
constexpr std::size_t kHeaderBytes = 12;

struct Question {
  std::uint16_t id = 0;
  std::string name;  // the queried name in lower case, with dots
  std::uint16_t type = 0;
  std::string section;  // the bytes of the question section
};

std::uint16_t number_at(std::string_view packet, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(packet[i]);
  };
  return static_cast<std::uint16_t>(byte(at) << 8 | byte(at + 1));
}

std::string big_endian(std::uint32_t value, int bytes) {
  std::string result;
  for (int i = bytes - 1; i >= 0; --i)
    result += static_cast<char>(value >> (8 * i));
  return result;
}

std::string wire_name(std::string_view name) {
  std::string result;
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    result += static_cast<char>(label.size());
    result += label;
    name.remove_prefix(std::min(label.size() + 1, name.size()));
  }
  return result + '\0';
}

/// Parses a DNS query; nothing for an invalid one.
std::optional<Question> parse(std::string_view packet) {
  if (packet.size() < kHeaderBytes + 5) return std::nullopt;
  Question question;
  question.id = number_at(packet, 0);
  std::size_t at = kHeaderBytes;
  while (at < packet.size() && packet[at] != 0) {
    const auto length = static_cast<unsigned char>(packet[at]);
    if (!question.name.empty()) question.name += '.';
    question.name += packet.substr(at + 1, length);
    at += length + 1U;
  }
  if (at + 5 > packet.size()) return std::nullopt;
  std::transform(question.name.begin(), question.name.end(),
                 question.name.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  question.type = number_at(packet, at + 1);
  question.section = packet.substr(kHeaderBytes, at + 5 - kHeaderBytes);
  return question;
}

std::string resource(std::uint16_t type, std::uint32_t ttl,
                     std::string_view data) {
  std::string record = "\xC0\x0C";  // a pointer to the name in the question
  record += big_endian(type, 2) + big_endian(1, 2) + big_endian(ttl, 4);
  record += big_endian(static_cast<std::uint32_t>(data.size()), 2);
  return record.append(data);
}

/// Returns the data of an address record; empty if the address has another
/// type.
std::string address_data(const std::string& address, std::uint16_t type) {
  std::array<char, sizeof(in6_addr)> bytes;
  const int family = type == kTypeAaaa ? AF_INET6 : AF_INET;
  if (inet_pton(family, address.c_str(), bytes.data()) != 1) return {};
  return {bytes.data(), type == kTypeAaaa ? 16U : 4U};
}

std::string packet_for(const Question& asked, const DnsAnswer& answer,
                       bool over_udp) {
  std::string records;
  std::uint32_t count = 0;
  const bool cut = over_udp && answer.truncated;
  if (!cut && !answer.alias.empty()) {
    records += resource(kTypeCname, answer.ttl, wire_name(answer.alias));
    ++count;
  }
  for (const std::string& address : answer.addresses) {
    const std::string data = address_data(address, asked.type);
    if (cut || data.empty()) continue;
    records += resource(asked.type, answer.ttl, data);
    ++count;
  }
  const bool other_id = answer.lie == DnsLie::kWrongId;
  const bool other_name = answer.lie == DnsLie::kWrongQuestion;
  const std::uint32_t flags =
      0x8580U | (cut ? 0x0200U : 0U) | static_cast<unsigned>(answer.rcode);
  return big_endian(other_id ? asked.id ^ 0x5555U : asked.id, 2) +
         big_endian(flags, 2) + big_endian(1, 2) + big_endian(count, 2) +
         big_endian(0, 4) +
         (other_name ? wire_name("other.test") + big_endian(asked.type, 2) +
                           big_endian(1, 2)
                     : asked.section) +
         records;
}

}  // namespace

class DnsServer::Machinery {
 public:
  Machinery() : stop_(::eventfd(0, EFD_CLOEXEC)) {
    bind_both();
    udp_thread_ = std::thread([this] { serve_udp(); });
    tcp_thread_ = std::thread([this] { serve_tcp(); });
  }

  ~Machinery() {
    const std::uint64_t one = 1;
    (void)!::write(stop_.get(), &one, sizeof one);
    udp_thread_.join();
    tcp_thread_.join();
  }

  void set(std::string_view name, std::vector<DnsAnswer> answers) {
    const std::lock_guard lock(mutex_);
    table_[std::string(name)] = std::move(answers);
  }

  int queries(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    const auto found = asked_.find({std::string(name), kTypeA});
    return found == asked_.end() ? 0 : found->second;
  }

  int tcp_queries() const {
    const std::lock_guard lock(mutex_);
    return tcp_queries_;
  }

  std::string address() const { return bound_endpoint(udp_.get()).text(); }

 private:
  struct Pending {
    std::string packet;
    sockaddr_storage to;
    socklen_t to_size;
  };

  void bind_both() {
    for (int attempt = 0;; ++attempt) {
      try {
        udp_ = bind_to({"127.0.0.1", 0}, Transport::kUdp);
        tcp_ = listen_on(bound_endpoint(udp_.get()));
        return;
      } catch (const std::system_error&) {
        if (attempt == 20) throw;
      }
    }
  }

  DnsAnswer answer_to(const Question& question, bool over_udp) {
    const std::lock_guard lock(mutex_);
    if (!over_udp) ++tcp_queries_;
    const int before = asked_[{question.name, question.type}]++;
    auto found = table_.find(question.name);
    if (found == table_.end()) found = table_.find("*");
    if (found == table_.end()) return {.rcode = Rcode::kNxDomain};
    const auto& answers = found->second;
    return answers[std::min<std::size_t>(static_cast<std::size_t>(before),
                                         answers.size() - 1)];
  }

  int wait_for(int fd, Clock::time_point until) const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - Clock::now());
    std::array<pollfd, 2> entries{{{fd, POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
    ::poll(entries.data(), entries.size(),
           static_cast<int>(std::clamp<long long>(left.count() + 1, 0, 1000)));
    if (entries[1].revents != 0) return -1;
    return entries[0].revents != 0 ? 1 : 0;
  }

  void serve_udp() {
    for (;;) {
      const auto next = pending_.empty()
                            ? Clock::now() + std::chrono::seconds(1)
                            : pending_.begin()->first;
      const int ready = wait_for(udp_.get(), next);
      if (ready < 0) return;
      if (ready > 0) take_packet();
      while (!pending_.empty() && pending_.begin()->first <= Clock::now()) {
        const Pending& due = pending_.begin()->second;
        ::sendto(udp_.get(), due.packet.data(), due.packet.size(), 0,
                 reinterpret_cast<const sockaddr*>(&due.to), due.to_size);
        pending_.erase(pending_.begin());
      }
    }
  }

  void take_packet() {
    std::array<char, 4096> buffer;
    Pending reply{{}, {}, sizeof(sockaddr_storage)};
    const ssize_t size =
        ::recvfrom(udp_.get(), buffer.data(), buffer.size(), 0,
                   reinterpret_cast<sockaddr*>(&reply.to), &reply.to_size);
    if (size <= 0) return;
    const auto question =
        parse({buffer.data(), static_cast<std::size_t>(size)});
    if (!question) return;
    const DnsAnswer answer = answer_to(*question, true);
    if (answer.silent) return;
    reply.packet = packet_for(*question, answer, true);
    pending_.emplace(Clock::now() + answer.delay, std::move(reply));
  }

  void serve_tcp() {
    for (;;) {
      const int ready =
          wait_for(tcp_.get(), Clock::now() + std::chrono::seconds(1));
      if (ready < 0) return;
      if (ready == 0) continue;
      const Descriptor client(
          ::accept4(tcp_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      const timeval limit{2, 0};
      ::setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
      while (answer_one(client)) {
      }
    }
  }

  bool answer_one(const Descriptor& client) {
    std::array<char, 2> prefix;
    std::array<char, 4096> buffer;
    if (::recv(client.get(), prefix.data(), 2, MSG_WAITALL) != 2) return false;
    const std::size_t size = number_at({prefix.data(), 2}, 0);
    if (size > buffer.size() ||
        ::recv(client.get(), buffer.data(), size, MSG_WAITALL) !=
            static_cast<ssize_t>(size))
      return false;
    const auto question = parse({buffer.data(), size});
    if (!question) return false;
    const DnsAnswer answer = answer_to(*question, false);
    if (answer.silent) return false;
    const std::string packet = packet_for(*question, answer, false);
    const std::string framed =
        big_endian(static_cast<std::uint32_t>(packet.size()), 2) + packet;
    return ::send(client.get(), framed.data(), framed.size(), MSG_NOSIGNAL) > 0;
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::vector<DnsAnswer>> table_;
  std::map<std::pair<std::string, std::uint16_t>, int> asked_;
  int tcp_queries_ = 0;
  std::multimap<Clock::time_point, Pending>
      pending_;  // pending answers, used by the UDP thread only
  Descriptor stop_, udp_, tcp_;
  std::thread udp_thread_, tcp_thread_;
};

DnsServer::DnsServer() : machinery_(std::make_unique<Machinery>()) {}

DnsServer::~DnsServer() = default;

void DnsServer::answer(std::string_view name, DnsAnswer answer) {
  machinery_->set(name, {std::move(answer)});
}

void DnsServer::answer_in_turn(std::string_view name,
                               std::vector<DnsAnswer> answers) {
  machinery_->set(name, std::move(answers));
}

std::string DnsServer::address() const {
  return machinery_->address();
}

int DnsServer::queries(std::string_view name) const {
  return machinery_->queries(name);
}

int DnsServer::tcp_queries() const {
  return machinery_->tcp_queries();
}

}  // namespace gfetch::test
