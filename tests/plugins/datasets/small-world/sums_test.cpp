#include "plugins/datasets/small-world/sums.h"

#include <set>
#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

using graft::Rng;
using graft::Share;
using graft::Sum;

namespace {

struct Equation {
  int left = 0;
  char sign = ' ';
  int right = 0;
  char equals = ' ';
  int result = 0;

  bool holds() const {
    const int value = sign == '+' ? left + right : sign == '-' ? left - right : left * right;
    return equals == '=' && value == result;
  }
};

Equation read_equation(std::istream& text) {
  Equation equation;
  text >> equation.left >> equation.sign >> equation.right >> equation.equals >> equation.result;
  BOOST_TEST(static_cast<bool>(text));
  return equation;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(small_world_sums)

BOOST_AUTO_TEST_CASE(every_step_is_right_and_leads_to_the_answer) {
  const graft::World world = graft::make_world(1);
  Rng rng(1);
  for (int i = 0; i < 500; ++i) {
    const Sum sum = graft::make_sum(world, Share::kTest, rng);
    std::istringstream text(sum.steps);
    const Equation first = read_equation(text);
    char separator = ' ';
    text >> separator;
    const Equation second = read_equation(text);
    BOOST_TEST(first.holds());
    BOOST_TEST(separator == ';');
    BOOST_TEST(second.holds());
    BOOST_TEST(second.left == first.result);
    BOOST_TEST(sum.answer == std::to_string(second.result));
    BOOST_TEST((second.result >= 0 && second.result <= 40));
    for (const int number : {first.left, first.right, second.right}) {
      BOOST_TEST(holds(sum.question.english, std::to_string(number)));
      BOOST_TEST(holds(sum.question.chinese, std::to_string(number)));
    }
  }
}

BOOST_AUTO_TEST_CASE(no_sum_is_in_two_shares) {
  const graft::World world = graft::make_world(1);
  Rng rng(2);
  std::set<std::string> earlier;
  for (const Share share : {Share::kCorpus, Share::kTrain, Share::kValidation, Share::kTest}) {
    std::set<std::string> here;
    for (int i = 0; i < 300; ++i) {
      // The story is told by what stands before the first number and by the signs.
      const Sum sum = graft::make_sum(world, share, rng);
      const std::size_t last = sum.question.english.find_last_of('.');
      here.insert(sum.question.english.substr(last).substr(0, 12) + sum.steps);
    }
    for (const std::string& sum : here) BOOST_TEST(earlier.count(sum) == 0);
    earlier.insert(here.begin(), here.end());
  }
}

BOOST_AUTO_TEST_SUITE_END()
