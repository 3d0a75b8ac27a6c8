#include "framework/train/checkpoint.h"

#include <filesystem>
#include <set>

#include <boost/test/unit_test.hpp>

#include "framework/cli/log.h"
#include "graft/file.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

Checkpoint make(std::int64_t step) {
  Checkpoint checkpoint;
  checkpoint.step = step;
  checkpoint.tensors = {{"parameter.weight", Tensor::full({32, 32}, static_cast<float>(step))}};
  checkpoint.state.set("tokens", step * 10);
  return checkpoint;
}

/// Without the warnings of thousands of broken checkpoints.
class Silence {
 public:
  Silence() { set_log_level(LogLevel::kError); }
  ~Silence() { set_log_level(before_); }

 private:
  LogLevel before_ = log_level();
};

/// Loads once for each change of one bit of `file`, which belongs to the newer of two checkpoints.
/// Returns how many changes were found; the others must have changed nothing.
std::size_t count_found_flips(const std::string& file) {
  const Silence silence;
  const TemporaryFolder folder;
  save_checkpoint(folder.path(), make(8), 0);
  save_checkpoint(folder.path(), make(9), 8);
  const std::string bytes = read_file(folder.path(file));
  std::size_t found = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ (1 << i % 8));
    folder.write(file, changed);
    const auto loaded = load_checkpoint(folder.path());
    BOOST_REQUIRE(loaded.has_value());
    BOOST_REQUIRE(loaded->state.at("tokens").as_int() == loaded->step * 10);
    BOOST_REQUIRE((loaded->step == 8 || loaded->step == 9));
    if (loaded->step == 8) ++found;
  }
  return found;
}

std::set<std::string> files_in(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

const std::set<std::string> kSevenAndNine = {"step-000000007.json", "step-000000007.safetensors",
                                             "step-000000009.json", "step-000000009.safetensors"};

}  // namespace

BOOST_AUTO_TEST_SUITE(training_checkpoint)

BOOST_AUTO_TEST_CASE(an_empty_folder_has_none) {
  const TemporaryFolder folder;
  BOOST_TEST(!load_checkpoint(folder.path("nothing")).has_value());
}

BOOST_AUTO_TEST_CASE(comes_back_as_it_was_saved) {
  const TemporaryFolder folder;
  save_checkpoint(folder.path("c"), make(7), 0);
  const auto loaded = load_checkpoint(folder.path("c"));
  BOOST_REQUIRE(loaded.has_value());
  BOOST_TEST(loaded->step == 7);
  BOOST_TEST(loaded->state.at("tokens").as_int() == 70);
  BOOST_TEST(loaded->tensors.at(0).tensor.data<float>()[5] == 7.0f);
}

BOOST_AUTO_TEST_CASE(the_newest_counts_and_one_before_it_is_kept) {
  const TemporaryFolder folder;
  save_checkpoint(folder.path("c"), make(5), 0);
  save_checkpoint(folder.path("c"), make(7), 5);
  save_checkpoint(folder.path("c"), make(9), 7);
  BOOST_TEST(load_checkpoint(folder.path("c"))->step == 9);
  BOOST_TEST(files_in(folder.path("c")) == kSevenAndNine, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(saving_removes_broken_ones_of_any_step_and_what_a_kill_left) {
  const TemporaryFolder folder;
  save_checkpoint(folder.path(), make(7), 0);
  folder.write("step-000000008.json", "{}");
  folder.write("step-000000010.json", "{}");
  folder.write("step-000000011.json", "{}");
  folder.write("step-000000012.safetensors", "");
  folder.write("step-000000012.safetensors.tmp-4711", "half");
  save_checkpoint(folder.path(), make(9), 7);
  BOOST_TEST(files_in(folder.path()) == kSevenAndNine, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_whose_state_cannot_be_read_is_skipped) {
  const TemporaryFolder folder;
  save_checkpoint(folder.path(), make(8), 0);
  Checkpoint odd = make(9);
  odd.state.set("tokens", Value());
  save_checkpoint(folder.path(), odd, 8);
  const auto loaded =
      load_checkpoint(folder.path(), [](const Value& state) { state.at("tokens").as_int(); });
  BOOST_REQUIRE(loaded.has_value());
  BOOST_TEST(loaded->step == 8);
}

BOOST_AUTO_TEST_CASE(a_changed_bit_of_the_closing_file_is_found_or_changes_nothing) {
  BOOST_TEST(count_found_flips("step-000000009.json") > 100u);
}

BOOST_AUTO_TEST_CASE(a_changed_bit_of_the_tensors_is_always_found) {
  const std::size_t found = count_found_flips("step-000000009.safetensors");
  BOOST_TEST(found >= static_cast<std::size_t>(make(9).tensors.front().tensor.bytes()));
}

BOOST_AUTO_TEST_CASE(tensors_without_their_closing_file_do_not_count) {
  const TemporaryFolder folder;
  save_checkpoint(folder.path("c"), make(8), 0);
  save_checkpoint(folder.path("c"), make(9), 8);
  fs::remove(fs::path(folder.path("c")) / "step-000000009.json");
  BOOST_TEST(load_checkpoint(folder.path("c"))->step == 8);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
