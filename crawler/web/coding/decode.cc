#include "web/coding/decode.h"

#include <strings.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "web/coding/codings.h"

namespace gfetch::web {
namespace {

struct Coding {
  std::string_view name;
  std::unique_ptr<ByteSink> (*decoder)(Stage stage);
};
constexpr std::array<Coding, 5> kCodings = {{{"gzip", decode_gzip},
                                             {"x-gzip", decode_gzip},
                                             {"deflate", decode_deflate},
                                             {"br", decode_brotli},
                                             {"zstd", decode_zstd}}};

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

const Coding* coding_called(std::string_view name) {
  const auto found =
      std::find_if(kCodings.begin(), kCodings.end(),
                   [&](const Coding& c) { return same_name(c.name, name); });
  return found == kCodings.end() ? nullptr : &*found;
}

std::string_view strip(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Appends the names of the codings in all header fields named `field` to
/// `names`.
void add_codings(const std::vector<http::Header>& headers,
                 std::string_view field, std::vector<std::string_view>& names) {
  for (const http::Header& header : headers) {
    if (!same_name(header.name, field)) continue;
    std::string_view list = header.value;
    while (!list.empty()) {
      const std::size_t comma = std::min(list.find(','), list.size());
      const std::string_view name = strip(list.substr(0, comma));
      list.remove_prefix(std::min(comma + 1, list.size()));
      if (!name.empty() && !same_name(name, "identity")) names.push_back(name);
    }
  }
}

/// Returns the codings in `headers` in the order in which they were applied:
/// content codings, then transfer codings (RFC 9112, 6.1) except chunked, which
/// libcurl decodes.
std::vector<std::string_view> codings_named(
    const std::vector<http::Header>& headers) {
  std::vector<std::string_view> names;
  add_codings(headers, "Content-Encoding", names);
  add_codings(headers, "Transfer-Encoding", names);
  std::erase_if(
      names, [](std::string_view name) { return same_name(name, "chunked"); });
  return names;
}

/// A decoder stage that passes at most `max_bytes` bytes on and then fails.
class OutputLimit final : public ByteSink {
 public:
  OutputLimit(ByteSink& next, std::uint64_t max_bytes)
      : next_(next), max_bytes_(max_bytes), left_(max_bytes) {}

  Result<void> feed(std::string_view bytes) override {
    if (max_bytes_ == 0 || bytes.size() <= left_) {
      left_ -= max_bytes_ == 0 ? 0 : bytes.size();
      return next_.feed(bytes);
    }
    if (left_ > 0) {
      Result<void> fed =
          next_.feed(bytes.substr(0, static_cast<std::size_t>(left_)));
      left_ = 0;
      if (!fed) return fed;
    }
    return Error{ErrorKind::kBodyTooLarge, "the decoded body is larger than " +
                                               std::to_string(max_bytes_) +
                                               " bytes"};
  }

  Result<void> finish() override { return next_.finish(); }

 private:
  ByteSink& next_;
  std::uint64_t max_bytes_;
  std::uint64_t left_;
};

/// The last decoder stage, which calls the output function of the caller.
class OutputStage final : public ByteSink {
 public:
  explicit OutputStage(BodyDecoder::Output output)
      : output_(std::move(output)) {}

  Result<void> feed(std::string_view bytes) override { return output_(bytes); }
  Result<void> finish() override { return {}; }

 private:
  BodyDecoder::Output output_;
};

}  // namespace

Error DecodeWork::too_much() {
  return {ErrorKind::kBodyTooLarge, "the decoded body is more than " +
                                        std::to_string(kMostExpansion) +
                                        " times as large as it was sent"};
}

/// The chain of decoder stages, stored from its last stage to its first: the
/// output, a limit, then a decoder and a limit for each coding.
struct BodyDecoder::State {
  explicit State(DecodeLimits limits)
      : work(std::move(limits.pause)),
        windows(limits.windows, limits.max_bytes) {}

  DecodeWork work;
  WindowHold windows;
  std::string_view warning;
  std::vector<std::unique_ptr<ByteSink>> chain;

  ByteSink& first_stage() { return *chain.back(); }
};

bool BodyDecoder::needed_for(const std::vector<http::Header>& headers) {
  return !codings_named(headers).empty();
}

Result<BodyDecoder> BodyDecoder::create(
    const std::vector<http::Header>& headers, DecodeLimits limits,
    Output output) {
  std::vector<std::string_view> names = codings_named(headers);
  if (names.size() > limits.max_codings) {
    return Error{
        ErrorKind::kDecodeError,
        "the body is coded " + std::to_string(names.size()) + " times"};
  }
  const std::uint64_t max_bytes = limits.max_bytes;
  auto state = std::make_unique<State>(std::move(limits));
  const bool known = std::all_of(
      names.begin(), names.end(),
      [](std::string_view name) { return coding_called(name) != nullptr; });
  if (!known) {
    names.clear();
    state->warning =
        "the Content-Encoding is unknown; the body was not decoded";
  }
  auto& chain = state->chain;
  chain.push_back(std::make_unique<OutputStage>(std::move(output)));
  chain.push_back(std::make_unique<OutputLimit>(*chain.back(), max_bytes));
  for (const std::string_view name : names) {
    if (chain.size() > 2) {
      chain.push_back(std::make_unique<OutputLimit>(*chain.back(), max_bytes));
    }
    chain.push_back(coding_called(name)->decoder(
        {*chain.back(), state->work, state->windows, state->warning}));
  }
  return BodyDecoder(std::move(state));
}

BodyDecoder::BodyDecoder(std::unique_ptr<State> state)
    : state_(std::move(state)) {}
BodyDecoder::BodyDecoder(BodyDecoder&&) noexcept = default;
BodyDecoder& BodyDecoder::operator=(BodyDecoder&&) noexcept = default;
BodyDecoder::~BodyDecoder() = default;

Result<void> BodyDecoder::feed(std::string_view bytes) {
  state_->work.receive(bytes.size());
  return state_->first_stage().feed(bytes);
}

Result<void> BodyDecoder::finish() {
  return state_->first_stage().finish();
}

std::string_view BodyDecoder::warning() const {
  return state_->warning;
}

}  // namespace gfetch::web
