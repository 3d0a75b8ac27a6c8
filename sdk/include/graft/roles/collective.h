#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

inline constexpr const char* kCollectiveInterface = "graft.collective/1";

/// Exchanges tensors among all processes of a run. One instance serves one process.
class GRAFT_API Collective {
 public:
  virtual ~Collective();

  virtual int rank() const = 0;  // in [0, size())
  virtual int size() const = 0;

  /// Replaces `values` by its sum over all ranks, added in rank order. Blocks until it is there.
  /// Throws Error naming the rank that was lost.
  virtual void all_reduce(Tensor& values) = 0;
  /// Replaces `values` by those of `root`.
  virtual void broadcast(Tensor& values, int root) = 0;
  /// Returns when every rank has called it.
  virtual void barrier() = 0;
};

}  // namespace graft
