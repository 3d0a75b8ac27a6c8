#include "graft/options.h"

#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"
#include "tests/support/problem_texts.h"

using namespace graft;

namespace {

struct LoraOptions {
  std::int64_t rank = 8;
  float alpha = 16.0f;
  std::string bias = "none";
  std::optional<std::int64_t> blocks;
  std::vector<std::string> target_modules;

  static Schema<LoraOptions> schema() {
    return Schema<LoraOptions>()
        .field("rank", &LoraOptions::rank, "width", at_least(1))
        .field("alpha", &LoraOptions::alpha, "scale", greater_than(0))
        .field("bias", &LoraOptions::bias, "what else trains", one_of({"none", "all"}))
        .field("blocks", &LoraOptions::blocks, "how many")
        .field("target_modules", &LoraOptions::target_modules, "patterns", required());
  }
};

LoraOptions read(const std::string& json) {
  return LoraOptions::schema().read(parse_json(json), "adapter");
}

std::string mistake(const std::string& json) {
  return problem_text([&json] { read(json); });
}

/// What is wrong with one option of a manifest.
std::string entry_mistake(const Value& entry) {
  Value description = Value::map();
  description.set("rank", entry);
  return problem_text([&description] {
    std::vector<Problem> problems;
    OptionSchema::from_description(description, problems);
    if (!problems.empty()) throw InputError(problems);
  });
}

std::string manifest_mistake(const std::string& json) { return entry_mistake(parse_json(json)); }

template <typename Schema>
constexpr bool kCanFind = requires(Schema&& schema) {
  std::forward<Schema>(schema).find("rank");
};

}  // namespace

BOOST_AUTO_TEST_SUITE(options)

BOOST_AUTO_TEST_CASE(what_is_absent_keeps_its_default) {
  const LoraOptions options = read(R"({"target_modules": ["a"], "alpha": 2})");
  BOOST_TEST(options.rank == 8);
  BOOST_TEST(options.alpha == 2.0f);
  BOOST_TEST(options.bias == "none");
  BOOST_TEST(!options.blocks.has_value());
  BOOST_TEST(options.target_modules == std::vector<std::string>{"a"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(null_unsets_what_is_optional) {
  BOOST_TEST(read(R"({"target_modules": [], "blocks": 3})").blocks.value() == 3);
  BOOST_TEST(!read(R"({"target_modules": [], "blocks": null})").blocks.has_value());
}

BOOST_AUTO_TEST_CASE(every_mistake_is_told) {
  BOOST_TEST(mistake(R"({"rnak": 4, "rank": 0})") ==
             "error: adapter.rnak: unknown key; did you mean `rank`?\n"
             "error: adapter.rank: expected an integer >= 1, got 0; write for example `rank: 8`\n"
             "error: adapter.target_modules: missing; it is patterns");
  BOOST_TEST(mistake("[1]") == "error: adapter: expected a map of options, got a list");
}

BOOST_AUTO_TEST_CASE(a_description_reads_back_as_the_same_schema) {
  const Value description = LoraOptions::schema().untyped().describe();
  std::vector<Problem> problems;
  const OptionSchema schema = OptionSchema::from_description(description, problems);
  BOOST_TEST(problems.empty());
  BOOST_TEST((schema.describe() == description));
  BOOST_TEST(schema.find("alpha")->min_excluded);
  BOOST_TEST(schema.find("rank")->min.value() == 1.0);
}

BOOST_AUTO_TEST_CASE(bounds_beyond_an_integer_are_described_as_numbers) {
  OptionSchema schema;
  Field field;
  field.type = "int";
  field.name = "rank";
  field.max = 1e300;
  schema.add(field);
  BOOST_TEST(schema.describe().at("rank").at("max").as_double() == 1e300);
}

BOOST_AUTO_TEST_CASE(a_manifest_must_give_choices_as_strings) {
  BOOST_TEST(manifest_mistake(R"({"type": "string", "choices": ["a", 1]})") ==
             "error: option `rank`: choices must be strings, got an integer; put it in quotes");
}

BOOST_AUTO_TEST_CASE(a_manifest_must_give_bounds_that_a_number_can_have) {
  const auto with_max = [](const char* type, double max) {
    Value entry = Value::map();
    entry.set("type", type);
    entry.set("max", max);
    return entry_mistake(entry);
  };
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(with_max("float", infinity) == "error: option `rank`: max must be a finite number");
  BOOST_TEST(with_max("float", nan) == "error: option `rank`: max must be a finite number");
  BOOST_TEST(with_max("int", nan) == "error: option `rank`: max must be within +-2^53");
  BOOST_TEST(manifest_mistake(R"({"min": 1e16, "type": "int"})") ==
             "error: option `rank`: min must be within +-2^53");
  BOOST_TEST(with_max("float", 1e16) == "no error");
}

BOOST_AUTO_TEST_CASE(mistakes_of_a_manifest_are_told) {
  BOOST_TEST(manifest_mistake(R"({"typ": "int"})") ==
             "error: option `rank`: unknown key `typ`; did you mean `type`?\n"
             "error: option `rank`: `type` is missing");
  BOOST_TEST(manifest_mistake(R"({"type": "strin"})").ends_with("did you mean `string`?"));
  BOOST_TEST(manifest_mistake(R"({"type": "int", "min": 1, "default": 0})")
                 .starts_with("error: default of option `rank`: expected an integer >= 1, got 0"));
}

BOOST_AUTO_TEST_CASE(a_field_is_not_found_in_a_schema_that_is_about_to_end) {
  BOOST_TEST(kCanFind<OptionSchema&>);
  BOOST_TEST(!kCanFind<OptionSchema>);
}

BOOST_AUTO_TEST_CASE(the_nearest_word_is_near) {
  BOOST_TEST(nearest("learning_rte", {"rank", "learning_rate"}) == "learning_rate");
  BOOST_TEST(nearest("xyzzy", {"rank", "alpha"}) == "");
}

BOOST_AUTO_TEST_CASE(letters_that_changed_places_are_nearer_than_others) {
  BOOST_TEST(nearest("rnu", {"plan", "run", "new"}) == "run");
  BOOST_TEST(nearest("lro", {"bitfit", "full", "lora"}) == "lora");
  BOOST_TEST(nearest("form", {"for", "from"}) == "from");
  BOOST_TEST(nearest("abc", {"cab", "bca", "lora", "xyz"}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
