#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace graft::kernels {

/// Copies of a weight in the types and orders in which products read it. Each is made when it is
/// first asked for, and again when the weight has changed since. Any thread may ask.
class WeightForms {
 public:
  struct Key {
    const void* elements;  // where in the array the weight begins
    std::uint64_t layout;  // a number for type, sizes and order of the copy

    bool operator==(const Key&) const = default;
  };

  /// The copy `key` of elements that are at `version`, `bytes` long, which `make(to)` writes. It
  /// keeps its content for as long as the pointer is held.
  std::shared_ptr<void> get(const Key& key, std::uint64_t version, std::int64_t bytes,
                            const std::function<void(void* to)>& make);

 private:
  struct Form {
    Key key;
    std::uint64_t version;
    std::int64_t bytes;
    std::shared_ptr<void> memory;
  };

  std::mutex mutex_;
  std::vector<Form> forms_;
};

}  // namespace graft::kernels
