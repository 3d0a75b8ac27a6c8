#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "graft/export.h"
#include "graft/options.h"
#include "graft/roles/adapter.h"
#include "graft/roles/architecture.h"
#include "graft/roles/collective.h"
#include "graft/roles/dataset.h"
#include "graft/roles/prompt.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// The kinds of component a plugin can offer.
enum class Kind { kArchitecture, kAdapter, kPrompt, kTokenizer, kDataset, kCollective };

/// "architecture", "adapter", "prompt", "tokenizer", "dataset", "collective".
GRAFT_API const char* name_of(Kind kind);
/// All kinds, in the order above.
GRAFT_API const std::vector<Kind>& all_kinds();

/// How the host makes objects of a component; only the members of its kind are set. Options are
/// maps that the component's schema has checked and completed.
struct GRAFT_API Factories {
  std::function<std::unique_ptr<Architecture>(const Value& options, const HeadSpec& head, Rng& rng)>
      architecture;
  /// Options from a published `config.json` or `adapter_config.json`; throws InputError.
  std::function<Value(const Value& config)> options_from_config;
  /// The head that a model folder's `config.json` describes.
  std::function<HeadSpec(const Value& config)> head_from_config;

  std::function<std::unique_ptr<Adapter>(const Value& options)> adapter;
  std::function<std::unique_ptr<Prompt>(const Value& options)> prompt;
  std::function<std::unique_ptr<Tokenizer>(const Value& options, const TextSource& texts)>
      train_tokenizer;
  std::function<std::unique_ptr<Tokenizer>(const std::string& folder)> load_tokenizer;
  std::function<std::unique_ptr<Dataset>(const Value& options)> dataset;
  std::function<std::unique_ptr<Collective>(const Value& options)> collective;
};

/// One component of a plugin.
struct GRAFT_API Component {
  Kind kind = Kind::kArchitecture;
  std::string name;       // lower case, digits and hyphens
  std::string doc;        // one sentence
  std::string interface;  // for example "graft.adapter/1"
  std::string family;     // architectures only
  /// What published folders it reads: {model_type: […]} for architectures, {peft_type: […]} for
  /// adapters, and for tokenizers {tokenizer_class: […], files: [[…], …], tokenizer_json: […]}. A
  /// `tokenizer_class` in a folder's `tokenizer_config.json` decides alone; where it names none (or
  /// PreTrainedTokenizerFast), a component reads the folder when all files of one of its `files`
  /// lists are there, for example [[vocab.json, merges.txt], [encoder.json, vocab.bpe]], or else
  /// when it knows the type of the model in `tokenizer.json`, for example [BPE]. Null: none.
  Value recognises;
  OptionSchema schema;
  Factories factories;
};

/// Receives what a plugin offers. Each function has one template parameter for the class and one
/// for its options struct, which has a static `schema()`.
class GRAFT_API Registry {
 public:
  /// T: Architecture of that family, constructible from (const Options&, const HeadSpec&, Rng&).
  /// It has a `static HeadSpec head_from_config(const Value&)`, the head of a `config.json`.
  /// Options: also `static Value from_config(const Value&)`, the options that a `config.json`
  /// describes.
  template <typename T, typename Options>
  void architecture(const std::string& name, const std::string& doc, Value recognises = Value()) {
    Component component = describe<Options>(Kind::kArchitecture, name, doc, kArchitectureInterface);
    component.recognises = std::move(recognises);
    component.family = name_of(family_of<T>());
    component.factories.architecture = [name](const Value& options, const HeadSpec& head,
                                              Rng& rng) {
      return std::unique_ptr<Architecture>(
          std::make_unique<T>(Options::schema().read(options, name), head, rng));
    };
    component.factories.options_from_config = &Options::from_config;
    component.factories.head_from_config = &T::head_from_config;
    add(std::move(component));
  }

  /// T: Adapter constructible from (const Options&). Options: also
  /// `static Value from_config(const Value&)`, the options that an adapter_config.json describes.
  template <typename T, typename Options>
  void adapter(const std::string& name, const std::string& doc, Value recognises = Value()) {
    Component component = describe<Options>(Kind::kAdapter, name, doc, kAdapterInterface);
    component.recognises = std::move(recognises);
    component.factories.adapter = [name](const Value& options) {
      return std::unique_ptr<Adapter>(std::make_unique<T>(Options::schema().read(options, name)));
    };
    if constexpr (requires { &Options::from_config; }) {
      component.factories.options_from_config = &Options::from_config;
    }
    add(std::move(component));
  }

  /// T: Prompt constructible from (const Options&).
  template <typename T, typename Options>
  void prompt(const std::string& name, const std::string& doc) {
    Component component = describe<Options>(Kind::kPrompt, name, doc, kPromptInterface);
    component.factories.prompt = [name](const Value& options) {
      return std::unique_ptr<Prompt>(std::make_unique<T>(Options::schema().read(options, name)));
    };
    add(std::move(component));
  }

  /// T: Tokenizer with `static std::unique_ptr<Tokenizer> train(const Options&, const TextSource&)`
  /// and `static std::unique_ptr<Tokenizer> load(const std::string& folder)`.
  template <typename T, typename Options>
  void tokenizer(const std::string& name, const std::string& doc, Value recognises = Value()) {
    Component component = describe<Options>(Kind::kTokenizer, name, doc, kTokenizerInterface);
    component.recognises = std::move(recognises);
    component.factories.train_tokenizer = [name](const Value& options, const TextSource& texts) {
      return T::train(Options::schema().read(options, name), texts);
    };
    component.factories.load_tokenizer = &T::load;
    add(std::move(component));
  }

  /// T: Dataset constructible from (const Options&).
  template <typename T, typename Options>
  void dataset(const std::string& name, const std::string& doc) {
    Component component = describe<Options>(Kind::kDataset, name, doc, kDatasetInterface);
    component.factories.dataset = [name](const Value& options) {
      return std::unique_ptr<Dataset>(std::make_unique<T>(Options::schema().read(options, name)));
    };
    add(std::move(component));
  }

  /// T: Collective constructible from (const Options&).
  template <typename T, typename Options>
  void collective(const std::string& name, const std::string& doc) {
    Component component = describe<Options>(Kind::kCollective, name, doc, kCollectiveInterface);
    component.factories.collective = [name](const Value& options) {
      return std::unique_ptr<Collective>(
          std::make_unique<T>(Options::schema().read(options, name)));
    };
    add(std::move(component));
  }

  /// Throws Error when the same kind and name is there already, or when the name is ill-formed.
  void add(Component component);
  const std::vector<Component>& components() const { return components_; }

 private:
  template <typename T>
  static constexpr Family family_of() {
    if constexpr (std::is_base_of_v<Autoregressive, T>)
      return Family::kAutoregressive;
    else if constexpr (std::is_base_of_v<Autoencoding, T>)
      return Family::kAutoencoding;
    else if constexpr (std::is_base_of_v<EncoderDecoder, T>)
      return Family::kEncoderDecoder;
    else {
      static_assert(std::is_base_of_v<Multimodal, T>, "implement the interface of one family");
      return Family::kMultimodal;
    }
  }

  template <typename Options>
  static Component describe(Kind kind, const std::string& name, const std::string& doc,
                            const char* interface) {
    Component component;
    component.kind = kind;
    component.name = name;
    component.doc = doc;
    component.interface = interface;
    component.schema = Options::schema().untyped();
    return component;
  }

  std::vector<Component> components_;
};

}  // namespace graft
