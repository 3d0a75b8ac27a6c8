#include "framework/train/checkpoint.h"

#include <filesystem>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

Checkpoint make(std::int64_t step) {
  Checkpoint checkpoint;
  checkpoint.step = step;
  checkpoint.tensors = {{"parameter.weight", Tensor::full({3, 2}, static_cast<float>(step))}};
  checkpoint.state.set("tokens", step * 10);
  return checkpoint;
}

void flip_bit(const fs::path& path, std::size_t position) {
  std::string bytes = read_file(path.string());
  bytes[position % bytes.size()] = static_cast<char>(bytes[position % bytes.size()] ^ 4);
  write_file(path.string(), bytes);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(training_checkpoint)

BOOST_AUTO_TEST_CASE(an_empty_folder_has_none) {
  const TemporaryFolder folder;
  BOOST_TEST(!load_checkpoint(folder.path("nothing")).has_value());
}

BOOST_AUTO_TEST_CASE(comes_back_as_it_was_saved) {
  const TemporaryFolder folder;
  save_checkpoint(folder.path("c"), make(7));
  const auto loaded = load_checkpoint(folder.path("c"));
  BOOST_REQUIRE(loaded.has_value());
  BOOST_TEST(loaded->step == 7);
  BOOST_TEST(loaded->state.at("tokens").as_int() == 70);
  BOOST_TEST(loaded->tensors.at(0).tensor.data<float>()[5] == 7.0f);
}

BOOST_AUTO_TEST_CASE(the_newest_counts_and_one_before_it_is_kept) {
  const TemporaryFolder folder;
  for (const std::int64_t step : {5, 20, 100}) save_checkpoint(folder.path("c"), make(step));
  BOOST_TEST(load_checkpoint(folder.path("c"))->step == 100);
  BOOST_TEST(std::distance(fs::directory_iterator(folder.path("c")), fs::directory_iterator()) ==
             4);
}

BOOST_AUTO_TEST_CASE(one_changed_bit_anywhere_sends_it_back_to_the_one_before) {
  for (const char* file : {"step-000000009.safetensors", "step-000000009.json"}) {
    for (const std::size_t position : {0u, 3u, 9u, 40u, 77u, 100u, 131u}) {
      const TemporaryFolder folder;
      save_checkpoint(folder.path("c"), make(8));
      save_checkpoint(folder.path("c"), make(9));
      flip_bit(fs::path(folder.path("c")) / file, position);
      const auto loaded = load_checkpoint(folder.path("c"));
      BOOST_REQUIRE(loaded.has_value());
      BOOST_TEST(loaded->step == 8, file << " bit at byte " << position);
    }
  }
}

BOOST_AUTO_TEST_CASE(tensors_without_their_closing_file_do_not_count) {
  const TemporaryFolder folder;
  save_checkpoint(folder.path("c"), make(8));
  save_checkpoint(folder.path("c"), make(9));
  fs::remove(fs::path(folder.path("c")) / "step-000000009.json");
  BOOST_TEST(load_checkpoint(folder.path("c"))->step == 8);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
