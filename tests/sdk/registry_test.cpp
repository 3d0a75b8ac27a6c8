#include "graft/registry.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/problem_texts.h"

using namespace graft;
using namespace graft::tests;

namespace {

struct EchoOptions {
  std::int64_t times = 2;

  static Schema<EchoOptions> schema() {
    return Schema<EchoOptions>().field("times", &EchoOptions::times, "repetitions", at_least(1));
  }
};

class EchoPrompt : public Prompt {
 public:
  explicit EchoPrompt(const EchoOptions& options) : times_(options.times) {}
  RenderedPrompt render(const Example&, const std::vector<Example>&) const override { return {}; }
  std::vector<LabelWords> label_words() const override { return {}; }
  std::string read_answer(const std::string& generated) const override {
    std::string answer;
    for (std::int64_t i = 0; i < times_; ++i) answer += generated;
    return answer;
  }

 private:
  std::int64_t times_;
};

Component named(const std::string& name, Kind kind = Kind::kPrompt) {
  Component component;
  component.kind = kind;
  component.name = name;
  return component;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(registry)

BOOST_AUTO_TEST_CASE(a_component_carries_its_schema_and_makes_its_objects) {
  Registry registry;
  registry.prompt<EchoPrompt, EchoOptions>("echo", "Says it again");
  const Component& component = registry.components().at(0);
  BOOST_TEST(component.interface == kPromptInterface);
  BOOST_TEST(component.schema.find("times") != nullptr);
  Value options = Value::map();
  BOOST_TEST(component.factories.prompt(options)->read_answer("a") == "aa");
  options.set("times", 3);
  BOOST_TEST(component.factories.prompt(options)->read_answer("a") == "aaa");
  options.set("times", 0);
  BOOST_TEST(problem_text([&] {
               component.factories.prompt(options);
             }).starts_with("error: echo.times: expected an integer >= 1, got 0"));
}

BOOST_AUTO_TEST_CASE(a_name_is_taken_once_per_kind) {
  Registry registry;
  registry.add(named("echo"));
  registry.add(named("echo", Kind::kDataset));
  BOOST_CHECK_EXCEPTION(registry.add(named("echo")), Error,
                        says("prompt \"echo\" is registered twice"));
  BOOST_TEST(registry.components().size() == 2u);
}

BOOST_AUTO_TEST_CASE(ill_formed_names_are_refused) {
  Registry registry;
  for (const std::string& name : {std::string(), std::string("Echo"), std::string("-echo"),
                                  std::string("echo-"), std::string("e_o"), std::string(65, 'e')}) {
    BOOST_CHECK_THROW(registry.add(named(name)), Error);
  }
}

BOOST_AUTO_TEST_CASE(every_kind_has_a_name_of_its_own) {
  std::string names;
  for (const Kind kind : all_kinds()) names += std::string(name_of(kind)) + " ";
  BOOST_TEST(names == "architecture adapter prompt tokenizer dataset collective ");
}

BOOST_AUTO_TEST_SUITE_END()
