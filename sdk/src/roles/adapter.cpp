#include "graft/roles/adapter.h"

namespace graft {

Adapter::~Adapter() = default;

}  // namespace graft
