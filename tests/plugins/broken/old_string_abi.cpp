// Compiled with _GLIBCXX_USE_CXX11_ABI=0.
#include "graft/plugin.h"

GRAFT_PLUGIN("test.old-string-abi", "1.0.0", registry) {
  static_cast<void>(registry.components().size());
}
