#include "graft/profile.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <utility>

#include "kernels/work_count.h"

namespace graft {
namespace {

using Clock = std::chrono::steady_clock;

std::atomic<bool> recording{false};
std::atomic<std::int64_t> origin_ns{0};
std::atomic<std::int64_t> next_thread{0};
thread_local OpScope* innermost = nullptr;

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch())
      .count();
}

std::int64_t this_thread() {
  thread_local const std::int64_t number = next_thread.fetch_add(1, std::memory_order_relaxed);
  return number;
}

struct Records {
  std::mutex mutex;
  std::vector<OpRecord> records;
};

// Lives until the program ends, as threads may.
Records& all_records() {
  static Records& all = *new Records;
  return all;
}

}  // namespace

OpScope::OpScope(const char* op, bool is_gradient)
    : op_(op),
      is_gradient_(is_gradient || (innermost != nullptr && innermost->is_gradient_)),
      outer_(innermost) {
  innermost = this;
  if (!recording.load(std::memory_order_relaxed)) return;
  start_flops_ = kernels::flops_so_far();
  start_ns_ = now_ns();
}

OpScope::~OpScope() {
  innermost = outer_;
  if (start_ns_ < 0) return;
  const std::int64_t duration = now_ns() - start_ns_;
  const double flops = kernels::flops_so_far() - start_flops_;
  if (outer_ != nullptr) {
    outer_->inner_ns_ += duration;
    outer_->inner_flops_ += flops;
  }
  if (!recording.load(std::memory_order_relaxed)) return;
  const std::int64_t start = start_ns_ - origin_ns.load(std::memory_order_relaxed);
  if (start < 0) return;  // it began in a profile before this one
  const OpRecord record = {op_,      is_gradient_,         this_thread(),       start,
                           duration, duration - inner_ns_, flops - inner_flops_};
  Records& all = all_records();
  const std::lock_guard lock(all.mutex);
  all.records.push_back(record);
}

const char* current_op() { return innermost == nullptr ? "op" : innermost->op_; }

void start_profile() {
  Records& all = all_records();
  const std::lock_guard lock(all.mutex);
  all.records.clear();
  origin_ns.store(now_ns(), std::memory_order_relaxed);
  recording.store(true, std::memory_order_relaxed);
}

std::vector<OpRecord> stop_profile() {
  recording.store(false, std::memory_order_relaxed);
  Records& all = all_records();
  const std::lock_guard lock(all.mutex);
  return std::exchange(all.records, {});
}

}  // namespace graft
