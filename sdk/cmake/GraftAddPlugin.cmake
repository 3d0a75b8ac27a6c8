# graft_add_plugin(NAME SOURCES file... [LINK library...])
#
# Builds libgraft_NAME.so, a plugin, as the target graft_NAME; hyphens in NAME become underscores. It
# links the SDK and whatever LINK names, and shows nothing but its handshake. The library goes to
# GRAFT_PLUGIN_OUTPUT_DIRECTORY (by default lib/graft/plugins in the build folder), and is installed
# to GRAFT_PLUGIN_INSTALL_DIRECTORY if that is set.
function(graft_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  if(NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "graft_add_plugin(${name}): expected SOURCES file... [LINK library...]")
  endif()
  string(REPLACE "-" "_" target "graft_${name}")

  add_library(${target} MODULE ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE graft::sdk ${arg_LINK})
  if(TARGET graft-build-settings)  # only where the SDK itself is built
    target_link_libraries(${target} PRIVATE graft-build-settings)
  endif()
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(${target} PROPERTIES
    PREFIX lib
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  set(exports ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/graft_plugin.map)
  target_link_options(${target} PRIVATE LINKER:-z,defs LINKER:--version-script=${exports})
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${exports})

  if(GRAFT_PLUGIN_OUTPUT_DIRECTORY)
    set(folder ${GRAFT_PLUGIN_OUTPUT_DIRECTORY})
  else()
    set(folder ${PROJECT_BINARY_DIR}/lib/graft/plugins)
  endif()
  set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${folder})
  if(GRAFT_PLUGIN_INSTALL_DIRECTORY)
    install(TARGETS ${target} LIBRARY DESTINATION ${GRAFT_PLUGIN_INSTALL_DIRECTORY})
  endif()
  set_property(GLOBAL APPEND PROPERTY GRAFT_PLUGINS ${name})
endfunction()

# graft_add_manifest(FILE PLUGINS name...)
#
# Writes the manifest of these plugins, FILE, whenever one of them has been built anew. Paths in it
# are relative to its own folder.
function(graft_add_manifest file)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "PLUGINS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "graft_add_manifest(${file}): expected PLUGINS name...")
  endif()
  set(targets "")
  set(libraries "")
  foreach(name IN LISTS arg_PLUGINS)
    string(REPLACE "-" "_" target "graft_${name}")
    list(APPEND targets ${target})
    list(APPEND libraries $<TARGET_FILE:${target}>)
  endforeach()
  cmake_path(GET file PARENT_PATH folder)
  string(MD5 id "${file}")
  add_custom_command(OUTPUT ${file}
    COMMAND ${CMAKE_COMMAND} -E env ASAN_OPTIONS=detect_leaks=0
            $<TARGET_FILE:graft::graft> plugins manifest ${libraries} --in ${folder} > ${file}.tmp
    COMMAND ${CMAKE_COMMAND} -E rename ${file}.tmp ${file}
    DEPENDS ${targets} graft::graft
    COMMENT "Writing the manifest of the plugins"
    VERBATIM)
  add_custom_target(graft-manifest-${id} ALL DEPENDS ${file})
endfunction()
