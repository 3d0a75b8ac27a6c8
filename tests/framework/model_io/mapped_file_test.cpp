#include "framework/model_io/mapped_file.h"

#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "framework/model_io/guarded_copy.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace {

/// `size` bytes of a file, mapped.
class Mapping {
 public:
  Mapping(const std::string& path, std::size_t size) : size_(size) {
    const int file = ::open(path.c_str(), O_RDONLY);
    begin_ = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    ::close(file);
  }
  ~Mapping() { ::munmap(begin_, size_); }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  const char* begin() const { return static_cast<const char*>(begin_); }

 private:
  std::size_t size_;
  void* begin_;
};

constexpr std::size_t kSize = 200'000;  // many pages, and no whole number of them

std::string some_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 131 >> 3);
  return bytes;
}

volatile std::sig_atomic_t own_handler_calls = 0;

}  // namespace

BOOST_AUTO_TEST_SUITE(mapped_file)

BOOST_AUTO_TEST_CASE(any_range_is_copied_whatever_its_place_in_a_page) {
  const graft::TemporaryFolder folder;
  const std::string bytes = some_bytes(kSize);
  const graft::MappedFile file(folder.write("f", bytes));
  BOOST_TEST(file.size() == kSize);
  for (const std::size_t offset : {0u, 1u, 4095u, 4096u, 100'001u}) {
    for (const std::size_t count : {0u, 1u, 4097u, 99'999u}) {
      std::string copy(count, '\0');
      file.copy(offset, copy.data(), count);
      BOOST_TEST((copy == bytes.substr(offset, count)));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_range_longer_than_a_window_is_copied_whole) {
  const graft::TemporaryFolder folder;
  const std::string bytes = some_bytes((std::size_t{40} << 20) + 5);
  const graft::MappedFile file(folder.write("f", bytes));
  std::string copy(bytes.size() - 3, '\0');
  file.copy(3, copy.data(), copy.size());
  BOOST_TEST((copy == bytes.substr(3)));
}

BOOST_AUTO_TEST_CASE(a_file_cut_short_after_it_was_opened_is_an_error) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.write("f", some_bytes(kSize));
  const graft::MappedFile file(path);
  std::string copy(kSize, '\0');
  for (const std::uintmax_t left : {std::uintmax_t{kSize - 1}, std::uintmax_t{0}}) {
    std::filesystem::resize_file(path, left);
    BOOST_TEST(graft::problem_text([&] { file.copy(0, copy.data(), kSize); }) ==
               path + ": error: had 200000 bytes when it was opened and now has " +
                   std::to_string(left) + "; another program changes it; fetch it again");
  }
}

BOOST_AUTO_TEST_CASE(a_file_cut_short_while_it_is_mapped_raises_no_signal) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.write("f", some_bytes(kSize));
  const Mapping mapping(path, kSize);
  std::string copy(kSize, '\0');
  BOOST_TEST(graft::guarded_copy(copy.data(), mapping.begin(), kSize));
  std::filesystem::resize_file(path, 10'000);
  BOOST_TEST(!graft::guarded_copy(copy.data(), mapping.begin(), kSize));
  BOOST_TEST(graft::guarded_copy(copy.data(), mapping.begin(), 10'000));
}

BOOST_AUTO_TEST_CASE(copies_in_several_threads_fail_each_for_itself) {
  const graft::TemporaryFolder folder;
  const std::string whole = folder.write("whole", some_bytes(kSize));
  const std::string cut = folder.write("cut", some_bytes(kSize));
  const Mapping good(whole, kSize);
  const Mapping bad(cut, kSize);
  std::filesystem::resize_file(cut, 0);
  std::vector<int> right(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < right.size(); ++i) {
    threads.emplace_back([&, i] {
      std::string copy(kSize, '\0');
      for (int round = 0; round < 200; ++round) {
        const bool is_good = (i + static_cast<std::size_t>(round)) % 2 == 0;
        const char* const begin = is_good ? good.begin() : bad.begin();
        right[i] += graft::guarded_copy(copy.data(), begin, kSize) == is_good ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : right) BOOST_TEST(count == 200);
}

BOOST_AUTO_TEST_CASE(the_handler_of_the_program_is_there_again_after_a_copy) {
  struct sigaction own = {};
  own.sa_handler = [](int) { own_handler_calls = own_handler_calls + 1; };
  struct sigaction before = {};
  ::sigaction(SIGBUS, &own, &before);
  const graft::TemporaryFolder folder;
  const graft::MappedFile file(folder.write("f", some_bytes(100)));
  char byte = 0;
  file.copy(0, &byte, 1);
  ::raise(SIGBUS);
  ::sigaction(SIGBUS, &before, nullptr);
  BOOST_TEST(own_handler_calls == 1);
}

BOOST_AUTO_TEST_CASE(what_is_no_readable_regular_file_is_refused) {
  const graft::TemporaryFolder folder;
  const std::string pipe = folder.path("pipe");
  BOOST_TEST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const auto text = [](const std::string& path) {
    return graft::problem_text([&] { const graft::MappedFile file(path); });
  };
  BOOST_TEST(text(pipe) == pipe + ": error: is not a regular file; check the path");
  BOOST_TEST(text(folder.path()) ==
             folder.path() + ": error: is not a regular file; check the path");
  BOOST_TEST(text(folder.path("none")) ==
             folder.path("none") +
                 ": error: cannot be read: No such file or directory; check the path and who may "
                 "read it");
}

BOOST_AUTO_TEST_SUITE_END()
