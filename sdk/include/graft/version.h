#pragma once

#include "graft/export.h"

/// Version of the SDK that a file is compiled against. Plugins of the same major version load.
#define GRAFT_SDK_VERSION "1.0.0"

namespace graft {

/// Version of the SDK library that is running.
GRAFT_API const char* sdk_version();
/// The running library's fingerprint, as plugins carry it (fingerprint.h).
GRAFT_API const char* sdk_fingerprint();

}  // namespace graft
