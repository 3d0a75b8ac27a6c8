#include "graft/plugin.h"

#include "image_text.h"

GRAFT_PLUGIN("graft.image-text", "1.0.0", registry) {
  registry.dataset<graft::ImageText, graft::ImageTextOptions>(
      "image-text",
      "PNG and JPEG pictures with their texts, listed in files with one JSON object per line");
}
