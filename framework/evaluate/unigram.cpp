#include "framework/evaluate/unigram.h"

#include <cmath>

namespace graft {

namespace {

template <typename Visit>
void for_each_target(const Batch& batch, std::int64_t vocab_size, const Visit& visit) {
  const Tensor* labels = batch.find("shift_labels");
  if (labels == nullptr) labels = batch.find("labels");
  if (labels == nullptr || labels->dtype() != DType::kInt64) return;
  for (std::int64_t i = 0; i < labels->numel(); ++i) {
    const std::int64_t id = labels->data<std::int64_t>()[i];
    if (id >= 0 && id < vocab_size) visit(static_cast<std::size_t>(id));
  }
}

}  // namespace

Unigram::Unigram(std::int64_t vocab_size) : counts_(static_cast<std::size_t>(vocab_size)) {}

void Unigram::learn(const Batch& batch) {
  for_each_target(batch, std::ssize(counts_), [this](std::size_t id) {
    ++counts_[id];
    ++num_targets_;
  });
}

double Unigram::loss_sum(const Batch& batch, std::int64_t& num_targets) const {
  double sum = 0.0;
  const auto all = static_cast<double>(num_targets_ + std::ssize(counts_));
  for_each_target(batch, std::ssize(counts_), [&](std::size_t id) {
    sum -= std::log(static_cast<double>(counts_[id] + 1) / all);
    ++num_targets;
  });
  return sum;
}

}  // namespace graft
