#include "framework/plugins/guarded_factories.h"

#include <exception>
#include <functional>
#include <type_traits>
#include <utility>

#include "graft/error.h"

namespace graft {
namespace {

template <typename T>
constexpr bool kIsOwner = false;
template <typename T>
constexpr bool kIsOwner<std::unique_ptr<T>> = true;

/// Calls one factory and gives the plugin's name to what goes wrong.
template <typename Result, typename... Arguments>
std::function<Result(Arguments...)> guard(std::function<Result(Arguments...)> factory,
                                          std::string component, PluginName plugin) {
  if (!factory) return factory;
  return [factory = std::move(factory), component = std::move(component),
          plugin = std::move(plugin)](Arguments... arguments) -> Result {
    const auto fail = [&](const char* code, const std::string& message) {
      return PluginError(plugin.library, code,
                         "plugin " + plugin.id + ": " + component + " " + message,
                         "report this to the author of the plugin");
    };
    try {
      Result result = factory(std::forward<Arguments>(arguments)...);
      if constexpr (kIsOwner<Result>) {
        if (!result) throw fail("factory-null", "returned nothing");
      }
      return result;
    } catch (const InputError&) {
      throw;
    } catch (const PluginError&) {
      throw;
    } catch (const Error& error) {
      throw Error("plugin " + plugin.id + ": " + component + ": " + error.what());
    } catch (const std::exception& error) {
      throw fail("factory-failed", std::string("failed: ") + error.what());
    } catch (...) {
      throw fail("factory-failed", "threw something that is not an exception of C++'s library");
    }
  };
}

/// The same for a factory without which nothing that is published can be read: where the plugin has
/// none, calling it says so.
template <typename Result>
std::function<Result(const Value&)> guard_reader(std::function<Result(const Value&)> factory,
                                                 const std::string& component,
                                                 const PluginName& plugin, const char* function) {
  if (factory) return guard(std::move(factory), component, plugin);
  return [=](const Value&) -> Result {
    throw PluginError(plugin.library, "factory-missing",
                      "plugin " + plugin.id + ": " + component +
                          " cannot be read from a folder: it has no `" + function + "`",
                      "report this to the author of the plugin");
  };
}

}  // namespace

Factories guarded(const Component& component, const PluginName& plugin) {
  const std::string name = std::string(name_of(component.kind)) + " \"" + component.name + "\"";
  const Factories& given = component.factories;
  Factories result;
  result.architecture = guard(given.architecture, name, plugin);
  result.options_from_config = guard_reader(given.options_from_config, name, plugin, "from_config");
  result.head_from_config = guard_reader(given.head_from_config, name, plugin, "head_from_config");
  result.adapter = guard(given.adapter, name, plugin);
  result.prompt = guard(given.prompt, name, plugin);
  result.train_tokenizer = guard(given.train_tokenizer, name, plugin);
  result.load_tokenizer = guard(given.load_tokenizer, name, plugin);
  result.dataset = guard(given.dataset, name, plugin);
  result.collective = guard(given.collective, name, plugin);
  return result;
}

}  // namespace graft
