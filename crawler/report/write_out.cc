#include "gfetch/report/write_out.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <utility>

#include "gfetch/report/format.h"
#include "report/record.h"
#include "report/value.h"
#include "web/text/escape.h"
#include "web/text/text.h"

namespace gfetch::report {
namespace {

using web::append_escaped;
using web::control_escaped_by;

// The variables of curl's `-w` that gfetch does not have.
constexpr std::array<std::string_view, 13> kOnlyOfCurl = {
    "certs",        "conn_id",           "ftp_entry_path",
    "http_connect", "num_certs",         "proxy_ssl_verify_result",
    "proxy_used",   "referer",           "stderr",
    "stdout",       "time_posttransfer", "urlnum",
    "xfer_id"};

UsageError unknown_variable(std::string_view name) {
  if (std::ranges::find(kOnlyOfCurl, name) != kOnlyOfCurl.end()) {
    return UsageError{"curl's variable \"" + std::string(name) +
                      "\" is none of gfetch's"};
  }
  std::vector<std::string_view> known;
  known.reserve(write_out_variables().size() + all_fields().size() + 2);
  for (const auto& variable : write_out_variables()) {
    known.push_back(variable.name);
  }
  for (const auto& field : all_fields()) known.push_back(field.name);
  known.push_back("json");
  known.push_back("onerror");
  return unknown_name("variable", name, known);
}

// Returns the table entry named `name`, or nullptr.
template <class Entry>
const Entry* find_named(std::span<const Entry> entries, std::string_view name) {
  for (const Entry& entry : entries) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

}  // namespace

// The parser of a `-w` template, which splits it into pieces. Each call of
// step() removes one piece from its front.
class WriteOut::Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  Result<std::vector<Piece>, UsageError> parse() {
    while (!rest_.empty()) {
      if (auto stepped = step(); !stepped) return stepped.error();
    }
    if (!piece_.text.empty()) take(Piece::Kind::kNothing);
    return std::move(pieces_);
  }

 private:
  Result<void, UsageError> step() {
    if (rest_.starts_with("%%")) {
      literal('%', 2);
    } else if (rest_.starts_with("%{")) {
      return braced(2, &Parser::variable);
    } else if (rest_.starts_with("%header{")) {
      return braced(8, &Parser::header);
    } else if (rest_.size() > 1 && rest_[0] == '\\' &&
               control_escaped_by(rest_[1]) != 0) {
      literal(control_escaped_by(rest_[1]), 2);
    } else {
      literal(rest_[0], 1);
    }
    return {};
  }

  void literal(char letter, std::size_t length) {
    piece_.text.push_back(letter);
    rest_.remove_prefix(length);
  }

  Result<void, UsageError> braced(
      std::size_t opening,
      Result<void, UsageError> (Parser::*take_name)(std::string_view)) {
    const std::size_t closing = rest_.find('}');
    if (closing == std::string_view::npos) {
      return UsageError{"no } after " + std::string(rest_)};
    }
    const std::string_view name = rest_.substr(opening, closing - opening);
    rest_.remove_prefix(closing + 1);
    return (this->*take_name)(name);
  }

  Result<void, UsageError> variable(std::string_view name) {
    if (name == "json") {
      take(Piece::Kind::kJson);
      return {};
    }
    if (name == "onerror") {
      take(Piece::Kind::kOnError);
      return {};
    }
    if (const auto* known = find_named(write_out_variables(), name)) {
      piece_.variable = known;
      take(Piece::Kind::kVariable);
      return {};
    }
    if (const auto* field = find_named(all_fields(), name)) {
      piece_.field = field;
      take(Piece::Kind::kField);
      return {};
    }
    return unknown_variable(name);
  }

  Result<void, UsageError> header(std::string_view name) {
    piece_.header = name;
    take(Piece::Kind::kHeader);
    return {};
  }

  void take(Piece::Kind kind) {
    piece_.kind = kind;
    pieces_.push_back(std::exchange(piece_, Piece()));
  }

  std::string_view rest_;
  Piece piece_;
  std::vector<Piece> pieces_;
};

WriteOut::WriteOut()
    : json_(std::make_shared<const RecordWriter>(every_field())) {}

Result<WriteOut, UsageError> WriteOut::parse(std::string_view text) {
  auto pieces = Parser(text).parse();
  if (!pieces) return pieces.error();
  WriteOut write_out;
  write_out.pieces_ = std::move(pieces).value();
  return write_out;
}

bool WriteOut::shows(std::string_view name) const {
  return std::ranges::any_of(pieces_, [name](const Piece& piece) {
    return piece.kind == Piece::Kind::kJson ||
           (piece.field != nullptr && piece.field->name == name);
  });
}

void WriteOut::append(std::string& out, const crawl::Visit& visit) const {
  for (const Piece& piece : pieces_) {
    out.append(piece.text);
    switch (piece.kind) {
      case Piece::Kind::kNothing:
        break;
      case Piece::Kind::kVariable:
        piece.variable->append(out, visit);
        break;
      case Piece::Kind::kField:
        append_cell(out, piece.field->value(visit), web::Escaping::kText);
        break;
      case Piece::Kind::kHeader: {
        const http::Header* header = find_header(visit.headers, piece.header);
        if (header != nullptr) {
          append_escaped(out, header->value, web::Escaping::kText);
        }
        break;
      }
      case Piece::Kind::kJson:
        json_->append(out, visit);
        break;
      case Piece::Kind::kOnError:
        if (!visit.error) return;
        break;
    }
  }
}

namespace {

class WriteOutFormat final : public RecordFormat {
 public:
  explicit WriteOutFormat(WriteOut write_out)
      : write_out_(std::move(write_out)) {}

  void record(std::string& out, const crawl::Visit& visit) override {
    write_out_.append(out, visit);
  }

 private:
  WriteOut write_out_;
};

}  // namespace

std::unique_ptr<RecordFormat> write_out_format(WriteOut write_out) {
  return std::make_unique<WriteOutFormat>(std::move(write_out));
}

}  // namespace gfetch::report
