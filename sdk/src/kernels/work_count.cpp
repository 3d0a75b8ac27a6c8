#include "kernels/work_count.h"

namespace graft::kernels {
namespace {

thread_local double flops_of_thread = 0.0;

}  // namespace

void count_flops(double flops) { flops_of_thread += flops; }

double flops_so_far() { return flops_of_thread; }

}  // namespace graft::kernels
