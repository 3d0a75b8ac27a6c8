#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/roles/architecture.h"
#include "graft/roles/dataset.h"

namespace graft {

/// The picture of an example, [3, height, width] u8. Throws InputError about an example without.
const Tensor& picture_of(const Example& example, const std::string& split, std::int64_t index);

/// The pictures of one split as a model reads them. Each is prepared when it is first asked for,
/// and kept where all of them take less than half a GiB.
class PreparedImages {
 public:
  /// `dataset` must outlive it.
  PreparedImages(const Dataset& dataset, std::string split, const ImageInput& input);

  /// Prepares a picture that was read anyway. Threads may do so for different indices.
  void add(std::int64_t index, const Tensor& picture);
  /// [indices, channels, height, width]. Indices are those of the split.
  Tensor pixel_values(const std::vector<std::int64_t>& indices);

 private:
  Tensor image(std::int64_t index);

  const Dataset& dataset_;
  std::string split_;
  ImageInput input_;
  std::vector<Tensor> images_;  // undefined until they are added or asked for; empty where not kept
};

}  // namespace graft
