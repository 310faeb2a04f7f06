#pragma once
/// The title of a page: the text of its first title element outside svg.

#include <cstddef>
#include <string>

#include "web/html/collapsed_text.h"
#include "web/html/html_tokenizer.h"

namespace gfetch::web {

/// The limit of a title in bytes.
inline constexpr std::size_t kMaxTitleBytes = std::size_t{4} * 1024;

class PageTitle final : public HtmlSink {
 public:
  void start_tag(const HtmlTag& tag) override;
  void end_tag(std::string_view name) override;
  void characters(std::string_view text) override;

  /// Ends the page, and the title if it is unfinished.
  void finish();

  /// Whether the title is complete.
  bool done() const { return state_ == State::kDone; }
  /// The title with whitespace collapsed; empty when there is none.
  const std::string& title() const { return title_; }

 private:
  enum class State { kBefore, kWithin, kDone };

  State state_ = State::kBefore;
  CollapsedText text_{kMaxTitleBytes};
  std::string title_;
};

}  // namespace gfetch::web
