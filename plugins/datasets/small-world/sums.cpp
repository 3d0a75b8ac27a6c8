#include "sums.h"

#include <string>
#include <vector>

#include "choice.h"

namespace graft {

namespace {

enum class Step { kAdd, kSubtract, kMultiply };

struct Story {
  Bilingual form;  // slots {person}, {things}, {a}, {b}, {c}
  Step first;      // of a and b
  Step second;     // of that result and c
};

const std::vector<Story>& stories() {
  static const std::vector<Story> list = {
      {{"{person} has {a} {things}, buys {b} and gives {c} away. How many {things} are left?",
        "{person}有{a}个{things}，又买了{b}个，送走{c}个，还剩几个{things}？"},
       Step::kAdd,
       Step::kSubtract},
      {{"{person} has {a} {things}, loses {b} and finds {c}. How many {things} are there now?",
        "{person}有{a}个{things}，丢了{b}个，又找到{c}个，现在有几个{things}？"},
       Step::kSubtract,
       Step::kAdd},
      {{"{person} gets {a} {things}, then {b}, then {c}. How many {things} are there in all?",
        "{person}先拿到{a}个{things}，再拿{b}个，又拿{c}个，一共有几个{things}？"},
       Step::kAdd,
       Step::kAdd},
      {{"{person} has {a} boxes with {b} {things} each and {c} {things} more. How many {things} "
        "are there?",
        "{person}有{a}盒{things}，每盒{b}个，另外还有{c}个，共有几个{things}？"},
       Step::kMultiply,
       Step::kAdd}};
  return list;
}

const std::vector<Bilingual>& things() {
  static const std::vector<Bilingual> list = {{"pears", "梨"},  {"eggs", "鸡蛋"},
                                              {"cups", "杯子"}, {"coins", "硬币"},
                                              {"balls", "球"},  {"hats", "帽子"}};
  return list;
}

int apply(Step step, int left, int right) {
  switch (step) {
    case Step::kAdd:
      return left + right;
    case Step::kSubtract:
      return left - right;
    case Step::kMultiply:
      break;
  }
  return left * right;
}

const char* sign_of(Step step) {
  switch (step) {
    case Step::kAdd:
      return " + ";
    case Step::kSubtract:
      return " - ";
    case Step::kMultiply:
      break;
  }
  return " * ";
}

std::string equation(Step step, int left, int right) {
  return std::to_string(left) + sign_of(step) + std::to_string(right) + " = " +
         std::to_string(apply(step, left, right));
}

}  // namespace

Sum make_sum(const World& world, Share share, Rng& rng) {
  while (true) {
    const std::int64_t index = rng.below(static_cast<std::int64_t>(stories().size()));
    const Story& story = stories()[static_cast<std::size_t>(index)];
    const int largest = story.first == Step::kMultiply ? 5 : 15;
    const int a = 2 + static_cast<int>(rng.below(largest - 1));
    const int b = 2 + static_cast<int>(rng.below(largest - 1));
    const int c = 2 + static_cast<int>(rng.below(9));
    const int between = apply(story.first, a, b);
    const int result = apply(story.second, between, c);
    if (between < 1 || result < 0) continue;

    const std::string steps =
        equation(story.first, a, b) + "; " + equation(story.second, between, c);
    if (share_of_instance(std::to_string(index) + ": " + steps) != share) continue;

    const auto number = [](int value) {
      return Bilingual{std::to_string(value), std::to_string(value)};
    };
    Slots slots = {{"a", number(a)}, {"b", number(b)}, {"c", number(c)}};
    slots["person"] = pick(world.people, rng).name;
    slots["things"] = pick(things(), rng);
    return {fill(story.form, slots), steps, std::to_string(result)};
  }
}

}  // namespace graft
