#include "framework/report/tensorboard.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/support/temporary_folder.h"

namespace {

namespace fs = std::filesystem;
using graft::EventWriter;
using graft::TemporaryFolder;

// A decoder of its own, bit by bit, so that it shares no mistake with the writer.
std::uint32_t masked_crc(const std::string& bytes) {
  std::uint32_t crc = 0xffffffffu;
  for (const char byte : bytes) {
    for (int bit = 0; bit < 8; ++bit) {
      const bool odd = ((crc ^ (static_cast<std::uint8_t>(byte) >> bit)) & 1) != 0;
      crc = crc >> 1;
      if (odd) crc ^= 0x82f63b78u;
    }
  }
  crc = ~crc;
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

std::uint64_t number(const std::string& bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = value * 256 + static_cast<std::uint8_t>(bytes[i]);
  }
  return value;
}

std::vector<std::string> records(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  std::string rest = content.str();
  std::vector<std::string> result;
  while (!rest.empty()) {
    BOOST_REQUIRE(rest.size() >= 16);
    const std::uint64_t length = number(rest.substr(0, 8));
    BOOST_REQUIRE(rest.size() >= 16 + length);
    BOOST_TEST(number(rest.substr(8, 4)) == masked_crc(rest.substr(0, 8)));
    result.push_back(rest.substr(12, length));
    BOOST_TEST(number(rest.substr(12 + length, 4)) == masked_crc(result.back()));
    rest.erase(0, 16 + length);
  }
  return result;
}

struct ProtoField {
  std::uint64_t id = 0;
  std::uint64_t integer = 0;
  std::string bytes;
};

std::vector<ProtoField> fields(const std::string& message) {
  std::size_t at = 0;
  const auto varint = [&] {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<std::uint8_t>(message.at(at++));
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  std::vector<ProtoField> result;
  while (at < message.size()) {
    const std::uint64_t key = varint();
    ProtoField field{key >> 3, 0, ""};
    const std::uint64_t wire = key & 7;
    if (wire == 0) {
      field.integer = varint();
    } else {
      const std::uint64_t size = wire == 1 ? 8 : wire == 5 ? 4 : varint();
      BOOST_REQUIRE(at + size <= message.size());
      field.bytes = message.substr(at, size);
      at += size;
    }
    result.push_back(field);
  }
  return result;
}

struct Event {
  double wall_time = 0;
  std::int64_t step = 0;
  std::string version;
  bool starts_session = false;
  std::string tag;
  float value = 0;
};

Event decode(const std::string& record) {
  Event event;
  for (const ProtoField& field : fields(record)) {
    if (field.id == 1) std::memcpy(&event.wall_time, field.bytes.data(), 8);
    if (field.id == 2) event.step = static_cast<std::int64_t>(field.integer);
    if (field.id == 3) event.version = field.bytes;
    if (field.id == 7) event.starts_session = fields(field.bytes).at(0).integer == 1;
    if (field.id != 5) continue;
    for (const ProtoField& part : fields(fields(field.bytes).at(0).bytes)) {
      if (part.id == 1) event.tag = part.bytes;
      if (part.id == 2) std::memcpy(&event.value, part.bytes.data(), 4);
    }
  }
  return event;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tensorboard_events)

BOOST_AUTO_TEST_CASE(an_independent_decoder_reads_tags_values_and_steps) {
  const TemporaryFolder folder;
  EventWriter writer(folder.path());
  writer.scalar("loss", 2.5, 0);
  writer.scalar("验证/loss", -0.125, 300);
  writer.scalar("learning_rate", 1e-4, std::int64_t{1} << 40);

  const std::vector<std::string> found = records(writer.path());
  BOOST_REQUIRE(found.size() == 5u);
  BOOST_TEST(decode(found[0]).version == "brain.Event:2");
  BOOST_TEST(decode(found[0]).wall_time > 1.5e9);
  BOOST_TEST(decode(found[2]).tag == "loss");
  BOOST_TEST(decode(found[2]).value == 2.5f);
  BOOST_TEST(decode(found[2]).step == 0);
  BOOST_TEST(decode(found[3]).tag == "验证/loss");
  BOOST_TEST(decode(found[3]).value == -0.125f);
  BOOST_TEST(decode(found[3]).step == 300);
  BOOST_TEST(decode(found[4]).value == 1e-4f);
  BOOST_TEST(decode(found[4]).step == std::int64_t{1} << 40);
}

BOOST_AUTO_TEST_CASE(values_are_in_the_file_before_the_writer_ends) {
  const TemporaryFolder folder;
  EventWriter writer(folder.path());
  const auto before = fs::file_size(writer.path());
  writer.scalar("loss", 1.0, 1);
  BOOST_TEST(fs::file_size(writer.path()) > before);
}

BOOST_AUTO_TEST_CASE(a_continued_run_starts_a_session_at_its_first_step) {
  const TemporaryFolder folder;
  std::set<std::string> paths;
  {
    EventWriter writer(folder.path());
    writer.scalar("loss", 1.0, 10);
    paths.insert(writer.path());
  }
  EventWriter writer(folder.path());
  writer.scalar("loss", 0.5, 7);
  paths.insert(writer.path());

  BOOST_TEST(paths.size() == 2u);
  const Event start = decode(records(writer.path()).at(1));
  BOOST_TEST(start.starts_session);
  BOOST_TEST(start.step == 7);
}

BOOST_AUTO_TEST_CASE(files_have_the_names_that_tensorboard_looks_for) {
  const TemporaryFolder folder;
  const EventWriter writer(folder.path() + "/new/events");
  BOOST_TEST(fs::path(writer.path()).filename().string().starts_with("events.out.tfevents.1"));
}

BOOST_AUTO_TEST_CASE(values_that_are_not_finite_are_kept) {
  const TemporaryFolder folder;
  EventWriter writer(folder.path());
  writer.scalar("loss", std::numeric_limits<double>::quiet_NaN(), 1);
  BOOST_TEST(std::isnan(decode(records(writer.path()).at(2)).value));
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_made_is_named) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() + "/file") << "taken";
  BOOST_CHECK_EXCEPTION(
      EventWriter(folder.path() + "/file"), graft::Error, [](const graft::Error& error) {
        return std::string(error.what()).find("/file: cannot write") != std::string::npos;
      });
}

BOOST_AUTO_TEST_SUITE_END()
