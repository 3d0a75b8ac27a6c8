#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "framework/model_io/model_folder.h"
#include "graft/file.h"
#include "graft/sanitizers.h"
#include "tests/framework/model_io/safetensors_bytes.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace {

using graft::tests::safetensors_bytes;

constexpr const char* kConfig =
    R"({"model_type": "tiny-for-tests", "hidden_size": 2, "num_layers": 1, "num_heads": 1, )"
    R"("max_positions": 8, "vocab_size": 3})";
#if GRAFT_ADDRESS_SANITIZER
constexpr std::int64_t kMostMemory = std::int64_t{1} << 30;  // freed memory is kept for a while
#else
constexpr std::int64_t kMostMemory = std::int64_t{256} << 20;
#endif
constexpr double kMostSeconds = 1.0;

/// A place where weights stand, and the call that reads them.
struct Place {
  const char* what;
  const char* file;
};

constexpr Place kPlaces[] = {{"one file", "model.safetensors"},
                             {"a shard", "model-00001-of-00001.safetensors"},
                             {"an adapter", "adapter_model.safetensors"}};

/// A model and an adapter with the same hostile weights in each place.
class Faults {
 public:
  Faults() {
    folder_.write("good/config.json", kConfig);
    folder_.write("good/model.safetensors",
                  safetensors_bytes(
                      R"({"embedding.weight":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]},)"
                      R"("mixer.bias":{"dtype":"F32","shape":[2],"data_offsets":[24,32]},)"
                      R"("mixer.weight":{"dtype":"F32","shape":[2,4],"data_offsets":[32,64]}})",
                      std::string(64, '\0')));
  }

  std::string write(const Place& place, const std::string& bytes) const {
    const std::string folder = place.what;
    folder_.write(folder + "/config.json", kConfig);
    folder_.write(folder + "/adapter_config.json",
                  R"({"peft_type": "TINY_GAIN", "targets": ["*"]})");
    folder_.write(folder + "/model.safetensors.index.json",
                  R"({"weight_map": {"a": ")" + std::string(kPlaces[1].file) + R"("}})");
    return folder_.write(folder + "/" + place.file, bytes);
  }

  /// What reading it says, with FILE for the file's path.
  std::string verdict(const Place& place) const {
    graft::PluginCatalog catalog =
        graft::PluginCatalog::open({GRAFT_BINARY_DIR "/tests/plugins/plugins.yaml"});
    const std::string folder = folder_.path(place.what);
    graft::Rng rng(1);
    std::string text = graft::problem_text([&] {
      if (std::string(place.file).starts_with("adapter")) {
        auto model = graft::load_model(folder_.path("good"), catalog, std::nullopt, rng).model;
        graft::load_adapter(folder, catalog, *model, rng);
      } else {
        graft::load_model(folder, catalog, std::nullopt, rng);
      }
    });
    const std::string path = folder + "/" + place.file;
    for (auto at = text.find(path); at != std::string::npos; at = text.find(path)) {
      text.replace(at, path.size(), "FILE");
    }
    return text;
  }

 private:
  graft::TemporaryFolder folder_;
};

std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
  return "\"" + name + R"(":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" +
         offsets + "}";
}

/// Calls in a process of its own; the most memory that it ever held, in bytes, and its exit code.
template <typename Call>
std::pair<std::int64_t, int> in_child(const Call& call) {
  const pid_t child = ::fork();
  if (child == 0) {
    call();
    ::_exit(0);
  }
  int status = 0;
  struct rusage usage = {};
  ::wait4(child, &status, 0, &usage);
  return {std::int64_t{usage.ru_maxrss} * 1024, WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(checkpoint_faults, Faults)

BOOST_AUTO_TEST_CASE(each_has_one_verdict_in_a_file_a_shard_and_an_adapter) {
  const std::string eight(8, '\0');
  const std::string a = entry("a", "F32", "[2]", "[0,8]");
  struct Case {
    std::string bytes;
    const char* verdict;
  };
  const std::vector<Case> cases = {
      {safetensors_bytes("{" + a + "," + entry("a", "I64", "[1]", "[8,16]") + "}", eight + eight),
       "FILE: error: tensor \"a\" is there twice: as F32 [2] and as I64 [1]; fetch the file again"},
      {safetensors_bytes("{" + a + "," + entry("z", "F32", "[0]", "[4,4]") + "}", eight),
       "FILE: error: tensor \"z\" has bytes [4, 4), but tensor \"a\" ends at 8: they overlap; "
       "fetch "
       "the file again"},
      {safetensors_bytes("{" + entry("a", "F32", "[4294967296,4294967296]", "[0,0]") + "}", ""),
       "FILE: error: tensor \"a\": shape [4294967296, 4294967296] has more elements than fit; "
       "fetch "
       "the file again"},
      {safetensors_bytes("{" + entry("a", "F32", "[4611686018427387904]", "[0,0]") + "}", ""),
       "FILE: error: tensor \"a\": shape [4611686018427387904] has more elements than fit; fetch "
       "the file again"},
      {safetensors_bytes("{" + a + "}", eight + "PK\x05\x06" + std::string(18, '\0')),
       "FILE: error: 22 bytes follow the last tensor, which ends at 8; fetch the file again"},
      {safetensors_bytes("{" + a + "," + entry("b", "F32", "[1]", "[12,16]") + "}", eight + eight),
       "FILE: error: tensor \"b\" has bytes [12, 16), but tensor \"a\" ends at 8: there is a gap; "
       "fetch the file again"},
      {safetensors_bytes("{" + a + "," + entry("b", "F32", "[1]", "[4,8]") + "}", eight),
       "FILE: error: tensor \"a\" has bytes [0, 8), but the data begins at 0: they overlap"},
      {"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 64\n",
       "FILE: error: is a Git-LFS pointer, not the weights; run `git lfs pull` in the repository "
       "it "
       "comes from"},
      {safetensors_bytes("{" + a + "}", eight.substr(1)),
       "FILE: error: the tensors take 8 bytes, but only 7 are there; fetch the file again"},
  };
  for (const Case& fault : cases) {
    for (const Place& place : kPlaces) {
      write(place, fault.bytes);
      if (std::string(fault.verdict).find("the data begins") == std::string::npos) {
        BOOST_TEST(verdict(place) == fault.verdict, place.what << ": " << verdict(place));
      } else {
        BOOST_TEST(verdict(place).find("they overlap") != std::string::npos, verdict(place));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(headers_that_are_too_large_or_too_deep_take_neither_time_nor_memory) {
  const std::uint64_t length = 150'000'000;
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  struct Fault {
    std::string bytes;
    const char* verdict;
  };
  const Fault faults[] = {{std::string(reinterpret_cast<const char*>(&length), sizeof length),
                           "FILE: error: claims a header of 150000000 bytes"},
                          {safetensors_bytes("{\"a\":" + deep + "}", ""),
                           "FILE: error: the header is no map of tensors"},
                          {safetensors_bytes(R"({"a":{"dtype":"F32","shape":)" + deep + "}}", ""),
                           "FILE: error: the header is no map of tensors"}};
  for (const Fault& fault : faults) {
    for (const Place& place : kPlaces) {
      const std::string path = write(place, fault.bytes);
      if (fault.bytes.size() == sizeof length)
        std::filesystem::resize_file(path, 200'000'000);  // sparse
      const auto begin = std::chrono::steady_clock::now();
      const auto [memory, exit_code] =
          in_child([&] { ::_exit(verdict(place).starts_with(fault.verdict) ? 0 : 1); });
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
      BOOST_TEST(exit_code == 0, place.what << ": " << verdict(place));
      BOOST_TEST(memory < kMostMemory, place.what);
      BOOST_TEST(seconds.count() < kMostSeconds, place.what);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_configuration_of_many_megabytes_is_refused_unread) {
  const Place& place = kPlaces[0];
  const std::string config = std::filesystem::path(write(place, "")).parent_path() / "config.json";
  std::filesystem::resize_file(config, 200'000'000);
  BOOST_TEST(verdict(place) == config + ": error: has 200000000 bytes, at most 2097152 are read");
}

BOOST_AUTO_TEST_CASE(the_largest_configuration_that_is_read_takes_bounded_memory) {
  const Place& place = kPlaces[0];
  const std::string config = std::filesystem::path(write(place, "")).parent_path() / "config.json";
  std::string text = "[0";
  while (text.size() < (std::size_t{2} << 20) - 3) text += ",0";
  graft::write_file(config, text + "]");
  const auto [memory, exit_code] =
      in_child([&] { ::_exit(verdict(place).starts_with(config) ? 0 : 1); });
  BOOST_TEST(exit_code == 0, verdict(place));
  BOOST_TEST(memory < kMostMemory);
}

BOOST_AUTO_TEST_SUITE_END()
