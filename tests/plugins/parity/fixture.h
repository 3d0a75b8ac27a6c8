#pragma once

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/cli/fixed_batch.h"
#include "framework/model_io/model_folder.h"
#include "framework/model_io/safetensors.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft::tests {

/// A folder of inputs and of what the reference implementation makes of them.
struct Fixture {
  std::string folder;
  SafetensorsFile expected;
  Value info;  // kinds and tolerances

  /// The tensors of the main batch.
  Batch inputs() const {
    Batch batch;
    for (const NamedTensor& named : expected.tensors) {
      const Value* described = info.at("tensors").find(named.name);
      const Value* kind = described == nullptr ? nullptr : described->find("kind");
      if (kind != nullptr && kind->as_string() == "input" &&
          named.name.find('.') == named.name.npos) {
        batch[named.name] = named.tensor;
      }
    }
    return batch;
  }

  double tolerance(const std::string& name) const {
    const Value* described = info.at("tensors").find(name);
    const Value* value = described == nullptr ? nullptr : described->find("suggested_atol");
    return value == nullptr ? 1e-4 : value->as_double();
  }
};

/// The fixture `name` of the folder beside this checkout; nullopt, with a message, where it is not
/// there.
inline std::optional<Fixture> open_fixture(const std::string& name) {
  Fixture fixture;
  fixture.folder = GRAFT_SHARED_DIR "/fixtures/" + name;
  const std::string expected = fixture.folder + "/expected.safetensors";
  if (!std::filesystem::exists(expected)) {
    BOOST_TEST_MESSAGE("skipped: no " << expected);
    return std::nullopt;
  }
  fixture.expected = read_safetensors(expected);
  const std::string info = fixture.folder + "/expected.json";
  fixture.info = std::filesystem::exists(info) ? parse_json(read_file(info), info)
                                               : parse_json(R"({"tensors": {}})");
  return fixture;
}

/// The plugins of this build.
inline PluginCatalog built_plugins() {
  return PluginCatalog::open({GRAFT_BINARY_DIR "/lib/graft/plugins/plugins.yaml"});
}

inline std::unique_ptr<Architecture> load(const std::string& folder, PluginCatalog& catalog) {
  Rng rng(1);
  return load_model(folder, catalog, std::nullopt, rng).model;
}

/// Checks values against `wanted`, within its tolerance, but where `mask` [batch, seq] is 0.
inline void check_close(const std::string& name, const Tensor& found, const Tensor& wanted,
                        double tolerance, const Tensor* mask = nullptr) {
  BOOST_TEST_REQUIRE(found.numel() == wanted.numel(), name);
  const std::int64_t width = mask == nullptr ? 1 : wanted.numel() / mask->numel();
  double worst = 0.0;
  for (std::int64_t i = 0; i < wanted.numel(); ++i) {
    if (mask != nullptr && mask->data<std::int64_t>()[i / width] == 0) continue;
    const double want = wanted.data<float>()[i];
    const double off = std::fabs(want - static_cast<double>(found.data<float>()[i]));
    worst = std::max(worst, off - tolerance - 1e-4 * std::fabs(want));
  }
  BOOST_TEST(worst <= 0.0, name << " is off by " << worst << " beyond its tolerance");
}

}  // namespace graft::tests
