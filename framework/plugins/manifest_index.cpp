#include "framework/plugins/manifest_index.h"

#include <algorithm>
#include <utility>

#include <xxhash.h>

#include "framework/plugins/binary_record.h"
#include "graft/version.h"

namespace graft {
namespace {

// Raised whenever the bytes below change their meaning.
constexpr std::string_view kMagic = "graft manifest index 2\n";

std::string build_name() { return std::string(sdk_version()) + " " + sdk_fingerprint(); }

void write_number(BinaryWriter& writer, const std::optional<double>& number) {
  writer.number(static_cast<std::uint8_t>(number.has_value()));
  if (number) writer.number(*number);
}

std::optional<double> read_number(BinaryReader& reader) {
  if (reader.number<std::uint8_t>() == 0) return std::nullopt;
  return reader.number<double>();
}

void write_field(BinaryWriter& writer, const Field& field) {
  writer.text(field.type);
  writer.text(field.name);
  writer.text(field.doc);
  writer.value(field.default_value);
  writer.number(static_cast<std::uint8_t>(field.required));
  writer.number(static_cast<std::uint8_t>(field.optional));
  writer.number(static_cast<std::uint8_t>(field.min_excluded));
  write_number(writer, field.min);
  write_number(writer, field.max);
  writer.number(static_cast<std::uint32_t>(field.choices.size()));
  for (const std::string& choice : field.choices) writer.text(choice);
}

Field read_field(BinaryReader& reader) {
  Field field;
  field.type = reader.text();
  field.name = reader.text();
  field.doc = reader.text();
  field.default_value = reader.value();
  field.required = reader.number<std::uint8_t>() != 0;
  field.optional = reader.number<std::uint8_t>() != 0;
  field.min_excluded = reader.number<std::uint8_t>() != 0;
  field.min = read_number(reader);
  field.max = read_number(reader);
  const auto count = reader.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < count; ++i) field.choices.emplace_back(reader.text());
  return field;
}

std::string encode_details(const CatalogEntry& entry) {
  BinaryWriter writer;
  writer.value(entry.recognises);
  writer.number(static_cast<std::uint32_t>(entry.schema.fields().size()));
  for (const Field& field : entry.schema.fields()) write_field(writer, field);
  return writer.bytes();
}

void write_source(BinaryWriter& writer, const std::string& path,
                  const std::optional<FileStamp>& stamp) {
  writer.text(path);
  writer.number(static_cast<std::uint8_t>(stamp.has_value()));
  if (!stamp) return;
  writer.number(stamp->device);
  writer.number(stamp->inode);
  writer.number(stamp->size);
  writer.number(stamp->modified_nanoseconds);
  writer.number(stamp->changed_nanoseconds);
}

std::pair<std::string, std::optional<FileStamp>> read_source(BinaryReader& reader) {
  std::string path(reader.text());
  if (reader.number<std::uint8_t>() == 0) return {std::move(path), std::nullopt};
  FileStamp stamp;
  stamp.device = reader.number<std::uint64_t>();
  stamp.inode = reader.number<std::uint64_t>();
  stamp.size = reader.number<std::int64_t>();
  stamp.modified_nanoseconds = reader.number<std::int64_t>();
  stamp.changed_nanoseconds = reader.number<std::int64_t>();
  return {std::move(path), stamp};
}

// Members in the order in which they are stored.
constexpr std::string CatalogEntry::*kEntryTexts[] = {
    &CatalogEntry::name,     &CatalogEntry::doc,       &CatalogEntry::interface,
    &CatalogEntry::family,   &CatalogEntry::plugin_id, &CatalogEntry::plugin_version,
    &CatalogEntry::library,  &CatalogEntry::sha256,    &CatalogEntry::sdk,
    &CatalogEntry::manifest,
};
constexpr std::string_view IndexedComponent::*kComponentTexts[] = {
    &IndexedComponent::name,     &IndexedComponent::doc,       &IndexedComponent::interface,
    &IndexedComponent::family,   &IndexedComponent::plugin_id, &IndexedComponent::plugin_version,
    &IndexedComponent::library,  &IndexedComponent::sha256,    &IndexedComponent::sdk,
    &IndexedComponent::manifest,
};
static_assert(std::size(kEntryTexts) == std::size(kComponentTexts));

IndexedComponent read_component(BinaryReader& reader) {
  IndexedComponent component;
  const auto kind = reader.number<std::uint8_t>();
  if (kind >= all_kinds().size()) throw BinaryReader::Broken{};
  component.kind = all_kinds()[kind];
  component.line = reader.number<std::int32_t>();
  component.column = reader.number<std::int32_t>();
  for (const auto text : kComponentTexts) component.*text = reader.text();
  component.details = reader.text();
  return component;
}

std::uint8_t number_of(Kind kind) {
  std::uint8_t number = 0;
  while (all_kinds()[number] != kind) ++number;
  return number;
}

}  // namespace

CatalogEntry IndexedComponent::entry() const {
  CatalogEntry entry;
  entry.kind = kind;
  entry.line = line;
  entry.column = column;
  for (std::size_t i = 0; i < std::size(kEntryTexts); ++i) {
    entry.*kEntryTexts[i] = this->*kComponentTexts[i];
  }
  BinaryReader reader(details);
  entry.recognises = reader.value();
  const auto count = reader.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < count; ++i) entry.schema.add(read_field(reader));
  return entry;
}

Value IndexedComponent::recognises() const { return BinaryReader(details).value(); }

std::string ManifestIndex::encode(const Manifest& manifest, const std::string& path) {
  BinaryWriter content;
  content.text(build_name());
  content.text(path);
  content.number(static_cast<std::uint32_t>(manifest.sources.size()));
  for (const auto& [source, stamp] : manifest.sources) write_source(content, source, stamp);
  content.number(static_cast<std::uint32_t>(manifest.entries.size()));
  for (const CatalogEntry& entry : manifest.entries) {
    content.number(number_of(entry.kind));
    content.number(static_cast<std::int32_t>(entry.line));
    content.number(static_cast<std::int32_t>(entry.column));
    for (const auto text : kEntryTexts) content.text(entry.*text);
    content.text(encode_details(entry));
  }
  BinaryWriter header;
  header.number(XXH3_64bits(content.bytes().data(), content.bytes().size()));
  return std::string(kMagic) + header.bytes() + content.bytes();
}

std::optional<ManifestIndex> ManifestIndex::decode(std::shared_ptr<const void> owner,
                                                   std::string_view bytes,
                                                   const std::string& path) {
  ManifestIndex index;
  index.owner_ = std::move(owner);
  std::string_view content = bytes;
  if (!content.starts_with(kMagic)) return std::nullopt;
  content.remove_prefix(kMagic.size());
  if (content.size() < sizeof(XXH64_hash_t)) return std::nullopt;
  const auto hash = BinaryReader(content).number<XXH64_hash_t>();
  content.remove_prefix(sizeof(hash));
  if (XXH3_64bits(content.data(), content.size()) != hash) return std::nullopt;
  try {
    index.read_content(content, path);
  } catch (const BinaryReader::Broken&) {
    return std::nullopt;
  }
  return index;
}

bool ManifestIndex::is_current() const {
  for (const auto& [source, stamp] : sources_) {
    if (stamp_of(source) != stamp) return false;
  }
  return true;
}

void ManifestIndex::read_content(std::string_view content, const std::string& path) {
  BinaryReader reader(content);
  if (reader.text() != build_name() || reader.text() != path) throw BinaryReader::Broken{};
  const auto num_sources = reader.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < num_sources; ++i) sources_.push_back(read_source(reader));
  const auto num_components = reader.number<std::uint32_t>();
  components_.reserve(std::min<std::size_t>(num_components, content.size() / 64));
  for (std::uint32_t i = 0; i < num_components; ++i) components_.push_back(read_component(reader));
  if (!reader.at_end()) throw BinaryReader::Broken{};
}

}  // namespace graft
