#include "framework/cli/retrieve_command.h"

#include <cstdio>
#include <filesystem>
#include <iostream>

#include "framework/cli/model_arguments.h"
#include "framework/cli/open_catalog.h"
#include "framework/data/input_rows.h"
#include "framework/evaluate/embedder.h"
#include "framework/evaluate/retrieval.h"
#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/image.h"
#include "graft/json.h"
#include "graft/jsonl_file.h"
#include "graft/ops/matmul.h"

namespace graft {

namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;

CommandLine command_line() {
  CommandLine command(
      "retrieve --model DIR --images FILE --texts FILE [options]",
      "Reads one JSON object per line: {\"image\"}, the path of a PNG or JPEG file relative to its "
      "own file, and {\"text\"} or {\"caption\"}. Text i belongs to image i, or to the image "
      "that its \"image_index\" names, from 0.\nPrints the cosine of every image (a line each) "
      "with "
      "every text, and how often each is found among the 1, 5 and 10 nearest of the other kind.",
      "graft retrieve --model runs/emoji-clip/base/model --images images.jsonl --texts "
      "texts.jsonl");
  add_model_options(command);
  command.options()("images", po::value<std::string>()->value_name("FILE"), "images, JSON lines")(
      "texts", po::value<std::string>()->value_name("FILE"), "texts, JSON lines");
  command.add_json();
  return command;
}

std::string required_file(const CommandLine& command, const std::string& option) {
  if (command.has(option)) return command.get<std::string>(option);
  throw InputError("missing-option", "`--" + option + "` is missing", "name a file of JSON lines");
}

std::vector<std::string> image_paths(const JsonlFile& file) {
  std::vector<std::string> paths;
  for_each_row(file, [&](const Value& row) { paths.push_back(readable_image_path(file, row)); });
  if (paths.empty()) {
    throw InputError({Problem{file.path(), 0, 0, "empty-file", "holds no image",
                              "write a line {\"image\": …} for each"}});
  }
  return paths;
}

struct Texts {
  std::vector<std::string> texts;
  std::vector<std::int64_t> image_of;
};

Texts read_texts(const JsonlFile& file, std::int64_t num_images) {
  Texts result;
  bool names_images = false;
  for_each_row(file, [&](const Value& row) {
    const Value* text = row.find("text");
    if (text == nullptr) text = row.find("caption");
    if (text == nullptr || !text->is_string()) {
      throw InputError("missing-field", "expected a string `text` or `caption`");
    }
    const Value* index = row.find("image_index");
    names_images = names_images || index != nullptr;
    const std::int64_t image = index == nullptr ? std::ssize(result.texts) : index->as_int();
    if (image < 0 || image >= num_images) {
      throw InputError("out-of-range",
                       "the text belongs to image " + std::to_string(image) + ", and there are " +
                           std::to_string(num_images),
                       "give as many texts as images, or an `image_index` from 0");
    }
    result.texts.push_back(text->as_string());
    result.image_of.push_back(image);
  });
  if (names_images || std::ssize(result.texts) == num_images) return result;
  throw InputError({Problem{file.path(), 0, 0, "bad-value",
                            "holds " + std::to_string(result.texts.size()) + " texts for " +
                                std::to_string(num_images) + " images",
                            "give as many texts as images, or an `image_index` from 0"}});
}

Tensor image_vectors(const Embedder& embedder, const std::vector<std::string>& paths,
                     const ImageInput& input) {
  return embedder.images(std::ssize(paths), [&](const std::vector<std::int64_t>& rows) {
    Tensor values({std::ssize(rows), 3, input.size, input.size});
    float* to = values.data<float>();
    for (const std::int64_t row : rows) {
      const Tensor one = pixel_values(read_image(paths[static_cast<std::size_t>(row)]), input.size,
                                      input.mean, input.std);
      to = std::copy_n(one.data<float>(), one.numel(), to);
    }
    return values;
  });
}

void print_json(const Tensor& similarity, const std::vector<RecallAt>& recalls) {
  Value rows = Value::list();
  for (std::int64_t image = 0; image < similarity.dim(0); ++image) {
    Value row = Value::list();
    for (std::int64_t text = 0; text < similarity.dim(1); ++text) {
      const float value = similarity.data<float>()[image * similarity.dim(1) + text];
      row.push_back(static_cast<double>(value));
    }
    rows.push_back(std::move(row));
  }
  Value list = Value::list();
  for (const RecallAt& entry : recalls) {
    Value row = Value::map();
    row.set("k", entry.k);
    row.set("image_to_text", entry.image_to_text);
    row.set("text_to_image", entry.text_to_image);
    row.set("image_to_text_chance", entry.image_to_text_chance);
    row.set("text_to_image_chance", entry.text_to_image_chance);
    list.push_back(std::move(row));
  }
  Value result = Value::map();
  result.set("similarity", std::move(rows));
  result.set("recall", std::move(list));
  std::cout << write_json(result) << '\n';
}

void print_table(const Tensor& similarity, const std::vector<RecallAt>& recalls) {
  char text[128];
  for (std::int64_t image = 0; image < similarity.dim(0); ++image) {
    std::string line;
    for (std::int64_t column = 0; column < similarity.dim(1); ++column) {
      const float value = similarity.data<float>()[image * similarity.dim(1) + column];
      std::snprintf(text, sizeof text, "%s%.4f", column == 0 ? "" : " ",
                    static_cast<double>(value));
      line += text;
    }
    std::cout << line << '\n';
  }
  for (const RecallAt& entry : recalls) {
    std::snprintf(text, sizeof text,
                  "recall@%-2lld  image to text %.3f (chance %.3f)  text to image %.3f (chance "
                  "%.3f)\n",
                  static_cast<long long>(entry.k), entry.image_to_text, entry.image_to_text_chance,
                  entry.text_to_image, entry.text_to_image_chance);
    std::cout << text;
  }
}

}  // namespace

int run_retrieve(const std::vector<std::string>& arguments) {
  CommandLine command = command_line();
  command.parse(arguments);
  const JsonlFile image_file(required_file(command, "images"));
  const JsonlFile text_file(required_file(command, "texts"));
  const std::vector<std::string> paths = image_paths(image_file);
  const Texts texts = read_texts(text_file, std::ssize(paths));

  PluginCatalog catalog = open_catalog(command);
  const NamedModel named = load_named_model(command, catalog);
  const auto tokenizer = load_tokenizer(named.folder, catalog);
  const Embedder embedder(*named.model, *tokenizer);
  const ImageInput input = dynamic_cast<const Multimodal&>(*named.model).image_input();
  const NoGradient no_gradient;
  const Tensor similarity = matmul(image_vectors(embedder, paths, input),
                                   embedder.texts(texts.texts), Transpose::kSecond);
  const std::vector<RecallAt> recalls = recall(similarity, texts.image_of);
  if (command.json()) {
    print_json(similarity, recalls);
  } else {
    print_table(similarity, recalls);
  }
  return 0;
}

}  // namespace graft
