#pragma once

namespace graft::kernels {

/// Adds to counted_flops() of this thread.
void count_flops(double flops);
double flops_so_far();

}  // namespace graft::kernels
