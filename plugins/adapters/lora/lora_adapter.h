#pragma once

#include <memory>
#include <string>
#include <vector>

#include "graft/roles/adapter.h"
#include "lora_graft.h"
#include "lora_options.h"
#include "peft_config.h"

namespace graft {

/// Freezes the model but for its head, and grafts a low-rank update on every chosen linear map.
class LoraAdapter : public Adapter {
 public:
  explicit LoraAdapter(const LoraOptions& options);

  void attach(Module& model, Rng& rng) override;
  /// `base_model.model.<point>.lora_A.weight` and `….lora_B.weight`, as PEFT names them.
  std::vector<NamedParameter> parameters() const override;
  Value config() const override;
  void merge() override;
  void unmerge() override;

 private:
  struct Update {
    NamedGraftPoint target;
    std::shared_ptr<LoraGraft> graft;
  };
  void choose_trainable(Module& model);

  LoraOptions options_;
  std::vector<Update> updates_;
  std::vector<std::string> trained_modules_;
};

}  // namespace graft
