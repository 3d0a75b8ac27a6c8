#pragma once

#include "graft/export.h"

namespace acme {
GRAFT_API int number_of_wings();
}
