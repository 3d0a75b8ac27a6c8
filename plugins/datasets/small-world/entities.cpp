#include "entities.h"

#include "choice.h"
#include "facts.h"

namespace graft {

namespace {

// What happens among people; slots {person}, {other}, {place}, {profession}.
const std::vector<Bilingual>& events() {
  static const std::vector<Bilingual> list = {
      {"{person} met {other} in {place}.", "{person}在{place}见到了{other}。"},
      {"{person} wrote a letter to {other}.", "{person}给{other}写了一封信。"},
      {"the train took {person} to {place}.", "火车把{person}带到了{place}。"},
      {"on Monday {person} and {other} left {place}.", "星期一{person}和{other}离开了{place}。"},
      {"the {profession} from {place} knows {person}.", "{place}的{profession}认识{person}。"},
      {"in {place} a {profession} asked for {person}.",
       "在{place}，一名{profession}打听{person}。"}};
  return list;
}

const char* tag_of(const std::string& slot, bool object_is_place) {
  if (slot == "person" || slot == "other" || slot == "subject") return "PER";
  if (slot == "place" || (slot == "object" && object_is_place)) return "LOC";
  return "";
}

// Bytes of the UTF-8 character that starts with this byte.
std::size_t character_length(char first) {
  const auto byte = static_cast<unsigned char>(first);
  if (byte < 0x80) return 1;
  if (byte < 0xE0) return 2;
  return byte < 0xF0 ? 3 : 4;
}

bool is_english_letter_or_digit(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9');
}

}  // namespace

std::vector<std::string> cut_into_tokens(const std::string& text, Language language) {
  std::vector<std::string> tokens;
  bool in_word = false;
  for (std::size_t i = 0; i < text.size();) {
    const std::string character = text.substr(i, character_length(text[i]));
    i += character.size();
    const bool in_english_word =
        language == Language::kEnglish && is_english_letter_or_digit(character[0]);
    if (in_english_word && in_word) {
      tokens.back() += character;
    } else if (character != " ") {
      tokens.push_back(character);
    }
    in_word = in_english_word;
  }
  return tokens;
}

TaggedSentence make_tagged_sentence(const World& world, Share share, Language language, Rng& rng) {
  const Person& person = pick_person(world, share, rng);
  Slots slots;
  std::string form;
  bool object_is_place = false;
  if (happens(50, rng)) {
    const Fact fact = pick(facts_about(person, world), rng);
    slots = slots_of(fact);
    form = pick(forms_of(fact.relation).statements, rng).in(language);
    object_is_place = fact.relation == Relation::kBornIn || fact.relation == Relation::kLivesIn;
  } else {
    slots["person"] = person.name;
    slots["other"] = pick_person(world, share, rng).name;
    slots["place"] =
        happens(75, rng) ? pick(world.towns, rng).name : pick(world.countries, rng).name;
    slots["profession"] = pick(world.people, rng).profession;
    form = pick(events(), rng).in(language);
  }

  TaggedSentence sentence;
  for (const Piece& piece : fill_pieces(capitalised(form), language, slots)) {
    const std::string tag = tag_of(piece.slot, object_is_place);
    bool is_first = true;
    for (std::string& token : cut_into_tokens(piece.text, language)) {
      sentence.tokens.push_back(std::move(token));
      sentence.tags.push_back(tag.empty() ? "O" : (is_first ? "B-" : "I-") + tag);
      is_first = false;
    }
  }
  return sentence;
}

}  // namespace graft
