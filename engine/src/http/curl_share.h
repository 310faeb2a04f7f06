#pragma once
/// What all easy handles of a client share: TLS sessions, to resume them.

namespace gfetch::detail {

class CurlShare {
 public:
  CurlShare();
  ~CurlShare();
  CurlShare(const CurlShare&) = delete;
  CurlShare& operator=(const CurlShare&) = delete;

  void* handle() const noexcept { return handle_; }

 private:
  void* handle_;
};

}  // namespace gfetch::detail
