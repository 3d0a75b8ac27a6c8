#include "graft/parallel.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <mutex>
#include <set>
#include <string>
#include <sched.h>

#include <omp.h>

#include "graft/sanitizers.h"

#if GRAFT_THREAD_SANITIZER
extern "C" void __tsan_acquire(void* place);
extern "C" void __tsan_release(void* place);
#endif

namespace graft {

namespace {

/// Tells ThreadSanitizer, which does not see into the OpenMP runtime, that what one thread did
/// before `pass` comes before what another does after `take`. Nothing in other builds.
class Baton {
 public:
#if GRAFT_THREAD_SANITIZER
  void pass() { __tsan_release(this); }
  void take() { __tsan_acquire(this); }
#else
  void pass() {}
  void take() {}
#endif
};

std::atomic<int> thread_count{0};  // 0: nobody has set it

/// The cores that this process may run on, those that share one counted once; and no more threads
/// than OpenMP was told to use.
int default_threads() {
  const int most = std::max(1, omp_get_max_threads());
  if (std::getenv("OMP_NUM_THREADS") != nullptr) return most;
  // OpenMP counts for itself where it binds threads to cores, of which this one then sees only its
  // own.
  if (omp_get_proc_bind() != omp_proc_bind_false) return most;
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return most;
  std::set<std::string> cores;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &allowed)) continue;
    std::ifstream file("/sys/devices/system/cpu/cpu" + std::to_string(cpu) +
                       "/topology/thread_siblings_list");
    std::string siblings;
    // Where the system does not tell, each counts.
    if (!std::getline(file, siblings)) siblings = "cpu" + std::to_string(cpu);
    cores.insert(siblings);
  }
  return std::clamp(static_cast<int>(cores.size()), 1, most);
}

}  // namespace

int num_threads() {
  const int count = thread_count.load(std::memory_order_relaxed);
  if (count > 0) return count;
  static const int by_default = default_threads();
  return by_default;
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
  std::mutex failure_guard;
  Baton begins;
  Baton ends;
  begins.pass();
#pragma omp parallel for num_threads(static_cast <int>(parts)) schedule(static, 1)
  for (std::int64_t part = 0; part < parts; ++part) {
    begins.take();
    try {
      body(count * part / parts, count * (part + 1) / parts);
    } catch (...) {
      const std::lock_guard lock(failure_guard);
      if (!failure) failure = std::current_exception();
    }
    ends.pass();
  }
  ends.take();
  if (failure) std::rethrow_exception(failure);
}

void parallel_tasks(std::int64_t count,
                    const std::function<void(std::int64_t task, int worker)>& body) {
  std::atomic<std::int64_t> next = 0;
  std::mutex failure_guard;
  std::exception_ptr failure;
  std::int64_t failed = count;
  const std::int64_t workers = std::min<std::int64_t>(count, num_threads());
  parallel_for(workers, 1, [&](std::int64_t worker, std::int64_t) {
    for (std::int64_t task = next++; task < count; task = next++) {
      try {
        body(task, static_cast<int>(worker));
      } catch (...) {
        const std::lock_guard lock(failure_guard);
        if (task >= failed) continue;
        failed = task;
        failure = std::current_exception();
      }
    }
  });
  if (failure) std::rethrow_exception(failure);
}

}  // namespace graft
