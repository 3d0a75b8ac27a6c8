#include "graft/nn/module.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/nn/linear.h"

using namespace graft;

namespace {

class Block : public Module {
 public:
  explicit Block(Rng& rng) : inner(2, 2, {.bias = false}, rng) { register_module("inner", inner); }
  Linear inner;
};

class Model : public Module {
 public:
  explicit Model(Rng& rng) : first(rng), second(rng), head(2, 1, {.bias = false}, rng) {
    scale = register_parameter("scale", Tensor::zeros({1}));
    register_module("h.0", first, Part::kBlock);
    register_module("h.1", second, Part::kBlock);
    register_module("head", head, Part::kHead);
  }
  void register_twice() { register_module("head", first); }

  Tensor scale;
  Block first;
  Block second;
  Linear head;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(module)

BOOST_AUTO_TEST_CASE(parameters_are_named_by_path_block_and_head) {
  Rng rng(7);
  const Model model(rng);
  std::string text;
  for (const NamedParameter& parameter : model.parameters()) {
    text += parameter.name + " " + std::to_string(parameter.block) +
            (parameter.in_head ? " head\n" : "\n");
  }
  BOOST_TEST(text == "scale -1\nh.0.inner.weight 0\nh.1.inner.weight 1\nhead.weight -1 head\n");
  BOOST_TEST(model.num_blocks() == 2);
}

BOOST_AUTO_TEST_CASE(graft_points_have_the_path_of_their_module) {
  Rng rng(7);
  Model model(rng);
  BOOST_TEST(model.graft_points().size() == 3u);
  BOOST_TEST(model.graft_points()[1].name == "h.1.inner");
  BOOST_TEST(model.graft_points()[1].point == &model.second.inner.point);
}

BOOST_AUTO_TEST_CASE(all_parameters_freeze_together) {
  Rng rng(7);
  const Model model(rng);
  set_trainable(model, false);
  BOOST_TEST(!model.head.point.weight.requires_grad());
  set_trainable(model, true);
  BOOST_TEST(model.head.point.weight.requires_grad());
}

BOOST_AUTO_TEST_CASE(a_name_is_taken_once) {
  Rng rng(7);
  Model model(rng);
  BOOST_CHECK_THROW(model.register_twice(), Error);
}

BOOST_AUTO_TEST_SUITE_END()
