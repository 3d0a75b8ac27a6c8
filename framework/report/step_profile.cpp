#include "framework/report/step_profile.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>

#include "framework/report/text_table.h"
#include "graft/json.h"

namespace graft {

namespace {

/// All calls of one op, or of its gradient.
struct OpTotal {
  std::string op;
  bool is_gradient = false;
  std::int64_t calls = 0;
  std::int64_t self_ns = 0;
  double flops = 0.0;
};

std::vector<OpTotal> totals_of(const std::vector<ProfiledStep>& steps) {
  std::map<std::pair<std::string, bool>, OpTotal> by_op;
  for (const ProfiledStep& step : steps) {
    for (const OpRecord& record : step.ops) {
      OpTotal& total = by_op[{record.op, record.is_gradient}];
      total.op = record.op;
      total.is_gradient = record.is_gradient;
      ++total.calls;
      total.self_ns += record.self_ns;
      total.flops += record.self_flops;
    }
  }
  std::vector<OpTotal> totals;
  for (auto& entry : by_op) totals.push_back(std::move(entry.second));
  std::stable_sort(totals.begin(), totals.end(), [](const OpTotal& left, const OpTotal& right) {
    return left.self_ns > right.self_ns;
  });
  return totals;
}

std::string decimals(const char* format, double value) {
  char text[48];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

const char* direction(bool is_gradient) { return is_gradient ? "gradient" : "forward"; }

Value trace_event(const std::string& name, const char* category, std::int64_t offset_ns,
                  const OpRecord& record) {
  Value event = Value::map();
  event.set("name", name);
  event.set("cat", category);
  event.set("ph", "X");
  event.set("ts", static_cast<double>(offset_ns + record.start_ns) / 1e3);
  event.set("dur", static_cast<double>(record.duration_ns) / 1e3);
  event.set("pid", 1);
  event.set("tid", record.thread);
  Value arguments = Value::map();
  arguments.set("self_us", static_cast<double>(record.self_ns) / 1e3);
  arguments.set("flops", record.self_flops);
  event.set("args", std::move(arguments));
  return event;
}

}  // namespace

std::string profile_text(const std::vector<ProfiledStep>& steps) {
  if (steps.empty()) return "no step was profiled\n";
  const auto count = static_cast<double>(steps.size());
  std::int64_t whole_ns = 0;
  std::int64_t outside_ns = 0;
  for (const ProfiledStep& step : steps) {
    whole_ns += step.whole.duration_ns;
    outside_ns += step.whole.self_ns;
  }
  const auto milliseconds = [&](std::int64_t ns) {
    return decimals("%.3f", static_cast<double>(ns) / 1e6 / count);
  };
  const auto share = [&](std::int64_t ns) {
    return decimals("%.1f %%", 100.0 * static_cast<double>(ns) /
                                   static_cast<double>(std::max<std::int64_t>(whole_ns, 1)));
  };
  using Align = TextTable::Align;
  TextTable table;
  table.columns = {{"op", Align::kLeft},     {"pass", Align::kLeft},
                   {"calls", Align::kRight}, {"self ms", Align::kRight},
                   {"share", Align::kRight}, {"GFLOP/s", Align::kRight}};
  for (const OpTotal& total : totals_of(steps)) {
    const bool has_rate = total.flops > 0 && total.self_ns > 0;
    table.rows.push_back(
        {total.op, direction(total.is_gradient),
         decimals("%.4g", static_cast<double>(total.calls) / count), milliseconds(total.self_ns),
         share(total.self_ns),
         has_rate ? decimals("%.1f", total.flops / static_cast<double>(total.self_ns)) : ""});
  }
  table.rows.push_back({"outside of ops", "", "", milliseconds(outside_ns), share(outside_ns), ""});
  table.rows.push_back({"whole step", "", "", milliseconds(whole_ns), share(whole_ns), ""});
  return "Steps " + std::to_string(steps.front().step) + " to " +
         std::to_string(steps.back().step) +
         ", per step. Self time is without the ops that an op calls; attention counts its\n"
         "floating-point operations as if every query saw every key.\n\n" +
         table.text();
}

std::string profile_trace(const std::vector<ProfiledStep>& steps) {
  std::string text = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[";
  const char* separator = "\n";
  const auto add = [&](const Value& event) {
    text += separator + write_json(event);
    separator = ",\n";
  };
  for (const ProfiledStep& step : steps) {
    add(trace_event("step " + std::to_string(step.step), "step", step.start_ns, step.whole));
    for (const OpRecord& op : step.ops) {
      add(trace_event(op.op, direction(op.is_gradient), step.start_ns, op));
    }
  }
  return text + "\n]}\n";
}

}  // namespace graft
