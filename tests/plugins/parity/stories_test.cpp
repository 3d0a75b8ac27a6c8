#include <sstream>

#include "framework/generate/generator.h"
#include "graft/autograd.h"
#include "tests/plugins/parity/fixture.h"

using namespace graft;

namespace {

using Ids = std::vector<std::int64_t>;

const std::string kFolder = GRAFT_SHARED_DIR "/fixtures/stories260K";

/// The likeliest next token, from a pass over the whole text so far.
std::int64_t next_token(Architecture& model, const Ids& ids) {
  const NoGradient no_gradient;
  Batch batch;
  const auto length = static_cast<std::int64_t>(ids.size());
  batch["input_ids"] = Tensor::from({1, length}, ids);
  ForwardContext context;
  const Tensor logits = model.forward(batch, context).logits;
  const float* const row = logits.data<float>() + (length - 1) * logits.dim(2);
  return std::max_element(row, row + logits.dim(2)) - row;
}

struct Story {
  Ids prompt;
  std::int64_t new_tokens;
  std::string output;
};

std::vector<Story> read_stories(const Tokenizer& tokenizer) {
  std::istringstream lines(read_file(kFolder + "/expected_greedy.jsonl"));
  std::vector<Story> stories;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    const Value value = parse_json(line);
    Story story;
    story.prompt = tokenizer.encode(value.at("prompt").as_string(), EncodeOptions{});
    // `steps` counts positions, each of which predicts a token.
    story.new_tokens =
        value.at("steps").as_int() + 1 - static_cast<std::int64_t>(story.prompt.size());
    story.output = value.at("output").as_string();
    stories.push_back(std::move(story));
  }
  return stories;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stories_model)

BOOST_AUTO_TEST_CASE(greedy_texts_are_those_of_the_reference_with_and_without_the_cache) {
  if (!std::filesystem::exists(kFolder)) {
    BOOST_TEST_MESSAGE("skipped: no " << kFolder);
    return;
  }
  PluginCatalog catalog = tests::built_plugins();
  const auto model = tests::load(kFolder, catalog);
  const auto tokenizer = load_tokenizer(kFolder, catalog);
  const std::vector<Story> stories = read_stories(*tokenizer);
  BOOST_TEST_REQUIRE(!stories.empty());
  for (const Story& story : stories) {
    GenerationSettings settings;
    settings.max_new_tokens = story.new_tokens;
    const Ids cached = generate(*model, {}, story.prompt, settings).front().ids;
    BOOST_TEST(tokenizer->decode(cached, true).starts_with(story.output));

    Ids whole = story.prompt;
    for (std::int64_t i = 0; i < story.new_tokens; ++i) whole.push_back(next_token(*model, whole));
    BOOST_TEST(whole == cached, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()
