#include "kernels/matmul.h"

#include <array>
#include <memory>
#include <string>

#include <dnnl.hpp>
#include <omp.h>

#include "allocator.h"
#include "graft/error.h"
#include "graft/parallel.h"
#include "kernels/bfloat16.h"
#include "kernels/f32_blocks.h"
#include "kernels/lru_cache.h"
#include "kernels/onednn_pair_blocks.h"
#include "kernels/pair_packing.h"
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

dnnl::memory::data_type type_of(DType dtype) {
  return dtype == DType::kFloat32 ? dnnl::memory::data_type::f32 : dnnl::memory::data_type::bf16;
}

dnnl::memory::desc described(const Matrix& matrix, std::int64_t batch) {
  return {{batch, matrix.rows, matrix.columns},
          type_of(matrix.data.dtype),
          {matrix.batch_stride, matrix.row_stride, matrix.column_stride}};
}

// What a product does besides multiplying.
struct Extras {
  bool has_bias = false;
  bool adds = false;   // to what the output holds
  bool packs = false;  // the right operand is in the order that oneDNN chooses; no batch
  DType output = DType::kFloat32;
};

// One product of fixed sizes, ready to run on memory given later. Belongs to one thread.
class Product {
 public:
  Product(const Matrix& left, const Matrix& right, const Extras& extras, std::int64_t batch) {
    using dnnl::memory;
    using Dims = memory::dims;
    const Dims rows = extras.packs ? Dims{left.rows} : Dims{batch, left.rows};
    const auto sized = [&rows](std::int64_t columns, bool one_row) {
      Dims dims = one_row ? Dims(rows.size(), 1) : rows;
      dims.push_back(columns);
      return dims;
    };
    const memory::format_tag plain =
        extras.packs ? memory::format_tag::ab : memory::format_tag::abc;
    memory::desc source = described(left, batch);
    memory::desc weights = described(right, batch);
    if (extras.packs) {
      source = {{left.rows, left.columns},
                type_of(left.data.dtype),
                {left.row_stride, left.column_stride}};
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

  /// How the right operand has to lie in memory.
  const dnnl::memory::desc& weights() const { return weights_; }
  std::int64_t scratchpad_bytes() const { return scratchpad_bytes_; }

  void run(dnnl::stream& stream, const void* left, const void* right, const float* bias,
           void* output, void* scratchpad) {
    // oneDNN does not write through its inputs.
    void* const places[] = {const_cast<void*>(left), const_cast<void*>(right), output, scratchpad,
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
  dnnl::memory::desc weights_;
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

void count(const Matrix& left, const Matrix& right, std::int64_t batch) {
  count_flops(2.0 * static_cast<double>(batch * left.rows) * static_cast<double>(left.columns) *
              static_cast<double>(right.columns));
}

[[noreturn]] void fail(const Matrix& left, const Matrix& right, const dnnl::error& error) {
  throw Error("matmul: oneDNN cannot multiply " + sizes_of(left) + " and " + sizes_of(right) +
              ": " + error.what() + " (status " + std::to_string(error.status) +
              "). Check the installed oneDNN.");
}

ThreadState& thread_state() {
  thread_local ThreadState state;
  return state;
}

Product& product_of(ThreadState& state, const Matrix& left, const Matrix& right,
                    const Extras& extras, std::int64_t batch) {
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
  return state.products.get(key, [&] { return Product(left, right, extras, batch); });
}

// Copies a matrix in the order of `wanted`, and rounds to its type.
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

// Packing costs one pass over the weight when it has changed, and saves some per cent of each
// product. It must not depend on what was computed before: the last bits differ.
bool packing_pays() {
  static const bool packs = (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) &
                             dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core;
  return packs && omp_in_parallel() == 0;
}

// Whether a product has the rows to make up for bringing its right operand into oneDNN's order
// first, which helps most where the left one is read column by column. As measured.
bool packing_right_pays(const Matrix& left, std::int64_t batch) {
  constexpr std::int64_t kFewTerms = 64;
  if (batch != 1 || left.row_stride != 1 || left.columns < kFewTerms || !packing_pays())
    return false;
  return left.rows >= (left.data.is_f32() ? 4096 : 128);
}

// The product of operands that oneDNN takes as they are.
void multiply(const Matrix& left, const Matrix& right, const float* bias, Elements output,
              std::int64_t batch, bool adds) {
  try {
    ThreadState& state = thread_state();
    const bool packs = packing_right_pays(left, batch);
    Product& product =
        product_of(state, left, right, {bias != nullptr, adds, packs, output.dtype}, batch);
    const void* elements = right.data.data;
    std::shared_ptr<void> copy;
    if (packs) {
      copy = allocate(static_cast<std::int64_t>(product.weights().get_size()));
      pack(right, product.weights(), copy.get());
      elements = copy.get();
    }
    void* const scratchpad = state.scratchpad.reserve(product.scratchpad_bytes());
    product.run(state.stream, left.data.data, elements, bias, output.data, scratchpad);
  } catch (const dnnl::error& error) {
    fail(left, right, error);
  }
}

// A copy of bf16 elements in f32, or nothing where they are f32.
class Widened {
 public:
  Widened(const Matrix& matrix, std::int64_t batch) : matrix_(matrix) {
    if (matrix.data.is_f32()) return;
    const std::int64_t count = batch * matrix.rows * matrix.columns;
    memory_ = allocate(count * size_of(DType::kFloat32));
    auto* const floats = static_cast<float*>(memory_.get());
    convert(matrix.data, floats, count);
    matrix_.data = floats;
  }

  const Matrix& matrix() const { return matrix_; }

 private:
  std::shared_ptr<void> memory_;
  Matrix matrix_;
};

// The same for any types.
void multiply_any(const Matrix& left, const Matrix& right, const float* bias, Elements output,
                  std::int64_t batch, bool adds) {
  const bool both_f32 = left.data.is_f32() && right.data.is_f32();
  const bool both_bf16 = !left.data.is_f32() && !right.data.is_f32();
  if ((both_f32 && output.is_f32()) || (both_bf16 && has_bf16_products())) {
    multiply(left, right, bias, output, batch, adds);
    return;
  }
  const Widened wide_left(left, batch);
  const Widened wide_right(right, batch);
  if (output.is_f32()) {
    multiply(wide_left.matrix(), wide_right.matrix(), bias, output, batch, adds);
    return;
  }
  const std::int64_t count = batch * left.rows * right.columns;
  const std::shared_ptr<void> memory = allocate(count * size_of(DType::kFloat32));
  auto* const floats = static_cast<float*>(memory.get());
  if (adds) convert(output, floats, count);
  multiply(wide_left.matrix(), wide_right.matrix(), bias, floats, batch, adds);
  convert(floats, output, count);
}

// Products without terms.
void fill_with_bias(const float* bias, Elements output, std::int64_t rows, std::int64_t columns) {
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t i = 0; i < columns; ++i) {
      const float value = bias == nullptr ? 0.0f : bias[i];
      convert_here(&value, output + (row * columns + i), 1);
    }
  }
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

// The weight's elements in the order of `wanted`.
std::shared_ptr<void> packed(const WeightMatrix& weight, const dnnl::memory::desc& wanted) {
  const Matrix& matrix = weight.matrix;
  // A square matrix and its transpose ask for the same layout.
  const WeightForms::Key key = {
      matrix.data.data, hash_of(wanted) ^ static_cast<std::uint64_t>(matrix.row_stride == 1)};
  return weight.forms->get(key, weight.version, static_cast<std::int64_t>(wanted.get_size()),
                           [&](void* to) { pack(matrix, wanted, to); });
}

void multiply_packed(const Matrix& left, const WeightMatrix& weight, const float* bias,
                     Elements output, bool adds) {
  try {
    ThreadState& state = thread_state();
    Product& product =
        product_of(state, left, weight.matrix, {bias != nullptr, adds, true, output.dtype}, 1);
    const std::shared_ptr<void> right = packed(weight, product.weights());
    void* const scratchpad = state.scratchpad.reserve(product.scratchpad_bytes());
    product.run(state.stream, left.data.data, right.get(), bias, output.data, scratchpad);
  } catch (const dnnl::error& error) {
    fail(left, weight.matrix, error);
  }
}

// Rounds to bf16 and back, where products of bf16 are computed in f32.
std::shared_ptr<void> rounded(const WeightMatrix& weight) {
  const std::int64_t count = weight.matrix.rows * weight.matrix.columns;
  constexpr std::uint64_t kRounded = 0;
  return weight.forms->get({weight.matrix.data.data, kRounded}, weight.version,
                           count * size_of(DType::kFloat32), [&](void* to) {
                             const ConstElements from = weight.matrix.data;
                             auto* const floats = static_cast<float*>(to);
                             for_f32_blocks<1>(
                                 {from}, floats, 0, count,
                                 [](const auto& in, float* out, std::int64_t, std::int64_t n) {
                                   for (std::int64_t i = 0; i < n; ++i) {
                                     out[i] = to_float(to_bfloat16(in[0][i]));
                                   }
                                 });
                           });
}

void multiply_by_weight(const Matrix& left, const WeightMatrix& weight, const float* bias,
                        Elements output, Packing packing, bool adds) {
  const Matrix& right = weight.matrix;
  if (left.rows * right.columns == 0) return;
  count(left, right, 1);
  const bool in_f32 = left.data.is_f32();
  if (in_f32 ? packing == Packing::kAlways || packing_pays() : has_bf16_products()) {
    multiply_packed(left, weight, bias, output, adds);
    return;
  }
  if (in_f32) {
    multiply_any(left, right, bias, output, 1, adds);
    return;
  }
  const std::shared_ptr<void> elements = rounded(weight);
  Matrix as_bf16 = right;
  as_bf16.data = static_cast<const float*>(elements.get());
  multiply_any(left, as_bf16, bias, output, 1, adds);
}

}  // namespace

bool has_bf16_products() {
  static const bool has = (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) &
                           dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
  return has;
}

void matmul(const Matrix& left, const Matrix& right, const float* bias, Elements output,
            std::int64_t batch) {
  if (batch * left.rows * right.columns == 0) return;
  if (left.columns == 0) {
    fill_with_bias(bias, output, batch * left.rows, right.columns);
    return;
  }
  count(left, right, batch);
  multiply_any(left, right, bias, output, batch, false);
}

void add_matmul(const Matrix& left, const Matrix& right, float* output) {
  if (left.rows == 0 || left.columns == 0 || right.columns == 0) return;
  count(left, right, 1);
  multiply_any(left, right, nullptr, output, 1, true);
}

void matmul(const Matrix& left, const WeightMatrix& weight, const float* bias, Elements output,
            Packing packing) {
  if (left.columns == 0) {
    fill_with_bias(bias, output, left.rows, weight.matrix.columns);
    return;
  }
  multiply_by_weight(left, weight, bias, output, packing, false);
}

void add_matmul(const Matrix& left, const WeightMatrix& weight, Elements output) {
  if (left.columns == 0) return;
  multiply_by_weight(left, weight, nullptr, output, Packing::kWherePaid, true);
}

}  // namespace graft::kernels
