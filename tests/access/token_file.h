// The tokens of another implementation (tokens.py).
#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace muster::access {

struct TokenLine {
  bool good = false;
  std::string set, name, token;
};
struct TokenFile {
  std::string jwks, secret;
  std::vector<TokenLine> tokens;

  const std::string& token(const std::string& name) const {
    for (const TokenLine& line : tokens) {
      if (line.name == name) return line.token;
    }
    throw std::out_of_range(name);
  }
};
inline TokenFile token_file() {
  TokenFile out;
  std::ifstream file(MUSTER_TEST_DATA "/tokens.txt");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string kind;
    words >> kind;
    if (kind == "jwks") words >> out.jwks;
    else if (kind == "secret") words >> out.secret;
    else {
      TokenLine& one = out.tokens.emplace_back();
      one.good = kind == "good";
      words >> one.set >> one.name >> one.token;
    }
  }
  return out;
}

}  // namespace muster::access
