#include "framework/bench/ops.h"

#include <algorithm>
#include <chrono>

#include "framework/bench/machine_limits.h"
#include "framework/bench/op_cases.h"
#include "graft/autograd.h"
#include "graft/parallel.h"

namespace graft {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kCasesBetweenLimits = 3;
constexpr std::int64_t kEvictedFloats = std::int64_t{1} << 25;  // 128 MiB: more than caches hold

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Drives everything else out of the caches.
class Evictor {
 public:
  void run() {
    float* const values = values_.data<float>();
    parallel_for(values_.numel(), 1, [values](std::int64_t begin, std::int64_t end) {
      std::fill(values + begin, values + end, 1.0f);
    });
  }

 private:
  Tensor values_{Shape{kEvictedFloats}};
};

struct Times {
  std::vector<double> forward;
  std::vector<double> gradient;
  std::vector<double> both;
};

std::vector<Tensor> ones_like(const std::vector<Tensor>& outputs) {
  std::vector<Tensor> ones;
  for (const Tensor& output : outputs) {
    ones.push_back(Tensor::full(output.shape(), 1.0f).to(output.dtype()));
  }
  return ones;
}

/// Passes a gradient back through each of the outputs, in one pass. Nobody else holds it then, as
/// in a model.
void backward_from(const std::vector<Tensor>& outputs, std::vector<Tensor> grad_outputs) {
  if (outputs.size() == 1) return backward(outputs[0], grad_outputs[0]);
  const auto seed = [&grad_outputs](const Tensor&, Gradients& grads) {
    for (std::size_t i = 0; i < grad_outputs.size(); ++i) grads.add(i, std::move(grad_outputs[i]));
  };
  const Tensor joint = record_gradient(Tensor::scalar(0.0f), outputs, seed);
  backward(joint);
}

Times time_case(const OpCase& op_case, std::int64_t steps, Evictor& evictor) {
  PreparedOp op = op_case.prepare();
  const bool passes_back = op_case.is_whole || !op_case.gradient.is_none();
  Times times;
  for (std::int64_t i = -1; i < steps; ++i) {  // the first one warms up
    for (Tensor& leaf : op.leaves) leaf.clear_grad();
    evictor.run();
    const auto start = Clock::now();
    const std::vector<Tensor> outputs = op.run();
    const double forward = seconds_since(start);
    double gradient = 0.0;
    if (passes_back) {
      std::vector<Tensor> grad_outputs = ones_like(outputs);
      if (!op_case.is_whole) evictor.run();
      const auto back_start = Clock::now();
      backward_from(outputs, std::move(grad_outputs));
      gradient = seconds_since(back_start);
    }
    if (i < 0) continue;
    times.forward.push_back(forward);
    times.gradient.push_back(gradient);
    times.both.push_back(forward + gradient);
  }
  return times;
}

OpSpeed speed_of(const OpCase& op_case, const char* pass, const OpWork& work,
                 const std::vector<double>& seconds) {
  OpSpeed speed;
  speed.op = op_case.op;
  speed.shape = op_case.shape;
  speed.dtype = op_case.dtype;
  speed.pass = pass;
  speed.seconds = median(seconds);
  speed.is_product = work.flops > 0;
  speed.per_second = (speed.is_product ? work.flops : work.bytes) / speed.seconds;
  return speed;
}

void add_speeds(const OpCase& op_case, const Times& times, std::vector<OpSpeed>& speeds) {
  if (op_case.is_whole) {
    speeds.push_back(speed_of(op_case, "both", op_case.forward, times.both));
    return;
  }
  speeds.push_back(speed_of(op_case, "forward", op_case.forward, times.forward));
  if (op_case.gradient.is_none()) return;
  speeds.push_back(speed_of(op_case, "gradient", op_case.gradient, times.gradient));
  const OpWork both = {op_case.forward.flops + op_case.gradient.flops,
                       op_case.forward.bytes + op_case.gradient.bytes};
  speeds.push_back(speed_of(op_case, "both", both, times.both));
}

}  // namespace

OpSpeeds measure_ops(const OpSpeedOptions& options) {
  MatmulRate matmul_rate(options.cases.dtype);
  StreamRate stream_rate;
  Evictor evictor;
  OpSpeeds result;
  result.dtype = options.cases.dtype;
  result.product_dtype = matmul_rate.dtype();
  const std::vector<OpCase> cases = op_cases(options.cases);
  // What is no more than a quick look measures the limits once.
  const std::size_t distance = options.cases.shrink > 1 ? cases.size() : kCasesBetweenLimits;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (i % distance == 0) {
      matmul_rate.measure();
      stream_rate.measure();
    }
    add_speeds(cases[i], time_case(cases[i], options.steps, evictor), result.ops);
  }
  result.matmul_flops_per_s = matmul_rate.best();
  result.stream_bytes_per_s = stream_rate.best();
  for (OpSpeed& speed : result.ops) {
    const double limit = speed.is_product ? result.matmul_flops_per_s : result.stream_bytes_per_s;
    speed.fraction_of_limit = speed.per_second / limit;
  }
  return result;
}

}  // namespace graft
