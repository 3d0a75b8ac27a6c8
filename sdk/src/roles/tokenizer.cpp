#include "graft/roles/tokenizer.h"

namespace graft {

Tokenizer::~Tokenizer() = default;

TokenizedInput Tokenizer::assemble(const std::vector<std::int64_t>& first,
                                   const std::vector<std::int64_t>* second) const {
  TokenizedInput input;
  input.ids = first;
  input.token_type_ids.assign(first.size(), 0);
  if (second != nullptr) {
    input.ids.insert(input.ids.end(), second->begin(), second->end());
    input.token_type_ids.resize(input.ids.size(), 1);
  }
  return input;
}

}  // namespace graft
