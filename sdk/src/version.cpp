#include "graft/version.h"

#include "graft/fingerprint.h"

namespace graft {

const char* sdk_version() { return GRAFT_SDK_VERSION; }

const char* sdk_fingerprint() {
  static constexpr auto kFingerprint = detail::make_fingerprint();
  return kFingerprint.text;
}

}  // namespace graft
