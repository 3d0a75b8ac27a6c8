#pragma once

#include <cstdint>
#include <functional>

#include "graft/export.h"

namespace graft {

/// Runs `body(begin, end)` over disjoint ranges that cover [0, count), on the SDK's one thread
/// pool. Ranges depend on `count`, `grain` (least size of a range worth a thread) and the number of
/// threads alone. Calls from inside a parallel region run on the calling thread. An exception in a
/// body is rethrown to the caller after all ranges ended.
GRAFT_API void parallel_for(std::int64_t count, std::int64_t grain,
                            const std::function<void(std::int64_t begin, std::int64_t end)>& body);

/// Calls `body(task, worker)` once for each task in [0, count), on the same threads. Tasks may take
/// unequal time, some microseconds or more: a thread takes the next when it is done with one. No
/// two calls with the same worker, in [0, num_threads()), run at once; which one has which task is
/// up to chance. Of the exceptions that tasks throw that of the lowest one is rethrown after all
/// ended.
GRAFT_API void parallel_tasks(std::int64_t count,
                              const std::function<void(std::int64_t task, int worker)>& body);

/// Threads used by ops; at least 1. Where it was not set: the physical cores that this process may
/// run on, or OMP_NUM_THREADS. Set once at the start of a program.
GRAFT_API int num_threads();
GRAFT_API void set_num_threads(int count);

}  // namespace graft
