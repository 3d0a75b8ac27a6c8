#include "plugins/datasets/small-world/questions.h"

#include <map>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

using graft::Question;
using graft::Rng;
using graft::Share;
using graft::World;

BOOST_AUTO_TEST_SUITE(small_world_questions)

BOOST_AUTO_TEST_CASE(the_context_tells_the_answer) {
  const World world = graft::make_world(1);
  const auto facts = graft::all_facts(world);
  Rng rng(1);
  for (int i = 0; i < 300; ++i) {
    const Question question = graft::make_question(world, facts, Share::kTest, rng);
    // A thing that stands first in its sentence has a capital letter.
    BOOST_TEST(question.context.english.find(question.answer.english.substr(1)) !=
               std::string::npos);
    BOOST_TEST(question.context.chinese.find(question.answer.chinese) != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(the_same_question_always_has_the_same_answer) {
  const World world = graft::make_world(1);
  const auto facts = graft::all_facts(world);
  Rng rng(2);
  std::map<std::string, std::string> answers;
  for (int i = 0; i < 2'000; ++i) {
    const Question question = graft::make_question(world, facts, Share::kTrain, rng);
    const auto [known, is_new] =
        answers.emplace(question.question.english, question.answer.english);
    if (!is_new) BOOST_TEST(known->second == question.answer.english);
  }
}

BOOST_AUTO_TEST_CASE(no_question_is_asked_in_two_shares) {
  const World world = graft::make_world(1);
  const auto facts = graft::all_facts(world);
  Rng rng(3);
  std::set<std::string> earlier;
  for (const Share share : {Share::kCorpus, Share::kTrain, Share::kValidation, Share::kTest}) {
    std::set<std::string> here;
    for (int i = 0; i < 300; ++i) {
      here.insert(graft::make_question(world, facts, share, rng).question.english);
    }
    for (const std::string& question : here) BOOST_TEST(earlier.count(question) == 0);
    earlier.insert(here.begin(), here.end());
  }
}

BOOST_AUTO_TEST_SUITE_END()
