#pragma once
/// The key that all URLs of one page share, and a set of such keys that holds
/// hundreds of millions of them.
///
///   SeenSet seen;
///   if (seen.insert(seen_key(url))) offer(url);
///
/// A key is no URL to ask for: it only tells pages apart. URLs share a key that
/// differ in nothing but
/// - the fragment: `http://h/a#top` is `http://h/a`;
/// - case and the default port, which the parser normalizes: `HTTP://H:80/a`;
/// - an empty query: `http://h/a?`;
/// - escapes of letters, digits and `-._~`, which are decoded; the digits of
///   other escapes are in upper case: `/%7ea%2fb%c3` is `/~a%2Fb%C3`.
///
/// On request, for some servers serve another page without them:
/// - session ids: `;jsessionid=...` of a path; of a query `PHPSESSID`,
///   `JSESSIONID`, `ASPSESSIONID...`, `CFID`, `CFTOKEN`, `sid`, `sessid`,
///   `session_id` and `zenid`, where the value looks like one: at least 16
///   letters and digits, or a number for CFID and CFTOKEN;
/// - tracking parameters: `utm_...`, `gclid`, `dclid`, `fbclid`, `msclkid`,
///   `yclid`, `mc_cid`, `mc_eid`, `igshid`, `_ga` and `_gl`.
///
/// All other differences are kept: `/` and `/index.html`, a host with and
/// without `www.`, http and https, and the order of parameters.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/crawl/crawl_rules.h"
#include "gfetch/web/url.h"

namespace gfetch::crawl {

/// Computes the key of `url`.
std::string seen_key(const web::Url& url, const SeenKeyOptions& options = {});

/// A secret of 128 bits. Without it nobody can construct keys that collide.
struct SeenSeed {
  std::uint64_t low = 0x6766657463682121;
  std::uint64_t high = 0x7365656e20736574;
};

/// A set of keys. It stores a fingerprint of 128 bits for each key (SipHash-2-4
/// with the seed): 16 bytes, or at most 43 with the free slots of the table.
/// Two of n keys have the same fingerprint with a probability below
/// n * n / 2^129, which is 2e-21 for a thousand million keys; the crawl then
/// misses a page.
///
/// The set has 256 shards that grow one by one, so that no insertion takes
/// long.
class SeenSet {
 public:
  explicit SeenSet(SeenSeed seed = {}) : seed_(seed) {}

  /// Inserts `key`. True when the set did not contain it before.
  bool insert(std::string_view key);

  bool contains(std::string_view key) const;

  std::size_t size() const { return size_; }

  /// The memory use of the set in bytes.
  std::size_t bytes() const;

 private:
  /// A fingerprint of zero is a free slot.
  struct Fingerprint {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    bool operator==(const Fingerprint&) const = default;
    bool free() const { return low == 0 && high == 0; }
  };
  /// Open addressing with linear probing; the size is a power of two, or 0.
  struct Shard {
    std::vector<Fingerprint> slots;
    std::size_t used = 0;
  };

  Fingerprint fingerprint_of(std::string_view key) const;
  static std::size_t slot_of(const Shard& shard, const Fingerprint& wanted);
  static void grow(Shard& shard);

  SeenSeed seed_;
  std::size_t size_ = 0;
  std::array<Shard, 256> shards_;  ///< indexed by the first fingerprint byte
};

}  // namespace gfetch::crawl
