#include "kernels/weight_forms.h"

#include <cstring>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "kernels/matmul.h"
#include "kernels/matmul_reference.h"
#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;
using kernels::Matrix;
using kernels::Packing;
using kernels::WeightForms;
using kernels::WeightMatrix;

namespace {

// Elements of f32 or bf16, and what they are in f32.
struct Stored {
  std::vector<float> floats;
  std::vector<BFloat16> halves;  // empty: f32

  Stored(std::vector<float> values, bool in_bf16) : floats(std::move(values)) {
    if (!in_bf16) return;
    halves = tests::as_bf16(floats);
    floats = tests::as_f32(halves);
  }

  kernels::Elements elements() {
    return halves.empty() ? kernels::Elements(floats.data()) : kernels::Elements(halves.data());
  }
  std::vector<float> values() const { return halves.empty() ? floats : tests::as_f32(halves); }
};

// Calls check(left, weight, their product) for weights in either order that change from one version
// to the next, and left operands of f32 and of bf16.
template <class Check>
void for_each_version(const Check& check) {
  const std::int64_t sizes[][3] = {{1, 3, 5}, {17, 48, 80}, {33, 65, 63}, {130, 31, 17}};
  for (const auto& [rows, inner, columns] : sizes) {
    for (const bool in_bf16 : {false, true}) {
      Stored left(tests::random_values(rows * inner, 1), in_bf16);
      const Matrix a = Matrix::row_major(left.elements(), rows, inner);
      const Matrix a_f32 = Matrix::row_major(left.floats.data(), rows, inner);
      std::vector<float> weight = tests::random_values(inner * columns, 2);
      const Matrix plain = Matrix::row_major(weight.data(), inner, columns);
      const Matrix turned = Matrix::row_major(weight.data(), columns, inner).transposed();
      WeightForms forms;
      for (std::uint64_t version = 0; version < 3; ++version) {
        for (float& element : weight) element = 1.0f - element;
        const Stored multiplied(weight, in_bf16);
        for (const Matrix& stored : {plain, turned}) {
          Matrix rounded = stored;
          rounded.data = multiplied.floats.data();
          BOOST_TEST_CONTEXT(rows << " x " << inner << " x " << columns
                                  << (in_bf16 ? ", bf16" : ", f32") << ", version " << version
                                  << (stored.row_stride == 1 ? ", turned" : "")) {
            check(a, WeightMatrix{stored, &forms, version},
                  kernels::matmul_reference(a_f32, rounded, nullptr, 1));
          }
        }
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(weight_forms)

BOOST_AUTO_TEST_CASE(a_form_is_made_once_for_each_version) {
  WeightForms forms;
  int made = 0;
  const auto make = [&made](void* to) { std::memset(to, ++made, 16); };
  const WeightForms::Key key = {nullptr, 1};
  const std::shared_ptr<void> first = forms.get(key, 0, 16, make);
  BOOST_TEST(forms.get(key, 0, 16, make) == first);
  BOOST_TEST(made == 1);
  const std::shared_ptr<void> second = forms.get(key, 1, 16, make);
  BOOST_TEST(made == 2);
  // Who holds the old one keeps it.
  BOOST_TEST(static_cast<int>(*static_cast<const char*>(first.get())) == 1);
  BOOST_TEST(static_cast<int>(*static_cast<const char*>(second.get())) == 2);
  (void)forms.get({nullptr, 2}, 1, 16, make);
  BOOST_TEST(made == 3);
  BOOST_TEST(forms.get(key, 1, 16, make) == second);
}

BOOST_AUTO_TEST_CASE(of_many_forms_the_one_unused_for_longest_goes) {
  WeightForms forms;
  int made = 0;
  const auto ask = [&](std::uint64_t layout) {
    (void)forms.get({nullptr, layout}, 0, 16, [&made](void*) { ++made; });
  };
  for (std::uint64_t layout = 0; layout < 8; ++layout) ask(layout);
  ask(0);
  ask(8);  // in place of 1
  BOOST_TEST(made == 9);
  ask(0);
  BOOST_TEST(made == 9);
  ask(1);
  BOOST_TEST(made == 10);
}

BOOST_AUTO_TEST_CASE(a_form_whose_making_failed_is_made_again) {
  WeightForms forms;
  const WeightForms::Key key = {nullptr, 1};
  const auto fail = [](void*) { throw std::runtime_error("no"); };
  BOOST_CHECK_THROW((void)forms.get(key, 0, 16, fail), std::runtime_error);
  bool made = false;
  (void)forms.get(key, 0, 16, [&made](void*) { made = true; });
  BOOST_TEST(made);
}

BOOST_AUTO_TEST_CASE(products_from_packed_weights_are_those_from_plain_ones) {
  for (const std::int64_t rows : {1, 17, 64}) {
    for (const bool turned : {false, true}) {
      const std::int64_t inner = 48;
      const std::int64_t columns = 80;
      const std::vector<float> left = tests::random_values(rows * inner, 1);
      std::vector<float> weight = tests::random_values(inner * columns, 2);
      const std::vector<float> bias = tests::random_values(columns, 3);
      const Matrix a = Matrix::row_major(left.data(), rows, inner);
      const Matrix stored = turned ? Matrix::row_major(weight.data(), columns, inner).transposed()
                                   : Matrix::row_major(weight.data(), inner, columns);
      WeightForms forms;
      for (std::uint64_t version = 0; version < 3; ++version) {
        weight[5] += 1.0f;
        std::vector<float> plain(static_cast<std::size_t>(rows * columns));
        std::vector<float> packed = plain;
        kernels::matmul(a, stored, bias.data(), plain.data());
        const WeightMatrix matrix = {stored, &forms, version};
        for (int i = 0; i < 2; ++i) {
          kernels::matmul(a, matrix, bias.data(), packed.data(), Packing::kAlways);
          tests::check_close(packed, plain, 1e-5);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(products_follow_the_weight_from_version_to_version) {
  for_each_version(
      [](const Matrix& left, const WeightMatrix& weight, const std::vector<double>& expected) {
        std::vector<float> output(expected.size(), NAN);
        kernels::matmul(left, weight, nullptr, output.data());
        tests::check_close(output, expected, 1e-5);
        if (left.data.is_f32()) return;
        std::vector<BFloat16> rounded(expected.size());
        kernels::matmul(left, weight, nullptr, rounded.data());
        tests::check_close(tests::as_f32(rounded), expected, 0.004);
      });
}

BOOST_AUTO_TEST_CASE(products_are_added_to_what_was_there) {
  for_each_version(
      [](const Matrix& left, const WeightMatrix& weight, const std::vector<double>& product) {
        const auto count = static_cast<std::int64_t>(product.size());
        for (const bool in_bf16 : {false, !left.data.is_f32()}) {
          Stored output(tests::random_values(count, 3), in_bf16);
          std::vector<double> expected = product;
          for (std::size_t i = 0; i < product.size(); ++i) expected[i] += output.floats[i];
          kernels::add_matmul(left, weight, output.elements());
          tests::check_close(output.values(), expected, in_bf16 ? 0.004 : 1e-5);
        }
      });
}

BOOST_AUTO_TEST_SUITE_END()
