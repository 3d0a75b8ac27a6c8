#include "plugins/adapters/full/full.h"

#include <boost/test/unit_test.hpp>

#include "graft/nn/linear.h"

BOOST_AUTO_TEST_SUITE(full_adapter)

BOOST_AUTO_TEST_CASE(every_parameter_trains_and_none_is_added) {
  graft::Rng rng(1);
  graft::Linear model(3, 2, {}, rng);
  graft::set_trainable(model, false);
  graft::FullAdapter adapter(graft::FullOptions{});
  adapter.attach(model, rng);
  for (const graft::NamedParameter& parameter : model.parameters()) {
    BOOST_TEST(parameter.tensor.requires_grad(), parameter.name);
  }
  BOOST_TEST(adapter.parameters().empty());
  BOOST_TEST(!model.point.has_grafts());
}

BOOST_AUTO_TEST_CASE(the_trained_model_is_saved_whole) {
  BOOST_TEST(graft::FullAdapter(graft::FullOptions{}).config().is_null());
}

BOOST_AUTO_TEST_SUITE_END()
