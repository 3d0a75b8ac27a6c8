#include "kernels/onednn_product.h"

#include <omp.h>

#include "graft/parallel.h"
#include "kernels/lru_cache.h"
#include "kernels/onednn_pair_blocks.h"
#include "kernels/pair_packing.h"
#include "kernels/scratch_buffer.h"

namespace graft::kernels {
namespace {

// Everything that a oneDNN product depends on, except where the elements are.
using Key = std::array<std::int64_t, 13>;

struct KeyHash {
  std::size_t operator()(const Key& key) const {
    std::uint64_t hash = 14695981039346656037ull;
    for (const std::int64_t number : key) {
      hash = (hash ^ static_cast<std::uint64_t>(number)) * 1099511628211ull;
      hash ^= hash >> 29;
    }
    return hash;
  }
};

dnnl::engine& engine() {
  static dnnl::engine& engine = *new dnnl::engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

dnnl::memory::data_type type_of(DType dtype) {
  return dtype == DType::kFloat32 ? dnnl::memory::data_type::f32 : dnnl::memory::data_type::bf16;
}

dnnl::memory::desc described(const Matrix& matrix, std::int64_t batch) {
  return {{batch, matrix.rows, matrix.columns},
          type_of(matrix.data.dtype),
          {matrix.batch_stride, matrix.row_stride, matrix.column_stride}};
}

// What a thread keeps. oneDNN itself shares the generated code among threads.
struct ThreadState {
  static constexpr std::size_t kProducts = 256;

  dnnl::stream stream{engine()};
  LruCache<Key, OnednnProduct, KeyHash> products{kProducts};
  ScratchBuffer scratchpad;
};

ThreadState& thread_state() {
  thread_local ThreadState state;
  return state;
}

// Threads that oneDNN shall use when called from here. OpenMP keeps their number per thread.
int threads_from_here() {
  if (omp_in_parallel() != 0) return 1;
  const int threads = num_threads();
  if (omp_get_max_threads() != threads) omp_set_num_threads(threads);
  return threads;
}

}  // namespace

OnednnProduct::OnednnProduct(const Matrix& left, const Matrix& right, const ProductExtras& extras,
                             std::int64_t batch) {
  using dnnl::memory;
  using Dims = memory::dims;
  const Dims rows = extras.packs ? Dims{left.rows} : Dims{batch, left.rows};
  const auto sized = [&rows](std::int64_t columns, bool one_row) {
    Dims dims = one_row ? Dims(rows.size(), 1) : rows;
    dims.push_back(columns);
    return dims;
  };
  const memory::format_tag plain = extras.packs ? memory::format_tag::ab : memory::format_tag::abc;
  memory::desc source = described(left, batch);
  memory::desc weights = described(right, batch);
  if (extras.packs) {
    source = {
        {left.rows, left.columns}, type_of(left.data.dtype), {left.row_stride, left.column_stride}};
    weights = {{right.rows, right.columns}, type_of(left.data.dtype), memory::format_tag::any};
  }
  const memory::desc bias(sized(right.columns, true), memory::data_type::f32, plain);
  const memory::desc destination(sized(right.columns, false), type_of(extras.output), plain);
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (extras.adds) {
    dnnl::post_ops sum;
    sum.append_sum(1.0f);
    attributes.set_post_ops(sum);
  }
  const dnnl::matmul::desc description =
      extras.has_bias ? dnnl::matmul::desc(source, weights, bias, destination)
                      : dnnl::matmul::desc(source, weights, destination);
  const dnnl::matmul::primitive_desc chosen(description, attributes, engine());
  primitive_ = dnnl::matmul(chosen);
  weights_ = chosen.weights_desc();
  scratchpad_bytes_ = static_cast<std::int64_t>(chosen.scratchpad_desc().get_size());
  add_argument(DNNL_ARG_SRC, source);
  add_argument(DNNL_ARG_WEIGHTS, weights_);
  add_argument(DNNL_ARG_DST, destination);
  add_argument(DNNL_ARG_SCRATCHPAD, chosen.scratchpad_desc());
  if (extras.has_bias) add_argument(DNNL_ARG_BIAS, bias);
}

void OnednnProduct::run(const void* left, const void* right, const float* bias, void* output) {
  ThreadState& state = thread_state();
  void* const scratchpad = state.scratchpad.reserve(scratchpad_bytes_);
  // oneDNN does not write through its inputs.
  void* const places[] = {const_cast<void*>(left), const_cast<void*>(right), output, scratchpad,
                          const_cast<float*>(bias)};
  for (std::size_t i = 0; i < count_; ++i) memories_[i].set_data_handle(places[i], state.stream);
  dnnl::error::wrap_c_api(dnnl_primitive_execute(primitive_.get(), state.stream.get(),
                                                 static_cast<int>(count_), arguments_.data()),
                          "cannot run");
}

void OnednnProduct::add_argument(int name, const dnnl::memory::desc& description) {
  memories_[count_] = dnnl::memory(description, engine(), DNNL_MEMORY_NONE);
  arguments_[count_] = {name, memories_[count_].get()};
  ++count_;
}

OnednnProduct& onednn_product(const Matrix& left, const Matrix& right, const ProductExtras& extras,
                              std::int64_t batch) {
  const auto flags = static_cast<std::int64_t>(extras.has_bias) |
                     static_cast<std::int64_t>(extras.adds) << 1 |
                     static_cast<std::int64_t>(extras.packs) << 2;
  const auto types = static_cast<std::int64_t>(left.data.dtype) |
                     static_cast<std::int64_t>(right.data.dtype) << 8 |
                     static_cast<std::int64_t>(extras.output) << 16;
  const Key key = {batch,
                   left.rows,
                   left.columns,
                   right.columns,
                   left.row_stride,
                   left.column_stride,
                   left.batch_stride,
                   right.row_stride,
                   right.column_stride,
                   right.batch_stride,
                   flags,
                   types,
                   threads_from_here()};
  return thread_state().products.get(key,
                                     [&] { return OnednnProduct(left, right, extras, batch); });
}

void pack(const Matrix& matrix, const dnnl::memory::desc& wanted, void* to) {
  const PairBlocks blocks = pair_blocks_of(wanted);
  if (blocks.width > 0 && pack_pairs(matrix, blocks, to)) return;
  const dnnl::memory::desc plain({matrix.rows, matrix.columns}, type_of(matrix.data.dtype),
                                 {matrix.row_stride, matrix.column_stride});
  dnnl::memory from(plain, engine(), const_cast<void*>(matrix.data.data));
  dnnl::memory place(wanted, engine(), to);
  dnnl::stream& stream = thread_state().stream;
  dnnl::reorder(from, place).execute(stream, from, place);
  stream.wait();
}

// Of what describes an order of elements; memory that oneDNN does not use may hold anything.
std::uint64_t hash_of(const dnnl::memory::desc& description) {
  const dnnl_memory_desc_t& desc = description.data;
  const dnnl_blocking_desc_t& blocking = desc.format_desc.blocking;
  std::uint64_t hash = 14695981039346656037ull;
  const auto add = [&hash](auto number) {
    hash = (hash ^ static_cast<std::uint64_t>(number)) * 1099511628211ull;
    hash ^= hash >> 29;
  };
  add(desc.data_type);
  add(desc.format_kind);
  add(desc.extra.flags);
  for (int i = 0; i < desc.ndims; ++i) {
    add(desc.dims[i]);
    add(desc.padded_dims[i]);
    add(blocking.strides[i]);
  }
  for (int i = 0; i < blocking.inner_nblks; ++i) {
    add(blocking.inner_blks[i]);
    add(blocking.inner_idxs[i]);
  }
  return hash;
}

}  // namespace graft::kernels
