#include "crawl/seed/seed_reader.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "crawl/seed/sitemap_addresses.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/io.h"

namespace gfetch::crawl {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{64} * 1024;

// The number of file blocks after which the reader yields to other fibers,
// because reading a file never blocks its fiber.
constexpr int kBlocksAtOnce = 16;

}  // namespace

SeedReader::SeedReader(std::vector<SeedInput> inputs, SeedReaderOptions options)
    : inputs_(std::make_move_iterator(inputs.begin()),
              std::make_move_iterator(inputs.end())),
      options_(options) {}

SeedReader::~SeedReader() = default;

std::optional<Seed> SeedReader::next() {
  std::optional<Seed> seed(std::in_place);
  if (!fill(*seed)) seed.reset();
  return seed;
}

bool SeedReader::fill(Seed& seed) {
  if (expansion_ && next_of_pattern(seed)) return true;
  while (!inputs_.empty()) {
    if (next_of(inputs_.front(), seed)) return true;
    inputs_.pop_front();
    next_argument_ = 0;
    lines_ = LineSplitter();
    sitemap_.reset();
    at_end_ = false;
  }
  return false;
}

bool SeedReader::next_of(SeedInput& input, Seed& seed) {
  if (next_argument_ < input.arguments_.size()) {
    const std::string& text = input.arguments_[next_argument_++];
    set_location(input, next_argument_);
    return take(text, {}, seed);
  }
  if (input.descriptor_ < 0) return false;
  return options_.sitemaps ? next_of_sitemap(input, seed)
                           : next_of_lines(input, seed);
}

bool SeedReader::next_of_lines(SeedInput& input, Seed& seed) {
  while (std::optional<LineSplitter::Line> line = next_line(input)) {
    set_location(input, line->number);
    if (parse(*line, seed)) return true;
  }
  return false;
}

bool SeedReader::next_of_sitemap(SeedInput& input, Seed& seed) {
  if (!sitemap_) sitemap_ = std::make_unique<SitemapAddresses>();
  if (!sitemap_->finished()) {
    for (std::string_view block; !(block = read_block(input)).empty();) {
      sitemap_->feed(block);
    }
    sitemap_->finish();
  }
  while (const auto address = sitemap_->next()) {
    set_location(input, address->line);
    if (take(address->url, {}, seed)) return true;
  }
  const auto error = sitemap_->take_error();
  if (!error) return false;
  where_ = input.name_;
  seed = refuse(input.name_, {}, {ErrorKind::kBadUrl, std::string(*error)});
  return true;
}

void SeedReader::set_location(const SeedInput& input, std::uint64_t number) {
  where_ = input.name_;
  where_ += ':';
  where_ += std::to_string(number);
}

std::optional<LineSplitter::Line> SeedReader::next_line(SeedInput& input) {
  for (;;) {
    if (auto line = lines_.next()) return line;
    if (at_end_) return std::nullopt;
    if (const auto block = read_block(input); !block.empty()) {
      lines_.feed(block);
      continue;
    }
    at_end_ = true;
    // After finite_only(), an unfinished last line of a pipe is dropped.
    if (input.finite_ || !finite_only_) lines_.finish();
  }
}

std::string_view SeedReader::read_block(SeedInput& input) {
  if (finite_only_ && !input.finite_) return {};
  block_.resize(kBlockBytes);
  for (;;) {
    if (input.waits_) {
      wait_readable(input.descriptor_);
    } else if (++blocks_ % kBlocksAtOnce == 0) {
      yield();
    }
    const ssize_t got = read(input.descriptor_, block_.data(), kBlockBytes);
    if (got > 0) {
      return {block_.data(), static_cast<std::size_t>(got)};
    }
    if (got == 0) return {};
    if (errno == EINTR || errno == EAGAIN) continue;
    if (!error_) error_ = input.cannot_read(errno);
    return {};
  }
}

bool SeedReader::parse(const LineSplitter::Line& line, Seed& seed) {
  if (line.too_long) {
    seed = refuse(line.text, {}, {ErrorKind::kBadUrl, "the line is too long"});
    return true;
  }
  const std::string_view text = seed_text(line.text);
  if (text.empty()) return false;
  if (text.front() != '{') return take(text, {}, seed);
  Result<SeedLine> json = parse_seed_json(text, options_.lines_set_host);
  if (json) {
    const std::string url = std::move(json->url);
    return take(url, std::move(*json), seed);
  }
  seed = refuse(text, {}, std::move(json).error());
  return true;
}

bool SeedReader::take(std::string_view url, SeedLine line, Seed& seed) {
  if (!options_.expand) {
    make(url, std::move(line), seed);
    return true;
  }
  Result<Expansion, PatternError> expansion = Expansion::parse(url);
  if (!expansion) {
    Error error{ErrorKind::kBadUrl, expansion.error().message};
    seed = refuse(url, std::move(line.id), std::move(error));
    return true;
  }
  expansion_ = std::move(*expansion);
  pattern_ = std::move(line);
  return next_of_pattern(seed);
}

bool SeedReader::next_of_pattern(Seed& seed) {
  const std::optional<std::string> url = expansion_->next();
  if (url) {
    make(*url, pattern_, seed);
  } else {
    expansion_.reset();
  }
  return url.has_value();
}

std::optional<SeedReader::PatternRest> SeedReader::drop_large_rest() {
  if (!expansion_ || expansion_->left() <= kListedRest) return std::nullopt;
  std::optional<PatternRest> rest(std::in_place);
  rest->urls = expansion_->left();
  next_of_pattern(rest->next);
  expansion_.reset();
  return rest;
}

void SeedReader::make(std::string_view text, SeedLine line, Seed& seed) {
  Result<web::Url> url = web::parse_http_url(text);
  if (!url) {
    seed = refuse(text, std::move(line.id), std::move(url).error());
    return;
  }
  Candidate& candidate = seed.emplace<Candidate>();
  candidate.url = std::move(*url);
  candidate.id = std::move(line.id);
  candidate.input = where_;
  candidate.overrides = std::move(line.overrides);
}

BadLine SeedReader::refuse(std::string_view text, std::string id,
                           Error error) const {
  return {.text = shown(text),
          .id = std::move(id),
          .input = where_,
          .error = std::move(error)};
}

}  // namespace gfetch::crawl
