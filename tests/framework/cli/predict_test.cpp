#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/file.h"
#include "graft/json.h"
#include "tests/framework/cli/small_folders.h"

namespace graft {
namespace {

const std::string kReader =
    R"({"hidden_size": 16, "num_layers": 1, "num_heads": 2, "max_positions": 24,
        "initializer_range": 0.4})";
const std::string kWriter =
    R"({"hidden_size": 16, "num_layers": 1, "num_heads": 2, "max_positions": 24,
        "initializer_range": 0.4, "bos_token_id": 0, "eos_token_id": 0})";

/// Texts of several lengths, the longest first.
const std::vector<std::string> kTexts = {R"({"text": "the sea and the green dog see a red cat"})",
                                         R"({"text": "a cat"})", R"({"text": "狗看海"})",
                                         R"({"text": "a green dog"})"};

HeadSpec labelled(HeadKind kind, const std::string& problem_type = "single_label_classification") {
  return {kind, {"sad", "glad", "cool"}, problem_type};
}

/// The logits that the saved model gives for a text between <cls> and <sep>.
std::vector<double> logits_of(const SmallFolders& place, const std::string& text) {
  const SpecialTokens special = place.tokenizer->special_tokens();
  std::vector<std::int64_t> ids = place.tokenizer->encode(text, {.add_special_tokens = false});
  ids.insert(ids.begin(), *special.cls);
  ids.push_back(*special.sep);
  Batch batch;
  batch["input_ids"] = Tensor::from({1, std::ssize(ids)}, ids);
  ForwardContext context;
  const NoGradient no_gradient;
  const Tensor logits = place.model->forward(batch, context).logits;
  return {logits.data<float>(), logits.data<float>() + logits.numel()};
}

/// Share of each of `count` logits from `first` on.
std::vector<double> shares(const Tensor& logits, std::size_t first, std::size_t count) {
  const float* const begin = logits.data<float>() + first;
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) sum += std::exp(static_cast<double>(begin[i]));
  std::vector<double> result;
  for (std::size_t i = 0; i < count; ++i) {
    result.push_back(std::exp(static_cast<double>(begin[i])) / sum);
  }
  return result;
}

/// The likeliest span of the context, by every pair of ends.
Value likeliest_span(const SmallFolders& place, const std::string& question,
                     const std::string& context) {
  const SpecialTokens special = place.tokenizer->special_tokens();
  const auto words = place.tokenizer->encode(context, {.add_special_tokens = false});
  std::vector<std::int64_t> ids = place.tokenizer->encode(question, {.add_special_tokens = false});
  ids.insert(ids.begin(), *special.cls);
  ids.push_back(*special.sep);
  const std::size_t first = ids.size();
  ids.insert(ids.end(), words.begin(), words.end());
  ids.push_back(*special.sep);
  std::vector<std::int64_t> types(ids.size(), 1);
  std::fill_n(types.begin(), first, 0);
  Batch batch;
  batch["input_ids"] = Tensor::from({1, std::ssize(ids)}, ids);
  batch["token_type_ids"] = Tensor::from({1, std::ssize(ids)}, types);
  ForwardContext forward;
  const NoGradient no_gradient;
  const ModelOutput output = place.model->forward(batch, forward);
  const auto starts = shares(output.more.at("start_logits"), first, words.size());
  const auto ends = shares(output.more.at("end_logits"), first, words.size());
  Value best = Value::map();
  double score = 0.0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (std::size_t j = i; j < words.size(); ++j) {
      if (starts[i] * ends[j] <= score) continue;
      score = starts[i] * ends[j];
      std::string text =
          place.tokenizer->decode({words.begin() + static_cast<std::ptrdiff_t>(i),
                                   words.begin() + static_cast<std::ptrdiff_t>(j + 1)},
                                  true);
      text.erase(0, text.find_first_not_of(' '));
      best.set("answer", text);
      best.set("score", score);
    }
  }
  return best;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(predict_command, SmallFolders)

BOOST_AUTO_TEST_CASE(a_text_gets_its_likeliest_label) {
  save("autoencoding", labelled(HeadKind::kSequenceClassification), kReader);
  const Value answer = predict({R"({"text": "a green dog"})"}).front();
  BOOST_TEST(keys_of(answer) == "label scores");
  BOOST_TEST(keys_of(answer.at("scores")) == "sad glad cool");
  const std::vector<double> logits = logits_of(*this, "a green dog");
  double sum = 0.0;
  for (const double logit : logits) sum += std::exp(logit);
  std::string best;
  for (std::size_t i = 0; i < 3; ++i) {
    const Value::Member& score = answer.at("scores").as_map()[i];
    BOOST_TEST(std::abs(score.value.as_double() - std::exp(logits[i]) / sum) < 1e-4);
    if (logits[i] == *std::max_element(logits.begin(), logits.end())) best = score.key;
  }
  BOOST_TEST(answer.at("label").as_string() == best);
  check_neighbours(kTexts);
}

BOOST_AUTO_TEST_CASE(a_pair_of_texts_is_one_input) {
  save("autoencoding", labelled(HeadKind::kSequenceClassification), kReader);
  const std::vector<Value> answers = predict(
      {R"({"text": "a green dog", "text_pair": "the sea"})", R"({"text": "a green dog"})",
       R"({"text": "the sea and the green dog see a red cat and a dog and a cat and a dog", )"
       R"("text_pair": "the sea"})"});
  const auto encode = [&](const char* text) {
    return tokenizer->encode(text, {.add_special_tokens = false});
  };
  const SpecialTokens special = tokenizer->special_tokens();
  std::vector<std::int64_t> ids = encode("a green dog");
  ids.insert(ids.begin(), *special.cls);
  ids.push_back(*special.sep);
  std::vector<std::int64_t> types(ids.size(), 0);
  for (const std::int64_t id : encode("the sea")) ids.push_back(id);
  ids.push_back(*special.sep);
  types.resize(ids.size(), 1);
  Batch batch;
  batch["input_ids"] = Tensor::from({1, std::ssize(ids)}, ids);
  batch["token_type_ids"] = Tensor::from({1, std::ssize(ids)}, types);
  ForwardContext context;
  const NoGradient no_gradient;
  const std::vector<double> expected = shares(model->forward(batch, context).logits, 0, 3);
  BOOST_TEST(std::fabs(answers[0].at("scores").at("sad").as_double() - expected[0]) < 1e-5);
  BOOST_TEST(std::fabs(answers[1].at("scores").at("sad").as_double() - expected[0]) > 1e-5);
  BOOST_TEST(answers[2].at("label").is_string());  // too long: cut
}

BOOST_AUTO_TEST_CASE(a_text_may_have_several_labels_or_none) {
  save("autoencoding", labelled(HeadKind::kSequenceClassification, "multi_label_classification"),
       kReader);
  const Value answer = predict({R"({"text": "a cat"})"}).front();
  BOOST_TEST(keys_of(answer) == "labels scores");
  const std::vector<double> logits = logits_of(*this, "a cat");
  std::vector<Value> wanted;
  for (std::size_t i = 0; i < 3; ++i) {
    const Value::Member& score = answer.at("scores").as_map()[i];
    BOOST_TEST(std::abs(score.value.as_double() - 1.0 / (1.0 + std::exp(-logits[i]))) < 1e-4);
    if (logits[i] > 0.0) wanted.emplace_back(score.key);
  }
  BOOST_TEST(is_near(answer.at("labels"), wanted));
  check_neighbours(kTexts);
}

BOOST_AUTO_TEST_CASE(a_regression_gives_numbers) {
  save("autoencoding", labelled(HeadKind::kSequenceClassification, "regression"), kReader);
  const Value answer = predict({R"({"text": "a cat"})"}).front();
  BOOST_TEST(keys_of(answer) == "value");
  const std::vector<double> logits = logits_of(*this, "a cat");
  BOOST_TEST(is_near(answer.at("value"), Value::List(logits.begin(), logits.end())));

  save("autoencoding", {HeadKind::kSequenceClassification, {"stars"}, "regression"}, kReader);
  BOOST_TEST(is_near(predict({R"({"text": "a cat"})"}).front().at("value"),
                     logits_of(*this, "a cat").front()));
}

BOOST_AUTO_TEST_CASE(each_word_gets_the_tag_of_its_first_token) {
  save("autoencoding", labelled(HeadKind::kTokenClassification), kReader);
  const Value answer = predict({R"({"tokens": ["the", "xylophone", "狗"]})"}).front();
  BOOST_TEST(keys_of(answer) == "tokens tags scores");
  BOOST_TEST(is_near(answer.at("tokens"), std::vector<std::string>{"the", "xylophone", "狗"}));
  const std::vector<double> logits = logits_of(*this, "the xylophone狗");
  std::size_t position = 1;  // behind <cls>
  for (std::size_t word = 0; word < 3; ++word) {
    const auto row = logits.begin() + static_cast<std::ptrdiff_t>(3 * position);
    const auto best = std::max_element(row, row + 3);
    BOOST_TEST(
        answer.at("tags").as_list()[word].as_string() ==
        labelled(HeadKind::kTokenClassification).labels[static_cast<std::size_t>(best - row)]);
    const double sum = std::exp(row[0]) + std::exp(row[1]) + std::exp(row[2]);
    BOOST_TEST(std::abs(answer.at("scores").as_list()[word].as_double() - std::exp(*best) / sum) <
               1e-4);
    const std::string text =
        (word == 1 ? " " : "") + answer.at("tokens").as_list()[word].as_string();
    position += tokenizer->encode(text, {.add_special_tokens = false}).size();
  }
  check_neighbours(kTexts);
}

BOOST_AUTO_TEST_CASE(long_sentences_are_tagged_in_parts) {
  save("autoencoding", labelled(HeadKind::kTokenClassification), kReader);
  // Words of one token each, of which the model reads so many at a time.
  const std::string word = R"("q")";
  const auto row = [&](std::int64_t words) {
    std::string text = word;
    for (std::int64_t i = 1; i < words; ++i) text += ", " + word;
    return R"({"tokens": [)" + text + "]}";
  };
  const std::int64_t pieces = std::ssize(tokenizer->encode(" q", {.add_special_tokens = false}));
  const std::int64_t room = (24 - 2 - 1) / pieces + 1;
  const std::vector<Value> answers = predict({row(room), row(room + 4)});
  const Value::List& whole = answers[0].at("tags").as_list();
  const Value::List& tags = answers[1].at("tags").as_list();
  BOOST_TEST_REQUIRE(tags.size() == static_cast<std::size_t>(room + 4));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    BOOST_TEST(tags[i].as_string() == whole[i].as_string());
  }
  for (const Value& score : answers[1].at("scores").as_list()) BOOST_TEST(score.as_double() > 0.0);
  const Value text = predict({R"({"text": ")" + std::string(60, 'q') + R"("})"}).front();
  BOOST_TEST(text.at("tags").size() == text.at("tokens").size());
  BOOST_TEST(text.at("tags").size() > 24u);
}

BOOST_AUTO_TEST_CASE(an_answer_is_the_likeliest_span_of_the_context) {
  save("autoencoding", {HeadKind::kQuestionAnswering, {}, ""}, kReader);
  const std::vector<std::vector<std::string>> pairs = {{"who?", "the dog and the cat see the sea"},
                                                       {"a cat", "a cat"}};
  std::vector<std::string> lines;
  for (const auto& pair : pairs) {
    lines.push_back(R"({"question": ")" + pair[0] + R"(", "context": ")" + pair[1] + R"("})");
  }
  const std::vector<Value> answers = predict(lines);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    BOOST_TEST(keys_of(answers[i]) == "answer score");
    BOOST_TEST(is_near(answers[i], likeliest_span(*this, pairs[i][0], pairs[i][1])),
               write_json(answers[i]));
  }
  check_neighbours(lines);
}

BOOST_AUTO_TEST_CASE(answers_are_no_longer_than_those_that_the_model_was_adapted_to) {
  save("autoencoding", {HeadKind::kQuestionAnswering, {}, ""}, kReader);
  const std::string task = folder.path("model/graft_task.json");
  const auto length_of_answer = [&](const std::string& most) {
    write_file(task,
               R"({"kind": "question-answering", "options": {"max_answer_tokens": )" + most + "}}");
    const std::string line = R"({"question": "a", "context": "qqqqqqqqqqqq"})";
    return predict({line}).front().at("answer").as_string().size();
  };
  BOOST_TEST(length_of_answer("1") == 1u);
  write_file(task, R"({"kind": "riddle", "options": {}})");
  const std::string problem = complaint({R"({"question": "a", "context": "b"})"});
  BOOST_TEST(holds(problem, "graft_task.json: error: names no task with its options"), problem);
}

BOOST_AUTO_TEST_CASE(masks_are_filled_with_the_likeliest_tokens) {
  save("autoencoding", HeadSpec{}, kReader);
  const std::vector<std::string> lines = {R"({"text": "the<mask> sees a<mask> and the green dog"})",
                                          R"({"text": "a<mask>"})"};
  const Value answer = predict(lines).front();
  BOOST_TEST(keys_of(answer) == "text masks");
  BOOST_TEST(!holds(answer.at("text").as_string(), "<mask>"));
  BOOST_TEST(answer.at("masks").size() == 2u);
  for (const Value& mask : answer.at("masks").as_list()) {
    BOOST_TEST(mask.size() == 5u);
    double before = 1.0;
    for (const Value& word : mask.as_list()) {
      BOOST_TEST(keys_of(word) == "id token score");
      BOOST_TEST(word.at("score").as_double() <= before);
      before = word.at("score").as_double();
    }
  }
  check_neighbours(lines);
}

BOOST_AUTO_TEST_CASE(a_writer_follows_the_settings_of_its_folder) {
  save("autoregressive", HeadSpec{}, kWriter);
  write_file(folder.path("model/generation_config.json"), R"({"max_new_tokens": 1})");
  const std::string one = predict({kTexts[1]}).front().at("text").as_string();
  write_file(folder.path("model/generation_config.json"), R"({"max_new_tokens": 3})");
  const std::string three = predict({kTexts[1]}).front().at("text").as_string();
  BOOST_TEST(three.size() > one.size());
  BOOST_TEST(three.starts_with(one));
}

BOOST_AUTO_TEST_CASE(a_classifier_needs_no_settings_of_writing) {
  save("autoregressive", labelled(HeadKind::kSequenceClassification), kWriter);
  write_file(folder.path("model/generation_config.json"), R"({"typical_p": 0.5})");
  BOOST_TEST(keys_of(predict({kTexts[1]}).front()) == "label scores");
}

BOOST_AUTO_TEST_CASE(a_writer_goes_on_until_its_positions_are_full) {
  for (const char* const architecture : {"autoregressive", "encoder-decoder"}) {
    const std::string sizes =
        R"({"hidden_size": 16, "num_layers": 1, "num_heads": 2, "pad_token_id": 0})";
    save(architecture, HeadSpec{},
         std::string_view(architecture) == "autoregressive" ? kWriter : sizes);
    const std::vector<Value> answers = predict(kTexts);
    BOOST_TEST(keys_of(answers[0]) == "text score");
    BOOST_TEST(answers[0].at("score").as_double() <= 0.0);
    check_neighbours(kTexts);
  }
}

BOOST_AUTO_TEST_CASE(more_rows_than_a_batch_keep_their_order) {
  save("autoencoding", labelled(HeadKind::kSequenceClassification), kReader);
  std::vector<std::string> lines;
  for (int i = 0; i < 40; ++i) {
    lines.push_back(R"({"text": ")" + std::string(static_cast<std::size_t>(1 + i * 7 % 20), 'q') +
                    R"("})");
  }
  const std::vector<Value> answers = predict(lines);
  for (const std::size_t i : {0u, 1u, 20u, 33u, 39u}) {
    BOOST_TEST(is_near(answers[i], predict({lines[i]}).front()), lines[i]);
  }
  BOOST_TEST(is_near(answers[3], answers[23]));  // equal texts
  BOOST_TEST(!is_near(answers[3], answers[4]));
  BOOST_TEST(predict({}).empty());
}

BOOST_AUTO_TEST_CASE(a_text_that_fills_the_positions_is_answered) {
  save("autoregressive", HeadSpec{}, kWriter);
  const Value answer = predict({R"({"text": ")" + std::string(24, 'q') + R"("})"}).front();
  BOOST_TEST(keys_of(answer) == "text score");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
