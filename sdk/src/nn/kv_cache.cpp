#include "graft/nn/kv_cache.h"

#include "graft/autograd.h"
#include "graft/ops/shape.h"

namespace graft {

KvCache::KvCache(std::int64_t num_layers)
    : keys(static_cast<std::size_t>(num_layers)), values(static_cast<std::size_t>(num_layers)) {}

std::int64_t KvCache::length() const {
  return keys.empty() || !keys.front().defined() ? 0 : keys.front().dim(1);
}

void KvCache::append(std::int64_t layer, const Tensor& key, const Tensor& value) {
  const NoGradient no_gradient;
  const auto index = static_cast<std::size_t>(layer);
  keys.at(index) = keys.at(index).defined() ? concat({keys[index], key}, 1) : key.detach();
  values.at(index) =
      values.at(index).defined() ? concat({values[index], value}, 1) : value.detach();
}

void KvCache::select_rows(const std::vector<std::int64_t>& rows) {
  const NoGradient no_gradient;
  for (Tensor& key : keys) {
    if (key.defined()) key = graft::select_rows(key, rows);
  }
  for (Tensor& value : values) {
    if (value.defined()) value = graft::select_rows(value, rows);
  }
}

}  // namespace graft
