#include "gone.h"

namespace acme {
int number_of_wings() { return 2; }
}  // namespace acme
