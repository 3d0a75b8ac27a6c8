#include "kernels/matmul.h"

#include <array>
#include <string>

#include <dnnl.hpp>
#include <omp.h>

#include "graft/error.h"
#include "graft/parallel.h"
#include "kernels/lru_cache.h"
#include "kernels/scratch_buffer.h"
#include "kernels/work_count.h"

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

// One product of fixed sizes, ready to run on memory given later. Belongs to one thread.
class Product {
 public:
  Product(const Matrix& left, const Matrix& right, bool with_bias, std::int64_t batch, bool adds) {
    using dnnl::memory;
    const memory::desc source({batch, left.rows, left.columns}, memory::data_type::f32,
                              {left.batch_stride, left.row_stride, left.column_stride});
    const memory::desc weights({batch, right.rows, right.columns}, memory::data_type::f32,
                               {right.batch_stride, right.row_stride, right.column_stride});
    const memory::desc bias({1, 1, right.columns}, memory::data_type::f32, memory::format_tag::abc);
    const memory::desc destination({batch, left.rows, right.columns}, memory::data_type::f32,
                                   memory::format_tag::abc);
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    if (adds) {
      dnnl::post_ops sum;
      sum.append_sum(1.0f);
      attributes.set_post_ops(sum);
    }
    const dnnl::matmul::desc description =
        with_bias ? dnnl::matmul::desc(source, weights, bias, destination)
                  : dnnl::matmul::desc(source, weights, destination);
    const dnnl::matmul::primitive_desc chosen(description, attributes, engine());
    primitive_ = dnnl::matmul(chosen);
    scratchpad_bytes_ = static_cast<std::int64_t>(chosen.scratchpad_desc().get_size());
    add_argument(DNNL_ARG_SRC, source);
    add_argument(DNNL_ARG_WEIGHTS, weights);
    add_argument(DNNL_ARG_DST, destination);
    add_argument(DNNL_ARG_SCRATCHPAD, chosen.scratchpad_desc());
    if (with_bias) add_argument(DNNL_ARG_BIAS, bias);
  }

  std::int64_t scratchpad_bytes() const { return scratchpad_bytes_; }

  void run(dnnl::stream& stream, const float* left, const float* right, const float* bias,
           float* output, void* scratchpad) {
    // oneDNN does not write through its inputs.
    void* const places[] = {const_cast<float*>(left), const_cast<float*>(right), output, scratchpad,
                            const_cast<float*>(bias)};
    for (std::size_t i = 0; i < count_; ++i) memories_[i].set_data_handle(places[i], stream);
    dnnl::error::wrap_c_api(dnnl_primitive_execute(primitive_.get(), stream.get(),
                                                   static_cast<int>(count_), arguments_.data()),
                            "cannot run");
  }

 private:
  void add_argument(int name, const dnnl::memory::desc& description) {
    memories_[count_] = dnnl::memory(description, engine(), DNNL_MEMORY_NONE);
    arguments_[count_] = {name, memories_[count_].get()};
    ++count_;
  }

  dnnl::matmul primitive_;
  std::int64_t scratchpad_bytes_ = 0;
  std::array<dnnl::memory, 5> memories_;
  std::array<dnnl_exec_arg_t, 5> arguments_ = {};
  std::size_t count_ = 0;
};

// What a thread keeps. oneDNN itself shares the generated code among threads.
struct ThreadState {
  static constexpr std::size_t kProducts = 256;

  dnnl::stream stream{engine()};
  LruCache<Key, Product, KeyHash> products{kProducts};
  ScratchBuffer scratchpad;
};

// Threads that oneDNN shall use when called from here. OpenMP keeps their number per thread.
int threads_from_here() {
  if (omp_in_parallel() != 0) return 1;
  const int threads = num_threads();
  if (omp_get_max_threads() != threads) omp_set_num_threads(threads);
  return threads;
}

std::string sizes_of(const Matrix& matrix) {
  return "[" + std::to_string(matrix.rows) + ", " + std::to_string(matrix.columns) + "]";
}

void multiply(const Matrix& left, const Matrix& right, const float* bias, float* output,
              std::int64_t batch, bool adds) {
  count_flops(2.0 * static_cast<double>(batch * left.rows) * static_cast<double>(left.columns) *
              static_cast<double>(right.columns));
  thread_local ThreadState state;
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
                   bias == nullptr ? 0 : 1,
                   adds ? 1 : 0,
                   threads_from_here()};
  try {
    Product& product =
        state.products.get(key, [&] { return Product(left, right, bias != nullptr, batch, adds); });
    void* const scratchpad = state.scratchpad.reserve(product.scratchpad_bytes());
    product.run(state.stream, left.data, right.data, bias, output, scratchpad);
  } catch (const dnnl::error& error) {
    throw Error("matmul: oneDNN cannot multiply " + sizes_of(left) + " and " + sizes_of(right) +
                ": " + error.what() + " (status " + std::to_string(error.status) +
                "). Check the installed oneDNN.");
  }
}

}  // namespace

void matmul(const Matrix& left, const Matrix& right, const float* bias, float* output,
            std::int64_t batch) {
  const std::int64_t count = batch * left.rows * right.columns;
  if (count == 0) return;
  if (left.columns > 0) return multiply(left, right, bias, output, batch, false);
  for (std::int64_t i = 0; i < count; ++i) {
    output[i] = bias == nullptr ? 0.0f : bias[i % right.columns];
  }
}

void add_matmul(const Matrix& left, const Matrix& right, float* output) {
  if (left.rows == 0 || left.columns == 0 || right.columns == 0) return;
  multiply(left, right, nullptr, output, 1, true);
}

}  // namespace graft::kernels
