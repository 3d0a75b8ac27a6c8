#include "graft/roles/collective.h"

namespace graft {

Collective::~Collective() = default;

}  // namespace graft
