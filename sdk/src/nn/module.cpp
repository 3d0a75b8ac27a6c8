#include "graft/nn/module.h"

#include <algorithm>
#include <utility>

#include "graft/error.h"
#include "graft/memory.h"

namespace graft {

/// What a walk over a module tree collects.
struct Module::Walk {
  std::vector<NamedParameter> parameters;
  std::vector<NamedGraftPoint> points;
};

Module::~Module() = default;

namespace {

std::string joined(const std::string& path, const std::string& name) {
  if (path.empty()) return name;
  return name.empty() ? path : path + "." + name;
}

}  // namespace

/// Where a module stands in its model.
struct Module::Place {
  std::string path;
  std::int64_t block = -1;
  bool in_head = false;
  bool may_be_new = false;
};

void Module::walk(const Place& place, std::int64_t& next_block, Walk& walk) const {
  for (const Parameter& parameter : parameters_) {
    walk.parameters.push_back({joined(place.path, parameter.name), parameter.tensor, place.block,
                               place.in_head, place.may_be_new, parameter.is_new});
  }
  for (const Point& point : points_) {
    walk.points.push_back(
        {joined(place.path, point.name), point.point, place.block, place.in_head});
  }
  for (const Child& child : children_) {
    Place below = place;
    below.path = joined(place.path, child.name);
    if (child.part == Part::kBlock) below.block = next_block++;
    if (child.part == Part::kHead) below.in_head = true;
    if (child.part == Part::kHead || child.part == Part::kPooler) below.may_be_new = true;
    child.module->walk(below, next_block, walk);
  }
}

std::vector<NamedParameter> Module::parameters() const {
  Walk walk;
  std::int64_t next_block = 0;
  this->walk(Place{}, next_block, walk);
  return std::move(walk.parameters);
}

std::vector<NamedGraftPoint> Module::graft_points() {
  Walk walk;
  std::int64_t next_block = 0;
  this->walk(Place{}, next_block, walk);
  return std::move(walk.points);
}

std::int64_t Module::num_blocks() const {
  Walk walk;
  std::int64_t next_block = 0;
  this->walk(Place{}, next_block, walk);
  return next_block;
}

void Module::mark_new(const std::vector<std::string>& names) { mark_new("", names); }

void Module::mark_new(const std::string& path, const std::vector<std::string>& names) {
  for (Parameter& parameter : parameters_) {
    const std::string name = joined(path, parameter.name);
    if (std::find(names.begin(), names.end(), name) != names.end()) parameter.is_new = true;
  }
  for (const Child& child : children_) child.module->mark_new(joined(path, child.name), names);
}

Tensor Module::register_parameter(const std::string& name, Tensor tensor) {
  for (const Parameter& other : parameters_) {
    if (other.name == name) throw Error("parameter `" + name + "` is registered twice");
  }
  tensor.set_requires_grad(true);
  count_as(tensor, MemoryPurpose::kWeights);
  parameters_.push_back({name, tensor});
  return tensor;
}

void Module::register_module(const std::string& name, Module& child, Part part) {
  for (const Child& other : children_) {
    if (other.name == name) throw Error("module `" + name + "` is registered twice");
  }
  children_.push_back({name, &child, part});
}

void Module::register_graft_point(const std::string& name, GraftPoint& point) {
  points_.push_back({name, &point});
}

void set_trainable(const Module& module, bool trainable) {
  for (NamedParameter parameter : module.parameters()) {
    parameter.tensor.set_requires_grad(trainable);
  }
}

}  // namespace graft
