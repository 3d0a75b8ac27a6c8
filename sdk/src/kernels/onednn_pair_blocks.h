#pragma once

#include <dnnl.hpp>

#include "kernels/pair_packing.h"

namespace graft::kernels {

/// `wanted` as blocks of pairs, if that is what it describes; else blocks without width.
inline PairBlocks pair_blocks_of(const dnnl::memory::desc& wanted) {
  constexpr PairBlocks kNone = {};
  const dnnl_memory_desc_t& desc = wanted.data;
  const dnnl_blocking_desc_t& blocking = desc.format_desc.blocking;
  if (desc.data_type != dnnl_bf16 || desc.ndims != 2 || desc.format_kind != dnnl_blocked ||
      desc.extra.flags != 0 || desc.offset0 != 0 || blocking.inner_nblks != 3) {
    return kNone;
  }
  const std::int64_t width = blocking.inner_blks[1];
  const bool in_pairs = blocking.inner_idxs[0] == 0 && blocking.inner_blks[0] == 16 &&
                        blocking.inner_idxs[1] == 1 && blocking.inner_idxs[2] == 0 &&
                        blocking.inner_blks[2] == 2;
  const bool in_order =
      blocking.strides[0] == 32 * width && blocking.strides[1] == desc.padded_dims[0] * width;
  if (!in_pairs || !in_order) return kNone;
  return {width, desc.padded_dims[1] / width, desc.padded_dims[0] / 32};
}

}  // namespace graft::kernels
