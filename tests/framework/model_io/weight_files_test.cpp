#include "framework/model_io/weight_files.h"

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>
#include <sys/inotify.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "framework/model_io/safetensors.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace {

namespace fs = std::filesystem;

constexpr const char* kFirst = "model-00001-of-00002.safetensors";
constexpr const char* kSecond = "model-00002-of-00002.safetensors";
constexpr const char* kIndex = "model.safetensors.index.json";

std::string index_text(const std::vector<std::pair<std::string, std::string>>& places) {
  std::string text;
  for (const auto& [tensor, shard] : places) {
    text += (text.empty() ? "\"" : ", \"") + tensor + "\": \"" + shard + "\"";
  }
  return R"({"metadata": {}, "weight_map": {)" + text + "}}";
}

/// Writes a file of scalars, 1, 2 and so on.
void write_scalars(const std::string& path, const std::vector<std::string>& names) {
  std::vector<graft::NamedTensor> tensors;
  for (const std::string& name : names) {
    tensors.push_back({name, graft::Tensor::scalar(static_cast<float>(tensors.size() + 1))});
  }
  graft::write_safetensors(path, tensors);
}

/// A folder of two shards with `a` and `b`, `c`, and what opening it says.
struct ShardFolder {
  ShardFolder() {
    fs::create_directory(path());
    write_scalars(path(kFirst), {"a"});
    write_scalars(path(kSecond), {"b", "c"});
    write_index({{"a", kFirst}, {"b", kSecond}, {"c", kSecond}});
  }
  std::string path() const { return outside.path("m"); }
  std::string path(const std::string& name) const { return path() + "/" + name; }
  void write_index(const std::vector<std::pair<std::string, std::string>>& places) const {
    outside.write(std::string("m/") + kIndex, index_text(places));
  }
  /// Lines of what is said, without the folder's name.
  std::vector<std::string> problems() const {
    auto texts = graft::problem_texts([&] { graft::WeightFiles::of_model(path()); });
    for (std::string& text : texts) {
      for (auto at = text.find(path()); at != std::string::npos; at = text.find(path())) {
        text.replace(at, path().size(), "M");
      }
    }
    return texts;
  }
  void check(const std::vector<std::string>& expected) const {
    BOOST_TEST(problems() == expected, boost::test_tools::per_element());
  }

  graft::TemporaryFolder outside;
};

/// Whether a file is opened while this lives.
class OpenWatch {
 public:
  explicit OpenWatch(const std::string& path) : queue_(::inotify_init1(IN_NONBLOCK)) {
    ::inotify_add_watch(queue_, path.c_str(), IN_OPEN);
  }
  ~OpenWatch() { ::close(queue_); }
  OpenWatch(const OpenWatch&) = delete;
  OpenWatch& operator=(const OpenWatch&) = delete;
  bool was_opened() const {
    char event[4096];
    return ::read(queue_, event, sizeof event) > 0;
  }

 private:
  int queue_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(weight_files, ShardFolder)

BOOST_AUTO_TEST_CASE(shards_are_read_as_one_set_of_tensors) {
  outside.write("m/model-00003-of-00002.safetensors", "unknown files are passed over");
  const auto files = graft::WeightFiles::of_model(path());
  BOOST_TEST(files.path() == path(kIndex));
  std::vector<std::string> names;
  std::set<const graft::SafetensorsReader*> readers;
  for (const graft::StoredTensor& stored : files.tensors()) {
    names.push_back(stored.entry->name);
    readers.insert(stored.file);
  }
  BOOST_TEST(names == (std::vector<std::string>{"a", "b", "c"}), boost::test_tools::per_element());
  BOOST_TEST(readers.size() == 2u);
  const graft::StoredTensor& last = files.tensors().back();
  BOOST_TEST(last.file->path() == path(kSecond));
  BOOST_TEST(last.file->read(*last.entry).item() == 2.0f);
}

BOOST_AUTO_TEST_CASE(one_file_goes_before_an_index) {
  write_scalars(path("model.safetensors"), {"w"});
  outside.write(std::string("m/") + kIndex, "no index");
  BOOST_TEST(graft::WeightFiles::of_model(path()).path() == path("model.safetensors"));
}

BOOST_AUTO_TEST_CASE(a_tensor_in_two_shards_names_both) {
  write_scalars(path(kSecond), {"b", "c", "a"});
  check(
      {"M/model-00002-of-00002.safetensors: error: tensor \"a\" is also in "
       "model-00001-of-00002.safetensors; keep one of them"});
}

BOOST_AUTO_TEST_CASE(index_and_shards_that_disagree_are_refused_with_every_difference) {
  write_index({{"a", kFirst}, {"b", kFirst}, {"d", kSecond}});
  check(
      {"M/model.safetensors.index.json: error: tensor \"b\" is said to be in "
       "model-00001-of-00002.safetensors, but is in model-00002-of-00002.safetensors; fetch "
       "index and shards again",
       "M/model.safetensors.index.json: error: tensor \"d\" is not in "
       "model-00002-of-00002.safetensors, where it is said to be; fetch index and shards again",
       "M/model.safetensors.index.json: error: does not know tensor \"c\" of "
       "model-00002-of-00002.safetensors; fetch index and shards again"});
}

BOOST_AUTO_TEST_CASE(missing_and_shortened_shards_are_all_named) {
  fs::remove(path(kFirst));
  fs::resize_file(path(kSecond), fs::file_size(path(kSecond)) - 1);
  check(
      {"M/model-00001-of-00002.safetensors: error: is named by the index, but No such file or "
       "directory; fetch it too",
       "M/model-00002-of-00002.safetensors: error: the tensors take 8 bytes, but only 7 are "
       "there; fetch the file again"});
}

BOOST_AUTO_TEST_CASE(a_shard_that_is_a_folder_is_refused) {
  fs::remove(path(kFirst));
  fs::create_directory(path(kFirst));
  check({"M/model-00001-of-00002.safetensors: error: is not a regular file; check the path"});
}

BOOST_AUTO_TEST_CASE(files_outside_the_folder_are_never_opened) {
  const std::string secret = outside.path("secret.safetensors");
  write_scalars(secret, {"a"});
  const OpenWatch watch(secret);
  for (const std::string& name : {std::string("../secret.safetensors"), secret}) {
    write_index({{"a", name}, {"b", kSecond}, {"c", kSecond}});
    BOOST_TEST_REQUIRE(problems().size() == 1u);
    BOOST_TEST(problems()[0].find("and is not opened") != std::string::npos, problems()[0]);
  }
  write_index({{"a", kFirst}, {"b", kSecond}, {"c", kSecond}});
  fs::remove(path(kFirst));
  fs::create_symlink("../secret.safetensors", path(kFirst));
  check(
      {"M/model.safetensors.index.json: error: shard \"model-00001-of-00002.safetensors\" is a "
       "symbolic link out of the folder and is not opened; put the file itself into the folder"});
  fs::remove(path(kFirst));
  fs::create_directory_symlink(outside.path(), path("sub"));
  write_index({{"a", "sub/secret.safetensors"}, {"b", kSecond}, {"c", kSecond}});
  BOOST_TEST(problems()[0].find("is a symbolic link out of the folder") != std::string::npos);
  BOOST_TEST(!watch.was_opened());
  graft::read_safetensors(secret);
  BOOST_TEST(watch.was_opened());
}

BOOST_AUTO_TEST_CASE(links_to_the_folder_where_the_index_really_lies_are_followed) {
  const std::string links = outside.path("links");
  fs::create_directory(links);
  for (const char* name : {kIndex, kFirst, kSecond}) {
    fs::create_symlink(path(name), links + "/" + name);
  }
  BOOST_TEST(graft::WeightFiles::of_model(links).tensors().size() == 3u);
  // A cache, in which files are named by their content.
  const std::string cache = outside.path("cache");
  fs::create_directories(cache + "/blobs");
  fs::create_directories(cache + "/snapshots/1");
  for (const char* name : {kIndex, kFirst, kSecond}) {
    const std::string blob = "blob-" + std::to_string(std::hash<std::string>()(name));
    fs::copy(path(name), cache + "/blobs/" + blob);
    fs::create_symlink("../../blobs/" + blob, cache + "/snapshots/1/" + name);
  }
  BOOST_TEST(graft::WeightFiles::of_model(cache + "/snapshots/1").tensors().size() == 3u);
}

BOOST_AUTO_TEST_CASE(an_index_that_is_too_large_is_refused_unread) {
  fs::resize_file(path(kIndex), std::uintmax_t{200} << 20);
  check({"M/model.safetensors.index.json: error: has 209715200 bytes, at most 16777216 are read"});
}

BOOST_AUTO_TEST_SUITE_END()
