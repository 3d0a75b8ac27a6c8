#include "names.h"

#include <functional>
#include <set>

#include "choice.h"

namespace graft {

namespace {

const std::vector<Bilingual>& syllables() {
  static const std::vector<Bilingual> list = {
      {"ba", "巴"}, {"be", "贝"}, {"bo", "博"}, {"da", "达"}, {"de", "德"}, {"do", "多"},
      {"fa", "法"}, {"fe", "菲"}, {"ga", "加"}, {"ka", "卡"}, {"ki", "基"}, {"ko", "科"},
      {"la", "拉"}, {"le", "勒"}, {"li", "利"}, {"lo", "洛"}, {"lu", "卢"}, {"ma", "马"},
      {"me", "梅"}, {"mi", "米"}, {"mo", "莫"}, {"na", "纳"}, {"ne", "内"}, {"ni", "尼"},
      {"no", "诺"}, {"pa", "帕"}, {"pe", "佩"}, {"ra", "兰"}, {"ri", "里"}, {"ro", "罗"},
      {"sa", "萨"}, {"se", "塞"}, {"so", "索"}, {"ta", "塔"}, {"te", "特"}, {"to", "托"},
      {"va", "瓦"}, {"ve", "维"}, {"za", "扎"}, {"zo", "佐"}};
  return list;
}

const std::vector<Bilingual>& family_endings() {
  static const std::vector<Bilingual> list = {{"n", "恩"}, {"r", "尔"}, {"s", "斯"}};
  return list;
}

const std::vector<Bilingual>& town_endings() {
  static const std::vector<Bilingual> list = {
      {"ton", "顿"}, {"burg", "堡"}, {"port", "港"}, {"dale", "谷"}, {"ford", "渡"}};
  return list;
}

const std::vector<Bilingual>& country_endings() {
  static const std::vector<Bilingual> list = {{"nia", "尼亚"}, {"land", "兰国"}};
  return list;
}

const std::vector<Bilingual>& surnames() {
  static const std::vector<Bilingual> list = {{"Wang", "王"}, {"Li", "李"},    {"Zhang", "张"},
                                              {"Liu", "刘"},  {"Chen", "陈"},  {"Yang", "杨"},
                                              {"Zhao", "赵"}, {"Huang", "黄"}, {"Zhou", "周"},
                                              {"Wu", "吴"},   {"Lin", "林"},   {"He", "何"}};
  return list;
}

const std::vector<Bilingual>& given_name_characters() {
  static const std::vector<Bilingual> list = {
      {"ming", "明"}, {"hua", "华"},  {"mei", "梅"},  {"wei", "伟"},  {"fang", "芳"},
      {"jun", "军"},  {"wen", "文"},  {"ping", "平"}, {"ying", "英"}, {"jie", "杰"},
      {"yun", "云"},  {"ning", "宁"}, {"hai", "海"},  {"chun", "春"}, {"lan", "兰"},
      {"qing", "青"}, {"yu", "玉"},   {"song", "松"}};
  return list;
}

Bilingual operator+(const Bilingual& first, const Bilingual& second) {
  return {first.english + second.english, first.chinese + second.chinese};
}

Bilingual two_syllables(Rng& rng) {
  const Bilingual& first = pick(syllables(), rng);
  const Bilingual& second = pick(syllables(), rng);
  return capitalised(first + second);
}

Bilingual western_name(Rng& rng) {
  const Bilingual given = two_syllables(rng);
  const Bilingual family = two_syllables(rng);
  return given + Bilingual{" ", "·"} + family + pick(family_endings(), rng);
}

Bilingual chinese_name(Rng& rng) {
  const Bilingual& surname = pick(surnames(), rng);
  const Bilingual first = capitalised(pick(given_name_characters(), rng));
  return surname + Bilingual{" ", ""} + first + pick(given_name_characters(), rng);
}

std::vector<Bilingual> make_different(int count, Rng& rng,
                                      const std::function<Bilingual(int index, Rng&)>& make) {
  std::vector<Bilingual> names;
  std::set<std::string> used;
  while (static_cast<int>(names.size()) < count) {
    const Bilingual name = make(static_cast<int>(names.size()), rng);
    if (used.count(name.english) != 0 || used.count(name.chinese) != 0) continue;
    used.insert({name.english, name.chinese});
    names.push_back(name);
  }
  return names;
}

}  // namespace

std::vector<Bilingual> make_person_names(int count, Rng& rng) {
  return make_different(count, rng, [](int index, Rng& numbers) {
    return index % 2 == 0 ? western_name(numbers) : chinese_name(numbers);
  });
}

std::vector<Bilingual> make_town_names(int count, Rng& rng) {
  return make_different(count, rng, [](int, Rng& numbers) {
    const Bilingual stem = two_syllables(numbers);
    return stem + pick(town_endings(), numbers);
  });
}

std::vector<Bilingual> make_country_names(int count, Rng& rng) {
  return make_different(count, rng, [](int, Rng& numbers) {
    const Bilingual stem = two_syllables(numbers);
    return stem + pick(country_endings(), numbers);
  });
}

}  // namespace graft
