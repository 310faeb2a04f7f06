#include <utility>

#include "tests/support/test_server.h"

namespace gfetch::test {

std::string response(int status, std::string_view body, const Fields& headers) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Reason\r\n";
  for (const auto& [name, value] : headers)
    text += name + ": " + value + "\r\n";
  text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return text.append(body);
}

bool Peer::reply(int status, std::string_view body, const Fields& headers) {
  const bool head_only = request().method == "HEAD";
  std::string bytes = response(status, body, headers);
  if (head_only) bytes.resize(bytes.size() - body.size());
  return send(bytes);
}

Handler replies(int status, std::string body, Fields headers) {
  return [status, body = std::move(body), headers = std::move(headers)](
             Peer& peer) { peer.reply(status, body, headers); };
}

Handler redirects(std::string location, int status) {
  return replies(status, "moved\n", {{"Location", std::move(location)}});
}

Handler sends(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer) {
    peer.send(bytes);
    peer.close();
  };
}

Handler drips(std::string bytes, std::chrono::milliseconds between_two) {
  return [bytes = std::move(bytes), between_two](Peer& peer) {
    for (const char byte : bytes)
      if (!peer.send({&byte, 1}) || !peer.pause(between_two)) break;
    peer.close();
  };
}

Handler waits(std::chrono::milliseconds time, Handler then) {
  return [time, then = std::move(then)](Peer& peer) {
    if (peer.pause(time))
      then(peer);
    else
      peer.close();
  };
}

Handler hangs() {
  return [](Peer& peer) {
    while (peer.pause(std::chrono::hours(1))) {
    }
    peer.close();
  };
}

Handler resets() {
  return [](Peer& peer) { peer.reset(); };
}

Handler hangs_up() {
  return [](Peer& peer) { peer.close(); };
}

Handler never_ends(std::string head, std::string piece) {
  return [head = std::move(head), piece = std::move(piece)](Peer& peer) {
    bool taken = peer.send(head);
    while (taken) taken = peer.send(piece);
    peer.close();
  };
}

}  // namespace gfetch::test
