#pragma once

#include "framework/bench/synthetic_batch.h"
#include "graft/autograd.h"
#include "graft/roles/architecture.h"

namespace graft::tests {

/// A batch of four rows that the model has a loss for.
inline Batch labelled_batch(Architecture& model) {
  Rng rng(7);
  Batch batch = synthetic_batch(model, 4, 12, rng).batch;
  const NoGradient no_gradient;
  ForwardContext context;
  if (!model.forward(batch, context).loss.defined()) batch["labels"] = batch.at("input_ids");
  return batch;
}

}  // namespace graft::tests
