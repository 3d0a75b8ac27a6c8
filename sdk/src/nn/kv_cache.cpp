#include "graft/nn/kv_cache.h"

#include <algorithm>
#include <string>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/shape.h"

namespace graft {

namespace {

Tensor all_real(std::int64_t batch, std::int64_t count) {
  Tensor mask({batch, count}, DType::kInt64);
  std::fill_n(mask.data<std::int64_t>(), mask.numel(), std::int64_t{1});
  return mask;
}

bool has_padding(const Tensor& mask) {
  const std::int64_t* const begin = mask.data<std::int64_t>();
  return std::find(begin, begin + mask.numel(), std::int64_t{0}) != begin + mask.numel();
}

void select(std::vector<Tensor>& tensors, const std::vector<std::int64_t>& rows) {
  for (Tensor& tensor : tensors) {
    if (tensor.defined()) tensor = graft::select_rows(tensor, rows);
  }
}

}  // namespace

KvCache::KvCache(std::int64_t num_layers)
    : keys(static_cast<std::size_t>(num_layers)), values(static_cast<std::size_t>(num_layers)) {}

std::int64_t KvCache::length() const {
  return keys.empty() || !keys.front().defined() ? 0 : keys.front().dim(1);
}

Tensor KvCache::append_mask(const Tensor& attention_mask, std::int64_t batch, std::int64_t count) {
  const Shape shape = {batch, count};
  if (attention_mask.defined() &&
      (attention_mask.shape() != shape || attention_mask.dtype() != DType::kInt64)) {
    throw InputError("bad-shape", std::string("attention_mask: expected i64 ") + to_string(shape) +
                                      ", got " + name_of(attention_mask.dtype()) + " " +
                                      to_string(attention_mask.shape()));
  }
  const std::int64_t before = length();
  const bool is_padded = attention_mask.defined() && has_padding(attention_mask);
  if (!is_padded && !key_mask.defined()) {
    Tensor places({count}, DType::kInt64);
    for (std::int64_t i = 0; i < count; ++i) places.data<std::int64_t>()[i] = before + i;
    return places;
  }
  const Tensor added = attention_mask.defined() ? attention_mask : all_real(batch, count);
  const Tensor old = key_mask.defined() ? key_mask : all_real(batch, before);
  key_mask = before > 0 ? concat({old, added}, 1) : added;

  Tensor places(shape, DType::kInt64);
  for (std::int64_t row = 0; row < batch; ++row) {
    const std::int64_t* const seen = key_mask.data<std::int64_t>() + row * (before + count);
    std::int64_t place = std::count_if(seen, seen + before, [](auto value) { return value != 0; });
    for (std::int64_t i = 0; i < count; ++i) {
      // Padding takes no place of its own; any that exists will do, since nothing looks at it.
      places.data<std::int64_t>()[row * count + i] = place;
      if (seen[before + i] != 0) ++place;
    }
  }
  return places;
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
  select(keys, rows);
  select(values, rows);
  select(source_keys, rows);
  select(source_values, rows);
  if (key_mask.defined()) key_mask = graft::select_rows(key_mask, rows);
  if (source_mask.defined()) source_mask = graft::select_rows(source_mask, rows);
}

}  // namespace graft
