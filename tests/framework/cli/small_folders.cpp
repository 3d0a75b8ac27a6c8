#include "tests/framework/cli/small_folders.h"

#include <cmath>
#include <filesystem>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "framework/model_io/model_folder.h"
#include "graft/error.h"
#include "graft/json.h"

namespace graft {

namespace {

std::unique_ptr<Tokenizer> small_tokenizer(PluginCatalog& catalog) {
  const Component& component = catalog.load(Kind::kTokenizer, "byte-bpe");
  std::vector<Problem> problems;
  const Value options = component.schema.resolve(
      parse_json(R"({"vocab_size": 290, "pad_token": "<pad>", "mask_token": "<mask>",
                     "cls_token": "<cls>", "sep_token": "<sep>"})"),
      "tokenizer", problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  int texts = 0;
  return component.factories.train_tokenizer(options, [&texts](std::string& text) {
    text = "a red cat and a green dog see the sea";
    return ++texts <= 3;
  });
}

}  // namespace

SmallFolders::SmallFolders()
    : catalog_(PluginCatalog::open({GRAFT_BINARY_DIR "/lib/graft/plugins/plugins.yaml"})) {
  tokenizer = small_tokenizer(catalog_);
}

void SmallFolders::save(const std::string& architecture, const HeadSpec& head,
                        const std::string& options, bool with_tokenizer) {
  const Component& component = catalog_.load(Kind::kArchitecture, architecture);
  Value given = parse_json(options);
  given.set("vocab_size", tokenizer->vocab_size());
  std::vector<Problem> problems;
  const Value resolved = component.schema.resolve(given, "model", problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  Rng rng(5);
  model = component.factories.architecture(resolved, head, rng);
  const std::string path = folder.path("model");
  std::filesystem::remove_all(path);
  save_model(path, *model);
  if (with_tokenizer) tokenizer->save(path);
}

ProgramResult SmallFolders::run(const std::string& name,
                                const std::vector<std::string>& arguments) const {
  std::vector<std::string> command = {graft_program(), name, "--model", folder.path("model")};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run_program(command);
}

std::string SmallFolders::write_lines(const std::vector<std::string>& lines) const {
  std::string content;
  for (const std::string& line : lines) content += line + "\n";
  return folder.write("lines.jsonl", content);
}

std::vector<Value> SmallFolders::predict(const std::vector<std::string>& lines) const {
  const ProgramResult result = run("predict", {"--input", write_lines(lines)});
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  std::vector<Value> answers;
  for (std::size_t begin = 0; begin < result.output.size();) {
    const std::size_t end = result.output.find('\n', begin);
    BOOST_REQUIRE(end != std::string::npos);
    answers.push_back(parse_json(result.output.substr(begin, end - begin)));
    begin = end + 1;
  }
  BOOST_REQUIRE(answers.size() == lines.size());
  return answers;
}

std::string SmallFolders::complaint(const std::vector<std::string>& lines) const {
  const std::string file = write_lines(lines);
  const ProgramResult result = run("predict", {"--input", file});
  BOOST_TEST(result.exit_code == 2, result.errors);
  BOOST_TEST(result.output.empty(), result.output);
  std::string text = result.errors;
  for (std::size_t at = text.find(file); at != std::string::npos; at = text.find(file)) {
    text.replace(at, file.size(), "FILE");
  }
  return text;
}

void SmallFolders::check_neighbours(const std::vector<std::string>& lines) const {
  const std::vector<Value> together = predict(lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Value alone = predict({lines[i]}).front();
    BOOST_TEST(is_near(together[i], alone), write_json(together[i]) << " " << write_json(alone));
    for (std::size_t other = 0; other < i; ++other) {
      BOOST_TEST(!is_near(together[i], together[other]), write_json(together[i]));
    }
  }
}

std::string keys_of(const Value& answer) {
  std::string keys;
  for (const Value::Member& member : answer.as_map()) {
    keys += (keys.empty() ? "" : " ") + member.key;
  }
  return keys;
}

bool is_near(const Value& left, const Value& right) {
  if (left.is_number() && right.is_number()) {
    return std::abs(left.as_double() - right.as_double()) <= 1e-4;
  }
  if (left.kind() != right.kind() || left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left.is_list() && !is_near(left.as_list()[i], right.as_list()[i])) return false;
    if (!left.is_map()) continue;
    const Value::Member& member = left.as_map()[i];
    if (member.key != right.as_map()[i].key) return false;
    if (!is_near(member.value, right.as_map()[i].value)) return false;
  }
  return !left.is_string() || left.as_string() == right.as_string();
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace graft
