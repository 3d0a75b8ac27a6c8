#include "graft/graft_point.h"

#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/ops/elementwise.h"
#include "tests/support/problem_texts.h"

using namespace graft;

namespace {

/// Adds to the input and multiplies the output.
class Changed : public Graft {
 public:
  Changed(float more, float factor) : more_(more), factor_(factor) {}
  Tensor input(const Tensor& input, ForwardContext&) override {
    return add(input, Tensor::scalar(more_));
  }
  Tensor output(const Tensor&, const Tensor& output, ForwardContext&) override {
    return scale(output, factor_);
  }

 private:
  float more_;
  float factor_;
};

struct Model {
  GraftPoint linear{GraftPointKind::kLinear, 2, 2};
  GraftPoint attention{GraftPointKind::kAttention, 2, 2};
  std::vector<NamedGraftPoint> points = {{"h.0.attn.c_attn", &linear, 0, false},
                                         {"h.0.attn", &attention, 0, false},
                                         {"h.0.attn.c_proj", &linear, 0, false},
                                         {"h.1.mlp.c_proj", &linear, 1, false}};

  std::string selected(const std::vector<std::string>& patterns) {
    std::string names;
    for (const NamedGraftPoint& point :
         select_points(points, GraftPointKind::kLinear, patterns, "target_modules")) {
      names += point.name + " ";
    }
    return names;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(graft_point)

BOOST_AUTO_TEST_CASE(a_plain_pattern_matches_the_end_of_a_path) {
  BOOST_TEST(matches_pattern("h.0.attn.c_attn", "c_attn"));
  BOOST_TEST(matches_pattern("h.0.attn.c_attn", "attn.c_attn"));
  BOOST_TEST(matches_pattern("c_attn", "c_attn"));
  BOOST_TEST(!matches_pattern("h.0.attn.c_attn", "attn"));
  BOOST_TEST(!matches_pattern("h.0.attn.c_attn", ""));
}

BOOST_AUTO_TEST_CASE(stars_and_question_marks_match_the_whole_path) {
  BOOST_TEST(matches_pattern("h.0.attn.c_attn", "*"));
  BOOST_TEST(matches_pattern("h.0.attn.c_attn", "h.?.*attn"));
  BOOST_TEST(matches_pattern("h.0.attn.c_attn", "*a*a*"));
  BOOST_TEST(!matches_pattern("h.10.attn.c_attn", "h.?.attn.c_attn"));
  BOOST_TEST(!matches_pattern("h.0.attn.c_attn", "*.attn"));
}

BOOST_AUTO_TEST_CASE(points_of_one_kind_come_once_and_in_model_order) {
  Model model;
  BOOST_TEST(model.selected({"c_proj", "*"}) == "h.0.attn.c_attn h.0.attn.c_proj h.1.mlp.c_proj ");
  BOOST_TEST(model.selected({"h.1.*"}) == "h.1.mlp.c_proj ");
  BOOST_TEST(model.selected({}) == "");
}

BOOST_AUTO_TEST_CASE(each_pattern_without_a_match_is_told_with_the_nearest_name) {
  Model model;
  BOOST_TEST(problem_text([&] {
               model.selected({"c_atn", "c_proj", "zzzzzzzz"});
             }) ==
             "error: target_modules: the pattern `c_atn` matches none of the 3 linear graft points "
             "of this model; did you mean `c_attn`?\n"
             "error: target_modules: the pattern `zzzzzzzz` matches none of the 3 linear graft "
             "points of this model; there are `c_attn`, `c_proj`");
}

BOOST_AUTO_TEST_CASE(a_model_without_such_points_is_told_so) {
  Model model;
  BOOST_TEST(problem_text([&] {
               select_points(model.points, GraftPointKind::kEmbedding, {"*"}, "target_modules");
             }).ends_with("; this model has no embedding graft points"));
}

BOOST_AUTO_TEST_CASE(grafts_apply_in_order_of_attachment) {
  GraftPoint point(GraftPointKind::kLinear, 1, 1);
  ForwardContext context;
  const Tensor one = Tensor::scalar(1.0f);
  BOOST_TEST(point.apply_input(one, context).id() == one.id());
  point.attach(std::make_shared<Changed>(1.0f, 2.0f));
  point.attach(std::make_shared<Changed>(3.0f, 5.0f));
  BOOST_TEST(point.apply_input(one, context).item() == 5.0f);
  BOOST_TEST(point.apply_output(one, one, context).item() == 10.0f);
  BOOST_TEST(point.prefixes(1, context).empty());
  point.detach_all();
  BOOST_TEST(!point.has_grafts());
}

BOOST_AUTO_TEST_SUITE_END()
