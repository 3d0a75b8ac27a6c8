#include "framework/evaluate/metrics/entity_spans.h"

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

namespace graft {
namespace {

using Tags = std::vector<std::string>;
using Spans = std::vector<EntitySpan>;

}  // namespace

BOOST_AUTO_TEST_SUITE(entity_spans_of_tags)

BOOST_AUTO_TEST_CASE(entities_of_several_words_and_of_one) {
  BOOST_CHECK(entity_spans({"B-PER", "I-PER", "O", "B-LOC"}) ==
              (Spans{{"PER", 0, 2}, {"LOC", 3, 4}}));
  BOOST_CHECK(entity_spans({"O", "O", "O", "B-MISC", "I-MISC", "I-MISC", "O", "B-PER", "I-PER"}) ==
              (Spans{{"MISC", 3, 6}, {"PER", 7, 9}}));
}

BOOST_AUTO_TEST_CASE(no_tag_has_no_entity) {
  BOOST_CHECK(entity_spans({}).empty());
  BOOST_CHECK(entity_spans({"O", "O"}).empty());
}

BOOST_AUTO_TEST_CASE(neighbours_of_one_type_are_parted_by_b) {
  BOOST_CHECK(entity_spans({"B-PER", "B-PER", "I-PER"}) == (Spans{{"PER", 0, 1}, {"PER", 1, 3}}));
}

BOOST_AUTO_TEST_CASE(an_inside_without_a_beginning_begins_one) {
  BOOST_CHECK(entity_spans({"I-NP", "I-NP", "O"}) == (Spans{{"NP", 0, 2}}));
  BOOST_CHECK(entity_spans({"O", "I-NP"}) == (Spans{{"NP", 1, 2}}));
}

BOOST_AUTO_TEST_CASE(a_change_of_type_inside_begins_another) {
  BOOST_CHECK(entity_spans({"B-PER", "I-LOC", "I-LOC"}) == (Spans{{"PER", 0, 1}, {"LOC", 1, 3}}));
  BOOST_CHECK(entity_spans({"B-PER", "I-LOC", "I-PER"}) ==
              (Spans{{"PER", 0, 1}, {"LOC", 1, 2}, {"PER", 2, 3}}));
}

BOOST_AUTO_TEST_CASE(ends_and_single_words_are_read_as_conlleval_reads_them) {
  BOOST_CHECK(entity_spans({"B-A", "E-A", "I-A"}) == (Spans{{"A", 0, 2}, {"A", 2, 3}}));
  BOOST_CHECK(entity_spans({"S-A", "S-A", "E-A"}) ==
              (Spans{{"A", 0, 1}, {"A", 1, 2}, {"A", 2, 3}}));
}

BOOST_AUTO_TEST_CASE(tags_without_a_type_and_types_with_hyphens) {
  BOOST_CHECK(entity_spans({"O", "B", "I", "O", "B"}) == (Spans{{"_", 1, 3}, {"_", 4, 5}}));
  BOOST_CHECK(entity_spans({"B-creative-work", "I-creative-work"}) ==
              (Spans{{"creative-work", 0, 2}}));
  BOOST_CHECK(entity_spans({"B-组织", "I-组织", "O"}) == (Spans{{"组织", 0, 2}}));
}

BOOST_AUTO_TEST_CASE(strict_iob2_needs_a_beginning) {
  const TagMode mode = TagMode::kStrictIob2;
  BOOST_CHECK(entity_spans({"I-NP", "I-NP", "O"}, mode).empty());
  BOOST_CHECK(entity_spans({"B-NP", "I-NP", "O"}, mode) == (Spans{{"NP", 0, 2}}));
  BOOST_CHECK(entity_spans({"B-PER", "I-LOC", "I-PER"}, mode) == (Spans{{"PER", 0, 1}}));
  BOOST_CHECK(entity_spans({"O", "I-PER", "B-PER", "B-PER"}, mode) ==
              (Spans{{"PER", 2, 3}, {"PER", 3, 4}}));
}

BOOST_AUTO_TEST_CASE(strict_iobes_needs_an_end) {
  const TagMode mode = TagMode::kStrictIobes;
  BOOST_CHECK(entity_spans({"B-A", "I-A", "E-A", "S-B"}, mode) ==
              (Spans{{"A", 0, 3}, {"B", 3, 4}}));
  BOOST_CHECK(entity_spans({"B-A", "I-A", "O"}, mode).empty());
  BOOST_CHECK(entity_spans({"B-A", "E-B"}, mode).empty());
  BOOST_CHECK(entity_spans({"B-A", "B-A", "E-A"}, mode) == (Spans{{"A", 1, 3}}));
  BOOST_CHECK(entity_spans({"E-A", "I-A"}, mode).empty());
}

BOOST_AUTO_TEST_CASE(other_tags_are_refused_by_name) {
  for (const char* tag : {"", "X-PER", "PER", "BPER", "O-PER", "0"}) {
    BOOST_CHECK_THROW(entity_spans({tag}), InputError);
  }
  BOOST_CHECK_THROW(entity_spans({"S-PER"}, TagMode::kStrictIob2), InputError);
}

BOOST_AUTO_TEST_CASE(the_types_of_tags_are_listed_once) {
  BOOST_CHECK(entity_types({"O", "I-b", "B-b", "B-a", "E-c"}) == (Tags{"a", "b", "c"}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
