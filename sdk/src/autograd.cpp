#include "graft/autograd.h"

#include <atomic>
#include <queue>
#include <string>
#include <unordered_map>
#include <utility>

#include "graft/error.h"
#include "graft/memory.h"
#include "graft/profile.h"
#include "kernels/elementwise.h"
#include "recording.h"

namespace graft {

/// One recorded op: its inputs and how to differentiate it.
class GradientNode {
 public:
  GradientNode() = default;
  GradientNode(const GradientNode&) = delete;
  GradientNode& operator=(const GradientNode&) = delete;
  ~GradientNode();

  std::vector<Tensor> inputs;
  GradientFunction gradient;
  const char* op = "op";
  std::uint64_t order = 0;  // later ops have larger numbers
  bool freed = false;
};

namespace {

/// What a node holds on to, and with it the nodes before it.
struct Held {
  std::vector<Tensor> inputs;
  GradientFunction gradient;
};

thread_local bool recording = true;
thread_local std::vector<Held>* released = nullptr;  // while a node is destroyed on this thread
std::atomic<std::uint64_t> next_order{1};

/// `total` + `gradient`, in the memory of either where nobody else holds it.
Tensor sum_of(Tensor total, Tensor gradient) {
  Tensor sum;
  if (total.is_only_handle()) {
    sum = total;
  } else if (gradient.is_only_handle()) {
    sum = gradient;
  } else {
    sum = Tensor(total.shape(), total.dtype());
  }
  kernels::add(kernels::elements_of(total), kernels::elements_of(gradient),
               kernels::elements_of(sum), sum.numel(), sum.numel());
  return sum;
}

struct Pending {
  std::shared_ptr<GradientNode> node;
  Tensor gradient;
};

bool earlier(const Pending* left, const Pending* right) {
  return left->node->order < right->node->order;
}

/// What the backward pass has to know of an input: of a leaf everything, of what was computed only
/// shape, type and history. Its elements live as long as somebody reads them.
Tensor recorded(const Tensor& input) {
  if (!input.defined() || (input.requires_grad() && input.gradient_node() == nullptr)) return input;
  Tensor outline = Tensor::wrap(input.shape(), input.dtype(), nullptr, nullptr);
  outline.set_gradient_node(input.gradient_node());
  return outline;
}

void add_to_leaf(Tensor leaf, Tensor gradient) {
  if (leaf.grad().defined()) {
    // In place, whoever looks at it: a leaf's gradient is its own.
    Tensor total = leaf.grad();
    const kernels::Elements elements = kernels::elements_of(total);
    kernels::add(elements, kernels::elements_of(gradient), elements, total.numel(), total.numel());
  } else {
    // A gradient may share memory with another tensor's; a leaf keeps its own.
    Tensor kept = gradient.is_only_handle() ? std::move(gradient) : gradient.clone();
    count_as(kept, MemoryPurpose::kGradients);
    leaf.set_grad(std::move(kept));
  }
}

}  // namespace

// The nodes before this one wait in a list: destroying each inside the next would nest as deep as
// the graph.
GradientNode::~GradientNode() {
  if (inputs.empty()) return;
  if (released != nullptr) {
    released->push_back({std::move(inputs), std::move(gradient)});
    return;
  }
  std::vector<Held> waiting;
  released = &waiting;
  waiting.push_back({std::move(inputs), std::move(gradient)});
  while (!waiting.empty()) {
    const Held held = std::move(waiting.back());
    waiting.pop_back();
  }
  released = nullptr;
}

Gradients::Gradients(const std::vector<Tensor>& inputs, std::vector<Tensor> so_far)
    : inputs_(inputs),
      gradients_(inputs.size()),
      so_far_(std::move(so_far)),
      was_taken_(inputs.size()) {
  so_far_.resize(inputs.size());
}

void Gradients::require_input(std::size_t input) const {
  if (input < inputs_.size()) return;
  throw Error(std::string(current_op()) + ": its gradient function names input " +
              std::to_string(input) + ", counted from 0; the op has " +
              std::to_string(inputs_.size()));
}

bool Gradients::needed(std::size_t input) const {
  require_input(input);
  const Tensor& tensor = inputs_[input];
  return tensor.requires_grad() || tensor.gradient_node() != nullptr;
}

void Gradients::add(std::size_t input, Tensor gradient) {
  require_input(input);
  const Tensor& tensor = inputs_[input];
  const auto text = [input](const std::string& what) {
    return std::string(current_op()) + ": the gradient of input " + std::to_string(input) + what;
  };
  if (!gradient.defined()) throw Error(text(" is undefined; where none is needed, add none"));
  if (gradient.shape() != tensor.shape()) {
    throw ShapeError(text(" is ") + to_string(gradient.shape()) + ", the input " +
                     to_string(tensor.shape()));
  }
  if (gradient.dtype() != DType::kFloat32 && gradient.dtype() != DType::kBFloat16) {
    throw Error(text(std::string(" is ") + name_of(gradient.dtype()) + ", expected f32 or bf16"));
  }
  gradient = gradient.to(tensor.dtype());
  if (gradients_[input].defined()) {
    gradients_[input] = sum_of(std::move(gradients_[input]), std::move(gradient));
  } else {
    gradients_[input] = std::move(gradient);
  }
}

Tensor Gradients::take_so_far(std::size_t input) {
  require_input(input);
  if (!so_far_[input].is_only_handle()) return {};
  was_taken_[input] = true;
  return std::exchange(so_far_[input], Tensor());
}

Tensor Gradients::take(std::size_t input) {
  require_input(input);
  Tensor so_far = std::exchange(so_far_[input], Tensor());
  Tensor gradient = std::exchange(gradients_[input], Tensor());
  const bool was_taken = was_taken_[input];
  was_taken_[input] = false;
  if (was_taken && !gradient.defined()) {
    throw Error(std::string(current_op()) + ": its gradient function took what came before for " +
                "input " + std::to_string(input) + " and added nothing");
  }
  if (!so_far.defined()) return gradient;
  if (!gradient.defined()) return so_far;
  return sum_of(std::move(so_far), std::move(gradient));
}

Recording::Recording() : before_(recording) { recording = true; }
Recording::~Recording() { recording = before_; }

NoGradient::NoGradient() : before_(recording) { recording = false; }
NoGradient::~NoGradient() { recording = before_; }

bool wants_gradient(const std::vector<Tensor>& inputs) {
  if (!recording) return false;
  for (const Tensor& input : inputs) {
    if (input.requires_grad() || input.gradient_node() != nullptr) return true;
  }
  return false;
}

Tensor record_gradient(Tensor output, const std::vector<Tensor>& inputs,
                       GradientFunction gradient) {
  if (!wants_gradient(inputs)) return output;
  auto node = std::make_shared<GradientNode>();
  node->inputs.reserve(inputs.size());
  for (const Tensor& input : inputs) node->inputs.push_back(recorded(input));
  node->gradient = std::move(gradient);
  node->op = current_op();
  node->order = next_order.fetch_add(1, std::memory_order_relaxed);
  output.set_gradient_node(std::move(node));
  return output;
}

void backward(const Tensor& output, const Tensor& grad_output) {
  if (!grad_output.defined() && output.numel() != 1) {
    throw ShapeError("backward: output " + to_string(output.shape()) +
                     " is no scalar; give its gradient");
  }
  Tensor seed = grad_output.defined() ? grad_output : Tensor::full(output.shape(), 1.0f);
  if (seed.shape() != output.shape()) {
    throw ShapeError("backward: gradient " + to_string(seed.shape()) + " for output " +
                     to_string(output.shape()));
  }
  seed = seed.to(output.dtype());
  if (output.gradient_node() == nullptr) {
    if (!output.requires_grad()) {
      throw Error("backward: nothing that this output was computed from requires a gradient");
    }
    add_to_leaf(output, seed);
    return;
  }

  // The newest op first: an op is passed after everything that used its output.
  const NoGradient no_gradient;
  std::unordered_map<GradientNode*, std::unique_ptr<Pending>> pending;
  std::priority_queue<Pending*, std::vector<Pending*>, decltype(&earlier)> queue(&earlier);
  const auto deliver = [&pending, &queue](const Tensor& input, Tensor gradient) {
    if (!gradient.defined()) return;
    const std::shared_ptr<GradientNode>& node = input.gradient_node();
    if (node == nullptr) {
      if (input.requires_grad()) add_to_leaf(input, std::move(gradient));
      return;
    }
    std::unique_ptr<Pending>& entry = pending[node.get()];
    if (!entry) {
      entry = std::make_unique<Pending>(Pending{node, std::move(gradient)});
      queue.push(entry.get());
    } else if (entry->gradient.defined()) {
      entry->gradient = sum_of(std::move(entry->gradient), std::move(gradient));
    } else {
      entry->gradient = std::move(gradient);
    }
  };
  // Lent to the function of an op, and delivered again with what that adds.
  const auto taken_from = [&pending](const std::vector<Tensor>& inputs) {
    std::vector<Tensor> so_far(inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const auto entry = pending.find(inputs[i].gradient_node().get());
      if (entry != pending.end()) so_far[i] = std::exchange(entry->second->gradient, Tensor());
    }
    return so_far;
  };
  deliver(output, std::move(seed));
  while (!queue.empty()) {
    const std::shared_ptr<GradientNode> node = queue.top()->node;
    Tensor gradient = std::move(queue.top()->gradient);
    queue.pop();
    pending.erase(node.get());
    if (node->freed) {
      throw Error(
          "backward: this graph was passed before and is freed; run the forward pass again");
    }
    node->freed = true;
    const std::vector<Tensor> inputs = std::move(node->inputs);
    GradientFunction function = std::move(node->gradient);
    node->inputs.clear();
    node->gradient = nullptr;
    Gradients gradients(inputs, taken_from(inputs));
    const OpScope scope(node->op, true);
    function(gradient, gradients);
    // What the function kept is let go before its results are added up.
    function = nullptr;
    gradient = Tensor();
    for (std::size_t i = 0; i < inputs.size(); ++i) deliver(inputs[i], gradients.take(i));
  }
}

}  // namespace graft
