#include "full.h"

namespace graft {

FullAdapter::FullAdapter(const FullOptions&) {}

void FullAdapter::attach(Module& model, Rng&) { set_trainable(model, true); }

}  // namespace graft
