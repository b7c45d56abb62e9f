# The browser application: npm builds ui/dist, everything in it (gzipped beside where that gains) goes into the binary.
# muster_ui(OUT.cc): muster::app::embedded_ui(). With -DMUSTER_UI=OFF the list is empty and npm is not needed.
function(muster_ui out)
  # Scripts of libraries hold directional marks as they are; g++ would warn of them in our sources only.
  set_source_files_properties(${out} PROPERTIES COMPILE_OPTIONS -Wno-bidi-chars)
  set(ui ${CMAKE_SOURCE_DIR}/ui)
  if(NOT MUSTER_UI OR NOT EXISTS ${ui}/package.json)
    add_custom_command(
      OUTPUT ${out}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/gen/embedded
      COMMAND muster_embed_tool ${out} muster::app::embedded_ui ${ui}
      COMMAND ${CMAKE_COMMAND} -E touch ${out}
      DEPENDS muster_embed_tool)
    return()
  endif()
  find_program(NPM npm REQUIRED)
  file(GLOB error_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/model/text/errors/*.yaml)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${ui}/src/* ${ui}/public/* ${ui}/tools/* ${ui}/m/* ${ui}/wall/* ${ui}/index.html
       ${ui}/vite.config.ts ${ui}/tsconfig.json ${ui}/package-lock.json)
  list(FILTER sources EXCLUDE REGEX "^${ui}/src/gen/")
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${NPM} run build --silent
    COMMAND ${CMAKE_COMMAND} -DEMBED=$<TARGET_FILE:muster_embed_tool> -DOUT=${out} -DDIST=${ui}/dist -P ${CMAKE_SOURCE_DIR}/cmake/ui_embed.cmake
    DEPENDS ${sources} ${error_files} muster_embed_tool ${CMAKE_SOURCE_DIR}/cmake/ui_embed.cmake
    WORKING_DIRECTORY ${ui}
    COMMENT "Building the browser application")
endfunction()
