#include "engine/http/src/transfer_failure.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace gfetch::http {
namespace {

struct Case {
  int code;  // a CURLcode; libcurl-errors(3) lists the numbers
  int system_error;
  long verify_result;
  const char* message;
  ErrorKind kind;
};

constexpr Case kCases[] = {
    {1, 0, 0, "Received HTTP/0.9 when not allowed", ErrorKind::kBadResponse},
    {3, 0, 0, "URL malformat", ErrorKind::kBadUrl},
    {7, ECONNREFUSED, 0, "", ErrorKind::kConnectRefused},
    {7, ETIMEDOUT, 0, "", ErrorKind::kConnectTimeout},
    {7, ENETUNREACH, 0, "", ErrorKind::kConnectUnreachable},
    {7, EHOSTUNREACH, 0, "", ErrorKind::kConnectUnreachable},
    {7, EADDRNOTAVAIL, 0, "", ErrorKind::kConnectUnreachable},
    {7, ECONNRESET, 0, "", ErrorKind::kReset},
    {8, 0, 0, "Weird server reply", ErrorKind::kBadResponse},
    {16, 0, 0, "", ErrorKind::kBadResponse},
    {18, 0, 0, "", ErrorKind::kTruncated},
    {27, 0, 0, "", ErrorKind::kOther},
    {28, 0, 0, "", ErrorKind::kConnectTimeout},
    {35, 0, 0, "", ErrorKind::kTlsOther},
    {35, 0, 0, "error:0A000102:SSL routines::unsupported protocol",
     ErrorKind::kTlsProtocol},
    {35, 0, 0, "error:0A00042E:SSL routines::tlsv1 alert protocol version",
     ErrorKind::kTlsProtocol},
    {35, 0, 0, "error:0A000410:SSL routines::sslv3 alert handshake failure",
     ErrorKind::kTlsProtocol},
    {35, 0, 0, "error:0A00018A:SSL routines::dh key too small",
     ErrorKind::kTlsWeak},
    {52, 0, 0, "Empty reply from server", ErrorKind::kEmptyReply},
    {55, EPIPE, 0, "", ErrorKind::kReset},
    {56, ECONNRESET, 0, "Recv failure", ErrorKind::kReset},
    {56, 0, 0,
     "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate "
     "required, errno 0",
     ErrorKind::kTlsOther},
    {56, 0, 0, "Illegal or missing hexadecimal sequence in chunked-encoding",
     ErrorKind::kBadResponse},
    {60, 0, 9, "", ErrorKind::kTlsNotYetValid},
    {60, 0, 10, "", ErrorKind::kTlsExpired},
    {60, 0, 1, "", ErrorKind::kTlsWrongHost},
    {60, 0, 62, "", ErrorKind::kTlsWrongHost},
    {60, 0, 18, "", ErrorKind::kTlsSelfSigned},
    {60, 0, 19, "", ErrorKind::kTlsUntrusted},
    {60, 0, 20, "", ErrorKind::kTlsUntrusted},
    {60, 0, 23, "", ErrorKind::kTlsRevoked},
    {60, 0, 66, "", ErrorKind::kTlsWeak},
    {60, 0, 68, "", ErrorKind::kTlsWeak},
    {60, 0, 7, "", ErrorKind::kTlsOther},
    {58, 0, 0, "could not load PEM client certificate", ErrorKind::kTlsOther},
    {77, 0, 0, "", ErrorKind::kTlsOther},
    {92, 0, 0, "", ErrorKind::kReset},
    {95, 0, 0, "HTTP/3 stream 0 reset by server", ErrorKind::kReset},
    {95, 0, 0, "HTTP/3 stream 0 was closed cleanly, but before …",
     ErrorKind::kBadResponse},
    {96, ECONNREFUSED, 0, "", ErrorKind::kConnectRefused},
    {98, 0, 0, "", ErrorKind::kTlsOther},
    {100, 0, 0, "", ErrorKind::kHeaderTooLarge},
    {9999, 0, 0, "", ErrorKind::kOther},
};

TEST(TransferFailure, EveryFailureOfLibcurlHasAKind) {
  for (const Case& c : kCases) {
    const TransferFailure failure = {.code = c.code,
                                     .system_error = c.system_error,
                                     .verify_result = c.verify_result,
                                     .message = c.message};
    EXPECT_EQ(name_of(kind_of(failure)), name_of(c.kind))
        << "code " << c.code << ", errno " << c.system_error << ", verify "
        << c.verify_result << ' ' << c.message;
  }
}

TEST(TransferFailure, MemoryRunsOutInAHeadForALineThatIsTooLong) {
  EXPECT_EQ(kind_of({.code = 27, .within_head = true, .message = ""}),
            ErrorKind::kHeaderTooLarge);
}

}  // namespace
}  // namespace gfetch::http
