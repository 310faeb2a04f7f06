#pragma once
/// An intrusive list: its members contain the links, so adding and removing a
/// member costs a few stores, and each member knows its list.

#include <cstddef>

namespace gfetch::crawl {

template <class T>
class LinkList;

/// The base class of the members of a LinkList.
template <class T>
class Linked {
 public:
  bool linked() const { return list_ != nullptr; }

  /// Returns the list that contains this member, or null.
  const LinkList<T>* list() const { return list_; }

  void unlink() {
    if (list_ != nullptr) list_->remove(static_cast<T&>(*this));
  }

 private:
  friend class LinkList<T>;
  LinkList<T>* list_ = nullptr;
  T* before_ = nullptr;
  T* after_ = nullptr;
};

template <class T>
class LinkList {
 public:
  LinkList() = default;
  LinkList(const LinkList&) = delete;
  LinkList& operator=(const LinkList&) = delete;

  bool empty() const { return first_ == nullptr; }
  std::size_t size() const { return size_; }
  T& front() const { return *first_; }

  /// Calls `fn` for each member. `fn` must not unlink any member.
  template <class F>
  void for_each(F&& fn) const {
    for (const T* member = first_; member != nullptr; member = member->after_) {
      fn(*member);
    }
  }

  void push_back(T& member) {
    member.list_ = this;
    member.before_ = last_;
    member.after_ = nullptr;
    (last_ == nullptr ? first_ : last_->after_) = &member;
    last_ = &member;
    ++size_;
  }

  T& pop_front() {
    T& member = *first_;
    remove(member);
    return member;
  }

 private:
  friend class Linked<T>;

  void remove(T& member) {
    (member.before_ == nullptr ? first_ : member.before_->after_) =
        member.after_;
    (member.after_ == nullptr ? last_ : member.after_->before_) =
        member.before_;
    member.list_ = nullptr;
    --size_;
  }

  T* first_ = nullptr;
  T* last_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace gfetch::crawl
