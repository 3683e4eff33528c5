// The request that a connection is at, and what must be given back when it is over.
// Owned by a connection; its worker's thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
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
  // Takes what of `bytes` is the body's, and says how many that were. Charged is what has come, not what was
  // promised. Empty: the budget of bodies is spent, or the client's share of those that are under way.
  std::optional<std::size_t> append_body(std::string_view bytes);
  void drop_body();  // and what was charged for it
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
  bool charge_body(std::size_t bytes, bool complete);
  void give_back_share();

  Seam& seam_;
  bool active_ = false;
  std::size_t charged_ = 0;
  std::size_t shared_ = 0;  // of it, from the client's share
  std::chrono::nanoseconds begun_{0};
};

}  // namespace muster::http
