#include "framework/model_io/model_folder.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"
#include "tests/support/temporary_folder.h"

using namespace graft;

namespace {

Value small_options() {
  return parse_json(R"({
    "hidden_size": 8, "num_layers": 2, "num_heads": 2, "vocab_size": 11, "max_positions": 16,
    "vision_num_layers": 1, "image_size": 6, "patch_size": 3, "bos_token_id": 1,
    "eos_token_id": 9})");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(multimodal_folders)

BOOST_AUTO_TEST_CASE(a_saved_model_is_loaded_and_saved_as_the_same_files) {
  for (const std::string name : {"multimodal", "image-conditioned"}) {
    PluginCatalog catalog =
        PluginCatalog::open({GRAFT_BINARY_DIR "/lib/graft/plugins/plugins.yaml"});
    Rng rng(3);
    const auto model = catalog.load(Kind::kArchitecture, name)
                           .factories.architecture(small_options(), HeadSpec{}, rng);
    const TemporaryFolder first;
    const TemporaryFolder second;
    save_model(first.path(), *model);
    const LoadedModel loaded = load_model(first.path(), catalog, std::nullopt, rng);
    BOOST_TEST(loaded.architecture == name);
    BOOST_TEST(loaded.new_parameters.empty());
    save_model(second.path(), *loaded.model);
    for (const char* file : {"/model.safetensors", "/config.json"}) {
      BOOST_TEST((read_file(first.path() + file) == read_file(second.path() + file)), name << file);
    }
  }
}

BOOST_AUTO_TEST_CASE(sizes_that_no_tensor_has_are_refused_before_a_model_of_that_size_is_built) {
  PluginCatalog catalog = PluginCatalog::open({GRAFT_BINARY_DIR "/lib/graft/plugins/plugins.yaml"});
  Rng rng(3);
  const auto model = catalog.load(Kind::kArchitecture, "multimodal")
                         .factories.architecture(small_options(), HeadSpec{}, rng);
  const TemporaryFolder folder;
  save_model(folder.path(), *model);
  const Value config = parse_json(read_file(folder.path() + "/config.json"));
  const struct {
    const char* tower;
    const char* key;
    const char* option;
  } sizes[] = {{"vision_config", "hidden_size", "vision_hidden_size"},
               {"vision_config", "num_hidden_layers", "vision_num_layers"},
               {"vision_config", "image_size", "image_size"},
               {"text_config", "num_hidden_layers", "num_layers"}};
  for (const auto& size : sizes) {
    Value changed = config;
    Value tower = *config.find(size.tower);
    tower.set(size.key, 4000);
    changed.set(size.tower, tower);
    write_file(folder.path() + "/config.json", write_json(changed));
    BOOST_CHECK_EXCEPTION(load_model(folder.path(), catalog, std::nullopt, rng), InputError,
                          [&](const InputError& error) {
                            const std::string text = error.what();
                            return text.find(std::string(size.option) + " is 4000") !=
                                   std::string::npos;
                          });
  }
}

BOOST_AUTO_TEST_SUITE_END()
