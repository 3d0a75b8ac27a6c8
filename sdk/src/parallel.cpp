#include "graft/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>

#include <omp.h>

namespace graft {

namespace {

std::atomic<int> thread_count{0};  // 0: what OpenMP offers

}  // namespace

int num_threads() {
  const int count = thread_count.load(std::memory_order_relaxed);
  return count > 0 ? count : std::max(1, omp_get_max_threads());
}

void set_num_threads(int count) {
  thread_count.store(std::max(1, count), std::memory_order_relaxed);
  omp_set_num_threads(std::max(1, count));
}

void parallel_for(std::int64_t count, std::int64_t grain,
                  const std::function<void(std::int64_t, std::int64_t)>& body) {
  if (count <= 0) return;
  const std::int64_t most =
      (count + std::max<std::int64_t>(grain, 1) - 1) / std::max<std::int64_t>(grain, 1);
  const std::int64_t parts = std::min<std::int64_t>(num_threads(), most);
  if (parts <= 1 || omp_in_parallel() != 0) {
    body(0, count);
    return;
  }
  std::exception_ptr failure;
#pragma omp parallel for num_threads(static_cast <int>(parts)) schedule(static, 1)
  for (std::int64_t part = 0; part < parts; ++part) {
    try {
      body(count * part / parts, count * (part + 1) / parts);
    } catch (...) {
#pragma omp critical(graft_parallel_for)
      if (!failure) failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace graft
