#include "graft/plugin.h"

#include "model.h"

graft::Value @CLASS@Model::config() const {
  graft::Value config = graft::Value::map();
  config.set("model_type", "@NAME@");
  config.set("hidden_size", options_.hidden_size);
  config.set("num_layers", options_.num_layers);
  config.set("num_heads", options_.num_heads);
  config.set("max_positions", options_.max_positions);
  config.set("vocab_size", options_.vocab_size);
  if (classifier_ == nullptr) return config;
  config.set("labels", head_.labels);
  config.set("problem_type", head_.problem_type);
  return config;
}

graft::HeadSpec @CLASS@Model::head_from_config(const graft::Value& config) {
  graft::HeadSpec head;
  const graft::Value* labels = config.find("labels");
  if (labels == nullptr) return head;
  head.kind = graft::HeadKind::kSequenceClassification;
  for (const graft::Value& label : labels->as_list()) head.labels.push_back(label.as_string());
  head.problem_type = config.at("problem_type").as_string();
  return head;
}

GRAFT_PLUGIN("local.@NAME@", "1.0.0", registry) {
  graft::Value recognises = graft::Value::map();
  recognises.set("model_type", std::vector<std::string>{"@NAME@"});
  registry.architecture<@CLASS@Model, @CLASS@Options>("@NAME@", "Gated attentions, one per block",
                                                      recognises);
}
