#include "framework/report/report.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/support/temporary_folder.h"

namespace {

namespace fs = std::filesystem;
using graft::InputError;
using graft::result_table;
using graft::TemporaryFolder;
using graft::write_report;

void write(const std::string& path, const std::string& content) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

std::string experiment(const std::string& name) {
  return "experiment: " + name +
         "\n"
         "seed: 7\n"
         "stages:\n"
         "  base:\n"
         "    kind: pretrain\n"
         "    model: {architecture: tiny, options: {hidden_size: 64}}\n"
         "    data: {name: stories}\n"
         "    train: {learning_rate: 1e-3}\n"
         "  情感:\n"
         "    kind: adapt\n"
         "    from: base\n"
         "    adapter: {name: scaling}\n"
         "  table: {kind: compare, of: [情感]}\n";
}

// A run that has ended.
void write_run(const std::string& folder, const std::string& name) {
  write(folder + "/experiment.yaml", experiment(name));
  write(folder + "/environment.json", R"({"graft": "1.0.0", "threads": 2})");
  write(folder + "/base/metrics.jsonl",
        "{\"step\":1,\"loss\":4.5,\"learning_rate\":0.001,\"tokens\":1000,"
        "\"tokens_per_second\":20}\n"
        "{\"step\":2,\"loss\":3.5,\"learning_rate\":0.0005,\"valid_loss\":3.25,"
        "\"tokens\":1600,\"tokens_per_second\":40}\n");
  write(folder + "/base/result.json", R"({"valid_loss": 3.25, "steps": 2})");
  write(
      folder + "/情感/result.json",
      R"({"accuracy": 0.875, "n": 1200, "shots": 3, "intervals": {"accuracy": [0.85, 0.9]}, "valid_loss": 0.4})");
  write(folder + "/table/result.json",
        R"({"rows": [{"stage": "情感", "metric": "accuracy", "value": 0.875, "low": 0.85,
            "high": 0.9, "n": 1200}]})");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(run_report)

BOOST_AUTO_TEST_CASE(one_page_shows_curves_results_components_and_environment) {
  const TemporaryFolder folder;
  write_run(folder.path(), "news");
  write_report({folder.path()}, folder.path() + "/report.html");
  const std::string page = read(folder.path() + "/report.html");

  BOOST_TEST(has(page, "<title>news</title>"));
  BOOST_TEST(has(page, "step 2: 3.2500"));  // the tooltip of the validation loss
  BOOST_TEST(has(page, "model <b>tiny</b>"));
  BOOST_TEST(has(page, "from <b>base</b>"));
  BOOST_TEST(has(page, "[0.8500, 0.9000]</span></td><td class=\"number\">1,200</td>"));
  BOOST_TEST(count(page, "1,200") == 2u);  // results and comparison; the loss has no such number
  BOOST_TEST(has(page, "<td>training time</td><td>1 min 5 s</td>"));  // 1000 / 20 + 600 / 40
  BOOST_TEST(has(page, "<td>threads</td><td>2</td>"));
  BOOST_TEST(has(page, "<h2>Comparison</h2>"));
  BOOST_TEST(has(page, "<td>shots</td><td>3</td>"));
  BOOST_TEST(count(page, "<svg viewBox=\"0 0 480") == 2u);  // loss and learning rate
}

BOOST_AUTO_TEST_CASE(the_page_needs_nothing_but_itself) {
  const TemporaryFolder folder;
  write_run(folder.path(), "news");
  write_report({folder.path()}, folder.path() + "/report.html");
  const std::string page = read(folder.path() + "/report.html");
  for (const std::string outside : {"http", "<script", "<link", "src=", "url(", "@import"}) {
    BOOST_TEST(!has(page, outside), outside);
  }
  BOOST_TEST(has(page, "prefers-color-scheme: dark"));
  BOOST_TEST(has(page, "width=device-width"));
}

BOOST_AUTO_TEST_CASE(runs_stand_side_by_side_and_differences_are_marked) {
  const TemporaryFolder folder;
  const std::string first = folder.path() + "/first";
  const std::string second = folder.path() + "/second";
  write_run(first, "one");
  write_run(second, "two");
  write(second + "/base/result.json", R"({"valid_loss": 2.125})");
  write_report({first, second}, folder.path() + "/report.html");
  const std::string page = read(folder.path() + "/report.html");

  BOOST_TEST(has(page, "<title>one, two</title>"));
  BOOST_TEST(has(page, "<td class=\"number\">3.2500<br>"));
  BOOST_TEST(has(page, "<td class=\"number\">2.1250<br>"));
  BOOST_TEST(has(page, "one, valid_loss"));
  BOOST_TEST(has(page, "two, valid_loss"));
  BOOST_TEST(has(page, "<tr class=\"differs\"><td>experiment</td>"));
  BOOST_TEST(has(page, "<tr><td>seed</td>"));
}

BOOST_AUTO_TEST_CASE(runs_of_one_experiment_are_told_apart_by_folder) {
  const TemporaryFolder folder;
  write_run(folder.path() + "/a", "same");
  write_run(folder.path() + "/b", "same");
  write_report({folder.path() + "/a", folder.path() + "/b"}, folder.path() + "/report.html");
  const std::string page = read(folder.path() + "/report.html");
  BOOST_TEST(has(page, "<title>same</title>"));
  BOOST_TEST(has(page, "<th>" + folder.path() + "/b</th>"));
}

BOOST_AUTO_TEST_CASE(data_never_becomes_markup) {
  const TemporaryFolder folder;
  write_run(folder.path(), "'<script>alert(1)</script>'");
  write(folder.path() + "/environment.json", R"({"<b>": "\"><img onerror=x>"})");
  write(folder.path() + "/base/metrics.jsonl", "{\"step\":1,\"loss\":1,\"<i>\":2}\n");
  write(folder.path() + "/base/result.json", R"({"<u>metric": 1.5, "note": "<img>"})");
  write_report({folder.path()}, folder.path() + "/report.html");
  const std::string page = read(folder.path() + "/report.html");
  BOOST_TEST(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  for (const std::string markup : {"<script", "<img", "<u>", "<i>", "<b>\"", "\">&lt;"}) {
    BOOST_TEST(!has(page, markup), markup);
  }
}

BOOST_AUTO_TEST_CASE(a_killed_run_is_shown_as_far_as_it_got) {
  const TemporaryFolder folder;
  write(folder.path() + "/experiment.yaml", experiment("news"));
  write(folder.path() + "/base/metrics.jsonl",
        "{\"step\":10,\"loss\":4.5}\n{\"step\":20,\"loss\":3.5}\n{\"step\":30,\"lo");
  write_report({folder.path()}, folder.path() + "/report.html");
  const std::string page = read(folder.path() + "/report.html");
  BOOST_TEST(has(page, "not finished, last logged step 20"));
  BOOST_TEST(has(page, "not started"));
  BOOST_TEST(has(page, "No stage has results yet."));
  BOOST_TEST(!has(page, "could not be read"));
}

BOOST_AUTO_TEST_CASE(steps_repeated_after_a_continuation_replace_the_old_ones) {
  const TemporaryFolder folder;
  write(folder.path() + "/experiment.yaml", experiment("news"));
  write(folder.path() + "/base/metrics.jsonl",
        "{\"step\":10,\"loss\":4.5}\n{\"step\":20,\"loss\":9.75}\n{\"step\":30,\"lo\n"
        "{\"step\":20,\"loss\":3.5}\n");
  write_report({folder.path()}, folder.path() + "/report.html");
  const std::string page = read(folder.path() + "/report.html");
  BOOST_TEST(has(page, "step 20: 3.5000"));
  BOOST_TEST(!has(page, "9.75"));
  BOOST_TEST(has(page, "1 line could not be read"));
}

BOOST_AUTO_TEST_CASE(a_broken_result_is_noted) {
  const TemporaryFolder folder;
  write_run(folder.path(), "news");
  write(folder.path() + "/base/result.json", "{\"valid_loss\": ");
  write_report({folder.path()}, folder.path() + "/report.html");
  BOOST_TEST(has(read(folder.path() + "/report.html"), "result.json could not be read"));
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_no_run_is_refused) {
  const TemporaryFolder folder;
  const auto names_folder = [&folder](const InputError& error) {
    return has(error.what(), folder.path() + ": expected a run folder");
  };
  BOOST_CHECK_EXCEPTION(result_table(folder.path()), InputError, names_folder);
  BOOST_CHECK_EXCEPTION(write_report({folder.path()}, folder.path() + "/report.html"), InputError,
                        names_folder);
  BOOST_TEST(!fs::exists(folder.path() + "/report.html"));

  write(folder.path() + "/experiment.yaml", "just text\n");
  BOOST_CHECK_THROW(result_table(folder.path()), InputError);
}

BOOST_AUTO_TEST_CASE(the_terminal_table_is_aligned_and_repeats_nothing) {
  const TemporaryFolder folder;
  write_run(folder.path(), "news");
  BOOST_TEST(result_table(folder.path()) ==
             "stage  metric       value  95 % interval         n\n"
             "-----  ----------  ------  ----------------  -----\n"
             "base   valid_loss  3.2500\n"
             "情感   accuracy    0.8750  [0.8500, 0.9000]  1,200\n");
}

BOOST_AUTO_TEST_CASE(the_simple_method_and_the_signatures_stand_with_the_results) {
  const TemporaryFolder folder;
  write_run(folder.path(), "news");
  const auto result = [](const std::string& interval) {
    return R"({"accuracy": 0.875, "n": 12, "intervals": {"accuracy": [0.85, 0.9]},
               "signatures": {"accuracy": "A|seed:no"},
               "baseline": {"name": "most frequent", "accuracy": 0.5, "n": 12,
                            "intervals": {"accuracy": )" +
           interval + R"(}, "signatures": {"accuracy": "A|seed:no"}}})";
  };
  // The same method with other draws.
  write(folder.path() + "/base/result.json", result("[0.25, 0.75]"));
  write(folder.path() + "/情感/result.json", result("[0.25, 0.5]"));
  BOOST_TEST(result_table(folder.path()) ==
             "stage                 metric     value  95 % interval      n\n"
             "--------------------  --------  ------  ----------------  --\n"
             "base                  accuracy  0.8750  [0.8500, 0.9000]  12\n"
             "base (most frequent)  accuracy  0.5000  [0.2500, 0.7500]  12\n"
             "情感                  accuracy  0.8750  [0.8500, 0.9000]  12\n"
             "\n"
             "metric    signature\n"
             "--------  ---------\n"
             "accuracy  A|seed:no\n");

  write_report({folder.path()}, folder.path() + "/report.html");
  const std::string page = read(folder.path() + "/report.html");
  BOOST_TEST(count(page, "<td>base (most frequent)</td>") == 1u);
  BOOST_TEST(!has(page, "情感 (most frequent)"));
  BOOST_TEST(count(page, "<td>accuracy</td><td><code>A|seed:no</code></td>") == 1u);

  // Other numbers of the same method: other examples.
  write(folder.path() + "/情感/result.json",
        R"({"accuracy": 0.875, "n": 12, "baseline": {"name": "most frequent", "accuracy": 0.25}})");
  BOOST_TEST(has(result_table(folder.path()), "情感 (most frequent)  accuracy  0.2500"));
}

BOOST_AUTO_TEST_CASE(the_terminal_table_names_stages_without_results) {
  const TemporaryFolder folder;
  write_run(folder.path(), "news");
  fs::remove(folder.path() + "/base/result.json");
  fs::remove_all(folder.path() + "/table");
  const std::string table = result_table(folder.path());
  BOOST_TEST(has(table, "base   not finished"));
  BOOST_TEST(has(table, "table  not started"));
}

BOOST_AUTO_TEST_SUITE_END()
