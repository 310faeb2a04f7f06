#include "pages.h"

namespace chat {
namespace {

std::string html(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string page(const std::string& title, const std::string& body) {
  return "<!doctype html>\n<html lang=en>\n<meta charset=utf-8>\n"
         "<meta name=viewport content='width=device-width, initial-scale=1, "
         "interactive-widget=resizes-content'>\n"
         "<meta name=color-scheme content='light dark'>\n"
         "<link rel=icon href='data:,'>\n"
         "<link rel=stylesheet href=/static/chat.css>\n<title>" +
         html(title) + "</title>\n" + body;
}

std::string people(std::size_t count) {
  if (count == 0) return "nobody is here";
  return count == 1 ? "1 person is here"
                    : std::to_string(count) + " people are here";
}

// The script makes the same elements of the messages that come later.
std::string item(const Message& message, const std::string& own) {
  switch (message.kind) {
    case Kind::kCame:
      return "<li class=event>" + html(message.user) + " came in\n";
    case Kind::kLeft:
      return "<li class=event>" + html(message.user) + " left\n";
    case Kind::kSaid:
      break;
  }
  return std::string(message.user == own ? "<li class=own>" : "<li>") + "<b>" +
         html(message.user) + "</b> <span>" + html(message.text) + "</span>\n";
}

}  // namespace

std::string path_part(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~";
  std::string encoded;
  for (const char c : text) {
    if (kPlain.find(c) != std::string_view::npos) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += {'%', kDigits[byte / 16], kDigits[byte % 16]};
  }
  return encoded;
}

std::string choose_page(std::string_view problem) {
  std::string alert;
  if (!problem.empty()) {
    alert = "<p role=alert id=problem>" + html(problem) + "</p>\n";
  }
  return page("Chat", "<main class=card>\n<h1>Chat</h1>\n" + alert +
                          "<form action=/ method=get>\n"
                          "<label for=name>Your name</label>\n"
                          "<input id=name name=name required maxlength=40 "
                          "autofocus autocomplete=nickname" +
                          (alert.empty() ? "" : " aria-describedby=problem") +
                          ">\n<button>Go in</button>\n</form>\n</main>\n");
}

std::string main_page(const std::string& user,
                      const std::vector<RoomEntry>& rooms) {
  std::string list;
  for (const RoomEntry& room : rooms) {
    list += "<li><a href='/" + path_part(room.name) + "/" + path_part(user) +
            "'>" + html(room.name) + " <small>" + people(room.users) +
            "</small></a>\n";
  }
  return page("Rooms", "<main class=card>\n<h1>Hello, " + html(user) +
                           "</h1>\n<p>Choose a room.</p>\n<ul class=rooms>\n" +
                           list +
                           "</ul>\n<p><a href=/>Another name</a></p>\n"
                           "</main>\n");
}

std::string room_page(const RoomView& view) {
  std::string messages;
  for (const Message& each : view.messages) {
    messages += item(each, view.user);
  }
  std::string names;
  for (const std::string& name : view.users) {
    names += "<li>" + html(name) + "\n";
  }
  const std::string user = path_part(view.user);
  return page(
      view.name + " - Chat",
      "<body class=room data-room='" + html(view.name) + "' data-user='" +
          html(view.user) + "' data-last='" + std::to_string(view.last) +
          "'>\n<header>\n<h1>" + html(view.name) + "</h1>\n<a href='/" + user +
          "'>Rooms</a>\n</header>\n<aside aria-label='Who is here'>\n"
          "<ul id=people>\n" +
          names +
          "</ul>\n</aside>\n"
          "<main id=scroll tabindex=0 aria-label=Messages>\n"
          "<ol id=messages role=log aria-live=polite>\n" +
          messages + "</ol>\n</main>\n<form id=say action='/put/" +
          path_part(view.name) + "/" + user +
          "' method=post>\n<label for=message class=hidden>Message</label>\n"
          "<input id=message name=message required maxlength=1000 autofocus "
          "autocomplete=off enterkeyhint=send placeholder='Say something'>\n"
          "<button>Send</button>\n<p id=status role=status></p>\n</form>\n"
          "<script src=/static/chat.js></script>\n");
}

}  // namespace chat
