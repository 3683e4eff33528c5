// The request that a connection is at, and what must be given back when it is over.
// Owned by a connection; its worker's thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/http/message.h"
#include "api/http/seam.h"

namespace muster::http {

class Exchange {
 public:
  explicit Exchange(Seam& seam) : seam_(seam) {}
  ~Exchange() { end(); }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // A head has been read or refused; the request counts as in flight until end().
  void begin(Request request, bool http_1_0);
  // False when the budget of bodies is spent.
  bool charge_body(std::size_t bytes);
  // Takes what of `bytes` is the body's; says how many that were.
  std::size_t append_body(std::string_view bytes);
  bool body_complete() const { return request.body.size() == content_length; }
  // What errors are rendered with once the handler has the request.
  Request take_request();
  // Tells the metrics. `status` is what went out.
  void answered(int status, std::size_t bytes_out);
  void end();

  Request request;
  bool http_1_0 = false;
  bool head_only = false;
  std::size_t content_length = 0;
  std::uint64_t number = 0;       // of this request on its connection
  std::string_view route;

 private:
  Seam& seam_;
  bool active_ = false;
  std::size_t charged_ = 0;
  std::chrono::nanoseconds begun_{0};
};

}  // namespace muster::http
