#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/export.h"
#include "graft/graft_point.h"
#include "graft/tensor.h"

namespace graft {

/// What part a child plays in a model.
enum class Part {
  kPlain,
  kBlock,   // one of the stacked transformer blocks
  kHead,    // task layers on top; new when a model is adapted to another task
  kPooler,  // between model and head: part of the model, but some checkpoints lack it
};

/// A parameter with its path in the model, which is its name in the checkpoint.
struct GRAFT_API NamedParameter {
  std::string name;
  Tensor tensor;
  std::int64_t block = -1;  // index of the block it lies in; -1 outside all blocks
  bool in_head = false;
  /// Whether a checkpoint made for another head may lack it: true in heads and poolers.
  bool may_be_new = false;
  /// Whether it is new indeed, see Module::mark_new. What is new has to be trained.
  bool is_new = false;
};

/// A piece of a model: parameters, graft points and children, each under a name. Children are
/// members of the derived class; a module can be neither copied nor moved, since its parent points
/// to it.
class GRAFT_API Module {
 public:
  Module() = default;
  virtual ~Module();
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  /// All parameters, depth first, in order of registration.
  std::vector<NamedParameter> parameters() const;
  std::vector<NamedGraftPoint> graft_points();
  /// Number of blocks below this module.
  std::int64_t num_blocks() const;
  /// Notes that these parameters, named as in `parameters()`, were not in the checkpoint that the
  /// others came from.
  void mark_new(const std::vector<std::string>& names);

 protected:
  /// Registers a tensor as a trainable parameter and returns it.
  Tensor register_parameter(const std::string& name, Tensor tensor);
  void register_module(const std::string& name, Module& child, Part part = Part::kPlain);
  /// `name` empty: the point has the path of this module.
  void register_graft_point(const std::string& name, GraftPoint& point);

 private:
  struct Child {
    std::string name;
    Module* module;
    Part part;
  };
  struct Parameter {
    std::string name;
    Tensor tensor;
    bool is_new = false;
  };
  struct Point {
    std::string name;
    GraftPoint* point;
  };
  struct Walk;
  struct Place;
  void walk(const Place& place, std::int64_t& next_block, Walk& walk) const;
  void mark_new(const std::string& path, const std::vector<std::string>& names);

  std::vector<Child> children_;
  std::vector<Parameter> parameters_;
  std::vector<Point> points_;
};

/// Sets `requires_grad` on every parameter.
GRAFT_API void set_trainable(const Module& module, bool trainable);

}  // namespace graft
