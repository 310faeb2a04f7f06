#include "gfetch/http/http_client.h"

namespace gfetch::http {

Result<Request> request_for(std::string_view url) {
  Request request;
  request.url = url;
  if (!request.url.valid()) return request.url.error();
  return request;
}

}  // namespace gfetch::http
