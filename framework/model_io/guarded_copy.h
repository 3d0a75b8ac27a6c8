#pragma once

#include <cstddef>

namespace graft {

/// Copies `count` bytes out of a mapped file. Returns false, with `target` written in part, where
/// the system cannot give them: the file was cut short after it was mapped, or its disk fails.
/// Both arrive as SIGBUS, for which a handler stands while any copy runs; signals that no copy
/// caused go to the handler before it. Several threads may copy at once.
bool guarded_copy(void* target, const void* source, std::size_t count);

}  // namespace graft
