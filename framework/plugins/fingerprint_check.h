#pragma once

#include <string>
#include <vector>

namespace graft {

/// One key of the fingerprints on which plugin and host differ.
struct FingerprintDifference {
  std::string key;
  std::string plugin;  // "(absent)" where it does not have the key
  std::string host;
  std::string fix;
};

/// Compares two texts `key=value;key=value;` (graft/fingerprint.h), key by key, in the host's
/// order.
std::vector<FingerprintDifference> compare_fingerprints(const std::string& plugin,
                                                        const std::string& host);

}  // namespace graft
