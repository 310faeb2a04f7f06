#include "web/html/page_title.h"

namespace gfetch::web {

void PageTitle::start_tag(const HtmlTag& tag) {
  if (state_ != State::kBefore || tag.foreign || tag.name != "title") return;
  state_ = State::kWithin;
}

void PageTitle::end_tag(std::string_view /*name*/) {
  finish();  // a title is RCDATA: the next end tag is its own
}

void PageTitle::characters(std::string_view text) {
  if (state_ == State::kWithin) text_.add(text);
}

void PageTitle::finish() {
  if (state_ != State::kWithin) return;
  state_ = State::kDone;
  title_ = text_.take();
}

}  // namespace gfetch::web
