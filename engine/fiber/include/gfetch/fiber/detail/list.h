#pragma once
/// An intrusive, circular, doubly linked list. To add, remove and move elements
/// allocates nothing, and an element can be removed without its list.

#include "gfetch/fiber/detail/language.h"

namespace gfetch::detail {

/// The base class of the elements of a list. An element is in at most one list
/// at a time, and is removed from that list when it is destroyed.
class ListHook {
 public:
  ListHook() = default;
  ListHook(const ListHook&) = delete;
  ListHook& operator=(const ListHook&) = delete;
  ~ListHook() { unlink(); }

  bool linked() const noexcept { return next_ != nullptr; }

  void unlink() noexcept {
    if (next_ == nullptr) return;
    prev_->next_ = next_;
    next_->prev_ = prev_;
    next_ = prev_ = nullptr;
  }

 private:
  template <class T>
  friend class List;

  void link_before(ListHook& next) noexcept {
    next_ = &next;
    prev_ = next.prev_;
    prev_->next_ = this;
    next.prev_ = this;
  }

  ListHook* next_ = nullptr;
  ListHook* prev_ = nullptr;
};

/// A list of elements of type T, which inherits from ListHook. The list does
/// not own its elements; its destructor removes them from the list.
template <class T>
class List {
 public:
  List() noexcept { head_.next_ = head_.prev_ = &head_; }
  ~List() {
    while (!empty()) front().ListHook::unlink();
  }
  List(const List&) = delete;
  List& operator=(const List&) = delete;

  bool empty() const noexcept { return head_.next_ == &head_; }
  // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDelete)
  T& front() noexcept { return static_cast<T&>(*head_.next_); }
  T& back() noexcept { return static_cast<T&>(*head_.prev_); }

  void push_back(T& element) noexcept { hook(element).link_before(head_); }
  void push_front(T& element) noexcept {
    hook(element).link_before(*head_.next_);
  }

  /// Adds `element` behind `where`, an element of this list.
  void insert_after(T& where, T& element) noexcept {
    hook(element).link_before(*hook(where).next_);
  }

  T& pop_front() noexcept {
    T& element = front();
    hook(element).unlink();
    return element;
  }

  /// Moves all elements of `other` to the end of this list.
  void append(List& other) noexcept {
    while (!other.empty()) push_back(other.pop_front());
  }

  /// Returns the element after `element`, or nullptr.
  T* after(T& element) noexcept {
    ListHook* next = hook(element).next_;
    return next == &head_ ? nullptr : static_cast<T*>(next);
  }
  T* first() noexcept { return empty() ? nullptr : &front(); }

 private:
  static ListHook& hook(T& element) noexcept { return element; }

  ListHook head_;
};

}  // namespace gfetch::detail
