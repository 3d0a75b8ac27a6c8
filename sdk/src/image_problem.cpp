#include "image_problem.h"

#include "graft/error.h"

namespace graft {

void refuse_image(const std::string& file, const std::string& message, const std::string& hint) {
  throw InputError({Problem{file, 0, 0, "bad-image", message, hint}});
}

void check_pixels(const std::string& file, std::int64_t width, std::int64_t height,
                  std::int64_t most) {
  if (width <= most / height) return;
  refuse_image(file,
               "has " + std::to_string(width) + " x " + std::to_string(height) +
                   " pixels, more than the " + std::to_string(most) + " that are read",
               "make it smaller");
}

}  // namespace graft
