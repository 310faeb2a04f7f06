#pragma once
/// The title of a page: the text of its first title element outside svg.

#include <cstddef>
#include <string>

#include "web/html/collapsed_text.h"
#include "web/html/html_tokenizer.h"

namespace gfetch::web {

/// The size limit of a page's title in bytes.
inline constexpr std::size_t kMaxTitleBytes = std::size_t{4} * 1024;

class PageTitle final : public HtmlSink {
 public:
  void start_tag(const HtmlTag& tag) override;
  void end_tag(std::string_view name) override;
  void characters(std::string_view text) override;

  /// Marks the end of the page, which also ends an unfinished title.
  void finish();

  /// Returns true once the title is complete.
  bool done() const { return state_ == State::kDone; }
  /// Returns the title with its whitespace collapsed; empty when the page has
  /// none.
  const std::string& title() const { return title_; }

 private:
  enum class State { kBefore, kWithin, kDone };

  State state_ = State::kBefore;
  CollapsedText text_{kMaxTitleBytes};
  std::string title_;
};

}  // namespace gfetch::web
