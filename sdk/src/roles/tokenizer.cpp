#include "graft/roles/tokenizer.h"

namespace graft {

Tokenizer::~Tokenizer() = default;

}  // namespace graft
