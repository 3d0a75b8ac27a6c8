#include "text_encoding.h"

#include <cstdio>

#include "graft/text_file.h"

namespace graft {

namespace {

using namespace std::string_view_literals;

struct Mark {
  std::string_view bytes;
  const char* encoding;
};

// The longer ones first: that of UTF-32LE begins as that of UTF-16LE does.
constexpr Mark kMarks[] = {{"\xff\xfe\0\0"sv, "UTF-32"},
                           {"\0\0\xfe\xff"sv, "UTF-32"},
                           {"\xff\xfe"sv, "UTF-16"},
                           {"\xfe\xff"sv, "UTF-16"}};

}  // namespace

Problem not_utf8(std::string_view content, std::size_t offset, const std::string& file) {
  char byte[8];
  std::snprintf(byte, sizeof byte, "0x%02x", static_cast<unsigned char>(content[offset]));
  return problem_at(content, offset, file, "not-utf8",
                    std::string("the text is not valid UTF-8: byte ") + byte + " at offset " +
                        std::to_string(offset),
                    "convert the file, for example with `iconv -f GB18030 -t UTF-8`, where "
                    "GB18030 stands for its encoding");
}

void require_no_other_encoding(std::string_view content, const std::string& file) {
  for (const Mark& mark : kMarks) {
    if (!content.starts_with(mark.bytes)) continue;
    throw InputError({Problem{
        file, 1, 1, "not-utf8", std::string("the text is ") + mark.encoding + ", expected UTF-8",
        std::string("convert the file with `iconv -f ") + mark.encoding + " -t UTF-8`"}});
  }
}

}  // namespace graft
