#pragma once
/// The seen key, which all URLs of one page share, and a set of seen keys that
/// holds hundreds of millions of them.
///
///   SeenSet seen;
///   if (seen.insert(seen_key(url))) offer(url);
///
/// A key cannot be requested; it only identifies a page. Two URLs have the same
/// key if they differ only in
/// - the fragment: `http://h/a#top` is `http://h/a`;
/// - case and the default port, which the parser normalizes: `HTTP://H:80/a`;
/// - an empty query: `http://h/a?`;
/// - escapes of letters, digits and `-._~`, which are decoded; the digits of
///   other escapes are in upper case: `/%7ea%2fb%c3` is `/~a%2Fb%C3`.
///
/// Two more differences are ignored on request, because some servers serve
/// another page without these parts:
/// - session ids: `;jsessionid=...` in a path; in a query `PHPSESSID`,
///   `JSESSIONID`, `ASPSESSIONID...`, `CFID`, `CFTOKEN`, `sid`, `sessid`,
///   `session_id` and `zenid`, if the value looks like an id: at least 16
///   letters and digits, or a number for CFID and CFTOKEN;
/// - tracking parameters: `utm_...`, `gclid`, `dclid`, `fbclid`, `msclkid`,
///   `yclid`, `mc_cid`, `mc_eid`, `igshid`, `_ga` and `_gl`.
///
/// All other differences count: `/` and `/index.html`, a host with and without
/// `www.`, http and https, and the order of parameters.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/crawl/crawl_rules.h"
#include "gfetch/web/url.h"

namespace gfetch::crawl {

/// Returns the seen key of `url`.
std::string seen_key(const web::Url& url, const SeenKeyOptions& options = {});

/// A secret of 128 bits. Without knowing it nobody can construct keys that
/// collide.
struct SeenSeed {
  std::uint64_t low = 0x6766657463682121;
  std::uint64_t high = 0x7365656e20736574;
};

/// A set of seen keys. It stores a fingerprint of 128 bits for each key
/// (SipHash-2-4 with the seed): 16 bytes, or at most 43 with the free slots of
/// the table. Two of n keys have the same fingerprint with a probability below
/// n * n / 2^129, which is 2e-21 for a thousand million keys; the crawl then
/// misses a page.
///
/// The set has 256 shards that grow one by one, so that no insertion takes
/// long.
class SeenSet {
 public:
  explicit SeenSet(SeenSeed seed = {}) : seed_(seed) {}

  /// Inserts `key`. Returns true if the set did not contain it before.
  bool insert(std::string_view key);

  bool contains(std::string_view key) const;

  std::size_t size() const { return size_; }

  /// Returns the memory use of the set in bytes.
  std::size_t bytes() const;

 private:
  /// The fingerprint of a key. A fingerprint of zero marks a free slot.
  struct Fingerprint {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    bool operator==(const Fingerprint&) const = default;
    bool free() const { return low == 0 && high == 0; }
  };
  /// A hash table with open addressing and linear probing. Its size is a power
  /// of two, or 0.
  struct Shard {
    std::vector<Fingerprint> slots;
    std::size_t used = 0;
  };

  Fingerprint fingerprint_of(std::string_view key) const;
  static std::size_t slot_of(const Shard& shard, const Fingerprint& wanted);
  static void grow(Shard& shard);

  SeenSeed seed_;
  std::size_t size_ = 0;
  std::array<Shard, 256> shards_;  ///< indexed by the fingerprint's first byte
};

}  // namespace gfetch::crawl
