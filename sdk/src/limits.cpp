#include "graft/limits.h"

#include <chrono>
#include <string>
#include <unordered_map>
#include <vector>

#include <dnnl.hpp>

#include "graft/error.h"
#include "graft/parallel.h"
#include "graft/tensor.h"
#include "huge_page_heap.h"
#include "kernels/bfloat16.h"
#include "kernels/work_count.h"

namespace graft {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// A square matrix of ones. Not from the allocator of tensors, whose counts of memory are those of
/// the model that is measured.
class Ones {
 public:
  Ones(std::int64_t size, DType dtype)
      : bytes_(static_cast<std::size_t>(element_count({size, size}) * size_of(dtype))),
        place_(heap_.allocate(bytes_)) {
    if (place_ == nullptr) {
      throw Error("MatmulLimit: no memory for " + std::to_string(bytes_) +
                  " bytes. Use a smaller size.");
    }
    const std::vector<float> ones(static_cast<std::size_t>(size), 1.0f);
    const kernels::Elements rows(place_, dtype);
    for (std::int64_t i = 0; i < size; ++i) {
      kernels::convert_here(ones.data(), rows + i * size, size);
    }
  }
  ~Ones() { heap_.free(place_, bytes_); }
  Ones(const Ones&) = delete;
  Ones& operator=(const Ones&) = delete;

  void* place() const { return place_; }

 private:
  HugePageHeap heap_;
  std::size_t bytes_;
  void* place_;
};

}  // namespace

struct MatmulLimit::State {
  State(std::int64_t rows, DType dtype)
      : size(rows),
        left(rows, dtype),
        right(rows, dtype),
        product(rows, dtype),
        engine(dnnl::engine::kind::cpu, 0),
        stream(engine) {
    using dnnl::memory;
    const memory::dims shape = {rows, rows};
    const auto type = dtype == DType::kFloat32 ? memory::data_type::f32 : memory::data_type::bf16;
    const memory::desc plain(shape, type, memory::format_tag::ab);
    const memory::desc any(shape, type, memory::format_tag::any);
    const dnnl::matmul::primitive_desc chosen({plain, any, plain}, engine);
    multiply = dnnl::matmul(chosen);
    memory given(plain, engine, right.place());
    memory packed(chosen.weights_desc(), engine);
    dnnl::reorder(given, packed).execute(stream, given, packed);
    stream.wait();
    arguments = {{DNNL_ARG_SRC, memory(plain, engine, left.place())},
                 {DNNL_ARG_WEIGHTS, packed},
                 {DNNL_ARG_DST, memory(plain, engine, product.place())}};
  }

  std::int64_t size;
  Ones left;
  Ones right;
  Ones product;
  dnnl::engine engine;
  dnnl::stream stream;
  dnnl::matmul multiply;
  std::unordered_map<int, dnnl::memory> arguments;
};

MatmulLimit::MatmulLimit(std::int64_t size, DType dtype) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 20;
  if (size < 1 || size > kLargest) {
    throw Error("MatmulLimit: size " + std::to_string(size) + ", expected 1 to " +
                std::to_string(kLargest) + ".");
  }
  try {
    state_ = std::make_unique<State>(size, dtype);
  } catch (const dnnl::error& error) {
    throw Error(std::string("MatmulLimit: ") + error.what());
  }
  run();  // the first one warms up
}

MatmulLimit::~MatmulLimit() = default;

double MatmulLimit::run() {
  const auto start = Clock::now();
  state_->multiply.execute(state_->stream, state_->arguments);
  state_->stream.wait();
  const auto size = static_cast<double>(state_->size);
  return 2.0 * size * size * size / seconds_since(start);
}

double stream_bandwidth() {
  constexpr std::int64_t kElements = std::int64_t{1} << 25;  // 128 MiB each
  Tensor a({kElements});
  Tensor b = Tensor::full({kElements}, 1.0f);
  Tensor c = Tensor::full({kElements}, 2.0f);
  a.fill(0.0f);  // brings the pages in
  float* const to = a.data<float>();
  const float* const left = b.data<float>();
  const float* const right = c.data<float>();
  const auto start = Clock::now();
  parallel_for(kElements, 1, [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) to[i] = left[i] + 3.0f * right[i];
  });
  return 3.0 * static_cast<double>(a.bytes()) / seconds_since(start);
}

double counted_flops() { return kernels::flops_so_far(); }

}  // namespace graft
