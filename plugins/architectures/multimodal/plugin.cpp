#include "graft/plugin.h"

#include "clip_model.h"
#include "clip_options.h"
#include "image_conditioned_model.h"
#include "image_conditioned_options.h"

namespace {

graft::Value recognised(const char* model_type) {
  graft::Value recognises = graft::Value::map();
  recognises.set("model_type", graft::Value::List{graft::Value(model_type)});
  return recognises;
}

}  // namespace

GRAFT_PLUGIN("graft.multimodal", "1.0.0", registry) {
  registry.architecture<graft::ClipModel, graft::ClipOptions>(
      "multimodal", "Puts images and texts into one space, as CLIP", recognised("clip"));
  registry.architecture<graft::ImageConditionedModel, graft::ImageConditionedOptions>(
      "image-conditioned", "Writes text about an image, as LLaVA", recognised("llava"));
}
