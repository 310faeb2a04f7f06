#pragma once
/// The title of a page: that of the first title element which is none of an
/// image's.

#include <cstddef>
#include <string>

#include "web/html/collapsed_text.h"
#include "web/html/html_tokenizer.h"

namespace gfetch::web {

/// So much of a title is kept.
inline constexpr std::size_t kLongestTitle = std::size_t{4} * 1024;

class PageTitle final : public HtmlSink {
 public:
  void start_tag(const HtmlTag& tag) override;
  void end_tag(std::string_view name) override;
  void characters(std::string_view text) override;

  /// The page has ended, and a title that it ends in.
  void finish();

  /// Whether it is known.
  bool done() const { return state_ == State::kDone; }
  /// Blanks collapsed; empty when there is none.
  const std::string& title() const { return title_; }

 private:
  enum class State { kBefore, kWithin, kDone };

  State state_ = State::kBefore;
  CollapsedText text_{kLongestTitle};
  std::string title_;
};

}  // namespace gfetch::web
