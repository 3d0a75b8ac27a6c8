#include "graft/plugin.h"

#include "adapter.h"

void @CLASS@Adapter::attach(graft::Module& model, graft::Rng&) {
  for (graft::NamedParameter parameter : model.parameters()) {
    parameter.tensor.set_requires_grad(parameter.in_head);
  }
  std::vector<graft::NamedGraftPoint> points = model.graft_points();
  std::erase_if(points, [](const graft::NamedGraftPoint& point) { return point.in_head; });
  points = graft::select_points(points, graft::GraftPointKind::kLinear, options_.target_modules,
                                "target_modules");
  for (const graft::NamedGraftPoint& target : points) {
    grafted_.push_back({target, std::make_shared<Scaling>(target.point->out_features())});
    target.point->attach(grafted_.back().scaling);
  }
}

std::vector<graft::NamedParameter> @CLASS@Adapter::parameters() const {
  std::vector<graft::NamedParameter> parameters;
  for (const auto& [target, scaling] : grafted_) {
    parameters.push_back({target.name + ".scale", scaling->scale(), target.block});
  }
  return parameters;
}

graft::Value @CLASS@Adapter::config() const {
  graft::Value config = graft::Value::map();
  config.set("peft_type", "@UPPER@");
  config.set("target_modules", options_.target_modules);
  return config;
}

void @CLASS@Adapter::merge() {
  for (auto& [target, scaling] : grafted_) scaling->merge(*target.point);
}

void @CLASS@Adapter::unmerge() {
  for (auto& [target, scaling] : grafted_) scaling->unmerge(*target.point);
}

GRAFT_PLUGIN("local.@NAME@", "1.0.0", registry) {
  graft::Value recognises = graft::Value::map();
  recognises.set("peft_type", std::vector<std::string>{"@UPPER@"});
  registry.adapter<@CLASS@Adapter, @CLASS@Options>(
      "@NAME@", "Learned factors on the outputs of linear maps", recognises);
}
